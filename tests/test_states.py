"""States: where a credential stands on a day, worked out from its dates."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from small_site import TODAY, credential

from portfolio.dates import PartialDate
from portfolio.domain.body import BodyOutline
from portfolio.domain.model import Credential, Entry, Standing, State
from portfolio.domain.records.credential import Record, Status
from portfolio.domain.states import EXPIRING_WITHIN, WORDINGS, describe_state, state_of
from portfolio.locale.messages import Messages

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
LIFE = (State.UPCOMING, State.ACTIVE, State.EXPIRING, State.EXPIRED)


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    """A day, or only its month or year."""
    day = draw(DAYS)
    return draw(
        st.sampled_from(
            [PartialDate.of(day), PartialDate(day.year, day.month), PartialDate(day.year)]
        )
    )


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Any record, also one that contradicts itself."""
    return Record(
        title="A",
        issuer="B",
        status=draw(st.none() | st.sampled_from(Status)),
        type=draw(
            st.none()
            | st.sampled_from(["badge", "certification_in_progress", "certification_planned"])
        ),
        issued_date=draw(st.none() | partial_dates()),
        expiry_date=draw(st.none() | partial_dates()),
        superseded_by=draw(st.none() | st.just("b")),
    )


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, State.NO_EXPIRY_STATED),
        ({"issued_date": None}, State.NO_EXPIRY_STATED),
        ({"status": "lifetime"}, State.LIFETIME),
        ({"expiry_date": "never"}, State.LIFETIME),
        ({"status": "active", "expiry_date": "N/A"}, State.LIFETIME),
        ({"status": "revoked", "expiry_date": "never"}, State.REVOKED),
        ({"status": "expired", "expiry_date": "n/a"}, State.EXPIRED),
        ({"status": "active"}, State.NO_EXPIRY_STATED),
        ({"issued_date": "2025-06-16"}, State.NO_EXPIRY_STATED),
        ({"issued_date": "2025"}, State.NO_EXPIRY_STATED),
        ({"issued_date": "2025-06-17"}, State.UPCOMING),
        ({"issued_date": "2025-07", "expiry_date": "2028"}, State.UPCOMING),
        ({"issued_date": "2026", "status": "lifetime"}, State.UPCOMING),
        ({"issued_date": "2026", "status": "completed"}, State.UPCOMING),
        ({"issued_date": "2026", "superseded_by": "b"}, State.UPCOMING),
        ({"issued_date": None, "status": "expired"}, State.EXPIRED),
        ({"status": "expired"}, State.EXPIRED),
        ({"status": "revoked"}, State.REVOKED),
        ({"status": "revoked", "expiry_date": "2020"}, State.REVOKED),
        ({"status": "completed"}, State.COMPLETED),
        ({"status": "in_progress", "issued_date": None}, State.IN_PROGRESS),
        ({"status": "planned", "issued_date": None}, State.PLANNED),
        ({"type": "certification_in_progress", "issued_date": None}, State.IN_PROGRESS),
        ({"type": "certification_planned", "issued_date": None}, State.PLANNED),
        ({"type": "certification_in_progress"}, State.NO_EXPIRY_STATED),
        ({"expiry_date": "2025-06-14"}, State.EXPIRED),
        ({"expiry_date": "2025-06-15"}, State.EXPIRING),
        ({"expiry_date": "2025-06"}, State.EXPIRING),
        ({"expiry_date": "2025"}, State.ACTIVE),
        ({"expiry_date": "2025-09-13"}, State.EXPIRING),
        ({"expiry_date": "2025-09-14"}, State.ACTIVE),
        ({"expiry_date": "2024"}, State.EXPIRED),
        ({"status": "active", "expiry_date": "2025-05"}, State.EXPIRED),
        ({"status": "expired", "expiry_date": "2027"}, State.ACTIVE),
        ({"superseded_by": "b"}, State.SUPERSEDED),
        ({"superseded_by": "b", "expiry_date": "2027"}, State.SUPERSEDED),
        ({"superseded_by": "b", "expiry_date": "2024"}, State.EXPIRED),
        ({"superseded_by": "b", "status": "revoked"}, State.REVOKED),
        ({"superseded_by": "b", "status": "expired"}, State.EXPIRED),
        ({"superseded_by": "b", "status": "lifetime"}, State.SUPERSEDED),
    ],
)
def test_the_state_follows_from_what_is_written(fields: dict[str, str], state: State) -> None:
    """Each combination of status, type and dates has one state on 15 June 2025;
    a month or year of expiry lasts to its end.
    """
    assert (
        state_of(credential(**fields).record, TODAY, is_superseded="superseded_by" in fields)
        is state
    )


STANDINGS = [
    (State.LIFETIME, Standing.VALID),
    (State.NO_EXPIRY_STATED, Standing.VALID),
    (State.ACTIVE, Standing.VALID),
    (State.EXPIRING, Standing.VALID),
    (State.COMPLETED, Standing.LEARNING),
    (State.EXPIRED, Standing.LAPSED),
    (State.SUPERSEDED, Standing.LAPSED),
    (State.REVOKED, Standing.LAPSED),
    (State.IN_PROGRESS, Standing.UNDERWAY),
    (State.PLANNED, Standing.UNDERWAY),
    (State.UPCOMING, Standing.UNDERWAY),
]


@pytest.mark.parametrize(("state", "standing"), STANDINGS)
def test_every_state_has_its_standing(state: State, standing: Standing) -> None:
    """What a state proves: what is lifetime, without a stated expiry,
    active or expiring is valid, and nothing else.
    """
    assert state.standing is standing


def test_every_state_is_tested_for_its_standing() -> None:
    """No state is missing from the table above."""
    assert set(State) == {state for state, _ in STANDINGS}


@given(records(), st.integers(1, 40_000))
def test_nothing_is_valid_after_its_expiry(record: Record, days: int) -> None:
    """Whatever is written beside it, an expiry that has passed leaves nothing valid."""
    if record.expiry_date:
        assert (
            state_of(record, record.expiry_date.last + timedelta(days)).standing
            is not Standing.VALID
        )


@given(records(), DAYS)
def test_nothing_expires_before_its_expiry(record: Record, as_of: date) -> None:
    """Up to and on the last day of its expiry, a credential is not called expired,
    even if that is written.
    """
    if record.expiry_date and as_of <= record.expiry_date.last:
        assert state_of(record, as_of) is not State.EXPIRED


@given(records(), DAYS, DAYS)
def test_time_only_moves_forward(record: Record, one: date, other: date) -> None:
    """As days pass, a state only goes from upcoming to active to expiring to expired,
    or from superseded to expired, or stays.
    """
    before, after = (state_of(record, day) for day in sorted((one, other)))
    if before is State.UPCOMING:
        assert after not in (State.IN_PROGRESS, State.PLANNED, State.REVOKED)
    elif before in LIFE and after in LIFE:
        assert LIFE.index(before) <= LIFE.index(after)
    else:
        assert before is after or (before, after) == (State.SUPERSEDED, State.EXPIRED)


@given(records(), DAYS)
def test_expiring_means_within_ninety_days(record: Record, as_of: date) -> None:
    """A credential is called expiring exactly when it is in force and ends within ninety days."""
    state = state_of(record, as_of)
    if state in (State.ACTIVE, State.EXPIRING) and record.expiry_date:
        assert (state is State.EXPIRING) == (record.expiry_date.last - as_of <= timedelta(days=90))
    assert timedelta(days=90) == EXPIRING_WITHIN


@given(records(), DAYS)
def test_what_is_revoked_stays_revoked(record: Record, as_of: date) -> None:
    """Revoked is revoked on every day, whatever the dates say."""
    revoked = replace(record, status=Status.REVOKED)
    assert state_of(revoked, as_of) is State.REVOKED


@given(record=records(), as_of=DAYS, is_superseded=st.booleans())
def test_no_end_is_claimed_that_nobody_wrote(
    record: Record, as_of: date, *, is_superseded: bool
) -> None:
    """A state with an end has one in the record, `No expiry` and `Expired` are written or follow
    from a date, and all have words.
    """
    state = state_of(record, as_of, is_superseded=is_superseded)
    if state in (State.ACTIVE, State.EXPIRING):
        assert record.expiry_date
    assert (state is State.LIFETIME) <= (
        record.status is Status.LIFETIME and record.expiry_date is None
    )
    assert (state is State.EXPIRED) <= (
        record.expiry_date is not None or record.status is Status.EXPIRED
    )
    assert (state is State.NO_EXPIRY_STATED) <= (
        record.expiry_date is None and record.status is not Status.LIFETIME
    )
    described = describe_state(
        Entry(Credential("a.md", "", BodyOutline(), id="a", slug="a", record=record), state),
        Messages(),
    )
    days = {
        str(day.year) for day in (record.expiry_date, record.issued_date, record.target_date) if day
    }
    assert set(re.findall(r"\d{4}", described)) <= days
    assert (
        str(record.expiry_date.year) in described
        if record.expiry_date and state in (State.ACTIVE, State.EXPIRING)
        else True
    )


@given(records(), DAYS)
def test_what_is_still_to_be_issued_proves_nothing(record: Record, as_of: date) -> None:
    """Issued later than the day after the as-of date, a credential is neither
    valid nor over nor learned.
    """
    if record.issued_date and record.issued_date.first > as_of + timedelta(days=1):
        assert (
            state_of(record, as_of).standing is Standing.UNDERWAY or record.status is Status.REVOKED
        )


def test_states_have_words_of_their_own() -> None:
    """Every state has one label, and no two have the same."""
    assert set(WORDINGS) == set(State)
    assert len({wording.label for wording in WORDINGS.values()}) == len(State)
