"""The folder `content/evidence/`: what was seen of links, and documents of the web that are kept.

Everything in it is a text that people can read and compare: `links.json` has a line for each link,
and each document is in a file of its own, as it came. Documents that the owner put there are kept
under their own `id`.
"""

from __future__ import annotations

import hashlib
import os
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import asdict, replace

from ..diagnostics import Diagnostic, Diagnostics, Severity, error, warning
from ..domain.proof import Evidence, KeptDocument, LinkCheck
from ..paths import EVIDENCE_FOLDER, is_hidden_or_backup, is_utf8
from ..source_text import Span, locate_span, misnamed_file, read_regular_file
from ..text import quoted, slug

LINKS_FILE = f"{EVIDENCE_FOLDER}/links.json"
"""The file of what was seen of links."""
MAX_EVIDENCE_BYTES = 5 * 1024**2
"""Maximum bytes of a file: a status list of 16 million entries has less than 3 MiB."""
MAX_EVIDENCE_FILES = 5000
"""Maximum files that are read; nobody has as many credentials."""
_MAX_NAME = 60
"""Maximum characters of an address in the name of its file."""
_SUFFIXES = (".json", ".jsonld", ".jws", ".jwt")
_JWS = re.compile(r"[\w-]{4,}\.([\w-]{4,})\.[\w-]*", re.ASCII)
_PUBLIC_KEY = "-----BEGIN "
_EMPTY = Raw(b'""')


class _LinkRow(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A line of `links.json`: the fields of `LinkCheck` as they are written."""

    url: str
    state: str
    checked: date
    why: str = ""
    moved_to: str = ""
    dead_since: date | None = None
    last_alive: date | None = None


class _DocumentFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The fields of `KeptDocument` as they are written."""

    address: str
    document: Raw
    fetched: date | None = None
    code: int = 200


class _Identified(Struct, frozen=True):
    """A document that says what it is."""

    id: str = ""
    jti: str = ""
    vc: Mapping[str, Raw] | None = None


class NoEvidenceError(Exception):
    """A file has nothing that is read: its message says why."""


def links_content(links: Mapping[str, LinkCheck]) -> bytes:
    """The content of `links.json` for what was seen of links."""
    rows = (msgspec.convert(asdict(links[url]), _LinkRow) for url in sorted(links))
    lines = b",\n".join(msgspec.json.encode(row) for row in rows)
    return b"[\n" + lines + b"\n]\n"


def document_path(address: str) -> str:
    """The file of the document of an address, within the site."""
    readable = slug(address.removeprefix("https://"))[:_MAX_NAME].strip("-")
    digest = hashlib.sha256(address.encode(errors="backslashreplace")).hexdigest()[:8]
    return f"{EVIDENCE_FOLDER}/{readable}-{digest}.json"


def document_content(document: KeptDocument) -> bytes:
    """The content of the file of a document, in which its JSON is as it came."""
    text = document.text.encode()
    if not _is_object(text):
        text = msgspec.json.encode(document.text)
    lines = [b'"address": ' + msgspec.json.encode(document.address)]
    if document.fetched:
        lines.append(b'"fetched": ' + msgspec.json.encode(document.fetched))
    lines += [b'"code": %d' % document.code, b'"document": ' + text]
    return b"{\n" + b",\n".join(lines) + b"\n}\n"


def _is_object(text: bytes) -> bool:
    """Whether a text is a JSON object without anything around it."""
    if not text.startswith(b"{") or not text.endswith(b"}"):
        return False
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False
    return True


def read_evidence(root: Path) -> tuple[Evidence, Diagnostics]:
    """The evidence of the site in `root`, and what is wrong with its files.

    Only JSON that cannot be read is an error; all else that is not read is a warning.
    """
    links: dict[str, LinkCheck] = {}
    documents: dict[str, tuple[KeptDocument, str]] = {}
    problems: list[Diagnostic] = []
    for path in _paths_in(root):
        content = _content_of(root, path)
        if isinstance(content, Diagnostic):
            problems.append(content)
            continue
        try:
            if path == LINKS_FILE:
                problems += _read_links(content, links)
            else:
                problems += _read_document(path, content, documents)
        except NoEvidenceError as reason:
            problems.append(_unknown(path, content, 0, str(reason)))
        except (msgspec.DecodeError, UnicodeError, RecursionError) as reason:
            problems.append(_unreadable(path, content, reason))
    return Evidence(links, {key: kept for key, (kept, _) in documents.items()}), tuple(problems)


def _paths_in(root: Path) -> list[str]:
    """The entries of the folder that are not hidden, in order; none if there is no folder."""
    folder = root / EVIDENCE_FOLDER
    try:
        names = [] if folder.is_symlink() else [entry.name for entry in os.scandir(folder)]
    except OSError:
        return []
    shown = sorted(name for name in names if not is_hidden_or_backup(name))
    return [f"{EVIDENCE_FOLDER}/{name}" for name in shown[:MAX_EVIDENCE_FILES]]


def _content_of(root: Path, path: str) -> bytes | Diagnostic:
    """The content of a file, or why it is not read."""
    if not is_utf8(path):
        return replace(misnamed_file(path), severity=Severity.WARNING)
    if not path.lower().endswith(_SUFFIXES):
        return _unknown(path, b"", 0, "only JSON and signed JSON (`.jws`, `.jwt`) are read here")
    content = read_regular_file(root, path, MAX_EVIDENCE_BYTES)
    if isinstance(content, Diagnostic):
        return replace(content, severity=Severity.WARNING)
    return content.removeprefix(b"\xef\xbb\xbf")


def _read_links(content: bytes, links: dict[str, LinkCheck]) -> Iterator[Diagnostic]:
    """Add the rows of `links.json`; of two for a link the later one holds."""
    content.decode()
    msgspec.json.decode(content)  # all of it is JSON, before any of it is a row
    try:
        rows = msgspec.json.decode(content, type=list[Raw])
    except msgspec.ValidationError:
        raise NoEvidenceError("it has no list of links") from None
    at = 0
    for row in rows:
        at = content.index(bytes(row), at)
        try:
            written = msgspec.json.decode(row, type=_LinkRow)
            check = msgspec.convert(asdict(written), LinkCheck)
        except msgspec.ValidationError as reason:
            why = f"this row is not what was seen of a link: {reason}"
            yield _unknown(LINKS_FILE, content, at, why)
        else:
            known = links.get(check.url)
            if known is None or known.checked <= check.checked:
                links[check.url] = check
        at += len(bytes(row))


def _read_document(
    path: str, content: bytes, documents: dict[str, tuple[KeptDocument, str]]
) -> Iterator[Diagnostic]:
    """Add the document of a file; of two with one address the later one holds."""
    kept = document_of(content)
    known, other = documents.get(kept.address, (None, ""))
    unused = path
    if known is None or _age(known) <= _age(kept):
        documents[kept.address] = (kept, path)
        unused, other = other, path
    if unused:
        why = f"{quoted(kept.address)} is also in {other}, which is used"
        yield _unknown(unused, b"", 0, why)


def _age(document: KeptDocument) -> date:
    return document.fetched or date.min


def document_of(content: bytes) -> KeptDocument:
    """The document in a file: one that was fetched, or any with its own `id`.

    Raises NoEvidenceError if it is neither, and what decoding raises.
    """
    text = document_text(content)
    if text.startswith("{"):
        fields = msgspec.json.decode(text, type=dict[str, Raw])
        if fields.keys() >= {"address", "document"}:
            return _fetched_document(text)
    return KeptDocument(own_id(text), text)


def document_text(content: bytes) -> str:
    """The text of a document, which is a JSON object, a compact JWS or a public key (PEM).

    Raises NoEvidenceError if it is none of them, and what decoding raises.
    """
    text = content.decode("utf-8-sig").strip()
    is_signed_or_key = _JWS.fullmatch(text) or text.startswith(_PUBLIC_KEY)
    if not is_signed_or_key and not isinstance(msgspec.json.decode(text), dict):
        raise NoEvidenceError("it has no object")
    return text


def _fetched_document(text: str) -> KeptDocument:
    try:
        written = msgspec.json.decode(text, type=_DocumentFile)
    except msgspec.ValidationError as reason:
        raise NoEvidenceError(f"it is not a document that was fetched: {reason}") from None
    document = bytes(written.document)
    if document.startswith(b'"'):
        said = msgspec.json.decode(document, type=str)
    else:
        said = document.decode()
    return KeptDocument(written.address, said, written.fetched, written.code)


def own_id(text: str) -> str:
    """The address that a document has by its own word. Raises NoEvidenceError if it has none."""
    match = _JWS.fullmatch(text)
    if text.startswith(_PUBLIC_KEY):
        raise NoEvidenceError("a key has no `id`, so nothing can refer to it")
    try:
        said = msgspec.json.decode(_payload(match[1]) if match else text, type=_Identified)
        inner = said.vc.get("id", _EMPTY) if said.vc else _EMPTY
        found = said.id or msgspec.json.decode(inner, type=str) or said.jti
    except msgspec.ValidationError:
        found = ""
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise NoEvidenceError("it looks like signed JSON, but cannot be decoded") from None
    if not found:
        raise NoEvidenceError("the document has no `id`, so nothing can refer to it")
    return found


def _payload(encoded: str) -> bytes:
    try:
        return urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except ValueError:
        raise NoEvidenceError("it looks like signed JSON, but cannot be decoded") from None


def _unknown(path: str, content: bytes, at: int, why: str) -> Diagnostic:
    where = locate_span(path, content.decode(errors="replace"), Span(at, at + 1))
    if not at:
        where = replace(where, line=0, column=0, source="")
    fix = "correct it, or delete it: `portfolio verify` looks again"
    return warning("unknown-evidence", why, where, fix)


def _unreadable(path: str, content: bytes, reason: Exception) -> Diagnostic:
    """The problem that a file is not JSON, where that is seen."""
    said = str(reason)
    at = re.search(r" \(byte (\d+)\)$", said)
    if at:
        start = int(at[1])
    elif isinstance(reason, UnicodeDecodeError):
        start, said = reason.start, "it is not UTF-8"
    elif isinstance(reason, RecursionError):
        start, said = 0, "it is nested beyond reason"
    else:
        start = max(len(content.rstrip()) - 1, 0)
    place = len(content[:start].decode(errors="replace"))
    where = locate_span(path, content.decode(errors="replace"), Span(place, place + 1))
    why = re.sub(r"^JSON is malformed: | \(byte \d+\)$", "", said)
    return error(
        "unreadable-evidence",
        f"this file cannot be read as JSON: {why[:1].lower()}{why[1:]}",
        where,
        "correct it, or delete the file and run `portfolio verify` again",
    )
