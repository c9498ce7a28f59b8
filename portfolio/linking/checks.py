"""Contradictions within a record.

A check is a function named for the bad thing it finds; it takes a credential and the as-of date and
yields problems. What is wrong on every day is an error; what becomes wrong as time passes is a
warning, so that a scheduled rebuild does not fail on the day a certificate expires.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from ..content.locate import locate
from ..dates import PartialDate
from ..diagnostics import Diagnostic, Diagnostics, Location, Related, error, warning
from ..domain.expiring_kinds import expiring_kind_of
from ..domain.expiry_mentions import find_expiry_mention
from ..domain.model import (
    Content,
    ContentFile,
    Credential,
    GuessedCredential,
    Profile,
    Project,
    Standing,
    State,
)
from ..domain.platforms import known_platforms
from ..domain.records.credential import Record, Status
from ..domain.states import TYPE_STATES, state_of
from ..source_text import locate_on_line
from ..store.memo import remember_each, remember_last
from ..summary import plural
from ..text import fold, quoted

ContentCheck = Callable[[Credential, date], Iterator[Diagnostic]]


@remember_last
def check_content(content: Content, as_of: date) -> Diagnostics:
    """All contradictions in all records, drafts included."""
    found = [problem for c in content.credentials for problem in _contradictions(c, as_of)]
    found += [problem for guessed in content.guessed for problem in _certain(guessed, as_of)]
    if content.profile:
        found += _photo_without_alt(content.profile)
    found += [problem for project in content.projects for problem in _picture_without_alt(project)]
    return tuple(found)


@remember_each
def _contradictions(credential: Credential, as_of: date) -> Diagnostics:
    return tuple(problem for check in CHECKS for problem in check(credential, as_of))


def _certain(guessed: GuessedCredential, as_of: date) -> Iterator[Diagnostic]:
    """The contradictions in a record with errors that do not involve a field nobody can read."""
    for problem in _contradictions(guessed.credential, as_of):
        words = f"{problem.message} {problem.help}"
        if not any(re.search(rf"`{field}\b", words) for field in guessed.unreadable_fields):
            yield problem


def _at(credential: Credential, field: str) -> Location:
    return locate(credential.path, credential.front_matter, (field,))


def _place_of_missing(path: str, head: str, field: str, beside: str) -> Location:
    """The location of a field that is written but empty, or else of the field it belongs beside."""
    written = locate(path, head, (field,))
    if written.line > 1:
        return written
    return locate(path, head, (beside,))


def _conflict(
    credential: Credential, code: str, message: str, field: str, other: str, help: str
) -> Diagnostic:
    return error(
        code,
        message,
        _at(credential, field),
        help,
        (Related(f"`{other}` is written here", _at(credential, other)),),
    )


def _is_underway(record: Record) -> bool:
    return state_of(record, date.max).standing is Standing.UNDERWAY


def missing_issued_date(credential: Credential, as_of: date) -> Iterator[Diagnostic]:
    """A credential that is neither in progress nor planned and has no date of issue."""
    record = credential.record
    if record.issued_date is None and not _is_underway(record):
        other = "; if you have not earned it yet, add `status: in_progress` or `status: planned`"
        if record.status:
            other = ""
        yield warning(
            "missing-issued-date",
            "`issued_date` is missing, so it comes last in the list, with “date not stated”",
            _at(credential, "issued_date"),
            f"add a line such as `issued_date: 2024`, as precise as you know it{other}",
        )


def expiry_before_issue(credential: Credential, as_of: date) -> Iterator[Diagnostic]:
    """A date of expiry before the date of issue."""
    record = credential.record
    issued, expires = record.issued_date, record.expiry_date
    if issued and expires and expires.last < issued.first:
        yield _conflict(
            credential,
            "expiry-before-issue",
            f"it expires ({expires}) before it is issued ({issued})",
            "expiry_date",
            "issued_date",
            "correct one of the dates; perhaps they are swapped",
        )


def expiry_not_stated(credential: Credential, as_of: date) -> Iterator[Diagnostic]:
    """No date of expiry, although the text or the kind of the credential says that it expires."""
    record = credential.record
    is_open = (
        record.expiry_date is None
        and record.status in (None, Status.ACTIVE)
        and record.superseded_by is None
    )
    if not is_open or _is_underway(record):
        return
    if stated := _stated_expiry(credential):
        from ..validation.written_dates import trailing_date

        where, words = stated
        fix = "add the last day it is valid as `expiry_date`"
        if day := trailing_date(words):
            fix = f"add `expiry_date: {day}`"
        message = f"there is no `expiry_date`, but the text says {quoted(words)}"
    elif kind := expiring_kind_of(record):
        where = _at(credential, "expiry_date")
        example = _after(record.issued_date, kind.years)
        fix = f"add the date on the certificate, such as `expiry_date: {example}`"
        after = plural(kind.years, "year")
        message = f"there is no `expiry_date`, but {kind.name} expire after {after}"
    else:
        return
    yield warning(
        "expiry-not-stated", message, where, f"{fix}, or `status: lifetime` if it never expires"
    )


def _stated_expiry(credential: Credential) -> tuple[Location, str] | None:
    """Where the summary or the text mentions expiry, and its words."""
    if found := find_expiry_mention(credential.record.summary or ""):
        return _at(credential, "summary"), found[1]
    ending = credential.outline.expiry_mention
    if ending is None:
        return None
    place = locate_on_line(credential.path, ending.line, ending.source, ending.words)
    return place, ending.words


def lifetime_with_expiry(credential: Credential, as_of: date) -> Iterator[Diagnostic]:
    """The status `lifetime` with a date of expiry."""
    record = credential.record
    if record.status is Status.LIFETIME and record.expiry_date:
        yield _conflict(
            credential,
            "lifetime-with-expiry",
            f"`status` is `lifetime`, but `expiry_date` is {record.expiry_date}",
            "expiry_date",
            "status",
            "remove one of the two",
        )


def issued_while_underway(credential: Credential, as_of: date) -> Iterator[Diagnostic]:
    """In progress or planned, but with a date of issue or expiry."""
    record = credential.record
    cause = "status" if record.status else "type"
    underway = record.status in (Status.IN_PROGRESS, Status.PLANNED) or (
        record.status is None and record.type in TYPE_STATES
    )
    for field in ("issued_date", "expiry_date"):
        if underway and getattr(record, field):
            yield _conflict(
                credential,
                "issued-while-underway",
                (
                    f"`{cause}` is `{getattr(record, cause)}`, "
                    f"but `{field}` is {getattr(record, field)}"
                ),
                field,
                cause,
                f"remove `{field}`, or correct `{cause}` if you have earned it",
            )


def issued_by_a_platform(credential: Credential, as_of: date) -> Iterator[Diagnostic]:
    """An issuer that is a platform, which only shows what others award."""
    record = credential.record
    for platform in known_platforms().by_name.get(fold(record.issuer), ()):
        if not platform.awards:
            yield warning(
                "platform-as-issuer",
                f"`issuer`: {quoted(record.issuer)} shows credentials that others award",
                _at(credential, "issuer"),
                f"write who awarded it, and `platform: {platform.name}`",
            )


def completed_with_certificate(credential: Credential, as_of: date) -> Iterator[Diagnostic]:
    """The status `completed`, which means no certificate, with a certificate."""
    record = credential.record
    for field in ("credential_id", "certificate", "expiry_date", "verification_url"):
        if record.status is Status.COMPLETED and getattr(record, field):
            yield _conflict(
                credential,
                "completed-with-certificate",
                f"`status` is `completed` (no certificate), but there is a `{field}`",
                field,
                "status",
                f"remove `status` if there is a certificate; otherwise remove `{field}`",
            )


def written_status_disagrees(credential: Credential, as_of: date) -> Iterator[Diagnostic]:
    """A written status that the dates contradict on the as-of date."""
    record = credential.record
    state = state_of(record, as_of)
    ended = record.status is Status.ACTIVE and state is State.EXPIRED
    running = (
        record.status is Status.EXPIRED
        and state is not State.EXPIRED
        and record.expiry_date is not None
    )
    if ended or running:
        expires = record.expiry_date
        verb = "expired" if ended else "expires"
        when = "on" if expires and expires.day else "at the end of"
        yield warning(
            "status-disagrees",
            f"`status` is `{record.status}`, but it {verb} {when} {expires} (as of {as_of})",
            _at(credential, "status"),
            "remove `status`: the site goes by the dates",
            (Related("the date is written here", _at(credential, "expiry_date")),),
        )


def issued_in_the_future(credential: Credential, as_of: date) -> Iterator[Diagnostic]:
    """A date of issue in the future."""
    record = credential.record
    if state_of(record, as_of) is State.UPCOMING:
        yield warning(
            "issued-in-the-future",
            (
                f"`issued_date` is {record.issued_date}, after the date of this build ({as_of}), "
                "so it does not count yet"
            ),
            _at(credential, "issued_date"),
            "correct the date, or write `status: in_progress` with `target_date`",
        )


def target_before_start(credential: Credential, as_of: date) -> Iterator[Diagnostic]:
    """A target date before the start of the study."""
    start, target = credential.record.study_start_date, credential.record.target_date
    if start and target and target.last < start.first:
        yield _conflict(
            credential,
            "target-before-start",
            f"`target_date` ({target}) is before `study_start_date` ({start})",
            "target_date",
            "study_start_date",
            "correct one of the dates",
        )


def target_has_passed(credential: Credential, as_of: date) -> Iterator[Diagnostic]:
    """A target date that has passed while the credential is still in progress or planned."""
    target = credential.record.target_date
    if target and target.last < as_of and _is_underway(credential.record):
        yield warning(
            "target-has-passed",
            f"`target_date` ({target}) has passed (as of {as_of})",
            _at(credential, "target_date"),
            "set a new target, or add `issued_date` if you have earned it",
        )


def progress_of_the_finished(credential: Credential, as_of: date) -> Iterator[Diagnostic]:
    """Progress of what is neither in progress nor planned."""
    record = credential.record
    progress: int | PartialDate | None = record.progress_percentage
    if progress is not None and not _is_underway(record):
        yield warning(
            "progress-of-the-finished",
            f"`progress_percentage` is {progress}, but it is neither in progress nor planned",
            _at(credential, "progress_percentage"),
            "remove it",
        )


def image_without_alt(credential: Credential, as_of: date) -> Iterator[Diagnostic]:
    """A picture without a description for people who cannot see it."""
    record = credential.record
    if record.image and not record.image_alt:
        yield _missing_alt(credential, "image", record.image)


def _photo_without_alt(profile: Profile) -> Iterator[Diagnostic]:
    record = profile.record
    if record.photo and not record.photo_alt:
        yield _missing_alt(profile, "photo", record.photo)


def _picture_without_alt(project: Project) -> Iterator[Diagnostic]:
    record = project.record
    if record.image and not record.image_alt:
        yield _missing_alt(project, "image", record.image)


def _missing_alt(text: ContentFile, field: str, picture: str) -> Diagnostic:
    return error(
        "missing-alt",
        f"the picture {quoted(picture)} has no description",
        _place_of_missing(text.path, text.front_matter, f"{field}_alt", field),
        f"add `{field}_alt:` and say what it shows",
    )


CHECKS: tuple[ContentCheck, ...] = (
    missing_issued_date,
    expiry_before_issue,
    expiry_not_stated,
    lifetime_with_expiry,
    issued_while_underway,
    completed_with_certificate,
    written_status_disagrees,
    issued_in_the_future,
    target_before_start,
    target_has_passed,
    progress_of_the_finished,
    image_without_alt,
    issued_by_a_platform,
)
"""Every check of a record, in the order in which they are made."""


def _after(issued: PartialDate | None, years: int) -> str:
    """The date some years after another, in ISO form; 2027 if there is no other."""
    issued = issued or PartialDate(2027 - years)
    day = issued.day
    if issued.month == 2:
        day = min(day, 28)
    return PartialDate(issued.year + years, issued.month, day).iso
