"""Whether anything has changed since the last build, told without reading or importing anything that a build needs.

A seal says of what the last build was made and what it wrote, as far as the file system tells. It is only set where that
decides everything: not with code of the owner's, which may look at anything.
"""

from __future__ import annotations

import hashlib
import json
import marshal
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import dates
from .cache import Cache, key_of
from .history import Mark, marks_of
from .options import Options
from .program import program
from .signatures import Look, look

VALUES_ALONE = 2
"""The form of `marshal` whose bytes depend on values alone, and not on which of them are one object."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What the last build was made of, what it wrote and what it said."""

    places: tuple[str, ...]
    """Every file and folder that the site is made of."""
    site: str
    """The digest of the signatures of its files, but for the following."""
    young: Mapping[str, str]
    """The digests of files that were just being written, whose signatures do not tell enough."""
    output: str
    """The folder that it wrote."""
    names: tuple[str, ...]
    """The files that it wrote."""
    marks: str
    """The digest of their marks."""
    manifest: str
    """The file that names them."""
    listed: tuple[int, ...]
    """Its mark: another build of the same folder changes it."""
    as_of: str
    """The day, in ISO 8601."""
    is_dated: bool
    """Whether the day was asked for or stated, and not just today."""
    entries: int
    pages: int
    report: str = ""
    """The warnings in plain text."""
    colored: str = ""
    """The same for a terminal with colours."""
    warnings: int = 0


def find_seal(notes: Path, options: Options, environ: Callable[[str], str | None], *, strict: bool) -> Seal | None:
    """The seal of the last build with these options, if everything is as it was then."""
    with closing(Cache(notes, may_write=False)) as cache:
        content = cache.get(_key(options, strict=strict)) if cache.is_shared else None
    with suppress(ValueError, TypeError, OSError):
        seal = Seal(**json.loads(content)) if content else None
        return seal if seal and _holds(seal, environ) else None
    return None


def set_seal(cache: Cache, options: Options, seal: Seal | None, *, strict: bool) -> None:
    """Set the seal for the next build with these options; None if nothing can be told for sure."""
    cache.put({_key(options, strict=strict): json.dumps(seal and asdict(seal)).encode()}, anew=True)


def _key(options: Options, *, strict: bool) -> str:
    return key_of("seal", program(), repr(options), str(strict), str(Path.cwd()))


def _holds(seal: Seal, environ: Callable[[str], str | None]) -> bool:
    epoch = environ("SOURCE_DATE_EPOCH")
    day = seal.as_of if seal.is_dated else (dates.of_epoch(epoch) if epoch else dates.today()).isoformat()
    root, output = Path.cwd(), Path(seal.output)
    return (
        day == seal.as_of
        and output.resolve() == output
        and mark_of(Path(seal.manifest)) == tuple(seal.listed)
        and sign(look(root, map(Path, seal.places)), seal.young) == seal.site
        and all(file_digest(root / path) == digest for path, digest in seal.young.items())
        and sign_marks(marks_of(output, seal.names)) == seal.marks
    )


def sign(looked: Look, young: Collection[str]) -> str:
    """The digest of all signatures but those of some files."""
    return _digest((path, signature) for path, signature in looked.items() if path not in young)


def sign_marks(marks: Mapping[str, Mark]) -> str:
    """The digest of all marks."""
    return _digest(marks.items())


def _digest(items: Iterable[tuple[str, Any]]) -> str:
    plain = marshal.dumps(sorted(items), VALUES_ALONE)
    return hashlib.blake2b(plain, digest_size=16).hexdigest()


def mark_of(path: Path) -> tuple[int, ...]:
    """The mark of one file."""
    return marks_of(path.parent, (path.name,)).get(path.name, ())


def file_digest(path: Path) -> str:
    """The digest of a file. Raises OSError."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
