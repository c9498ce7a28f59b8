"""Files become credentials: the content folder is read, every file typed and rendered, every problem collected.

What one file becomes is a function of its bytes alone; only pictures and documents beside it are looked at on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import TypeVar

from .diagnostics import Diagnostic, Diagnostics, error, warning
from .document import MAX_BYTES, Document, line_place, locate, read_document
from .files import Refusal, find_asset, markdown_files, read_regular
from .markdown import BodyProblem, render_body
from .model import Asset, Body, Content, Credential, FreePage, Profile
from .record import FIELD_ADVICE, FIELD_SYNONYMS, Fields, PageRecord, ProfileRecord, Record
from .text import slug, snake
from .validation import Manner, locator, validate

CREDENTIALS = "content/credentials"
PAGES = "content/pages"
PROFILE = "content/profile.md"

AnyFields = TypeVar("AnyFields", bound=Fields)
Assets = dict[tuple[str, str], Asset]
Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many."""


def load(root: Path, progress: Progress | None = None) -> tuple[Content, Diagnostics]:
    """Read the content of the site in `root`, and report every problem of every file."""
    credential_paths, problems = _files(root, CREDENTIALS)
    page_paths, page_problems = _files(root, PAGES)
    found = [*problems, *page_problems]
    assets: Assets = {}
    credentials = []
    for number, path in enumerate(credential_paths):
        if progress:
            progress("reading", number, len(credential_paths))
        credentials.append(_take(load_credential, root, path, assets, found))
    pages = [_take(load_page, root, path, assets, found) for path in page_paths]
    profile = _take(load_profile, root, PROFILE, assets, found) if (root / PROFILE).exists() else None
    content = Content(tuple(c for c in credentials if c), profile, tuple(p for p in pages if p), assets)
    return content, tuple(found)


def _files(root: Path, folder: str) -> tuple[tuple[str, ...], Diagnostics]:
    return markdown_files(root, folder) if (root / folder).is_dir() else ((), ())


Loaded = TypeVar("Loaded", Credential, FreePage, Profile)


def _take(
    read: Callable[[str, bytes], tuple[Loaded | None, Diagnostics]],
    root: Path,
    path: str,
    assets: Assets,
    found: list[Diagnostic],
) -> Loaded | None:
    content = read_regular(root, path, MAX_BYTES)
    if isinstance(content, Diagnostic):
        found.append(content)
        return None
    value, problems = read(path, content)
    found += problems
    if value is not None:
        found += _find_assets(root, value, assets)
    return value


def load_credential(path: str, content: bytes) -> tuple[Credential | None, Diagnostics]:
    """The credential that the bytes of one file are, or why not."""
    document, record, problems = _read(path, content, Record)
    if document is None or record is None:
        return None, _several_in_one(document) or problems
    stated = dict.fromkeys(record.model_fields_set, True)
    body, body_problems = _render(document, record.title, stated)
    stem = PurePosixPath(path).stem
    identity = record.entity_id or snake(stem)
    credential = Credential(path, document.text, identity, record.slug or slug(stem), record, body)
    return credential, (*problems, *body_problems)


def load_profile(path: str, content: bytes) -> tuple[Profile | None, Diagnostics]:
    """The owner that the bytes of `content/profile.md` describe, or why not."""
    document, record, problems = _read(path, content, ProfileRecord)
    if document is None or record is None:
        return None, problems
    body, body_problems = _render(document, record.name, {})
    return Profile(path, document.text, record, body), (*problems, *body_problems)


def load_page(path: str, content: bytes) -> tuple[FreePage | None, Diagnostics]:
    """The free page that the bytes of one file are, or why not."""
    document, record, problems = _read(path, content, PageRecord)
    if document is None or record is None:
        return None, problems
    body, body_problems = _render(document, record.title, {})
    name = record.slug or slug(PurePosixPath(path).stem)
    return FreePage(path, document.text, name, record, body), (*problems, *body_problems)


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


def _find_assets(root: Path, value: Credential | FreePage | Profile, assets: Assets) -> Iterable[Diagnostic]:
    for field, target, picture in _named_files(value):
        asset = find_asset(root, value.path, target, picture=picture)
        if isinstance(asset, Refusal):
            yield error(asset.code, f"`{field}`: {asset.message}", locate(value.path, value.text, (field,)), asset.help)
        else:
            assets[value.path, target] = asset
    for reference in value.body.references:
        if reference.target.lower().endswith(".md") and not reference.is_picture:
            continue
        asset = find_asset(root, value.path, reference.target, picture=reference.is_picture)
        if isinstance(asset, Refusal):
            yield error(asset.code, asset.message, line_place(value.path, value.text, reference.line, reference.needle), asset.help)
        else:
            assets[value.path, reference.target] = asset


def _named_files(value: Credential | FreePage | Profile) -> Iterable[tuple[str, str, bool]]:
    record = value.record
    if isinstance(record, Record):
        if record.image:
            yield "image", record.image, True
        if record.certificate:
            yield "certificate", record.certificate, False
    if isinstance(record, ProfileRecord) and record.photo:
        yield "photo", record.photo, True
