"""The state of a credential on a date, and what it is called.

The dates win over a written status. The day of expiry is still a valid day, and a month or year of
expiry lasts to its end. Without a date of expiry, the site claims neither an end nor that
there is none.
"""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from ..dates import display_date
from ..language import direction_of, isolated
from .model import Entry, Standing, State
from .record import Record, Status

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
    """With a date in place of `{}`; empty if it has none."""


WORDINGS = {
    State.LIFETIME: Wording("Valid, no expiry"),
    State.NO_EXPIRY_STATED: Wording("Valid, no expiry stated"),
    State.ACTIVE: Wording("Valid", "Valid until {}"),
    State.EXPIRING: Wording("Expiring soon", "Expires {}"),
    State.EXPIRED: Wording("Expired", "Expired {}"),
    State.COMPLETED: Wording("Completed, no certificate"),
    State.REVOKED: Wording("Revoked"),
    State.SUPERSEDED: Wording("Superseded"),
    State.IN_PROGRESS: Wording("In progress", "In progress, due {}"),
    State.PLANNED: Wording("Planned", "Planned for {}"),
    State.UPCOMING: Wording("Upcoming", "From {}"),
}
"""All words for states that readers see, in pages and files."""
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
RENEWED = "Renewed"
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


def describe_state(entry: Entry, language: str) -> str:
    """The state of a credential in words that stay true after the build."""
    if entry.renewed_as:
        return RENEWED
    wording = WORDINGS[entry.state]
    day = entry.target if entry.standing is Standing.UNDERWAY else entry.record.expiry_date
    if day is None or not wording.dated:
        return wording.label
    return wording.dated.format(isolated(display_date(day, language), direction_of(language)))
