"""Files become credentials: the content folder is read, every file typed and rendered, every problem collected.

What one file becomes is a function of its bytes alone, and is kept in a cache from one build to the next; only pictures
and documents beside it are looked at on disk.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from . import frozen
from .body import NO_BODY, Bodies, Body, BodyProblem, Gist
from .cache import Cache, key_of
from .diagnostics import Diagnostic, Diagnostics, Location, error, warning
from .fields import Fields
from .files import resolve
from .folders import PAGES, PROFILES, name_of_text
from .listing import Listing, list_content
from .manuscript import MAX_BYTES, line_place, read_regular
from .model import Asset, Content, Credential, FreePage, Profile, Supposed
from .named import missing_from_root, named_assets, named_targets
from .options import Progress
from .places import locate
from .privacy import withhold_values
from .program import program
from .record import PageRecord, ProfileRecord, Record
from .text import is_invisible, slug, snake
from .validation import Manner, locator, suppose, validate
from .whereabouts import Whereabouts
from .workers import spread

if TYPE_CHECKING:
    from .document import Document

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
    elsewhere: Mapping[str, str] = MappingProxyType({})
    """What to do for files that it names at the site's root and that lie elsewhere."""
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
    others: tuple[str, ...] = ()
    """The paths of all other files of content."""
    strays: Diagnostics = ()
    """Of those other files that somebody meant to be read."""


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
    listing = list_content(root)
    files = {}
    where = Whereabouts(root)
    for number, path in enumerate(listing.texts):
        if progress:
            progress("reading", number, len(listing.texts))
        files[path] = (recall_whole(cache, root, path, where) if cache else None) or load_text(root, path, where=where)
    return texts_of(files, listing)


def load_with(
    cache: Cache, root: Path, progress: Progress | None = None, copies: int = 0, meanwhile: Callable[[], object] | None = None
) -> Texts:
    """Read the content of the site in `root`; what a cache has of it is not worked out again, and what is new it gets.

    Texts are read by copies of this process, for which `meanwhile` is something to do.
    """
    listing = list_content(root)
    known = {} if cache.is_empty else {path: recall(cache, root, path) for path in listing.texts}
    files: dict[str, AnyLoaded] = {path: known.get(path) or _UNKNOWN for path in listing.texts}
    new = [path for path in listing.texts if files[path] is _UNKNOWN]
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
    where = Whereabouts(root)
    found = {path: find_assets(root, loaded, where) for path, loaded in files.items()}
    bodies = KeptBodies(root, cache, {path: loaded.digest for path, loaded in files.items()})
    return texts_of(found, listing, bodies)


def recall(cache: Cache, root: Path, path: str) -> AnyLoaded | None:
    """What a file of content became before, if it is the same; without its body."""
    content = read_regular(root, path, MAX_BYTES)
    if isinstance(content, Diagnostic):
        return None
    known = frozen.recall(cache, _key(path, hashlib.sha256(content).hexdigest(), "text"))
    return known if isinstance(known, Loaded) else None


def recall_whole(cache: Cache, root: Path, path: str, where: Whereabouts | None = None) -> AnyLoaded | None:
    """The same with its body, and with the files that it names."""
    loaded = recall(cache, root, path)
    body = frozen.recall(cache, _key(path, loaded.digest, "body")) if loaded else None
    return find_assets(root, replace(loaded, body=body), where) if loaded and isinstance(body, Body) else None


def _made(root: Path, path: str) -> tuple[str, str, bytes, bytes]:
    loaded = _load_alone(root, path)
    return path, loaded.digest, frozen.dump(replace(loaded, body=NO_BODY)), frozen.dump(loaded.body)


def _key(path: str, digest: str, part: str) -> str:
    return key_of(part, program(), path, digest)


def load_text(root: Path, path: str, known: AnyLoaded | None = None, where: Whereabouts | None = None) -> AnyLoaded:
    """Read one file of content, with the files that it names; what is `known` of the same bytes is not worked out again."""
    loaded = _load_alone(root, path, known)
    return loaded if loaded is known else find_assets(root, loaded, where)


def _load_alone(root: Path, path: str, known: AnyLoaded | None = None) -> AnyLoaded:
    content = read_regular(root, path, MAX_BYTES)
    if isinstance(content, Diagnostic):
        return Loaded(problems=(content,), probable_id=snake(name_of_text(path)))
    digest = hashlib.sha256(content).hexdigest()
    if known and known.digest == digest:
        return known
    read = load_profile if path in PROFILES else load_page if path.startswith(f"{PAGES}/") else load_credential
    loaded = replace(read(path, content), digest=digest)
    return loaded if loaded.value else replace(loaded, probable_id=_probable_id(path, content))


def _probable_id(path: str, content: bytes) -> str:
    stated = re.search(rb"^entity_id:[ \t]*[\"']?(\w+)", content, re.MULTILINE)
    return stated[1].decode(errors="replace") if stated else snake(name_of_text(path))


def gather(texts: Texts) -> tuple[Content, Diagnostics]:
    """What all the files say together, but for their bodies, and all their problems."""
    credentials: list[Credential] = []
    pages: list[FreePage] = []
    profile = None
    assets: dict[tuple[str, str], Asset] = {}
    elsewhere: dict[tuple[str, str], str] = {}
    unread: dict[str, str] = {}
    supposed: list[Supposed] = []
    problems = [*texts.problems, *texts.strays]
    for path, loaded in texts.files.items():
        problems += loaded.problems
        problems += loaded.asset_problems
        if isinstance(loaded.supposed, Credential):
            supposed.append(Supposed(loaded.supposed, loaded.unread))
        assets.update(((path, target), asset) for target, asset in loaded.assets.items())
        elsewhere.update(((path, target), cure) for target, cure in loaded.elsewhere.items())
        if isinstance(loaded.value, Credential):
            credentials.append(loaded.value)
        elif isinstance(loaded.value, FreePage):
            pages.append(loaded.value)
        elif loaded.value:
            profile = loaded.value
        else:
            unread[path] = loaded.probable_id
    return Content(tuple(credentials), profile, tuple(pages), assets, unread, elsewhere, tuple(supposed)), tuple(problems)


def texts_of(files: Mapping[str, AnyLoaded], listing: Listing, bodies: Bodies | None = None) -> Texts:
    """The files of content, read, with what is wrong with the others; bodies are those of the files unless given."""
    own = {path: loaded.body for path, loaded in files.items()} if bodies is None else bodies
    return Texts(files, listing.problems, own, listing.others, strays(files, listing.others))


def strays(files: Mapping[str, AnyLoaded], others: tuple[str, ...]) -> Diagnostics:
    """What is wrong with those of the `others` that somebody meant to be read."""
    if not others:
        return ()
    from .strays import find_strays

    named = {asset.source for loaded in files.values() for asset in loaded.assets.values()}
    named.update(*(named_paths(loaded) for loaded in files.values() if loaded.asset_problems))
    records = {path: loaded.value.record if loaded.value else None for path, loaded in files.items()}
    return tuple(find_strays(others, records, named))


def load_credential(path: str, content: bytes) -> Loaded[Credential]:
    """The credential that the bytes of one file are, or why not."""
    name = name_of_text(path)

    def _make(document: Document, record: Record, gist: Gist) -> Credential:
        return Credential(path, document.head, record.entity_id or snake(name), record.slug or slug(name), record, gist)

    return _loaded(path, content, Record, _make)


def load_profile(path: str, content: bytes) -> Loaded[Profile]:
    """The owner that the bytes of `content/profile.md` describe, or why not."""
    return _loaded(path, content, ProfileRecord, lambda document, record, gist: Profile(path, document.head, record, gist))


def load_page(path: str, content: bytes) -> Loaded[FreePage]:
    """The free page that the bytes of one file are, or why not."""

    def _make(document: Document, record: PageRecord, gist: Gist) -> FreePage:
        return FreePage(path, document.head, record.slug or slug(name_of_text(path)), record, gist)

    return _loaded(path, content, PageRecord, _make)


def _loaded(path: str, content: bytes, model: type[AnyFields], make: Callable[[Document, AnyFields, Gist], Value_co]) -> Loaded[Value_co]:
    from .document import read_document

    document, problems = read_document(path, content)
    if document is None:
        return Loaded(problems=problems)
    manner = Manner(locator(locate, path, document.text), section=_SECTIONS[model])
    metadata, leaks = withhold_values(document.metadata) if "//" in document.head else (document.metadata, [])
    told = tuple(warning("private-link", leak.message, manner.locate(keys), leak.advice(may_allow=model is Record)) for keys, leak in leaks)
    record, found = validate(model, metadata, manner)
    if is_invisible(name_of_text(path)):
        message = "the name of the file has only characters that nobody sees"
        return Loaded(problems=(*found, *told, error("invisible-text", message, Location(path), "give the file a name")))
    if record:
        body, body_problems = _render(document, record)
        return Loaded(make(document, record, body.gist), body, problems=(*found, *told, *body_problems))
    if several := _several_in_one(document):
        return Loaded(problems=several)
    meant, unread = suppose(model, metadata, manner)
    if meant is None:
        return Loaded(problems=(*found, *told))
    body, body_problems = _render(document, meant, unread)
    supposed = make(document, meant, body.gist)
    return Loaded(supposed=supposed, unread=unread, problems=(*found, *told, *body_problems))


def _several_in_one(document: Document) -> Diagnostics:
    for key in ("item", "items", "certifications", "certificates", "accomplishments"):
        if isinstance(document.metadata.get(key), list):
            place = locate(document.path, document.text, (key,), at_key=True)
            return (error("several-in-one-file", f"`{key}` lists several credentials", place, "write one file for each credential"),)
    return ()


def _render(document: Document, record: Fields, unread: tuple[str, ...] = ()) -> tuple[Body, Diagnostics]:
    from .markdown import render_body

    title = getattr(record, "name" if isinstance(record, ProfileRecord) else "title")
    facts = {**record.facts, **dict.fromkeys(unread, ())} if isinstance(record, Record) else {}
    body, problems = render_body(document.body, document.body_line, title, facts)
    return body, tuple(_located(document, problem) for problem in problems)


def _located(document: Document, problem: BodyProblem) -> Diagnostic:
    make = error if problem.is_error else warning
    return make(problem.code, problem.message, line_place(document.path, document.text, problem.line, problem.needle), problem.help)


def find_assets(root: Path, loaded: Loaded[Value_co], where: Whereabouts | None = None) -> Loaded[Value_co]:
    """The same file of content with the files that it names, as they are now; `where` knows the files of the site."""
    value = loaded.value or loaded.supposed
    if value is None:
        return loaded
    where = where or Whereabouts(root)
    assets: dict[str, Asset] = {}
    problems: list[Diagnostic] = []
    for found in named_assets(root, value, where):
        if isinstance(found, Diagnostic):
            problems.append(found)
        else:
            assets[found[0]] = found[1]
    elsewhere = missing_from_root(root, value, where)
    return replace(loaded, assets=assets, asset_problems=tuple(problems), elsewhere=elsewhere)


def named_paths(loaded: AnyLoaded) -> frozenset[str]:
    """The paths within the site of the files that a file of content names, there or not."""
    value = loaded.value or loaded.supposed
    if value is None:
        return frozenset()
    return frozenset(resolve(value.path, target) for target in named_targets(value))
