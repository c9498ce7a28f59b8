"""What has changed since the last build, told without reading a file or importing anything that a build needs.

A seal says of what the last build was made and what it wrote, as far as the file system tells. It is only set where that
decides everything: not with code of the owner's, which may look at anything. It is plain text, so that a damaged or a
foreign one can do no harm.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Callable, Mapping

from .folders import NOTES, open_itself
from .program import appearance
from .signatures import Look, Mark, look, marks_of

KEPT = 8
"""So many seals are kept, each of builds with other options."""
Fact = str | tuple[str, ...] | Mapping[str, str]
_NAME = "seal-"
_END = "end"
_READ = "="
"""Begins what is known of a file that was just being written: a digest of its content in the place of its signature."""


class Seal:
    """What the last build was made of, what it wrote and what it said; each fact a text."""

    program: str
    """The program that built."""
    manner: str
    """The options that it was given."""
    root: str
    output: str
    """The folder that it wrote."""
    manifest: str
    """The file that names what it wrote; another build of the same folder changes it."""
    setting: str
    """The key of what all pages share: that of what the last build knew, or else it was another build."""
    as_of: str
    """The day, in ISO 8601."""
    is_dated: str
    """`yes` if the day was asked for or stated, and was not just today."""
    entries: str
    pages: str
    warnings: str
    """How many there are."""
    report: str
    """The warnings in plain text."""
    colored: str
    """The same for a terminal with colours."""
    places: tuple[str, ...]
    """Every file and folder that the site is made of."""
    site: Mapping[str, str]
    """Each file of it with its signature."""
    marks: Mapping[str, str]
    """Each file that it wrote with its mark, the manifest under its own name."""

    def __init__(self, **facts: Fact) -> None:
        for name in self.__annotations__:
            setattr(self, name, facts[name])


def manner_of(asked: Mapping[str, object]) -> str:
    """What is asked of a build in one text; empty where nothing is."""
    return "\n".join(f"{name}={value!r}" for name, value in asked.items() if value not in (None, False))


def find_seal(root: str | os.PathLike[str], manner: str, environ: Callable[[str], str | None]) -> Seal | None:
    """The seal of the last build of a site by this program and with these options, if it was for the day that this one is for."""
    try:
        with open(_path(os.path.join(root, NOTES), manner), "rb", opener=open_itself) as file:
            seal = _read(file.read().decode("utf-8", "surrogateescape"))
    except (OSError, ValueError, IndexError):
        return None
    day = seal.as_of if seal.is_dated else _day(environ("SOURCE_DATE_EPOCH"))
    known = (seal.manner, seal.root, seal.as_of) == (manner, os.path.realpath(root), day)
    return seal if known and seal.program == appearance() else None


def _day(epoch: str | None) -> str | None:
    """The day of a SOURCE_DATE_EPOCH, or today; None for what is no number of seconds."""
    try:
        return time.strftime("%Y-%m-%d", time.gmtime(int(epoch) if epoch else None))
    except (ValueError, OverflowError, OSError):
        return None


def differences(seal: Seal, looked: Look | None = None) -> frozenset[str] | None:
    """The files of the site that may have changed since the seal was set; None if its output is not as it was written.

    `looked` is how the site looks now, if it was looked at already.
    """
    names = [name for name in seal.marks if name != seal.manifest]
    marks = _told({**marks_of(seal.output, names), **marks_of("", [seal.manifest])})
    if os.path.realpath(seal.output) != seal.output or marks != seal.marks:
        return None
    now = _signed(look(seal.root, seal.places) if looked is None else looked, {})
    changed = {path for path in now.keys() | seal.site.keys() if now.get(path) != seal.site.get(path)}
    return frozenset(path for path in changed if not _is_read(os.path.join(seal.root, path), seal.site.get(path, "")))


def _is_read(path: str, known: str) -> bool:
    """Whether a file whose signature told nothing has the content that it had."""
    try:
        return known.startswith(_READ) and _digest(path) == known.removeprefix(_READ)
    except OSError:
        return False


def _digest(path: str | os.PathLike[str]) -> str:
    """The digest of a file. Raises OSError."""
    from hashlib import sha256

    with open(path, "rb") as file:
        return sha256(file.read()).hexdigest()


def facts_of(seal: Seal) -> dict[str, Fact]:
    """All that a seal says."""
    return {name: getattr(seal, name) for name in Seal.__annotations__}


def set_seal(
    notes: str | os.PathLike[str],
    looked: Look,
    digests: Mapping[str, str],
    written: Mapping[str, Mark],
    facts: Mapping[str, Fact],
) -> None:
    """Set the seal of a build, unless there is a file of which nothing can be told: neither a signature nor a digest.

    `written` are the marks of the files that it wrote. A seal that cannot be written is one that the next build does without.
    """
    site = _signed(looked, digests)
    marks = _told({**written, **marks_of("", [str(facts["manifest"])])})
    seal = Seal(**{**facts, "program": appearance(), "site": site, "marks": marks})
    path = _path(notes, seal.manner)
    try:
        if _READ in site.values():
            os.unlink(path)
        else:
            _write(path, seal)
            _forget(notes)
    except OSError:
        return


def _write(path: str, seal: Seal) -> None:
    from .aside import put

    put(path, _text(seal).encode(errors="surrogateescape"))


def _forget(notes: str | os.PathLike[str]) -> None:
    """Remove the oldest seals where there are too many."""
    seals = sorted((entry.stat().st_mtime_ns, entry.path) for entry in os.scandir(notes) if entry.name.startswith(_NAME))
    for _, path in seals[:-KEPT]:
        os.unlink(path)


def _path(notes: str | os.PathLike[str], manner: str) -> str:
    return os.path.join(notes, f"{_NAME}{zlib.crc32(manner.encode(errors='surrogateescape')):08x}")


def _signed(looked: Look, digests: Mapping[str, str]) -> dict[str, str]:
    return {path: " ".join(map(str, found)) if found else f"{_READ}{digests.get(path, '')}" for path, found in looked.items()}


def _told(marks: Mapping[str, Mark]) -> dict[str, str]:
    return {name: " ".join(map(str, mark)) for name, mark in marks.items()}


def _text(seal: Seal) -> str:
    """All facts one after another, those of several texts after their number. Raises OSError for what cannot be told apart."""
    parts: list[str] = []
    for name in Seal.__annotations__:
        fact = getattr(seal, name)
        flat = fact if isinstance(fact, tuple) else () if isinstance(fact, str) else [text for item in fact.items() for text in item]
        parts += [fact] if isinstance(fact, str) else [str(len(flat)), *flat]
    if any("\0" in part for part in parts):
        raise OSError("a text that separates")
    return "\0".join([*parts, _END])


def _read(text: str) -> Seal:
    """The seal that a text is. Raises ValueError or IndexError for what is none."""
    parts = text.split("\0")
    facts: dict[str, Fact] = {}
    at = 0
    for name, kind in Seal.__annotations__.items():
        if kind == "str":
            facts[name], at = parts[at], at + 1
        else:
            start, at = at + 1, at + 1 + int(parts[at])
            several = parts[start:at]
            facts[name] = tuple(several) if kind.startswith("tuple") else dict(zip(several[::2], several[1::2], strict=True))
    if parts[at:] != [_END]:
        raise ValueError(text[-20:])
    return Seal(**facts)
