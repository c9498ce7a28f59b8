"""What the checks of a credential amount to: its mark, and what its owner should know or mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from ..content.badge_files import UNPROVED
from ..content.locate import locate
from ..diagnostics import Diagnostic, error, warning
from ..domain.model import Content, Credential, Entry, Standing, State, Verification
from ..domain.proof import INSTALL_VERIFY, Answer, Checked, CheckMark, Checks, LinkCheck
from ..domain.records.credential import Status
from ..proving.judge import Disagreement, checks_on, compare_record
from ..store.memo import remember_last
from ..summary import plural
from ..text import listed, quoted


class BadgeChecks(Struct, frozen=True):
    """The answers about the badge file of one record on one day."""

    checks: Checks
    domain: str
    """The domain that it was signed for; empty for a key that names nobody."""
    disagreements: tuple[Disagreement, ...] = ()
    """Where the record and its badge file differ."""

    @property
    def is_proved(self) -> bool:
        """Whether its signature fits, with a key of its issuer or one that names nobody else."""
        checks = self.checks
        return (
            checks.form.answer is Answer.YES
            and checks.proof.answer is Answer.YES
            and checks.signer.answer in (Answer.YES, Answer.NONE)
        )

    @property
    def is_revoked(self) -> bool:
        """Whether its issuer has revoked or suspended it."""
        return self.is_proved and self.checks.status.answer is Answer.NO

    @property
    def has_ended(self) -> bool:
        """Whether it says itself that it is not valid on that day."""
        return self.is_proved and self.checks.time.answer is Answer.NO


@remember_last
def check_badges(content: Content, as_of: date) -> Mapping[str, BadgeChecks]:
    """The answers about each badge file on a day, by the path of its record."""
    found: dict[str, BadgeChecks] = {}
    for credential in content.credentials:
        proof = content.proofs.get(credential.path)
        if proof is None or proof == UNPROVED:
            continue
        agreement, disagreements = compare_record(proof, credential.record)
        checks = checks_on(proof, as_of, agreement)
        found[credential.path] = BadgeChecks(checks, proof.domain, disagreements)
    return found


def how_far_checked(
    badge: BadgeChecks | None, link: Verification | None, content: Content, state: State
) -> Checked:
    """How far a credential is checked, by its badge file and its check link."""
    seen = content.links.get(link.url) if link and link.may_check else None
    mark = _mark(badge, link, seen, state.standing)
    if badge is None:
        return Checked(mark, link=seen)
    return Checked(mark, badge.checks, badge.domain, seen)


def _mark(
    badge: BadgeChecks | None,
    link: Verification | None,
    seen: LinkCheck | None,
    standing: Standing,
) -> CheckMark:
    """What the site may say of how far a credential is checked."""
    if (
        badge
        and badge.is_proved
        and not badge.is_revoked
        and not badge.disagreements
        and not (badge.has_ended and standing is Standing.VALID)
    ):
        return CheckMark.PROVED
    if link is None or not link.may_check:
        return CheckMark.NONE
    if seen and seen.has_vanished:
        return CheckMark.VANISHED
    if seen and seen.is_there:
        return CheckMark.LINK_CHECKED
    if link.is_check:
        return CheckMark.CHECKABLE
    return CheckMark.NONE


def report_badges(
    content: Content, entries: Iterable[Entry], found: Mapping[str, BadgeChecks]
) -> Iterator[Diagnostic]:
    """What is wrong with the badge files of what is shown, or not known of them."""
    unproved = [c for c in content.credentials if content.proofs.get(c.path) == UNPROVED]
    if unproved:
        names = listed(f"`{credential.record.badge_file}`" for credential in unproved[:3])
        yield warning(
            "badge-files-not-checked",
            f"{plural(len(unproved), 'badge file')} not checked: {names}",
            locate(unproved[0].path, unproved[0].front_matter, ("badge_file",)),
            f"install what checks them: {INSTALL_VERIFY}",
        )
    for entry in entries:
        if badge := found.get(entry.credential.path):
            yield from _report(entry.credential, badge, entry.state)


def _report(credential: Credential, badge: BadgeChecks, state: State) -> Iterator[Diagnostic]:
    """What is wrong with one badge file, or not known of it."""
    checks, name = badge.checks, quoted(credential.record.badge_file or "")
    where = locate(credential.path, credential.front_matter, ("badge_file",))
    is_accepted = credential.record.badge_file_unproved
    if checks.form.answer is not Answer.YES:
        yield warning(
            "badge-file-not-read",
            f"{name} is no credential that can be checked: {checks.form.why}",
            where,
            "download the badge again from where it was issued; a plain picture belongs in `image`",
        )
    elif Answer.NO in (checks.proof.answer, checks.signer.answer):
        if not is_accepted:
            failed = checks.proof if checks.proof.answer is Answer.NO else checks.signer
            yield error(
                "badge-signature-fails",
                f"{name} is not what its issuer signed: {failed.why}",
                where,
                "download the badge again from where it was issued; to publish the credential "
                "without it, write `badge_file_unproved: yes`",
            )
    elif not badge.is_proved:
        unknown = checks.proof if checks.proof.answer is not Answer.YES else checks.signer
        yield warning(
            "badge-signature-unknown",
            f"the signature of {name} could not be checked: {unknown.why}",
            where,
            "fetch keys and lists: portfolio verify; until then the site does not call it proved",
        )
    else:
        yield from _report_proved(credential, badge, state)


def _report_proved(
    credential: Credential, badge: BadgeChecks, state: State
) -> Iterator[Diagnostic]:
    """Where a record and its proved badge file do not go together."""
    checks, name = badge.checks, quoted(credential.record.badge_file or "")
    where = locate(credential.path, credential.front_matter, ("badge_file",))
    for one in badge.disagreements:
        yield warning(
            "badge-disagrees",
            f"`{one.field}` is {quoted(one.record)}, and {name} says {quoted(one.file)}",
            locate(credential.path, credential.front_matter, (one.field,)),
            "correct the record; until then the site does not call it proved",
        )
    if checks.terms.answer is Answer.NO:
        yield warning(
            "badge-terms-unsigned",
            f"not everything in {name} is signed: {checks.terms.why}",
            where,
            "nothing of that is shown or compared; tell its issuer",
        )
    yield from _report_today(credential, badge, state)


def _report_today(credential: Credential, badge: BadgeChecks, state: State) -> Iterator[Diagnostic]:
    """Where a badge is not in force on the day, or that is not known."""
    checks, name = badge.checks, quoted(credential.record.badge_file or "")
    where = locate(credential.path, credential.front_matter, ("badge_file",))
    if checks.status.answer is Answer.UNKNOWN:
        yield warning(
            "badge-status-unknown",
            f"whether {name} was revoked is not known: {checks.status.why}",
            where,
            "fetch its list: portfolio verify",
        )
    if badge.is_revoked and credential.record.status is not Status.REVOKED:
        yield warning(
            "badge-revoked",
            f"{name} is no longer in force: {checks.status.why}",
            where,
            "the site says so; write `status: revoked` to say it yourself",
        )
    if badge.has_ended and state.standing is Standing.VALID:
        yield warning(
            "badge-not-in-time",
            f"{name} is not valid on this day: {checks.time.why}",
            where,
            "write its dates into `issued_date` and `expiry_date`",
        )
