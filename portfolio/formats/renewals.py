"""The coming expiries as a calendar: `renewals.ics`, in the form of iCalendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlsplit

from msgspec import Struct

from ..domain.model import Entry, Standing, evidence_url
from ..locale.messages import Messages, gettext_noop
from ..site.pages.history import renewal_hours
from ..site.registry import DataFormat
from ..site.source import Source
from ..urls import absolute_url
from ..views.cards import Card, Link
from ..views.pages import SiteView

REMINDERS = 90, 30
"""Days before an expiry on which a calendar reminds of it."""
LINE = 75
"""Maximum octets of a line, its end not counted, as RFC 5545 limits it."""
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,"})


class CalendarDay(Struct, frozen=True):
    """A day in the calendar, of a credential."""

    day: date
    entry: Entry
    title: str
    reminder: Callable[[int], str]
    """What an alarm says so many days before."""
    name: str = ""
    """What tells it from the expiry of the same credential."""


def renewals_ics(source: Source) -> bytes:
    """A calendar with a day for each expiry of what is valid, the next one first, as UTF-8 text.

    The last day for the hours of a renewal has one too, where its owner publishes these hours and
    it is not the day of expiry.
    """
    site = source.view
    name = _escaped(site.messages.gettext("%(site)s – renewals", site=site.title))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{site.generator}//renewals//{site.messages.written_in.upper()}",
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
    ]
    for each in sorted(_days(source), key=lambda each: (each.day, each.entry.id, each.name)):
        lines += _event(site, source.cards[each.entry.id], each)
    return b"".join(map(_folded, [*lines, "END:VCALENDAR"]))


def _days(source: Source) -> Iterator[CalendarDay]:
    words = source.messages
    for entry in source.entries:
        title = entry.record.title
        if entry.expiry:
            said = words.gettext("%(title)s expires", title=title)
            yield CalendarDay(entry.expiry.last, entry, said, partial(_expires_in, words, title))
        if day := _last_day_for_hours(entry, source.view.as_of.first):
            said = words.gettext("Last day for the renewal hours: %(title)s", title=title)
            reminder = partial(_hours_end_in, words, title)
            yield CalendarDay(day, entry, said, reminder, "hours.")


def _expires_in(words: Messages, title: str, days: int) -> str:
    """What an alarm says so many days before an expiry."""
    return words.ngettext(
        "%(title)s expires in %(num)s day",
        "%(title)s expires in %(num)s days",
        days,
        title=title,
    )


def _hours_end_in(words: Messages, title: str, days: int) -> str:
    """What an alarm says so many days before the last day for hours."""
    return words.ngettext(
        "%(num)s day for the renewal hours: %(title)s",
        "%(num)s days for the renewal hours: %(title)s",
        days,
        title=title,
    )


def _last_day_for_hours(entry: Entry, as_of: date) -> date | None:
    """The last day for the published hours of a renewal, if it is to come and not the expiry."""
    progress = entry.renewal
    if entry.standing is not Standing.VALID or not entry.record.publish_renewal:
        return None
    if progress is None or progress.by is None or progress.by.last < as_of:
        return None
    if entry.expiry and entry.expiry.last == progress.by.last:
        return None
    return progress.by.last


def _event(site: SiteView, card: Card, about: CalendarDay) -> Iterator[str]:
    words = site.messages
    link = absolute_url(site.base_url, card.address) or evidence_url(card.verification)
    said = [
        card.issuer_names,
        card.status,
        card.credential_id and words.gettext("ID %(id)s", id=card.credential_id),
        _hours(about.entry, words),
    ]
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(about.name + _identity(site, card))}"
    yield f"DTSTAMP:{site.as_of.first:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{about.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{about.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(about.title)}"
    yield f"DESCRIPTION:{_escaped('. '.join(filter(None, said)))}"
    if link:
        yield f"URL:{link}"
    yield "TRANSP:TRANSPARENT"
    for days in REMINDERS:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{days}D")
        yield f"DESCRIPTION:{_escaped(about.reminder(days))}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _hours(entry: Entry, words: Messages) -> str:
    """How many hours of a renewal are done and missing, where its owner publishes that."""
    hours = renewal_hours(entry, words)
    if hours is None or hours.is_private:
        return ""
    if not hours.missing:
        return words.gettext("All %(needed)s hours for the renewal are done", needed=hours.needed)
    return words.gettext(
        "%(done)s of %(needed)s hours for the renewal are done, %(missing)s are missing",
        done=hours.done,
        needed=hours.needed,
        missing=hours.missing,
    )


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
    applies=lambda facts: any(
        entry.expiry or _last_day_for_hours(entry, facts.portfolio.as_of)
        for entry in facts.portfolio.entries
    ),
    of_some_days="it is there while something expires",
)
