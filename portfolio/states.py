"""The truth about time: where a credential stands on a date.

The dates win over what was written. A day of expiry is still a valid day, and a month or year of expiry lasts to its end.
"""

from __future__ import annotations

from datetime import date, timedelta

from .model import State
from .record import Record, Status

EXPIRING_WITHIN = timedelta(days=90)
"""How long before its expiry a credential is called expiring."""

TYPE_STATES = {"certification_in_progress": State.IN_PROGRESS, "certification_planned": State.PLANNED}
"""Types that say a state, for records that say it nowhere else."""
_WRITTEN = {
    Status.REVOKED: State.REVOKED,
    Status.COMPLETED: State.COMPLETED,
    Status.IN_PROGRESS: State.IN_PROGRESS,
    Status.PLANNED: State.PLANNED,
}


def state_of(record: Record, as_of: date, *, is_superseded: bool = False) -> State:
    """The state of a credential on the day `as_of`; `is_superseded` tells that its successor is earned."""
    if record.status in _WRITTEN:
        return _WRITTEN[record.status]
    if record.status is None and record.issued_date is None and record.type in TYPE_STATES:
        return TYPE_STATES[record.type]
    if record.expiry_date is not None and record.expiry_date.last < as_of:
        return State.EXPIRED
    if is_superseded:
        return State.SUPERSEDED
    if record.expiry_date is not None:
        return State.EXPIRING if record.expiry_date.last - as_of <= EXPIRING_WITHIN else State.ACTIVE
    return _without_expiry(record.status)


def _without_expiry(status: Status | None) -> State:
    if status is Status.EXPIRED:
        return State.EXPIRED
    return State.ACTIVE if status is Status.ACTIVE else State.LIFETIME
