"""The history of a credential: what happened to it, as far as the files say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...dates import PartialDate
from ...domain.model import Entry, State
from ...locale.display import display_number
from ...locale.messages import Messages, gettext_noop
from ...views.cards import Link
from ...views.history import HistoryEvent, RenewalHours
from ..cards import link_to
from ..source import Source

EVENT_LABELS = {
    "studied": gettext_noop("Study began"),
    "issued": gettext_noop("Issued"),
    "renewed": gettext_noop("Renewed"),
    "expired": gettext_noop("Expired"),
    "superseded": gettext_noop("Superseded"),
    "revoked": gettext_noop("Revoked"),
    "checked": gettext_noop("Link checked"),
}
PLAIN = {"issued", "expired", "checked"}
"""Events that the facts of a page tell already."""


def history_of(
    source: Source, entry: Entry, entries: Mapping[str, Entry]
) -> tuple[HistoryEvent, ...]:
    """The events of a credential, the first first; none where its dates say as much.

    `entries` are all that is shown, by id.
    """
    found = [*_events(entry, entries, source.messages, source.view.language)]
    if {event.kind for event in found} <= PLAIN:
        return ()
    known = sorted((event for event in found if event.date), key=lambda e: _place(e.date))
    return (*known, *(event for event in found if not event.date))


def _place(day: PartialDate | None) -> tuple[int, int, int]:
    return (day.year, day.month, day.day) if day else (0, 0, 0)


def _events(
    entry: Entry, entries: Mapping[str, Entry], messages: Messages, language: str
) -> Iterator[HistoryEvent]:
    def event(kind: str, day: PartialDate | None, other: Entry | None = None) -> HistoryEvent:
        link: Link | None = link_to(other, language) if other else None
        return HistoryEvent(kind, messages.gettext(EVENT_LABELS[kind]), day, link)

    record = entry.record
    if record.study_start_date:
        yield event("studied", record.study_start_date)
    older = [entries[identity] for identity in reversed(entry.renewals)]
    for at, earlier in enumerate(older):
        yield event("renewed" if at else "issued", earlier.issued, earlier)
    if entry.issued:
        yield event("renewed" if older else "issued", entry.issued)
    successor = entries.get(entry.successor or "")
    if entry.renewed_as and successor:
        yield event("renewed", successor.issued, successor)
    elif entry.state is State.SUPERSEDED and successor:
        yield event("superseded", successor.issued, successor)
    if entry.state is State.EXPIRED and record.expiry_date:
        yield event("expired", record.expiry_date)
    if entry.state is State.REVOKED:
        yield event("revoked", None)
    if seen := entry.checked.link:
        yield event("checked", PartialDate.of(seen.checked))


def renewal_hours(entry: Entry, messages: Messages) -> RenewalHours | None:
    """How far the hours for a renewal are done, if its page shows that."""
    progress = entry.renewal
    if progress is None or not progress.is_shown:
        return None
    done, needed, missing = (
        display_number(figure, messages.language)
        for figure in (progress.done, progress.needed, progress.missing)
    )
    return RenewalHours(
        done,
        needed,
        missing if progress.missing else "",
        progress.by,
        not entry.record.publish_renewal,
    )
