"""A verification as a whole: documents are fetched, badges proved, links looked at, and all kept.

What is not in the site is proved too, but what was seen of it is not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from ..content.evidence import MAX_EVIDENCE_BYTES, NoEvidenceError, document_of, read_evidence
from ..content.site_files import SiteFiles
from ..diagnostics import Diagnostic, Diagnostics, PortfolioError, has_errors
from ..domain.proof import (
    INSTALL_VERIFY,
    Answer,
    Check,
    Checks,
    Evidence,
    KeptDocument,
    KeptDocuments,
    LinkCheck,
)
from ..options import Environ, Progress
from ..paths import CREDENTIALS_FOLDER
from ..proving.judge import Disagreement, checks_on, compare_record
from ..proving.needs import needed_documents
from ..proving.prove import MissingExtraError, prove
from ..source_text import read_regular_file
from .save import save_evidence
from .subjects import Subject, site_entries, subject_of, subjects_at

if TYPE_CHECKING:
    from .visits import Visitor

_NO_BADGE_FILE = "The record names no badge file"


class VerifyRequest(Struct, frozen=True):
    """What is to be verified, and how."""

    paths: tuple[Path, ...] = ()
    """Records and badge files; empty for all of the site."""
    given: tuple[Path, ...] = ()
    """Files with documents that are at hand."""
    recipient: str = ""
    """The address that badges are compared with; it is written nowhere."""
    again: bool = False
    """Whether to ask again for what was asked for today."""


class VerifiedFile(Struct, frozen=True):
    """What was found of a record or a badge file."""

    file: str
    checks: Checks
    is_readable: bool = True
    disagreements: tuple[Disagreement, ...] = ()
    links: tuple[str, ...] = ()


class VerifyResult(Struct, frozen=True):
    """What came of a verification."""

    files: tuple[VerifiedFile, ...] = ()
    links: Mapping[str, LinkCheck] = MappingProxyType({})
    """What is known of links, whenever they were looked at."""
    written: tuple[str, ...] = ()
    """The files of the site that are new or changed."""
    broken: int = 0
    """The number of records that have errors and were left out."""
    problems: Diagnostics = ()
    """Problems with the files of `content/evidence/`."""
    has_network: bool = True
    """Whether any host took a connection, if one was asked."""


def verify_files(
    site: Path | None,
    request: VerifyRequest,
    environ: Environ,
    now: datetime,
    visitor: Visitor | None = None,
    progress: Progress | None = None,
) -> VerifyResult:
    """Verify what was asked for; `visitor` is how the network is used, if at all.

    Raises PortfolioError.
    """
    entries, broken = site_entries(site, environ, progress) if site else ((), 0)
    if request.paths:
        subjects = tuple(subjects_at(request.paths, site, entries))
        broken = 0
    elif site:
        site_files = SiteFiles(site)
        subjects = tuple(subject_of(site, entry, site_files) for entry in entries)
    else:
        raise PortfolioError(
            f"there is no folder {CREDENTIALS_FOLDER}/ here",
            "name the files to verify, or go to the folder of your site",
        )
    evidence, problems = read_evidence(site) if site else (Evidence(), ())
    if visitor and has_errors(problems):
        return VerifyResult(broken=broken, problems=problems)
    look = _Look(evidence, _given_documents(request.given), request, now, visitor, progress)
    look.look_at(subjects)
    is_whole = not request.paths and not broken
    written = look.save(site, subjects, is_whole=is_whole) if site and visitor else ()
    files = tuple(look.verified(subjects))
    has_network = visitor is None or not visitor.was_used or visitor.has_connected
    return VerifyResult(files, look.links, written, broken, problems, has_network)


def make_visitor(*, allow_private: bool) -> Visitor:
    """What visits the web with its usual limits. Raises MissingExtraError."""
    try:
        from .visits import Limits, Visitor
    except ModuleNotFoundError as reason:
        raise MissingExtraError(
            f"looking at the web needs {reason.name}, which is not installed",
            f"install what is missing: {INSTALL_VERIFY}; or use --offline",
        ) from None
    return Visitor(Limits(), allow_private=allow_private)


def _given_documents(paths: Iterable[Path]) -> dict[str, KeptDocument]:
    """The documents in some files, by their own ids. Raises PortfolioError."""
    found: dict[str, KeptDocument] = {}
    for path in paths:
        whole = path.resolve()
        content = read_regular_file(whole.parent, whole.name, MAX_EVIDENCE_BYTES)
        if isinstance(content, Diagnostic):
            raise PortfolioError(f"{path}: {content.message}", content.help)
        try:
            document = document_of(content)
        except NoEvidenceError as reason:
            why = str(reason)
        except (ValueError, RecursionError):
            why = "it is not JSON that can be read"
        else:
            found[document.address] = document
            continue
        raise PortfolioError(
            f"{path} is no document that proofs need: {why}",
            "name a file with a DID document, a status list or a hosted badge",
        )
    return found


class _Look:
    """What is known of documents and links, and what is seen of them now."""

    def __init__(
        self,
        evidence: Evidence,
        given: KeptDocuments,
        request: VerifyRequest,
        now: datetime,
        visitor: Visitor | None,
        progress: Progress | None,
    ) -> None:
        self._evidence = evidence
        self._given = given
        self._request = request
        self._now = now
        self._visitor = visitor
        self._progress = progress
        self._new: dict[str, KeptDocument] = {}
        self._asked: set[str] = set()
        self.documents: KeptDocuments = {**evidence.documents, **given}
        self.links: dict[str, LinkCheck] = dict(evidence.links)

    @property
    def _today(self) -> date:
        return self._now.date()

    def look_at(self, subjects: Sequence[Subject]) -> None:
        """Ask the network for what is needed and was not asked for today."""
        if self._visitor is None:
            return
        own = [one.badge for one in subjects if one.badge and one.is_of_site]
        foreign = [one.badge for one in subjects if one.badge and not one.is_of_site]
        self._new = dict(self._fetch(own, self._visitor, is_kept=True))
        self._fetch(foreign, self._visitor, is_kept=False)
        self._look_at_links(subjects, self._visitor)

    def _fetch(self, badges: list[bytes], visitor: Visitor, *, is_kept: bool) -> KeptDocuments:
        """Fetch the documents that some badges need; return the new ones."""
        from .fetch import document_url, fetch_documents

        def _needs(documents: KeptDocuments) -> Iterable[str]:
            for badge in badges:
                yield from needed_documents(badge, documents)

        fetched = fetch_documents(
            _needs,
            self.documents,
            {**self._given, **self._new},
            self.links,
            visitor,
            self._today,
            self._progress,
            again=self._request.again,
        )
        self.documents = fetched.at_hand
        if is_kept:
            self._asked |= fetched.asked
            seen = {**self.links, **fetched.failures}
            came = set(map(document_url, fetched.new))
            self.links = {url: check for url, check in seen.items() if url not in came}
        return fetched.new

    def _look_at_links(self, subjects: Sequence[Subject], visitor: Visitor) -> None:
        from .links import look_at_links

        urls = dict.fromkeys(url for one in subjects for url in one.links)
        due = [url for url in urls if self._request.again or not self._was_seen_today(url)]
        self.links |= look_at_links(due, visitor, self._evidence.links, self._today, self._progress)

    def _was_seen_today(self, url: str) -> bool:
        seen = self.links.get(url)
        return seen is not None and seen.checked >= self._today

    def save(self, site: Path, subjects: Sequence[Subject], *, is_whole: bool) -> tuple[str, ...]:
        """Keep what was seen; of a whole site only what is still of use. Return the files."""
        links = self.links
        if is_whole:
            of_use = {url for one in subjects for url in one.links} | self._asked
            links = {url: check for url, check in links.items() if url in of_use}
        return save_evidence(site, Evidence(links, self._new))

    def verified(self, subjects: Sequence[Subject]) -> Iterable[VerifiedFile]:
        """What is found of each subject."""
        for number, subject in enumerate(subjects):
            if self._progress:
                self._progress("proving", number, len(subjects))
            yield self._verified(subject)

    def _verified(self, subject: Subject) -> VerifiedFile:
        if subject.badge is None:
            why = subject.trouble or _NO_BADGE_FILE
            answer = Answer.UNKNOWN if subject.trouble else Answer.NONE
            checks = Checks(*[Check(answer, why)] * len(Checks.__struct_fields__))
            return VerifiedFile(
                subject.file, checks, is_readable=not subject.trouble, links=subject.links
            )
        proof = prove(subject.badge, self.documents, self._request.recipient)
        agreement, disagreements = compare_record(proof, subject.record)
        checks = checks_on(proof, self._now, agreement)
        return VerifiedFile(subject.file, checks, disagreements=disagreements, links=subject.links)
