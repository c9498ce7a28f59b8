"""Labels for snake_case keys, and one name for terms that are spelled in several ways."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..locale.messages import Messages
from ..paths import DATA_FOLDER
from ..text import fold, humanize


@functools.cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(DATA_FOLDER, f"{name}.toml").read_text("utf-8"))


def load_label_tables() -> None:
    """Read the tables of labels, which are otherwise read when a label is first needed."""
    _initialisms()
    _known_aliases()


def label(key: str, group: str, messages: Messages) -> str:
    """The label of a snake_case key: the owner's, ours in the language, or the key in words.

    `group` is `types`, `categories` or `skills`.
    """
    if own := messages.own.get(key):
        return own
    if known := _known_label(key, group):
        return messages.gettext(known)
    return key_in_words(key)


def has_label(key: str, group: str, messages: Messages) -> bool:
    """Whether a key has a label in the language, and is not only shown as words."""
    return key in messages.own or bool(_known_label(key, group))


def _known_label(key: str, group: str) -> str | None:
    labels: Mapping[str, Mapping[str, str]] = _data("labels")
    found = labels[group].get(key)
    if found or group == "types":
        return found
    return labels["skills"].get(key)


@functools.cache
def _initialisms() -> re.Pattern[str]:
    longest_first = sorted(_data("labels")["initialisms"], key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(longest_first).replace('_', '[_ -]')})(?![^\W_])")


@functools.lru_cache(maxsize=65_536)
def key_in_words(key: str) -> str:
    """A snake_case key, or words in lower case, as shown: `ml_design` is `ML design`."""
    known, pattern = _data("labels")["initialisms"], _initialisms()
    shown = pattern.sub(lambda found: known[re.sub("[ -]", "_", found[0])], key)
    if pattern.match(key):
        return shown.replace("_", " ").strip()
    return humanize(shown)


def skill_name(written: str, own: Mapping[str, str]) -> str:
    """A skill as it is shown: snake_case becomes words, anything else stays."""
    key = written.lower().replace(" ", "_").replace("-", "_")
    known = own.get(written) or own.get(key) or _known_label(key, "skills")
    if known:
        return known
    if written == written.lower():
        return key_in_words(written)
    return written


@functools.cache
def _known_aliases() -> dict[str, str]:
    return {fold(alias): name for alias, name in _data("aliases")["technologies"].items()}


def apply_aliases(written: str, own: Mapping[str, str]) -> str:
    """A term with the owner's aliases applied."""
    aliases = {fold(alias): name for alias, name in own.items()}
    seen: set[str] = set()
    while (folded := fold(written)) in aliases and folded not in seen:
        seen.add(folded)
        written = aliases[folded]
    return written


def technology_name(written: str, own: Mapping[str, str]) -> str:
    """A technology under its usual name: exact aliases only, the owner's before ours.

    The case of one- and two-letter names matters (`R`, `Go`), so a short name is an alias only in
    exactly this spelling.
    """
    name = apply_aliases(written, own)
    if name != written and fold(name) == fold(written):
        return name
    if len(name) <= 2 and name not in _data("aliases")["technologies"]:
        return name
    return _known_aliases().get(fold(name), name)


def is_technology(written: str) -> bool:
    """Whether a term is a technology that the table knows, under its usual name or another."""
    return fold(written) in _known_technologies()


@functools.cache
def _known_technologies() -> frozenset[str]:
    known = _known_aliases()
    return frozenset((*known, *map(fold, known.values())))
