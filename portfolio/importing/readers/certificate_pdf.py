"""Certificates in PDF: what their words and links say; who they name is never written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ...domain.model import LinkKind
from ...domain.platforms import Platforms, verification_of
from ...images.file_kinds import PDF, detect_kind
from ...images.pdf_first_page import UnreadableDocumentError, read_attached_files, read_pages
from ...images.pdf_text import MAX_PAGES, AttachedFile, PdfPageText
from ...text import slug
from ...urls import is_web_address
from ..certificates.page import ADDRESS, LIKELY, UNSURE, CertificatePage, day_of, is_known
from ..model import (
    NO_FIELD,
    PRIVATE,
    FormatReader,
    FoundCredential,
    Left,
    ReaderResult,
    ReadOptions,
    Refused,
    SourceFile,
    Values,
)
from ..opening import open_source
from .blockcerts import READER as BLOCKCERTS
from .open_badges_2 import READER as OPEN_BADGES_2
from .open_badges_3 import READER as OPEN_BADGES_3

FIELDS = {
    "the words after “has successfully completed”, or the largest line but the name": "title",
    "the words after “authorized by”, or a line with an organization": "issuer",
    "the date": "issued_date",
    "the date after “valid until”": "expiry_date",
    "“course”, “specialization” or “professional certificate” before the title": "type",
    "the number after “certificate ID”": "credential_id",
    "the link that leads to a check": "verification_url",
    "the link that leads to a course": "course_url",
    "the PDF": "certificate",
}
_CHECKS = re.compile(r"verif|valid|certificat|credential", re.IGNORECASE)
_TOKEN = re.compile(r"[/=](?=[\w-]*\d)[\w-]{6,}")
_BADGES = (BLOCKCERTS, OPEN_BADGES_3, OPEN_BADGES_2)
"""The formats of badges that may be attached, in the order in which they are tried."""
_LINKS = ("verification_url", "course_url")
_ARABIC = re.compile("[\u0600-\u06ff]")
_NO_TEXT = "it has no text that can be read, only the link to a check"
_NO_TITLE = "it cannot be told which of its lines is the title: write the record by hand"
_NO_ISSUER = "it does not say in words who awards it: write the record by hand"


class _Links(Struct, frozen=True):
    """The links of a document by what they are, each once."""

    checks: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    """Those of unknown form that look like a check."""
    courses: tuple[str, ...] = ()
    count: int = 0
    """How many there are, with all others of the web."""
    strange: int = 0
    """How many are none of the web: of mail, for the most part."""


def _links_of(pages: Sequence[PdfPageText], platforms: Platforms) -> _Links:
    found = [
        verification_of(address, platforms)
        for page in pages
        for address in (*page.links, *_written_links(page, platforms))
        if is_web_address(address)
    ]
    by_kind: dict[str, dict[str, None]] = {}
    for link in found:
        kind = link.kind.value
        if link.kind is LinkKind.UNKNOWN and _CHECKS.search(link.url) and _TOKEN.search(link.url):
            kind = "possible"
        by_kind.setdefault(kind, {})[link.url] = None
    checks, possible, courses = (
        tuple(by_kind.get(kind, ())) for kind in ("check", "possible", "course")
    )
    strange = sum(not is_web_address(link) for page in pages for link in page.links)
    return _Links(checks, possible, courses, sum(map(len, by_kind.values())), strange)


def _written_links(page: PdfPageText, platforms: Platforms) -> Iterator[str]:
    """Addresses in the text without a scheme, and those of a known check that go on beneath."""
    for line in page.lines:
        below = page.beneath(line)
        wrapped = f"{line.text}{below.text}" if below and "/" in line.text else ""
        for text, is_wrapped in ((line.text, False), (wrapped, True)):
            for found in ADDRESS.finditer(text):
                address = found[0].rstrip(".,;:)")
                if "//" not in address:
                    address = f"https://{address}"
                link = verification_of(address, platforms)
                if not is_wrapped or link.kind is LinkKind.CHECK:
                    yield address


def _recognizes(source: SourceFile, options: ReadOptions) -> bool:
    kind = detect_kind(source.content)
    return kind is not None and kind.media_type == PDF


def _read(source: SourceFile, options: ReadOptions) -> Iterator[ReaderResult]:
    try:
        texts, count = read_pages(source.content)
        files = read_attached_files(source.content)
    except UnreadableDocumentError as reason:
        yield Refused(source.name, "", str(reason))
        return
    platforms = options.platforms
    attached = [one for file in files for one in _attached(source, file, options)]
    badges = [one for one in attached if isinstance(one, FoundCredential)]
    if len(badges) == 1:
        attached = [
            replace(one, document=source.content) if one is badges[0] else one for one in attached
        ]
    yield from attached
    links = _links_of(texts, platforms)
    pages = [CertificatePage(page, platforms) for page in texts if page.is_readable and page.lines]
    statements = [page for page in pages if page.is_statement]
    if why := _why_refused(count, links, statements, pages, platforms):
        if not badges:
            yield Refused(source.name, "", why)
        return
    best = next((page for page in statements if page.place.title), None)
    yield _credential(source, best or next(iter(statements), None), links, platforms)


def _attached(
    source: SourceFile, file: AttachedFile, options: ReadOptions
) -> Iterator[ReaderResult]:
    """The badges in a file that is attached to a document."""
    opened = open_source(f"{source.name}/{file.name}", file.content)
    reader = next((one for one in _BADGES if one.recognizes(opened, options)), None)
    if reader:
        yield from reader.read(opened, options)
    else:
        yield Left("attached files", "they are no badges; they stay in the PDF")


def _why_refused(
    count: int,
    links: _Links,
    statements: Sequence[CertificatePage],
    pages: Sequence[CertificatePage],
    platforms: Platforms,
) -> str:
    """Why a document is not one certificate; empty if it may be one."""
    titled = [page for page in statements if page.place.title]
    titles = {slug(page.place.title) for page in titled}
    is_one = len(links.checks) == 1 and all(
        _links_of([page.page], platforms).checks for page in titled
    )
    if count > MAX_PAGES:
        return f"it has {count} pages, more than a certificate"
    if len(links.checks) > 1 or (len(titles) > 1 and not is_one):
        several = max(len(links.checks), len(titles))
        return f"it has {several} certificates: save each as a file of its own, and import these"
    if not pages and not links.checks:
        return "it has no text that can be read: it may be a scan"
    if pages and not statements:
        return "it does not say that somebody has earned or completed something"
    return ""


def _credential(
    source: SourceFile, page: CertificatePage | None, links: _Links, platforms: Platforms
) -> FoundCredential:
    values: dict[str, str | tuple[str, ...]] = {}
    guesses: dict[str, str] = {}
    if links.checks:
        values["verification_url"] = links.checks[0]
    elif len(links.possible) == 1:
        values["verification_url"] = links.possible[0]
        guesses["verification_url"] = f"{UNSURE}the address only looks like that of a check"
    if len(links.courses) == 1:
        values["course_url"] = links.courses[0]
    left = [Left("links", NO_FIELD)] * (links.count - sum(map(values.__contains__, _LINKS)))
    left += [Left("links", PRIVATE)] * links.strange
    why = _NO_TEXT
    if page:
        left += _take_words(page, values, guesses, platforms)
        why = _NO_ISSUER if page.place.title else _NO_TITLE
    return FoundCredential(
        source.name,
        "",
        values,
        READER.name,
        READER.rank,
        left=tuple(left),
        incomplete=why,
        guesses=guesses,
        document=source.content,
    )


def _take_words(
    page: CertificatePage,
    values: dict[str, str | tuple[str, ...]],
    guesses: dict[str, str],
    platforms: Platforms,
) -> Iterator[Left]:
    """Add what the text of a page says; what is not taken of it is yielded."""
    place, (issuer, why) = page.place, page.awarded_by()
    if not issuer and not _is_platform_known(values, platforms):
        issuer, why = page.organization()
    if place.title:
        values["title"] = place.title
        arabic = " (Arabic is often read in a wrong order)" if _ARABIC.search(place.title) else ""
        guesses["title"] = f"{place.why}{arabic}"
    if place.kind:
        values["type"] = place.kind
    if issuer:
        values["issuer"], guesses["issuer"] = issuer, why
    if number := page.number():
        values["credential_id"] = number
    yield from _take_dates(page, values, guesses)
    yield from (Left("name", PRIVATE) for _ in page.names)
    yield Left("text", "all else that it says stays in the PDF, which is kept beside the record")


def _is_platform_known(values: Values, platforms: Platforms) -> bool:
    """Whether the check is on a platform that awards credentials itself: it is the issuer then."""
    link = verification_of(str(values.get("verification_url", "")), platforms)
    return link.kind is LinkKind.CHECK and is_known(link.platform, platforms)


def _take_dates(
    page: CertificatePage, values: dict[str, str | tuple[str, ...]], guesses: dict[str, str]
) -> Iterator[Left]:
    """Add the dates that words tell apart, or the only one."""
    dates: dict[str, dict[str, str]] = {"issued": {}, "expires": {}, "": {}}
    for text, kind in page.dates():
        dates[kind].setdefault(day_of(text), text)
    if not dates["issued"] and len(dates[""]) == 1:
        guesses["issued_date"] = f"{LIKELY}it is the only date without words that say another"
        dates["issued"] = dates.pop("")
    for kind, field in (("issued", "issued_date"), ("expires", "expiry_date")):
        if len(dates[kind]) == 1:
            values[field] = next(iter(dates.pop(kind).values()))
    for texts in dates.values():
        yield from (
            Left("dates", "there are several, and no words beside them say which is which")
            for _ in texts
        )


READER = FormatReader(
    "certificate-pdf",
    "Certificates in PDF",
    "The file that a platform offers as “Download certificate”, or one that came by mail: one "
    "certificate in each. A badge that is attached to it is read too, and what it says comes "
    "first; one that is only associated with the document (`/AF`) is not found. What is told by "
    "its place in the text has a comment that says how sure that is. The name is never written, "
    "and the PDF is kept as `certificate`, with all that is attached to it. A scan has no text: it "
    "joins what has the same link to a check, or is refused.",
    FIELDS,
    _recognizes,
    _read,
    75,
)
