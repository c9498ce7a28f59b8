"""Words of a text in other languages: `title.de` in its front matter, or `NAME.de.md` beside it.

Only fields with words for readers have translations. What identifies a credential, and its dates
and links, is the same in every language.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from ..diagnostics import Diagnostic, Diagnostics, Location, error
from ..schema.fields import Fields, InvalidValue
from ..schema.json_schema import TAG
from ..schema.types import read_language
from ..source_text import KeyPath
from ..text import quoted
from ..validation.validate import FieldSyntax, validate

_NAME = re.compile(r"(.+)\.([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)(\.(?:md|markdown))", re.IGNORECASE)
_KEY = re.compile(rf"(\w+)\.({TAG})")


def is_language(tag: str) -> bool:
    """Whether a tag (BCP 47) is that of a language."""
    try:
        read_language(tag)
    except InvalidValue:
        return False
    return True


def translated_file(path: str) -> tuple[str, str]:
    """The file that one translates by its name, if that exists, and the language.

    Both are empty for a name that has no language in it.
    """
    folder, name = posixpath.split(path)
    found = _NAME.fullmatch(name)
    if found is None or not is_language(found[2]):
        return "", ""
    return posixpath.join(folder, found[1] + found[3]), found[2]


def split_words(
    model: type[Fields], metadata: Mapping[str, Any], syntax: FieldSyntax
) -> tuple[dict[str, Any], dict[str, dict[str, str]], Diagnostics]:
    """The values of a front matter without translations, the words in each language, and problems.

    The words are by language and field.
    """
    own: dict[str, Any] = {}
    written: dict[str, dict[str, tuple[str, Any]]] = {}
    for key, value in metadata.items():
        found = _KEY.fullmatch(key) if "." in key else None
        if found and found[1] in model.specs() and is_language(found[2]):
            language = found[2].replace("_", "-")
            written.setdefault(language, {})[found[1]] = key, value
        else:
            own[key] = value
    words: dict[str, dict[str, str]] = {}
    problems: list[Diagnostic] = []
    for language, values in written.items():
        keys = {field: key for field, (key, _) in values.items()}
        words[language], found_here = read_translated_words(
            model,
            {field: value for field, (_, value) in values.items()},
            FieldSyntax(partial(_locate, syntax, keys), syntax.write, syntax.section),
            "write `{field}` once, without a language",
        )
        problems += found_here
    return own, words, tuple(problems)


def _locate(
    syntax: FieldSyntax, written: Mapping[str, str], keys: KeyPath, *, at_key: bool = False
) -> Location:
    """The location of a field that is written with a language."""
    return syntax.locate((written.get(str(keys[0]), keys[0]), *keys[1:]), at_key=at_key)


def read_translated_words(
    model: type[Fields], values: Mapping[str, Any], syntax: FieldSyntax, cure: str
) -> tuple[dict[str, str], Diagnostics]:
    """The words for the fields of a kind of file in one language, and what is wrong with them.

    `cure` says what to do with a `{field}` that has no translations.
    """
    kind = model.words or Fields
    problems = [
        error(
            "not-translated",
            f"`{field}` is the same in every language",
            syntax.locate((field,), at_key=True),
            cure.format(field=field),
        )
        for field in values
        if field in model.specs() and field not in kind.specs()
    ]
    rest = {
        field: value
        for field, value in values.items()
        if field in kind.specs() or field not in model.specs()
    }
    read, invalid = validate(kind, rest, syntax)
    stated = {
        field: words
        for field in kind.specs()
        if read and (words := getattr(read, field)) is not None
    }
    return stated, (*problems, *invalid)


def foreign_name(path: str, original: str) -> str:
    """What to do with a field in a translation that belongs to the text itself."""
    name = posixpath.basename(original)
    stem, suffix = posixpath.splitext(posixpath.basename(path))
    own = quoted(stem.replace(".", "-") + suffix)
    return f"write it in {quoted(name)}; a file that is no translation needs a name such as {own}"
