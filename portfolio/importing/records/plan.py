"""What becomes of each credential: a new file, nothing, or further fields of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from ...content.read import load_credential
from ...domain.records.credential import Record, Status
from ...images.assets import Refusal, asset_properties, publishable
from ...images.file_kinds import PICTURE_TYPES
from ...paths import text_name
from ...proving.prove import can_be_proved
from ...scaffold.new import new_path
from ...text import fold, snake
from ..cleaning import CleanCredential
from ..existing import ExistingRecord, ExistingRecords
from ..model import TEXT, FoundCredential, Left, SourcePicture, Values
from ..objects import as_texts
from ..record_text import filled_record, new_record, possible_bodies
from .join import JoinedCredential
from .merge import Merged, agree, merge

MAX_PICTURE_BYTES = 8 * 1024**2
"""Maximum bytes of a picture that is written beside a record."""
_NOT_COMPARED = frozenset({TEXT, "last_updated", "image", "image_alt", "certificate"})
_PICTURE, _DOCUMENT = "picture", "certificate"
_ANOTHER = "the record has another one"
_FILES = {"image": _PICTURE, "certificate": _DOCUMENT}
"""The fields that name files which come with a credential, and what these are."""
_OF_COMPLETED = ("status", "type")
"""What a source says of something without a certificate that is not so of the certificate."""
_CERTIFIED = "there is a certificate, so it is not only completed"
_NOT_HELD = (Status.COMPLETED, Status.IN_PROGRESS, Status.PLANNED)


class Conflict(Struct, frozen=True):
    """Two sources, or a source and a record, that disagree."""

    path: str
    """The record."""
    field: str
    kept: str
    other: str
    source: str
    """Where the other value is from."""


class PlannedRecord(Struct, frozen=True):
    """A record after the import."""

    path: str
    found: tuple[FoundCredential, ...]
    """The credentials of sources that are this one; the first one's values win."""
    is_new: bool
    files: Mapping[str, bytes] = MappingProxyType({})
    """What is written, by path in the site."""
    before: bytes | None = None
    """What the record was, if it is changed."""
    fills: tuple[str, ...] = ()
    """The fields that the sources have and the record of the site has not."""
    lines: tuple[str, ...] = ()
    """The lines that are added to it."""
    conflicts: tuple[Conflict, ...] = ()
    left: tuple[tuple[FoundCredential, Left], ...] = ()
    """What was left when the sources became one record."""


_NamedFiles = dict[str, tuple[str, bytes]]
"""Fields with the paths of the files that they name, and what is in them."""


def plan(
    root: Path, joined: tuple[JoinedCredential, ...], existing: ExistingRecords, *, update: bool
) -> Iterator[PlannedRecord]:
    """What becomes of each credential; files get names that nothing in the site has."""
    taken = set(existing.taken)
    for one in map(_as_held, joined):
        merged = merge(one.found)
        founds = tuple(clean.found for clean in one.found)
        if one.existing:
            yield _for_existing(root, one.existing, founds, merged, update=update)
        else:
            yield _new(root, _free_path(merged.values, taken), founds, merged)


def _as_held(one: JoinedCredential) -> JoinedCredential:
    """A credential without the word that it is only completed, if somebody has a certificate."""
    statuses = [clean.found.values.get("status") for clean in one.found]
    if one.existing:
        statuses.append(one.existing.record.status)
    if all(status in _NOT_HELD for status in statuses):
        return one
    return replace(one, found=tuple(map(_without_completed, one.found)))


def _without_completed(clean: CleanCredential) -> CleanCredential:
    found = clean.found
    if found.values.get("status") != Status.COMPLETED:
        return clean
    values = {name: value for name, value in found.values.items() if name not in _OF_COMPLETED}
    left = (Left(name, _CERTIFIED) for name in _OF_COMPLETED if name in found.values)
    return replace(clean, found=replace(found, values=values, left=(*found.left, *left)))


def _free_path(values: Values, taken: set[str]) -> str:
    """The path of a new record, which from now on is taken."""
    title, issuer = str(values["title"]), str(values["issuer"])
    year = str(values.get("issued_date", ""))[:4]
    names = [title, f"{title} {issuer}", f"{title} {issuer} {year}"]
    path = next((path for path in map(new_path, names) if _name(path) not in taken), "")
    number = 2
    while not path or _name(path) in taken:
        path = new_path(f"{title} {number}")
        number += 1
    taken.add(_name(path))
    return path


def _name(path: str) -> str:
    return snake(text_name(path))


def _new(
    root: Path, path: str, founds: tuple[FoundCredential, ...], merged: Merged
) -> PlannedRecord:
    title = str(merged.values["title"])
    values, guesses, named, left = _with_files(root, path, merged, title)
    bodies = possible_bodies(str(values.get(TEXT, "")))
    texts = (new_record(values, guesses, body) for body in bodies)
    text = next((text for text in texts if _is_plain(path, text)), "")
    if TEXT in values and not text:
        left = (*left, Left(TEXT, "it would not be shown as it is"))
    text = text or new_record(values, guesses)
    conflicts = _conflicts(path, values, merged)
    return PlannedRecord(
        path,
        founds,
        is_new=True,
        files={**dict(named.values()), path: text.encode(errors="replace")},
        conflicts=conflicts,
        left=tuple((founds[0], one) for one in left),
    )


def _is_plain(path: str, text: str) -> bool:
    """Whether nothing is wrong with the text of a record, and its body comes out as text."""
    loaded = load_credential(path, text.encode(errors="replace"))
    return loaded.value is not None and not loaded.problems


def _with_files(
    root: Path, path: str, merged: Merged, title: str
) -> tuple[dict[str, str | tuple[str, ...]], dict[str, str], _NamedFiles, tuple[Left, ...]]:
    """The values with a picture that can be published and a certificate, and their files.

    A picture with a credential in it that can be proved is also the badge file.
    """
    values, guesses = dict(merged.values), dict(merged.guesses)
    named: _NamedFiles = {}
    usable = [picture for picture in merged.pictures if _is_publishable(picture)]
    broken = Left(_PICTURE, "it is damaged, too large, or not safe to publish")
    left = [broken] * (len(merged.pictures) - len(usable))
    left += [Left(_PICTURE, _ANOTHER)] * (len(usable) - 1)
    left += [Left(_DOCUMENT, _ANOTHER)] * (len(merged.documents) - 1)
    stem = path.rpartition(".")[0]
    if usable:
        content = usable[0].content
        named["image"] = _free_file(root, stem, usable[0].suffix, content), content
        values["image_alt"] = f"Badge: {title}"[:200]
        guesses["image_alt"] = "say what the picture shows"
        if can_be_proved(content):
            named["badge_file"] = named["image"]
    if merged.documents:
        content = merged.documents[0]
        named["certificate"] = _free_file(root, stem, ".pdf", content), content
    values |= {field: file.rpartition("/")[2] for field, (file, _) in named.items()}
    return values, guesses, named, tuple(left)


def _free_file(root: Path, stem: str, suffix: str, content: bytes) -> str:
    """A path for a file where nothing else is; an interrupted import may have left it there."""
    number, file = 2, f"{stem}{suffix}"
    while (root / file).exists() and (root / file).read_bytes() != content:
        number, file = number + 1, f"{stem}-{number}{suffix}"
    return file


def _is_publishable(picture: SourcePicture) -> bool:
    media_type = PICTURE_TYPES[picture.suffix]
    if len(picture.content) > MAX_PICTURE_BYTES:
        return False
    published = publishable(picture.content, media_type)
    if isinstance(published, Refusal):
        return False
    return not isinstance(asset_properties(picture.content, media_type), Refusal)


def _conflicts(path: str, values: Values, merged: Merged) -> tuple[Conflict, ...]:
    return tuple(
        Conflict(path, name, str(values.get(name, "")), other, source)
        for name, other, source in merged.others
    )


def _for_existing(
    root: Path,
    existing: ExistingRecord,
    founds: tuple[FoundCredential, ...],
    merged: Merged,
    *,
    update: bool,
) -> PlannedRecord:
    """A record of the site: it stays, and with `update` gets what it has not."""
    title = existing.record.title
    values, guesses, named, left = _with_files(root, existing.path, merged, title)
    missing = dict(_missing(existing, values))
    for field in [field for field in _FILES if field in named and field not in missing]:
        content = named.pop(field)[1]
        missing = {name: missing[name] for name in missing if name != f"{field}_alt"}
        if not _has_file(root, existing, field, content):
            left = (*left, Left(_FILES[field], _ANOTHER))
    differing = tuple(_differing(existing, values, founds[0].source))
    done = PlannedRecord(
        existing.path,
        founds,
        is_new=False,
        fills=tuple(missing),
        conflicts=(*differing, *_conflicts(existing.path, values, merged)),
        left=tuple((founds[0], one) for one in left),
    )
    if not update or not missing or not existing.is_sound:
        return done
    before = (root / existing.path).read_bytes()
    known = {name: why for name, why in guesses.items() if name in missing}
    text = filled_record(existing.path, before.decode(errors="surrogateescape"), missing, known)
    if text is None:
        return replace(done, fills=())
    old = set(before.decode(errors="surrogateescape").splitlines())
    return replace(
        done,
        before=before,
        files={**dict(named.values()), existing.path: text.encode(errors="surrogateescape")},
        lines=tuple(line for line in text.splitlines() if line not in old),
    )


def _has_file(root: Path, existing: ExistingRecord, field: str, content: bytes) -> bool:
    """Whether the file that a record names is the one that the sources have."""
    name = getattr(existing.record, field)
    file = (root / existing.path).parent / str(name)
    return name is not None and file.is_file() and file.read_bytes() == content


def _missing(existing: ExistingRecord, values: Values) -> Values:
    """What the sources have and a record has not; its text is the owner's."""
    return {
        name: value
        for name, value in values.items()
        if name != TEXT and _lacks(existing, name, value)
    }


def _lacks(existing: ExistingRecord, name: str, value: str | tuple[str, ...]) -> bool:
    """Whether a record has nothing for a field, neither there nor, for a link, elsewhere."""
    if getattr(existing.record, name) != Record.specs()[name].default:
        return False
    return name not in ("verification_url", "badge_url") or value not in existing.addresses


def _differing(existing: ExistingRecord, values: Values, source: str) -> Iterator[Conflict]:
    """The fields of which a record says something else; items of lists that it has not count."""
    for name, value in values.items():
        if name in _NOT_COMPARED:
            continue
        kept = getattr(existing.record, name)
        if kept == Record.specs()[name].default:
            continue
        if isinstance(kept, tuple):
            known = {fold(text) for text in kept}
            if more := [text for text in as_texts(values, name) if fold(text) not in known]:
                yield Conflict(existing.path, name, ", ".join(kept), ", ".join(more), source)
        elif not agree(name, str(kept), str(value)) and value not in existing.addresses:
            yield Conflict(existing.path, name, str(kept), str(value), source)
