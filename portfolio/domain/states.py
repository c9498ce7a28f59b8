"""The state of a credential on a date, and what it is called.

The dates win over a written status. The day of expiry is still a valid day, and a month or year of
expiry lasts to its end. Without a date of expiry, the site claims neither an end nor that
there is none.
"""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from ..locale.display import display_date
from ..locale.language import direction_of, isolated
from ..locale.messages import Messages, gettext_noop
from .model import Entry, Standing, State
from .records.credential import Record, Status

EXPIRING_WITHIN = timedelta(days=90)
"""Time before its expiry in which a credential is called expiring: long enough to renew it."""
GRACE = timedelta(days=1)
"""Time by which a date of issue may be ahead: elsewhere, that day may have begun."""

TYPE_STATES = {
    "certification_in_progress": State.IN_PROGRESS,
    "certification_planned": State.PLANNED,
}
"""Types that imply a state, for records that give it nowhere else."""
_WRITTEN = {
    Status.REVOKED: State.REVOKED,
    Status.IN_PROGRESS: State.IN_PROGRESS,
    Status.PLANNED: State.PLANNED,
}


class Wording(Struct, frozen=True):
    """What a state is called."""

    label: str
    """Without a date."""
    dated: str = ""
    """With a date in place of `%(date)s`; empty if it has none."""


WORDINGS = {
    State.LIFETIME: Wording(gettext_noop("Valid, no expiry")),
    State.NO_EXPIRY_STATED: Wording(gettext_noop("Valid, no expiry stated")),
    State.ACTIVE: Wording(gettext_noop("Valid"), gettext_noop("Valid until %(date)s")),
    State.EXPIRING: Wording(gettext_noop("Expiring soon"), gettext_noop("Expires %(date)s")),
    State.EXPIRED: Wording(gettext_noop("Expired"), gettext_noop("Expired %(date)s")),
    State.COMPLETED: Wording(gettext_noop("Completed, no certificate")),
    State.REVOKED: Wording(gettext_noop("Revoked")),
    State.SUPERSEDED: Wording(gettext_noop("Superseded")),
    State.IN_PROGRESS: Wording(
        gettext_noop("In progress"), gettext_noop("In progress, due %(date)s")
    ),
    State.PLANNED: Wording(gettext_noop("Planned"), gettext_noop("Planned for %(date)s")),
    State.UPCOMING: Wording(gettext_noop("Upcoming"), gettext_noop("From %(date)s")),
}
"""All words for states that readers see, in pages and files, before they are translated."""
_VALID = "valid"
GROUPS = {
    _VALID: "Valid",
    **{
        state.value: WORDINGS[state].label
        for state in (
            State.EXPIRING,
            State.COMPLETED,
            State.EXPIRED,
            State.SUPERSEDED,
            State.REVOKED,
            State.IN_PROGRESS,
            State.UPCOMING,
            State.PLANNED,
        )
    },
}
"""The groups of states that lists have, in their order; one that expires soon is also valid."""
RENEWED = gettext_noop("Renewed")
"""What a credential is called that counts as its last renewal, whatever its own state."""


def state_of(record: Record, as_of: date, *, is_superseded: bool = False) -> State:
    """The state of a credential on the day `as_of`.

    `is_superseded` says that something valid has followed it.
    """
    if record.status in _WRITTEN:
        return _WRITTEN[record.status]
    if record.status is None and record.issued_date is None and record.type in TYPE_STATES:
        return TYPE_STATES[record.type]
    if is_upcoming(record, as_of):
        return State.UPCOMING
    if record.status is Status.COMPLETED:
        return State.COMPLETED
    if record.expiry_date is None:
        return _without_expiry(record.status, is_superseded=is_superseded)
    if record.expiry_date.last < as_of:
        return State.EXPIRED
    if is_superseded:
        return State.SUPERSEDED
    if record.expiry_date.last - as_of <= EXPIRING_WITHIN:
        return State.EXPIRING
    return State.ACTIVE


def _without_expiry(status: Status | None, *, is_superseded: bool) -> State:
    if status is Status.EXPIRED:
        return State.EXPIRED
    if is_superseded:
        return State.SUPERSEDED
    if status is Status.LIFETIME:
        return State.LIFETIME
    return State.NO_EXPIRY_STATED


def is_upcoming(record: Record, as_of: date) -> bool:
    """Whether the date of issue is in the future on the day `as_of`, in every time zone."""
    return record.issued_date is not None and record.issued_date.first - GRACE > as_of


def groups_of(state: State) -> tuple[str, ...]:
    """The groups that a state belongs to."""
    if state.standing is not Standing.VALID:
        return (state.value,)
    if state is State.EXPIRING:
        return _VALID, state.value
    return (_VALID,)


def describe_state(entry: Entry, messages: Messages) -> str:
    """The state of a credential in words that stay true after the build."""
    if entry.renewed_as:
        return messages.gettext(RENEWED)
    wording = WORDINGS[entry.state]
    day = entry.target if entry.standing is Standing.UNDERWAY else entry.record.expiry_date
    if day is None or not wording.dated:
        return messages.gettext(wording.label)
    language = messages.language
    shown = isolated(display_date(day, language), direction_of(language))
    return messages.gettext(wording.dated, date=shown)
