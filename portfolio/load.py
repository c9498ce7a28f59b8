"""Files become credentials: the content folder is read, every file typed and rendered, every problem collected.

What one file becomes is a function of its bytes alone; only pictures and documents beside it are looked at on disk.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Generic, TypeVar

from .diagnostics import Diagnostic, Diagnostics, error, warning
from .document import MAX_BYTES, Document, line_place, locate, place_on_line, read_document
from .files import Refusal, find_asset, markdown_files, read_regular, resolve
from .markdown import BodyProblem, render_body
from .model import NO_BODY, Asset, Bodies, Body, Content, Credential, FreePage, Profile
from .record import FIELD_ADVICE, FIELD_SYNONYMS, Fields, PageRecord, ProfileRecord, Record
from .text import slug, snake
from .validation import Manner, locator, validate

CREDENTIALS = "content/credentials"
PAGES = "content/pages"
PROFILE = "content/profile.md"

AnyFields = TypeVar("AnyFields", bound=Fields)
Value_co = TypeVar("Value_co", bound=Credential | FreePage | Profile, covariant=True)
Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Loaded(Generic[Value_co]):
    """What one file of content became."""

    value: Value_co | None = None
    """None if it has problems that leave nothing to show."""
    body: Body = NO_BODY
    digest: str = ""
    """Of the file's bytes; empty if they could not be read."""
    problems: Diagnostics = ()
    """Of the file itself."""
    assets: Mapping[str, Asset] = field(default_factory=lambda: MappingProxyType({}))
    """The files that it names, by the paths that it names them by."""
    asset_problems: Diagnostics = ()
    """Of the files that it names."""
    probable_id: str = ""
    """The id that a record without a value seems to have."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Every file of content, read."""

    files: Mapping[str, Loaded[Credential | FreePage | Profile]]
    """By path, in the order of paths."""
    problems: Diagnostics
    """Of folders, and of what is no file."""


def load(root: Path, progress: Progress | None = None) -> Texts:
    """Read the content of the site in `root`."""
    paths, problems = list_texts(root)
    files = {}
    for number, path in enumerate(paths):
        if progress:
            progress("reading", number, len(paths))
        files[path] = load_text(root, path)
    return Texts(files, problems)


def list_texts(root: Path) -> tuple[tuple[str, ...], Diagnostics]:
    """The paths of all files of content, credentials first."""
    credentials, problems = _files(root, CREDENTIALS)
    pages, page_problems = _files(root, PAGES)
    profile = (PROFILE,) if (root / PROFILE).exists() else ()
    return (*credentials, *pages, *profile), (*problems, *page_problems)


def _files(root: Path, folder: str) -> tuple[tuple[str, ...], Diagnostics]:
    return markdown_files(root, folder) if (root / folder).is_dir() else ((), ())


def load_text(
    root: Path, path: str, known: Loaded[Credential | FreePage | Profile] | None = None
) -> Loaded[Credential | FreePage | Profile]:
    """Read one file of content, with the files that it names; what is `known` of the same bytes is not worked out again."""
    content = read_regular(root, path, MAX_BYTES)
    if isinstance(content, Diagnostic):
        return Loaded(problems=(content,), probable_id=snake(PurePosixPath(path).stem))
    digest = hashlib.sha256(content).hexdigest()
    if known and known.digest == digest:
        return known
    read = load_profile if path == PROFILE else load_page if path.startswith(f"{PAGES}/") else load_credential
    loaded = replace(read(path, content), digest=digest)
    return find_assets(root, loaded) if loaded.value else replace(loaded, probable_id=_probable_id(path, content))


def _probable_id(path: str, content: bytes) -> str:
    stated = re.search(rb"^entity_id:[ \t]*[\"']?(\w+)", content, re.MULTILINE)
    return stated[1].decode(errors="replace") if stated else snake(PurePosixPath(path).stem)


def gather(texts: Texts) -> tuple[Content, Bodies, Diagnostics]:
    """What all the files say together, their bodies by path, and all their problems."""
    credentials: list[Credential] = []
    pages: list[FreePage] = []
    profile = None
    bodies: dict[str, Body] = {}
    assets: dict[tuple[str, str], Asset] = {}
    unread: dict[str, str] = {}
    problems = [*texts.problems]
    for path, loaded in texts.files.items():
        problems += loaded.problems
        problems += loaded.asset_problems
        assets.update(((path, target), asset) for target, asset in loaded.assets.items())
        bodies[path] = loaded.body
        if isinstance(loaded.value, Credential):
            credentials.append(loaded.value)
        elif isinstance(loaded.value, FreePage):
            pages.append(loaded.value)
        elif loaded.value:
            profile = loaded.value
        else:
            unread[path] = loaded.probable_id
    return Content(tuple(credentials), profile, tuple(pages), assets, unread), bodies, tuple(problems)


def load_credential(path: str, content: bytes) -> Loaded[Credential]:
    """The credential that the bytes of one file are, or why not."""
    document, record, problems = _read(path, content, Record)
    if document is None or record is None:
        return Loaded(problems=_several_in_one(document) or problems)
    body, body_problems = _render(document, record.title, dict.fromkeys(record.model_fields_set, True))
    stem = PurePosixPath(path).stem
    identity = record.entity_id or snake(stem)
    credential = Credential(path, document.head, identity, record.slug or slug(stem), record, body.gist)
    return Loaded(credential, body, problems=(*problems, *body_problems))


def load_profile(path: str, content: bytes) -> Loaded[Profile]:
    """The owner that the bytes of `content/profile.md` describe, or why not."""
    document, record, problems = _read(path, content, ProfileRecord)
    if document is None or record is None:
        return Loaded(problems=problems)
    body, body_problems = _render(document, record.name, {})
    return Loaded(Profile(path, document.head, record, body.gist), body, problems=(*problems, *body_problems))


def load_page(path: str, content: bytes) -> Loaded[FreePage]:
    """The free page that the bytes of one file are, or why not."""
    document, record, problems = _read(path, content, PageRecord)
    if document is None or record is None:
        return Loaded(problems=problems)
    body, body_problems = _render(document, record.title, {})
    name = record.slug or slug(PurePosixPath(path).stem)
    return Loaded(FreePage(path, document.head, name, record, body.gist), body, problems=(*problems, *body_problems))


def _read(path: str, content: bytes, model: type[AnyFields]) -> tuple[Document | None, AnyFields | None, Diagnostics]:
    document, problems = read_document(path, content)
    if document is None:
        return None, None, problems
    where = locator(locate, path, document.text)
    manner = Manner(where, synonyms=FIELD_SYNONYMS, advice=FIELD_ADVICE) if model is Record else Manner(where)
    record, found = validate(model, document.metadata, manner)
    return document, record, found


def _several_in_one(document: Document | None) -> Diagnostics:
    for key in ("item", "items", "certifications", "certificates", "accomplishments"):
        if document and isinstance(document.metadata.get(key), list):
            place = locate(document.path, document.text, (key,), at_key=True)
            return (error("several-in-one-file", f"`{key}` lists several credentials", place, "write one file for each credential"),)
    return ()


def _render(document: Document, title: str, stated: dict[str, bool]) -> tuple[Body, Diagnostics]:
    body, problems = render_body(document.body, document.body_line, title, stated)
    return body, tuple(_located(document, problem) for problem in problems)


def _located(document: Document, problem: BodyProblem) -> Diagnostic:
    make = error if problem.is_error else warning
    return make(problem.code, problem.message, line_place(document.path, document.text, problem.line, problem.needle), problem.help)


def find_assets(root: Path, loaded: Loaded[Value_co]) -> Loaded[Value_co]:
    """The same file of content with the files that it names, as they are now."""
    if loaded.value is None:
        return loaded
    assets: dict[str, Asset] = {}
    problems: list[Diagnostic] = []
    for found in _named_assets(root, loaded.value):
        if isinstance(found, Diagnostic):
            problems.append(found)
        else:
            assets[found[0]] = found[1]
    return replace(loaded, assets=assets, asset_problems=tuple(problems))


def named_paths(loaded: Loaded[Credential | FreePage | Profile]) -> frozenset[str]:
    """The paths within the site of the files that a file of content names, there or not."""
    value = loaded.value
    if value is None:
        return frozenset()
    targets = [target for _, target, _ in _named_files(value)] + [reference.target for reference in value.gist.references]
    return frozenset(resolve(value.path, target) for target in targets)


def _named_assets(root: Path, value: Credential | FreePage | Profile) -> Iterator[tuple[str, Asset] | Diagnostic]:
    for name, target, picture in _named_files(value):
        asset = find_asset(root, value.path, target, picture=picture)
        if isinstance(asset, Refusal):
            yield error(asset.code, f"`{name}`: {asset.message}", locate(value.path, value.head, (name,)), asset.help)
        else:
            yield target, asset
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
