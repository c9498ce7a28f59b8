"""What a proof says on a day and beside a record."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st

from portfolio.dates import PartialDate
from portfolio.domain.proof import Answer, Check, Period, Proof, SignedFields, StatusAnswer
from portfolio.domain.records.credential import Record, Status
from portfolio.proving.judge import Disagreement, agreement_with, checks_on

YES, NO = Check(Answer.YES, "Fits"), Check(Answer.NO, "Does not fit")
UNKNOWN, NONE = Check(Answer.UNKNOWN, "Cannot tell"), Check(Answer.NONE, "Nothing")
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def proof(check: Check = YES, **named: Any) -> Proof:
    """A proof with some answer about its signature."""
    form = named.pop("form", YES)
    return Proof(form, check, YES, YES, NONE, **named)


def status(answer: Check, **period: str) -> StatusAnswer:
    """What a list says, which is valid in a period."""
    return StatusAnswer(answer, Period(**period))


def test_answers_are_handed_on() -> None:
    """What does not depend on the day is as the proof has it, and the agreement as it is given."""
    checks = checks_on(proof(), NOW, NO)
    assert (checks.form, checks.proof, checks.signer, checks.terms) == (YES, YES, YES, YES)
    assert (checks.recipient, checks.agreement) == (NONE, NO)


@pytest.mark.parametrize(
    ("start", "end", "answer"),
    [
        ("", "", Answer.NONE),
        ("2024", "", Answer.YES),
        ("2026-11-30T12:00:00Z", "", Answer.YES),
        ("2026-11-30T12:00:01Z", "", Answer.NO),
        ("2026-11-30T13:00:00+02:00", "", Answer.YES),
        ("2026-11-30T13:00:00+00:30", "", Answer.NO),
        ("2026-12", "", Answer.NO),
        ("2026-11", "", Answer.YES),
        ("", "2026", Answer.YES),
        ("", "2026-11", Answer.YES),
        ("", "2026-11-30", Answer.YES),
        ("", "2026-11-29", Answer.NO),
        ("", "2026-11-30T11:59:59.999Z", Answer.NO),
        ("", "2026-11-30T12:00Z", Answer.YES),
        ("", "2026-11-30T03:59:59-08:00", Answer.NO),
        ("", "2026-11-30T04:00:00-08:00", Answer.YES),
        ("", "May 2030", Answer.UNKNOWN),
        ("2026-02-30", "", Answer.UNKNOWN),
        ("2024", "2025", Answer.NO),
    ],
)
def test_time(start: str, end: str, answer: Answer) -> None:
    """A period is compared at the precision that was written, and with its offset from UTC."""
    checks = checks_on(proof(period=Period(start, end)), NOW, NONE)
    assert (checks.time.answer, bool(checks.time.why)) == (answer, True)


def test_the_words_for_time() -> None:
    """Expired is history, and the day of it is said."""
    ended = checks_on(proof(period=Period("", "2025-05-17T00:00:00Z")), NOW, NONE)
    assert ended.time.why == "It was valid until 2025-05-17"
    later = checks_on(proof(period=Period("2030-01")), NOW, NONE)
    assert later.time.why == "It is valid only from 2030-01 on"


def test_a_moment_without_zone_is_in_utc() -> None:
    """The clock of a caller may be without a zone."""
    period = Period("", "2026-11-30T12:00:00Z")
    naive = NOW.replace(tzinfo=None)
    assert checks_on(proof(period=period), naive, NONE).time.answer is Answer.YES
    late = (NOW + timedelta(hours=1)).astimezone(timezone(timedelta(hours=-8)))
    assert checks_on(proof(period=period), late, NONE).time.answer is Answer.NO


@pytest.mark.parametrize(
    ("statuses", "answer"),
    [
        ((), Answer.NONE),
        ((status(YES),), Answer.YES),
        ((status(YES), status(YES)), Answer.YES),
        ((status(YES), status(UNKNOWN)), Answer.UNKNOWN),
        ((status(UNKNOWN), status(NO), status(YES)), Answer.NO),
        ((status(NONE),), Answer.NONE),
        ((status(NONE), status(YES)), Answer.YES),
        ((status(YES, end="2026-11-29"),), Answer.UNKNOWN),
        ((status(NO, end="2026-11-29"),), Answer.UNKNOWN),
        ((status(YES, end="2026-11-30"),), Answer.YES),
        ((status(YES, start="3000"),), Answer.UNKNOWN),
        ((status(YES, start="soon"),), Answer.UNKNOWN),
    ],
)
def test_status(statuses: tuple[StatusAnswer, ...], answer: Answer) -> None:
    """Revoked by one list is revoked; a list that is not valid on the day says nothing."""
    checks = checks_on(proof(statuses=statuses), NOW, NONE)
    assert (checks.status.answer, bool(checks.status.why)) == (answer, True)


def test_no_list_is_not_in_force() -> None:
    """Where there is no status, nothing says *not revoked*."""
    assert checks_on(proof(), NOW, NONE).status == Check(Answer.NONE, "It has no revocation list")


@pytest.mark.parametrize("check", [NO, UNKNOWN, NONE], ids=["no", "unknown", "none"])
def test_nothing_is_said_of_what_is_not_proved(check: Check) -> None:
    """An unproved credential is neither valid nor in force; that it is revoked is said."""
    unproved = proof(check, period=Period("2020", "2040"), statuses=(status(YES),))
    checks = checks_on(unproved, NOW, NONE)
    assert (checks.time.answer, checks.status.answer) == (Answer.UNKNOWN, Answer.UNKNOWN)
    revoked = checks_on(proof(check, statuses=(status(NO),)), NOW, NONE)
    assert revoked.status.answer is Answer.NO
    refused = checks_on(proof(NONE, form=NO), NOW, NONE)
    assert (refused.time, refused.status) == (NONE, NONE)


ANSWERS = st.sampled_from([YES, NO, UNKNOWN, NONE])


@examples(60)
@given(check=ANSWERS, listed=st.lists(ANSWERS, max_size=3), end=st.sampled_from(["", "2020", "x"]))
def test_only_what_was_checked_is_yes(check: Check, listed: list[Check], end: str) -> None:
    """Without a fitting signature there is no *yes* to time or status; nor with a list that is old."""
    found = proof(check, statuses=tuple(status(one, end=end) for one in listed))
    checks = checks_on(found, NOW, NONE)
    if check is not YES:
        assert Answer.YES not in (checks.time.answer, checks.status.answer)
    if checks.status.answer is Answer.YES:
        assert YES in listed
        assert end == ""


def record(**fields: Any) -> Record:
    """A record of a credential."""
    return Record(**{"title": "Machine Learning", "issuer": "Example University", **fields})


def answer_of(fields: SignedFields, written: Record) -> tuple[str, tuple[str, ...]]:
    """The answer, and the fields that differ."""
    check, differing = agreement_with(fields, written)
    assert check.why
    return check.answer, tuple(one.field for one in differing)


@pytest.mark.parametrize(
    ("ours", "theirs", "is_same"),
    [
        ("Machine Learning", "machine  learning", True),
        ("AWS Certified Developer – Associate", "AWS Certified Developer - Associate", True),
        ("AWS Certified Developer – Associate", "AWS Certified Developer", False),
        ("IBM Data Science™", "IBM Data Science", True),
        ("C++", "C", False),
        ("C#", "C++", False),
        ("機械学習", "機械学習", True),
        ("機械学習", "深層学習", False),
        ("Level 1", "Level 2", False),
    ],
)
def test_titles(ours: str, theirs: str, *, is_same: bool) -> None:
    """Titles are the same without regard to case, marks and punctuation; no word may be missing."""
    found = answer_of(SignedFields(title=theirs), record(title=ours))
    assert found == (("yes", ()) if is_same else ("no", ("title",)))


@pytest.mark.parametrize(
    ("ours", "theirs", "is_same"),
    [
        ("Amazon Web Services", "Amazon Web Services, Inc.", True),
        ("The Open University", "Open University", True),
        ("SAP", "SAP SE Co. Ltd.", False),
        ("University of California", "University of California, Davis", False),
        ("Limited", "Limited", True),
        ("Example GmbH", "Example AG", True),
    ],
)
def test_issuers(ours: str, theirs: str, *, is_same: bool) -> None:
    """An issuer is the same without `The` and its legal form."""
    found = answer_of(SignedFields(issuer=theirs), record(issuer=ours))
    assert found == (("yes", ()) if is_same else ("no", ("issuer",)))


def test_one_of_several_issuers() -> None:
    """An organization that awards together with others is enough."""
    written = record(issuer="DeepLearning.AI", co_issuers=("Stanford Online",))
    assert answer_of(SignedFields(issuer="Stanford Online"), written) == ("yes", ())


@pytest.mark.parametrize(
    ("ours", "theirs", "is_same"),
    [
        ("2024-05-17", "2024-05-17T00:00:00Z", True),
        ("2024-05", "2024-05-17T00:00:00Z", True),
        ("2024", "2024-05-17", True),
        ("2024-05-17", "2024-05", True),
        ("2024-05-17", "2024", True),
        ("2024-05-17", "2024-05-16T23:59:59Z", False),
        ("2024-05-17", "2024-05-17T23:30:00-08:00", True),
        ("2024-05-18", "2024-05-17T23:30:00-08:00", True),
        ("2024-05-16", "2024-05-17T23:30:00-08:00", False),
        ("2024-06", "2024-05", False),
        ("2024-05-17", "May 2024", False),
    ],
)
def test_dates(ours: str, theirs: str, *, is_same: bool) -> None:
    """Dates are compared as precisely as both are known."""
    written = record(issued_date=PartialDate.parse(ours))
    found = answer_of(SignedFields(issued=theirs), written)
    assert found == (("yes", ()) if is_same else ("no", ("issued_date",)))


def test_what_is_empty_is_not_compared() -> None:
    """Where one side says nothing, there is neither agreement nor disagreement."""
    empty = agreement_with(SignedFields(), record(credential_id="X-17"))
    assert empty[0].answer is Answer.NONE
    said = SignedFields(issued="2024-05-17", expires="2027-05-17", number="X-17")
    assert agreement_with(said, record())[0].answer is Answer.NONE


def test_never_disagrees_with_a_date() -> None:
    """A record that never expires, and a file that does, differ; both are named."""
    written = record(expiry_date=None, status=Status.LIFETIME)
    check, differing = agreement_with(SignedFields(expires="2027-05-17T00:00:00Z"), written)
    assert check.why == "The record and the signed file differ in the date of expiry"
    assert differing == (Disagreement("expiry_date", "never", "2027-05-17T00:00:00Z"),)


def test_numbers() -> None:
    """Numbers are the same without regard to case."""
    written = record(credential_id="x-17")
    assert answer_of(SignedFields(number="X-17"), written) == ("yes", ())
    assert answer_of(SignedFields(number="X-18"), written) == ("no", ("credential_id",))


def test_all_that_agrees_and_all_that_differs_is_said() -> None:
    """The sentence names the fields that agree, or those that differ."""
    fields = SignedFields("Machine Learning", "Example University", "2024-05-17", "", "X-17")
    written = record(issued_date=PartialDate(2024, 5, 17), credential_id="X-17")
    assert agreement_with(fields, written)[0].why == (
        "The record and the signed file have the same title, issuer, date of issue and number"
    )
    check, differing = agreement_with(fields, record(issuer="Other", credential_id="Y"))
    assert check.why == "The record and the signed file differ in the issuer and number"
    assert [(one.record, one.file) for one in differing] == [
        ("Other", "Example University"),
        ("Y", "X-17"),
    ]


def test_judging_needs_no_library_for_signatures() -> None:
    """A build that has proofs in its cache judges them without those packages."""
    code = (
        "import sys\nfor name in ('pyld','joserfc','cryptography','base58','rfc8785'):\n"
        "    sys.modules[name] = None\n"
        "from portfolio.proving.judge import checks_on, agreement_with\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
