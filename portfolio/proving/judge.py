"""What a proof says on a day, and beside a record: no library for signatures is needed for that."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from msgspec import Struct

from ..dates import Moments, PartialDate, moments
from ..domain.proof import Answer, Check, Checks, Period, Proof, SignedFields, StatusAnswer
from ..domain.records.credential import Record, Status
from ..text import fold, listed, slug

NO_RECORD = "There is no record to compare it with"
"""Why nothing is compared for a badge file without a record."""
_LEGAL_FORMS = re.compile(
    r"^the-|-(?:inc|llc|ltd|limited|gmbh|ag|plc|corp|corporation|co|company|sa|bv|foundation)$"
)
"""Parts of the name of an organization that people leave out."""
_FIELD_WORDS = {
    "title": "title",
    "issuer": "issuer",
    "issued_date": "date of issue",
    "expiry_date": "date of expiry",
    "credential_id": "number",
}


class Disagreement(Struct, frozen=True):
    """A field of a record that says something else than its badge file."""

    field: str
    """The name of the field of the record."""
    record: str
    """What the record says."""
    file: str
    """What the file says, as it is written."""


def checks_on(proof: Proof, when: date, agreement: Check) -> Checks:
    """The answers to all questions about a credential at a moment, or on a whole day in UTC.

    A moment is in UTC if it has no zone; on a day holds what holds on some part of it. What is not
    proved is not said to be valid, and not to be in force; that it is revoked is said.
    """
    moment = _moments_of(when)
    return Checks(
        proof.form,
        proof.proof,
        proof.signer,
        proof.terms,
        _status_on(proof, moment),
        _time_on(proof, moment),
        proof.recipient,
        agreement,
    )


def _moments_of(when: date) -> Moments:
    if not isinstance(when, datetime):
        return Moments(datetime.combine(when, time.min, UTC), datetime.combine(when, time.max, UTC))
    moment = when if when.tzinfo else when.replace(tzinfo=UTC)
    return Moments(moment, moment)


def _time_on(proof: Proof, now: Moments) -> Check:
    if proof.proof.answer is not Answer.YES:
        return _unproved(proof, "Nothing proves its dates")
    if not proof.period.start and not proof.period.end:
        return Check(Answer.NONE, "It does not say when it is valid")
    try:
        outside = _outside(proof.period, now)
    except ValueError:
        return Check(Answer.UNKNOWN, "Its dates cannot be read")
    if outside:
        return Check(Answer.NO, f"It {outside}")
    return Check(Answer.YES, "It is valid by its dates")


def _unproved(proof: Proof, why: str) -> Check:
    if proof.form.answer is Answer.NO and proof.proof.answer is Answer.NONE:
        return proof.proof
    return Check(Answer.UNKNOWN, why)


def _outside(period: Period, now: Moments) -> str:
    """When a period is, if no moment is in it. Raises ValueError if it cannot be read."""
    start = moments(period.start) if period.start else None
    end = moments(period.end) if period.end else None
    if start and now.last < start.first:
        return f"is valid only from {_day(period.start)} on"
    return f"was valid until {_day(period.end)}" if end and now.first > end.last else ""


def _day(text: str) -> str:
    return re.split("[Tt ]", text.strip())[0]


def _status_on(proof: Proof, now: Moments) -> Check:
    found = [_on(status, now) for status in proof.statuses]
    for answer in (Answer.NO, Answer.UNKNOWN):
        for check in found:
            if check.answer is answer:
                return check
    if proof.proof.answer is not Answer.YES:
        return _unproved(proof, "Nothing proves that it is in force")
    known = [check.why for check in found if check.answer is Answer.YES]
    if known:
        return Check(Answer.YES, _joined(known))
    return Check(Answer.NONE, found[0].why if found else "It has no revocation list")


def _joined(sentences: list[str]) -> str:
    first, *others = dict.fromkeys(sentences)
    return listed([first, *(other[:1].lower() + other[1:] for other in others)])


def _on(status: StatusAnswer, now: Moments) -> Check:
    try:
        outside = _outside(status.list_period, now)
    except ValueError:
        outside = "has dates that cannot be read"
    if outside:
        return Check(Answer.UNKNOWN, f"Revocation could not be checked: the list {outside}")
    return status.check


def compare_record(proof: Proof, record: Record | None) -> tuple[Check, tuple[Disagreement, ...]]:
    """Whether a record says the same as a badge file, and where it does not.

    What is not proved is not compared.
    """
    if record is None:
        return Check(Answer.NONE, NO_RECORD), ()
    if proof.proof.answer is not Answer.YES:
        is_nothing = proof.form.answer is Answer.NO
        answer = Answer.NONE if is_nothing else Answer.UNKNOWN
        return Check(answer, "Nothing in the file is proved, so nothing is compared"), ()
    return agreement_with(proof.fields, record)


def agreement_with(fields: SignedFields, record: Record) -> tuple[Check, tuple[Disagreement, ...]]:
    """Whether a record says the same as the signed fields of its file, and where it does not.

    Where one of them says nothing, nothing is compared. Names and titles are equal without regard
    to case, punctuation, marks such as ™ and the kind of dash; the issuer also without `The` and a
    legal form, and it may be one of several. Dates are compared as precisely as the less precise
    one, a time both on its own day and on that in UTC. Numbers are equal without regard to case.
    """
    differing: list[Disagreement] = []
    same: list[str] = []
    for field, said, written, is_same in _pairs(fields, record):
        if not said or not written:
            continue
        if is_same:
            same.append(_FIELD_WORDS[field])
        else:
            differing.append(Disagreement(field, said, written))
    if differing:
        names = listed(_FIELD_WORDS[one.field] for one in differing)
        why = f"The record and the signed file differ in the {names}"
        return Check(Answer.NO, why), tuple(differing)
    if same:
        return Check(Answer.YES, f"The record and the signed file have the same {listed(same)}"), ()
    return Check(Answer.NONE, "The record and the signed file have no field in common"), ()


def _pairs(fields: SignedFields, record: Record) -> list[tuple[str, str, str, bool]]:
    """The fields that can be compared, with both values, and whether they are the same."""
    issuers = (record.issuer, *record.co_issuers)
    expiry = record.expiry_date.iso if record.expiry_date else ""
    if not expiry and record.status is Status.LIFETIME:
        expiry = "never"
    issued = record.issued_date.iso if record.issued_date else ""
    number = record.credential_id or ""
    return [
        ("title", record.title, fields.title, _is_same_name(record.title, fields.title)),
        (
            "issuer",
            record.issuer,
            fields.issuer,
            any(_bare(name) == _bare(fields.issuer) for name in issuers),
        ),
        ("issued_date", issued, fields.issued, _is_same_day(record.issued_date, fields.issued)),
        ("expiry_date", expiry, fields.expires, _is_same_day(record.expiry_date, fields.expires)),
        ("credential_id", number, fields.number, fold(number) == fold(fields.number)),
    ]


def _is_same_name(one: str, other: str) -> bool:
    return fold(one) == fold(other) or slug(one) == slug(other)


def _bare(name: str) -> str:
    """An organization's name without what people leave out."""
    short = slug(name)
    while (shorter := _LEGAL_FORMS.sub("", short)) not in (short, ""):
        short = shorter
    return short


def _is_same_day(day: PartialDate | None, written: str) -> bool:
    if day is None:
        return False
    try:
        times = moments(written)
    except ValueError:
        return False
    return any(_overlap(day, first, last) for first, last in _days(times))


def _days(times: Moments) -> tuple[tuple[date, date], ...]:
    in_utc = times.first.astimezone(UTC).date(), times.last.astimezone(UTC).date()
    return (times.first.date(), times.last.date()), in_utc


def _overlap(day: PartialDate, first: date, last: date) -> bool:
    """Whether two spans of days are the same as far as both are known: one is in the other."""
    is_within = day.first <= first and last <= day.last
    return is_within or (first <= day.first and day.last <= last)
