"""Finds what has changed since the last build, and imports nothing that a build needs.

A seal records what the file system said of every file of the site and of the output after the last
build. It is set only if these files decide what a build makes; with code of the owner's, which may
read anything, it is not. It is plain text, so a damaged or foreign one can do no harm.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Callable, Mapping

from ..paths import NOTES_FOLDER, open_without_following
from ..store.program import appearance
from ..store.signatures import FileMark, Look, look, marks_of

KEPT = 8
"""Maximum number of seals that are kept; there is one for each set of options."""
Fact = str | tuple[str, ...] | Mapping[str, str]
"""The value of one field of a seal."""
_NAME = "seal-"
"""Prefix of the names of seals in the folder of notes."""
_END = "end"
"""The last text of a seal; a seal without it was cut off."""
_READ = "="
"""Prefix of a digest, which takes the place of a signature if a file was just being written."""


class Seal:
    """What the last build read, wrote and printed; each fact is text."""

    program: str
    """What the file system said of the program that built the site."""
    manner: str
    """The options of the build."""
    root: str
    """The folder of the site."""
    output: str
    """The folder that the build wrote to."""
    manifest: str
    """The file that lists what was written; another build of the same output changes it."""
    setting: str
    """The key of what all pages share; if the history has another one, it is of another build."""
    as_of: str
    """The day, in ISO 8601."""
    is_dated: str
    """`yes` if the options or the settings state the day; empty if it was today."""
    entries: str
    """The number of published credentials."""
    pages: str
    """The number of pages."""
    warnings: str
    """The number of warnings."""
    report: str
    """The warnings in plain text."""
    colored: str
    """The warnings for a terminal with colours."""
    places: tuple[str, ...]
    """Every file and folder that the site is made of."""
    site: Mapping[str, str]
    """Each file of the site with its signature."""
    marks: Mapping[str, str]
    """Each file of the output with its mark, and the manifest under its own name."""

    def __init__(self, **facts: Fact) -> None:
        for name in self.__annotations__:
            setattr(self, name, facts[name])


def manner_of(asked: Mapping[str, object]) -> str:
    """The options of a build as one text; empty if all have their defaults."""
    return "\n".join(
        f"{name}={value!r}" for name, value in asked.items() if value not in (None, False)
    )


def find_seal(
    root: str | os.PathLike[str], manner: str, environ: Callable[[str], str | None]
) -> Seal | None:
    """The seal of the last build of a site, or None.

    It must have been set by this program, for these options and for the day of this build.
    """
    try:
        with open(
            _path(os.path.join(root, NOTES_FOLDER), manner), "rb", opener=open_without_following
        ) as file:
            seal = _read(file.read().decode("utf-8", "surrogateescape"))
    except (OSError, ValueError, IndexError):
        return None
    if (seal.manner, seal.root) != (manner, os.path.realpath(root)):
        return None
    if not seal.is_dated and seal.as_of != _day(environ("SOURCE_DATE_EPOCH")):
        return None
    return seal if seal.program == appearance() else None


def _day(epoch: str | None) -> str | None:
    """The day of a SOURCE_DATE_EPOCH, or today; None if it is not a number of seconds."""
    try:
        return time.strftime("%Y-%m-%d", time.gmtime(int(epoch) if epoch else None))
    except (ValueError, OverflowError, OSError):
        return None


def differences(seal: Seal, looked: Look | None = None) -> frozenset[str] | None:
    """The files of the site that changed since the seal was set; None if the output did.

    `looked` holds the signatures of the site's files, if they were taken already.
    """
    names = [name for name in seal.marks if name != seal.manifest]
    marks = _as_text({**marks_of(seal.output, names), **marks_of("", [seal.manifest])})
    if os.path.realpath(seal.output) != seal.output or marks != seal.marks:
        return None
    if looked is None:
        looked = look(seal.root, seal.places)
    now, before = _signed(looked, {}), seal.site
    return frozenset(
        path
        for path in now.keys() | before.keys()
        if now.get(path) != before.get(path)
        and not _has_digest(os.path.join(seal.root, path), before.get(path, ""))
    )


def _has_digest(path: str, known: str) -> bool:
    """Whether a seal knows a file by its digest, and the digest is still the same."""
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
    """All fields of a seal by name."""
    return {name: getattr(seal, name) for name in Seal.__annotations__}


def set_seal(
    notes: str | os.PathLike[str],
    looked: Look,
    digests: Mapping[str, str],
    written: Mapping[str, FileMark],
    facts: Mapping[str, Fact],
) -> None:
    """Set the seal of a build, or remove it if a file has neither a signature nor a digest.

    `digests` are those of the files that were read, `written` the marks of the files of the output.
    If the seal cannot be written, the next build does without it.
    """
    site = _signed(looked, digests)
    marks = _as_text({**written, **marks_of("", [str(facts["manifest"])])})
    seal = Seal(**{**facts, "program": appearance(), "site": site, "marks": marks})
    path = _path(notes, seal.manner)
    try:
        if _READ in site.values():
            os.unlink(path)
        else:
            _write(path, seal)
            _remove_oldest(notes)
    except OSError:
        return


def _write(path: str, seal: Seal) -> None:
    from ..store.aside import put

    put(path, _text(seal).encode(errors="surrogateescape"))


def _remove_oldest(notes: str | os.PathLike[str]) -> None:
    """Remove the oldest seals if there are more than are kept."""
    seals = sorted(
        (entry.stat().st_mtime_ns, entry.path)
        for entry in os.scandir(notes)
        if entry.name.startswith(_NAME)
    )
    for _, path in seals[:-KEPT]:
        os.unlink(path)


def _path(notes: str | os.PathLike[str], manner: str) -> str:
    """The file of the seal of builds with these options."""
    return os.path.join(notes, f"{_NAME}{zlib.crc32(manner.encode(errors='surrogateescape')):08x}")


def _signed(looked: Look, digests: Mapping[str, str]) -> dict[str, str]:
    """Each file with its signature as text, or with its digest if it has no signature."""
    return {
        path: " ".join(map(str, found)) if found else f"{_READ}{digests.get(path, '')}"
        for path, found in looked.items()
    }


def _as_text(marks: Mapping[str, FileMark]) -> dict[str, str]:
    """Each file with its mark as text."""
    return {name: " ".join(map(str, mark)) for name, mark in marks.items()}


def _text(seal: Seal) -> str:
    """A seal as text: its fields in order, those of several texts after their number.

    Raises OSError if a text contains the character that separates them.
    """
    parts: list[str] = []
    for name in Seal.__annotations__:
        fact: Fact = getattr(seal, name)
        if isinstance(fact, str):
            parts.append(fact)
            continue
        if not isinstance(fact, tuple):
            fact = tuple(text for item in fact.items() for text in item)
        parts += [str(len(fact)), *fact]
    if any("\0" in part for part in parts):
        raise OSError("a text that separates")
    return "\0".join([*parts, _END])


def _read(text: str) -> Seal:
    """The seal that was written as this text. Raises ValueError or IndexError."""
    parts = text.split("\0")
    facts: dict[str, Fact] = {}
    at = 0
    for name, kind in Seal.__annotations__.items():
        if kind == "str":
            facts[name], at = parts[at], at + 1
        else:
            start, at = at + 1, at + 1 + int(parts[at])
            several = parts[start:at]
            if kind.startswith("tuple"):
                facts[name] = tuple(several)
            else:
                facts[name] = dict(zip(several[::2], several[1::2], strict=True))
    if parts[at:] != [_END]:
        raise ValueError(text[-20:])
    return Seal(**facts)
