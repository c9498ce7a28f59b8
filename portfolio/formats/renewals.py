"""The coming expiries as a calendar: `renewals.ics`, in the form of iCalendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from ..domain.model import evidence_url
from ..locale.messages import gettext_noop
from ..site.registry import DataFormat
from ..site.source import Source
from ..urls import absolute_url
from ..views.cards import (
    Card,
    Link,
)
from ..views.pages import (
    SiteView,
)

REMINDERS = 90, 30
"""Days before an expiry on which a calendar reminds of it."""
LINE = 75
"""Maximum octets of a line, its end not counted, as RFC 5545 limits it."""
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,"})


def renewals_ics(source: Source) -> bytes:
    """A calendar with a day for each expiry of what is valid, the next one first, as UTF-8 text."""
    site = source.view
    coming = [(entry.expiry.last, card) for card, entry in source.published() if entry.expiry]
    name = _escaped(site.messages.gettext("%(site)s – renewals", site=site.title))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{site.generator}//renewals//{site.messages.written_in.upper()}",
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
    ]
    for day, card in sorted(coming, key=lambda pair: (pair[0], pair[1].id)):
        lines += _event(site, card, day)
    return b"".join(map(_folded, [*lines, "END:VCALENDAR"]))


def _event(site: SiteView, card: Card, day: date) -> Iterator[str]:
    words = site.messages
    link = absolute_url(site.base_url, card.address) or evidence_url(card.verification)
    said = [
        card.issuer_names,
        card.status,
        card.credential_id and words.gettext("ID %(id)s", id=card.credential_id),
    ]
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(_identity(site, card))}"
    yield f"DTSTAMP:{site.as_of.first:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    title = words.gettext("%(title)s expires", title=card.title)
    yield f"SUMMARY:{_escaped(title)}"
    yield f"DESCRIPTION:{_escaped('. '.join(filter(None, said)))}"
    if link:
        yield f"URL:{link}"
    yield "TRANSP:TRANSPARENT"
    for days in REMINDERS:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{days}D")
        reminder = words.ngettext(
            "%(title)s expires in %(num)s day",
            "%(title)s expires in %(num)s days",
            days,
            title=card.title,
        )
        yield f"DESCRIPTION:{_escaped(reminder)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _identity(site: SiteView, card: Card) -> str:
    """The name of an event, which stays when its date or title changes."""
    home = urlsplit(site.base_url)
    return f"{card.id}@{home.netloc}{home.path}".rstrip("/@")


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _folded(line: str) -> bytes:
    """A line with its end, continued on the next where it is too long; no letter is cut in two."""
    rest, pieces, room = line.encode(), [], LINE
    while len(rest) > room:
        end = next(end for end in range(room, 0, -1) if rest[end] & 0xC0 != 0x80)
        pieces.append(rest[:end])
        rest, room = rest[end:], LINE - 1
    return b"\r\n ".join([*pieces, rest]) + b"\r\n"


FORMAT = DataFormat(
    Link(gettext_noop("Renewals as calendar"), "renewals.ics"),
    renewals_ics,
    rank=3,
    applies=lambda facts: any(entry.expiry for entry in facts.portfolio.entries),
    of_some_days="it is there while something expires",
)
