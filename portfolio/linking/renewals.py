"""Renewals: how many hours of continuing education are done, and how many are missing by when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from ..content.locate import locate
from ..diagnostics import Diagnostic, Location, error, warning
from ..domain.model import Content, Credential, RenewalProgress
from ..domain.records.renewal import Activity
from ..paths import LEARNING_FILE
from ..text import did_you_mean, quoted


def activities_of(content: Content) -> dict[str, tuple[Activity, ...]]:
    """What the table of learning has for each credential, by its id."""
    found: dict[str, tuple[Activity, ...]] = {}
    for row in content.learning:
        found[row.credential] = (*found.get(row.credential, ()), row.activity)
    return found


def renewal_of(
    credential: Credential, listed: Iterable[Activity], as_of: date, *, drafts: bool
) -> RenewalProgress | None:
    """How far the hours for the renewal of a credential are done; None if it asks for none.

    `listed` are its activities in the table of learning. A month or a year counts if a part of it
    lies in their time. With `drafts`, its page shows it to its owner.
    """
    record = credential.record
    if record.renewal is None:
        return None
    by = record.renewal.by or record.expiry_date
    since = record.issued_date.first if record.issued_date else None
    if record.renewal.period and by:
        since = record.renewal.period.before(by.last) + timedelta(days=1)
    last = min(by.last, as_of) if by else as_of
    done = sum(
        (
            activity.hours
            for activity in (*record.activities, *listed)
            if activity.date.first <= last and (since is None or activity.date.last >= since)
        ),
        Decimal(0),
    )
    is_shown = drafts or record.publish_renewal
    return RenewalProgress(record.renewal.hours, done, since, by, is_shown)


def check_renewals(content: Content, by_id: Mapping[str, Credential]) -> Iterator[Diagnostic]:
    """Activities that count for nothing."""
    told: set[str] = set()
    for row in content.learning:
        place = Location(LEARNING_FILE, row.line)
        if row.credential not in {c.id for c in content.credentials}:
            if row.credential in content.unreadable_files.values():
                continue
            near = did_you_mean(row.credential, by_id)
            yield error(
                "unknown-record",
                f"no record has the `entity_id` {quoted(row.credential)}",
                place,
                f"did you mean `{near}`?" if near else "write the `entity_id` of a record",
            )
        elif row.credential in by_id and by_id[row.credential].record.renewal is None:
            if row.credential not in told:
                yield _for_nothing(by_id[row.credential], place)
            told.add(row.credential)
    for credential in by_id.values():
        record = credential.record
        if record.activities and record.renewal is None:
            place = locate(credential.path, credential.front_matter, ("activities",))
            yield _for_nothing(credential, place)


def _for_nothing(credential: Credential, place: Location) -> Diagnostic:
    return warning(
        "activities-without-renewal",
        f"nothing says what the renewal of {quoted(credential.record.title)} asks for",
        place,
        f"add `renewal: {{hours: 60, period: 3y}}` to {credential.path}, with its own figures",
    )
