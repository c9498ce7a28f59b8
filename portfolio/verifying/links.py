"""What became of links: alive, moved, dead, or a host that does not say.

A link is called dead only if its host says so (404, 410), or if there is no such host. A program is
refused for many reasons that a reader never meets, so a refusal says nothing about the link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from datetime import date
from itertools import chain, zip_longest
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from ..domain.privacy import redact
from ..domain.proof import LinkCheck, LinkState
from ..options import Progress
from .visits import Hop, Visit, Visitor

MAX_HOSTS_AT_ONCE = 8
"""Maximum hosts that are asked at the same time."""
_FOR_GOOD = (301, 308)
"""Statuses with which a host says that an address has another one from now on."""
_LOGIN = re.compile(
    r"(log-?in|sign-?in|sign_in|logon|sso|oauth2?|auth|authorize|authenticate|saml2?|authwall"
    r"|checkpoint|captcha|challenge|consent|session)(\.\w+)?"
)
"""Parts of the addresses of pages that want something before they show anything."""
_LOGIN_HOST = re.compile(r"(log-?in|sign-?in|sso|auth|accounts?|idp?|consent)\d*")
_HOME = re.compile(
    r"(/[a-z]{2,3}([-_][a-z]{2,4})?)?(/(home|index|default|welcome)(\.\w+)?)?/?", re.IGNORECASE
)
"""The paths of home pages, also in one of several languages."""
_ERROR_PAGE = re.compile(r"(40[34]|410|page)?[-_]?(not-?_?found|error|404)(\.\w+)?")
_SHORTEST_MARK = 4
"""Minimum characters of a part of an address that is of one credential and no other."""


class Judgement(Struct, frozen=True):
    """What a visit says of a link."""

    state: LinkState
    why: str
    moved_to: str = ""


def look_at_links(
    urls: Iterable[str],
    visitor: Visitor,
    former: Mapping[str, LinkCheck],
    today: date,
    progress: Progress | None = None,
) -> dict[str, LinkCheck]:
    """What is seen of links today, by link; a link whose host was not asked is left out."""
    wanted = by_turns(urls)
    visits = visit_all(wanted, visitor.visit, progress)
    found: dict[str, LinkCheck] = {}
    for url in wanted:
        if visits[url].was_asked:
            seen = judge(url, visits[url], is_online=visitor.has_connected)
            found[url] = as_check(url, seen, former.get(url), today)
    return found


def by_turns(urls: Iterable[str]) -> list[str]:
    """Addresses once each, in an order in which the next one is of another host if it can be."""
    hosts: dict[str, list[str]] = {}
    for url in dict.fromkeys(urls):
        hosts.setdefault(urlsplit(url).netloc.lower(), []).append(url)
    rows = zip_longest(*hosts.values())
    return [url for url in chain.from_iterable(rows) if url is not None]


def visit_all(
    urls: Iterable[str], visit: Callable[[str], Visit], progress: Progress | None = None
) -> dict[str, Visit]:
    """What came of visits to some addresses, several hosts at once."""
    pool = ThreadPoolExecutor(MAX_HOSTS_AT_ONCE)
    try:
        asked = {pool.submit(visit, url): url for url in urls}
        return {asked[done]: done.result() for done in _in_turn(asked, progress)}
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _in_turn(
    asked: Mapping[Future[Visit], str], progress: Progress | None
) -> Iterator[Future[Visit]]:
    for number, done in enumerate(as_completed(asked), 1):
        if progress:
            progress("looking", number, len(asked))
        yield done


def as_check(url: str, seen: Judgement, former: LinkCheck | None, today: date) -> LinkCheck:
    """What was seen of a link today, with what is still true of the former check."""
    check = LinkCheck(url, seen.state, today, seen.why, seen.moved_to)
    if seen.state in (LinkState.ALIVE, LinkState.MOVED):
        return replace(check, last_alive=today)
    if former:
        check = replace(check, last_alive=former.last_alive)
    if seen.state is LinkState.DEAD:
        since = former.dead_since if former and former.state is LinkState.DEAD else None
        check = replace(check, dead_since=since or today)
    return check


def judge(url: str, visit: Visit, *, is_online: bool) -> Judgement:
    """What a visit says of a link. Without a network no host can be said not to exist."""
    if visit.trouble:
        is_dead = visit.is_missing and is_online
        why = visit.trouble
        if visit.is_missing and not is_online:
            why += ", and no other host was reached either"
        return Judgement(LinkState.DEAD if is_dead else LinkState.REFUSED, why)
    last = visit.hops[-1]
    host = urlsplit(last.url).hostname
    answer = f"{host} answered {last.status}"
    if last.status in (404, 410) and visit.headers.get("cf-mitigated") != "challenge":
        return Judgement(LinkState.DEAD, answer)
    if not 200 <= last.status < 300:
        return Judgement(LinkState.REFUSED, answer)
    if len(visit.hops) > 1 and (led := _leads_away(url, last.url)):
        return Judgement(LinkState.REFUSED, f"{urlsplit(url).hostname} leads {led}")
    if moved_to := _new_address(url, visit.hops):
        return Judgement(LinkState.MOVED, answer, moved_to)
    return Judgement(LinkState.ALIVE, answer)


def _leads_away(url: str, last: str) -> str:
    """Why the page at the end of redirects cannot be the one that was meant; empty if it can."""
    parts, before = urlsplit(last), _segments(url)
    host = (parts.hostname or "").partition(".")[0]
    segments = _segments(last)
    if any(_LOGIN.fullmatch(part) for part in segments - before) or (
        _LOGIN_HOST.fullmatch(host) and parts.hostname != urlsplit(url).hostname
    ):
        return f"to a page that wants a login: {_shown(last)}"
    if any(_ERROR_PAGE.fullmatch(part) for part in segments - before):
        return f"to a page that is named for an error: {_shown(last)}"
    if _HOME.fullmatch(parts.path) and not _HOME.fullmatch(urlsplit(url).path):
        marks = {part for part in before if len(part) >= _SHORTEST_MARK}
        rest = unquote(f"{parts.query}#{parts.fragment}").lower()
        if not any(mark in rest for mark in marks):
            return f"to the home page of {parts.hostname}"
    return ""


def _segments(url: str) -> set[str]:
    """The parts of the path and the values of the query of an address, in lower case."""
    parts = urlsplit(url)
    values = (pair.rpartition("=")[2] for pair in parts.query.split("&"))
    return {unquote(part).lower() for part in (*parts.path.split("/"), *values) if part}


def _shown(url: str) -> str:
    """An address without its query, which may say who asked."""
    parts = urlsplit(url)
    return redact(f"{parts.scheme}://{parts.netloc}{parts.path}")[0]


def _new_address(url: str, hops: tuple[Hop, ...]) -> str:
    """Where an address leads for good; empty if nowhere else. It is cleaned of what is private."""
    count = next(number for number, hop in enumerate(hops) if hop.status not in _FOR_GOOD)
    if not count:
        return ""
    address = hops[count].url
    fragment = urlsplit(url).fragment
    if fragment and "#" not in address:
        address += f"#{fragment}"
    return redact(address)[0]
