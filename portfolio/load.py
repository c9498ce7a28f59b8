"""Files become credentials: the content folder is read, every file typed and rendered, every problem collected.

What one file becomes is a function of its bytes alone, and is kept in a cache from one build to the next; only pictures
and documents beside it are looked at on disk.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from . import frozen
from .body import NO_BODY, Bodies, Body, Gist
from .cache import Cache, key_of
from .diagnostics import Diagnostic, Diagnostics, Location, error, warning
from .fields import Fields
from .files import Refusal, find_asset, markdown_files, resolve
from .manuscript import MAX_BYTES, line_place, place_on_line, read_regular
from .model import Asset, Content, Credential, FreePage, Profile, Supposed
from .options import Progress
from .places import locate
from .program import program
from .record import PageRecord, ProfileRecord, Record
from .text import is_invisible, quoted, slug, snake
from .validation import Manner, locator, suppose, validate
from .workers import spread

if TYPE_CHECKING:
    from .document import Document
    from .markdown import BodyProblem

CREDENTIALS = "content/credentials"
PAGES = "content/pages"
PROFILE = "content/profile.md"
_SECTIONS: dict[type[Fields], str] = {Record: "credential", ProfileRecord: "profile", PageRecord: "page"}
"""The table of other names for the fields of each kind of file."""

AnyFields = TypeVar("AnyFields", bound=Fields)
Value_co = TypeVar("Value_co", bound=Credential | FreePage | Profile, covariant=True)


class Loaded(Struct, Generic[Value_co], frozen=True):
    """What one file of content became."""

    value: Value_co | None = None
    """None if it has problems that leave nothing to show."""
    body: Body = NO_BODY
    """Left out where a cache has it."""
    digest: str = ""
    """Of the file's bytes; empty if they could not be read."""
    problems: Diagnostics = ()
    """Of the file itself."""
    assets: Mapping[str, Asset] = MappingProxyType({})
    """The files that it names, by the paths that it names them by."""
    asset_problems: Diagnostics = ()
    """Of the files that it names."""
    probable_id: str = ""
    """The id that a record without a value seems to have."""
    supposed: Value_co | None = None
    """What it was probably meant to be, if it has such problems; never shown."""
    unread: tuple[str, ...] = ()
    """The fields of `supposed` whose values nobody can read."""


AnyLoaded = Loaded[Credential | FreePage | Profile]
_UNKNOWN: AnyLoaded = Loaded()
FEW, MANY = 4, 32
"""So many texts are read in a copy of this process, and so many in several: fewer are read sooner than it is copied."""
KEPT_TOGETHER = 1000
"""So many entries are given to a cache at once."""


class Texts(Struct, frozen=True):
    """Every file of content, read."""

    files: Mapping[str, AnyLoaded]
    """By path, in the order of paths."""
    problems: Diagnostics
    """Of folders, and of what is no file."""
    bodies: Bodies
    """By path."""


NO_TEXTS = Texts({}, (), {})


class KeptBodies(Bodies):
    """The bodies that a cache has; one that it has lost is made again."""

    def __init__(self, root: Path, cache: Cache, digests: Mapping[str, str]) -> None:
        self._root = root
        self._cache = cache
        self._digests = digests

    def __getitem__(self, path: str) -> Body:
        known = frozen.recall(self._cache, _key(path, self._digests[path], "body"))
        return known if isinstance(known, Body) else load_text(self._root, path).body

    def __iter__(self) -> Iterator[str]:
        return iter(self._digests)

    def __len__(self) -> int:
        return len(self._digests)


def load(root: Path, progress: Progress | None = None, cache: Cache | None = None) -> Texts:
    """Read the content of the site in `root`, with all bodies; what a cache has is not worked out again."""
    paths, problems = list_texts(root)
    files = {}
    for number, path in enumerate(paths):
        if progress:
            progress("reading", number, len(paths))
        files[path] = (recall_whole(cache, root, path) if cache else None) or load_text(root, path)
    return Texts(files, problems, {path: loaded.body for path, loaded in files.items()})


def load_with(
    cache: Cache, root: Path, progress: Progress | None = None, copies: int = 0, meanwhile: Callable[[], object] | None = None
) -> Texts:
    """Read the content of the site in `root`; what a cache has of it is not worked out again, and what is new it gets.

    Texts are read by copies of this process, for which `meanwhile` is something to do.
    """
    paths, problems = list_texts(root)
    known = {} if cache.is_empty else {path: recall(cache, root, path) for path in paths}
    files: dict[str, AnyLoaded] = {path: known.get(path) or _UNKNOWN for path in paths}
    new = [path for path in paths if files[path] is _UNKNOWN]
    kept: dict[str, bytes] = {}
    copies = copies if len(new) >= MANY else min(copies, 1) if len(new) >= FEW else 0
    for number, (path, digest, loaded, body) in enumerate(spread(partial(_made, root), new, copies, is_led=True, meanwhile=meanwhile)):
        if progress:
            progress("reading", number, len(new))
        files[path] = frozen.load(loaded)
        if digest:
            kept |= {_key(path, digest, "text"): loaded, _key(path, digest, "body"): body}
        if len(kept) > KEPT_TOGETHER or number + 1 == len(new):
            cache.put(kept)
            kept = {}
    found = {path: find_assets(root, loaded) for path, loaded in files.items()}
    return Texts(found, problems, KeptBodies(root, cache, {path: loaded.digest for path, loaded in files.items()}))


def recall(cache: Cache, root: Path, path: str) -> AnyLoaded | None:
    """What a file of content became before, if it is the same; without its body."""
    content = read_regular(root, path, MAX_BYTES)
    if isinstance(content, Diagnostic):
        return None
    known = frozen.recall(cache, _key(path, hashlib.sha256(content).hexdigest(), "text"))
    return known if isinstance(known, Loaded) else None


def recall_whole(cache: Cache, root: Path, path: str) -> AnyLoaded | None:
    """The same with its body, and with the files that it names."""
    loaded = recall(cache, root, path)
    body = frozen.recall(cache, _key(path, loaded.digest, "body")) if loaded else None
    return find_assets(root, replace(loaded, body=body)) if loaded and isinstance(body, Body) else None


def _made(root: Path, path: str) -> tuple[str, str, bytes, bytes]:
    loaded = _load_alone(root, path)
    return path, loaded.digest, frozen.dump(replace(loaded, body=NO_BODY)), frozen.dump(loaded.body)


def _key(path: str, digest: str, part: str) -> str:
    return key_of(part, program(), path, digest)


def list_texts(root: Path) -> tuple[tuple[str, ...], Diagnostics]:
    """The paths of all files of content, credentials first."""
    credentials, problems = _files(root, CREDENTIALS)
    pages, page_problems = _files(root, PAGES)
    profile = (PROFILE,) if (root / PROFILE).exists() else ()
    return (*credentials, *pages, *profile), (*problems, *page_problems)


def _files(root: Path, folder: str) -> tuple[tuple[str, ...], Diagnostics]:
    return markdown_files(root, folder) if (root / folder).is_dir() else ((), ())


def load_text(root: Path, path: str, known: AnyLoaded | None = None) -> AnyLoaded:
    """Read one file of content, with the files that it names; what is `known` of the same bytes is not worked out again."""
    loaded = _load_alone(root, path, known)
    return loaded if loaded is known else find_assets(root, loaded)


def _load_alone(root: Path, path: str, known: AnyLoaded | None = None) -> AnyLoaded:
    content = read_regular(root, path, MAX_BYTES)
    if isinstance(content, Diagnostic):
        return Loaded(problems=(content,), probable_id=snake(PurePosixPath(path).stem))
    digest = hashlib.sha256(content).hexdigest()
    if known and known.digest == digest:
        return known
    read = load_profile if path == PROFILE else load_page if path.startswith(f"{PAGES}/") else load_credential
    loaded = replace(read(path, content), digest=digest)
    return loaded if loaded.value else replace(loaded, probable_id=_probable_id(path, content))


def _probable_id(path: str, content: bytes) -> str:
    stated = re.search(rb"^entity_id:[ \t]*[\"']?(\w+)", content, re.MULTILINE)
    return stated[1].decode(errors="replace") if stated else snake(PurePosixPath(path).stem)


def gather(texts: Texts) -> tuple[Content, Diagnostics]:
    """What all the files say together, but for their bodies, and all their problems."""
    credentials: list[Credential] = []
    pages: list[FreePage] = []
    profile = None
    assets: dict[tuple[str, str], Asset] = {}
    unread: dict[str, str] = {}
    supposed: list[Supposed] = []
    problems = [*texts.problems]
    for path, loaded in texts.files.items():
        problems += loaded.problems
        problems += loaded.asset_problems
        if isinstance(loaded.supposed, Credential):
            supposed.append(Supposed(loaded.supposed, loaded.unread))
        assets.update(((path, target), asset) for target, asset in loaded.assets.items())
        if isinstance(loaded.value, Credential):
            credentials.append(loaded.value)
        elif isinstance(loaded.value, FreePage):
            pages.append(loaded.value)
        elif loaded.value:
            profile = loaded.value
        else:
            unread[path] = loaded.probable_id
    return Content(tuple(credentials), profile, tuple(pages), assets, unread, tuple(supposed)), tuple(problems)


def load_credential(path: str, content: bytes) -> Loaded[Credential]:
    """The credential that the bytes of one file are, or why not."""
    stem = PurePosixPath(path).stem

    def _make(document: Document, record: Record, gist: Gist) -> Credential:
        return Credential(path, document.head, record.entity_id or snake(stem), record.slug or slug(stem), record, gist)

    return _loaded(path, content, Record, _make)


def load_profile(path: str, content: bytes) -> Loaded[Profile]:
    """The owner that the bytes of `content/profile.md` describe, or why not."""
    return _loaded(path, content, ProfileRecord, lambda document, record, gist: Profile(path, document.head, record, gist))


def load_page(path: str, content: bytes) -> Loaded[FreePage]:
    """The free page that the bytes of one file are, or why not."""

    def _make(document: Document, record: PageRecord, gist: Gist) -> FreePage:
        return FreePage(path, document.head, record.slug or slug(PurePosixPath(path).stem), record, gist)

    return _loaded(path, content, PageRecord, _make)


def _loaded(path: str, content: bytes, model: type[AnyFields], make: Callable[[Document, AnyFields, Gist], Value_co]) -> Loaded[Value_co]:
    from .document import read_document

    document, problems = read_document(path, content)
    if document is None:
        return Loaded(problems=problems)
    manner = Manner(locator(locate, path, document.text), section=_SECTIONS[model])
    record, found = validate(model, document.metadata, manner)
    if is_invisible(PurePosixPath(path).stem):
        message = "the name of the file has only characters that nobody sees"
        return Loaded(problems=(*found, error("invisible-text", message, Location(path), "give the file a name")))
    if record:
        body, body_problems = _render(document, record)
        return Loaded(make(document, record, body.gist), body, problems=(*found, *body_problems))
    if several := _several_in_one(document):
        return Loaded(problems=several)
    meant, unread = suppose(model, document.metadata, manner)
    if meant is None:
        return Loaded(problems=found)
    body, body_problems = _render(document, meant, unread)
    supposed = make(document, meant, body.gist)
    return Loaded(supposed=supposed, unread=unread, problems=(*found, *body_problems))


def _several_in_one(document: Document) -> Diagnostics:
    for key in ("item", "items", "certifications", "certificates", "accomplishments"):
        if isinstance(document.metadata.get(key), list):
            place = locate(document.path, document.text, (key,), at_key=True)
            return (error("several-in-one-file", f"`{key}` lists several credentials", place, "write one file for each credential"),)
    return ()


def _render(document: Document, record: Fields, unread: tuple[str, ...] = ()) -> tuple[Body, Diagnostics]:
    from .markdown import render_body

    title = getattr(record, "name" if isinstance(record, ProfileRecord) else "title")
    stated = dict.fromkeys((*record.stated, *unread), True) if isinstance(record, Record) else {}
    body, problems = render_body(document.body, document.body_line, title, stated)
    return body, tuple(_located(document, problem) for problem in problems)


def _located(document: Document, problem: BodyProblem) -> Diagnostic:
    make = error if problem.is_error else warning
    return make(problem.code, problem.message, line_place(document.path, document.text, problem.line, problem.needle), problem.help)


def find_assets(root: Path, loaded: Loaded[Value_co]) -> Loaded[Value_co]:
    """The same file of content with the files that it names, as they are now."""
    value = loaded.value or loaded.supposed
    if value is None:
        return loaded
    assets: dict[str, Asset] = {}
    problems: list[Diagnostic] = []
    for found in _named_assets(root, value):
        if isinstance(found, Diagnostic):
            problems.append(found)
        else:
            assets[found[0]] = found[1]
    return replace(loaded, assets=assets, asset_problems=tuple(problems))


def named_paths(loaded: AnyLoaded) -> frozenset[str]:
    """The paths within the site of the files that a file of content names, there or not."""
    value = loaded.value or loaded.supposed
    if value is None:
        return frozenset()
    targets = [target for _, target, _ in _named_files(value)] + [reference.target for reference in value.gist.references]
    return frozenset(resolve(value.path, target) for target in targets)


def _named_assets(root: Path, value: Credential | FreePage | Profile) -> Iterator[tuple[str, Asset] | Diagnostic]:
    for name, target, picture in _named_files(value):
        asset = find_asset(root, value.path, target, picture=picture)
        if isinstance(asset, Refusal):
            yield error(asset.code, f"`{name}`: {asset.message}", locate(value.path, value.head, (name,)), asset.help)
            continue
        yield target, asset
        if asset.trouble:
            where, message = locate(value.path, value.head, (name,)), f"`{name}`: {quoted(target)} cannot be shown: {asset.trouble}"
            yield warning("unshown-document", message, where, "export it again, without a password; until then there is a link to it")
    for reference in value.gist.references:
        if reference.target.lower().endswith(".md") and not reference.is_picture:
            continue
        asset = find_asset(root, value.path, reference.target, picture=reference.is_picture)
        if isinstance(asset, Refusal):
            where = place_on_line(value.path, reference.line, reference.source, reference.needle)
            yield error(asset.code, asset.message, where, asset.help)
        else:
            yield reference.target, asset


def _named_files(value: Credential | FreePage | Profile) -> Iterator[tuple[str, str, bool]]:
    record = value.record
    if isinstance(record, Record):
        if record.image:
            yield "image", record.image, True
        if record.certificate:
            yield "certificate", record.certificate, False
    if isinstance(record, ProfileRecord) and record.photo:
        yield "photo", record.photo, True
