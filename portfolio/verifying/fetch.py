"""Fetches the documents that proofs need: DID documents, status lists, hosted badges.

A document can name others, so this takes a few rounds, of bounded number. What is at hand already
stays if the host does not give a newer one; only a host that says that a badge is gone (410) is
believed against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from urllib.parse import urlsplit

from msgspec import DecodeError, Struct

from ..content.evidence import NoEvidenceError, document_text, own_id
from ..domain.proof import KeptDocument, KeptDocuments, LinkCheck, LinkState
from ..options import Progress
from ..proving.dids import web_address
from ..urls import is_web_address
from .links import Judgement, as_check, by_turns, judge, visit_all
from .visits import Visit, Visitor

MAX_ROUNDS = 5
"""Maximum rounds: a badge leads to its class, that to its issuer, and that to a list of keys."""
MAX_DOCUMENTS = 500
"""Maximum documents that are fetched for all credentials of a run."""
_DID_WEB = "did:web:"
Needs = Callable[[KeptDocuments], Iterable[str]]
"""A function from the documents at hand to the addresses of all that are needed."""


class FetchedDocuments(Struct, frozen=True):
    """What came of fetching documents."""

    at_hand: KeptDocuments
    """All documents, also those that were at hand before."""
    new: KeptDocuments
    """Those that were fetched now."""
    failures: Mapping[str, LinkCheck]
    """What was seen where no document came, by the link."""
    asked: frozenset[str] = frozenset()
    """The links of all documents that are needed and are not given."""


def fetch_documents(
    needs: Needs,
    known: KeptDocuments,
    given: KeptDocuments,
    former: Mapping[str, LinkCheck],
    visitor: Visitor,
    today: date,
    progress: Progress | None = None,
    *,
    again: bool = False,
) -> FetchedDocuments:
    """Fetch all documents that are needed and were not asked for today.

    Those that are `given` are never asked for.
    """
    fetch = _Fetching(known, former, visitor, today, again=again)
    fetch.at_hand |= given
    for _ in range(MAX_ROUNDS):
        wanted = [one for one in dict.fromkeys(needs(fetch.at_hand)) if fetch.is_due(one)]
        room = MAX_DOCUMENTS - len(fetch.asked)
        if not wanted or room <= 0:
            break
        fetch.ask(wanted[:room], progress)
    return FetchedDocuments({**known, **fetch.at_hand}, fetch.new, fetch.failures, fetch.urls)


class _Fetching:
    """The documents of a run, round by round."""

    def __init__(
        self,
        known: KeptDocuments,
        former: Mapping[str, LinkCheck],
        visitor: Visitor,
        today: date,
        *,
        again: bool,
    ) -> None:
        self._known = known
        self._former = former
        self._visitor = visitor
        self._today = today
        self._again = again
        self.at_hand = {
            address: kept
            for address, kept in known.items()
            if self._is_of_today(kept) and not again
        }
        self.asked: set[str] = set()
        self.new: dict[str, KeptDocument] = {}
        self.failures: dict[str, LinkCheck] = {}

    @property
    def urls(self) -> frozenset[str]:
        """The links of the documents that were asked for, now or earlier today."""
        return frozenset(map(document_url, self.asked))

    def _is_of_today(self, kept: KeptDocument) -> bool:
        return kept.fetched is not None and kept.fetched >= self._today

    def is_due(self, address: str) -> bool:
        """Whether a document is to be asked for; if not, what is known of it is at hand."""
        if address in self.at_hand or address in self.asked:
            return False
        url = document_url(address)
        seen = self._former.get(url)
        was_refused_today = (
            seen is not None
            and seen.checked >= self._today
            and seen.state in (LinkState.DEAD, LinkState.REFUSED)
        )
        if url and (self._again or not was_refused_today):
            return True
        self._use_known(address)
        return False

    def _use_known(self, address: str) -> None:
        self.asked.add(address)
        if address in self._known:
            self.at_hand[address] = self._known[address]

    def ask(self, addresses: list[str], progress: Progress | None) -> None:
        """Fetch these documents."""
        urls = {address: document_url(address) for address in addresses}
        visits = visit_all(by_turns(urls.values()), self._visit, progress)
        for address, url in urls.items():
            self._use_known(address)
            self._take(address, url, visits[url])

    def _visit(self, url: str) -> Visit:
        return self._visitor.visit(url, reads_body=True)

    def _take(self, address: str, url: str, visit: Visit) -> None:
        if not visit.was_asked:
            return
        seen = judge(url, visit, is_online=self._visitor.has_connected)
        kept = document_from(address, visit, self._today)
        if isinstance(kept, KeptDocument) and (kept.code != 404 or address not in self._known):
            self.new[address] = self.at_hand[address] = kept
            return
        if isinstance(kept, str):
            seen = Judgement(LinkState.REFUSED, kept)
        self.failures[url] = as_check(url, seen, self._former.get(url), self._today)


def document_from(address: str, visit: Visit, today: date) -> KeptDocument | str | None:
    """The document that a visit brought, or why it is none; None if nothing came."""
    if visit.trouble:
        return None
    last = visit.hops[-1]
    host = urlsplit(last.url).hostname
    try:
        text = document_text(visit.body)
    except (NoEvidenceError, DecodeError, UnicodeError, RecursionError):
        text = ""
    if last.status in (404, 410):
        return KeptDocument(address, text, today, last.status)
    if last.status != 200:
        return None
    if not text:
        return f"{host} sent what is neither JSON nor signed JSON"
    if address.startswith(_DID_WEB) and _id_of(text) != address:
        return f"{host} sent the document of another DID"
    return KeptDocument(address, text, today)


def _id_of(text: str) -> str:
    try:
        return own_id(text)
    except NoEvidenceError:
        return ""


def document_url(address: str) -> str:
    """The link under which the document of an address is; empty if it has none."""
    url = web_address(address) if address.startswith(_DID_WEB) else address
    return url if is_web_address(url) else ""
