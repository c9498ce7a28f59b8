"""What a site calls the links of a credential, and how far it is checked."""

from __future__ import annotations

from collections.abc import Iterator

from ..dates import PartialDate
from ..locale.display import display_date
from ..locale.language import direction_of, isolated
from ..locale.messages import Messages, gettext_noop
from .model import Entry, LinkKind, Verification
from .proof import Answer, CheckMark, Checks, LinkState
from .terms import GapAnswer

_LINKS = {
    LinkKind.CHECK: (gettext_noop("Check"), gettext_noop("Check at %(platform)s")),
    LinkKind.BADGE: (gettext_noop("Badge"), gettext_noop("Badge page at %(platform)s")),
    LinkKind.PROFILE: (gettext_noop("Profile"), gettext_noop("Profile at %(platform)s")),
    LinkKind.COURSE: (gettext_noop("Course"), gettext_noop("Course page at %(platform)s")),
    LinkKind.UPLOAD: (gettext_noop("Upload"), gettext_noop("Uploaded by the owner")),
    LinkKind.PICTURE: (gettext_noop("Picture"), gettext_noop("Picture at %(platform)s")),
    LinkKind.UNKNOWN: (gettext_noop("Link"), gettext_noop("Link to %(platform)s")),
}
MARK_NAMES = {
    CheckMark.PROVED: gettext_noop("Proved here"),
    CheckMark.LINK_CHECKED: gettext_noop("Link checked"),
    CheckMark.CHECKABLE: gettext_noop("Not checked by this site"),
    CheckMark.VANISHED: gettext_noop("Check page vanished"),
    CheckMark.NONE: gettext_noop("No public check known"),
}
"""What each mark is called."""
_REPEAT = gettext_noop(
    "To check it yourself, follow the link, and see whether name, title and date agree."
)
MEANINGS = {
    CheckMark.PROVED: (
        gettext_noop(
            "The signed file of the badge is at hand. Its signature was checked when this site was"
            " made, without asking anybody: nothing in it has been changed since it was signed."
        ),
        gettext_noop(
            "A signature belongs to a key or a domain, which the page names. Whether that is the"
            " issuer's, you have to judge yourself."
        ),
        gettext_noop(
            "To check it yourself, take the badge file, where the page offers it, to any verifier"
            " of Open Badges."
        ),
    ),
    CheckMark.LINK_CHECKED: (
        gettext_noop(
            "On the day that is given, a page came from the address where it can be checked. What"
            " that page says was not read."
        ),
        _REPEAT,
    ),
    CheckMark.CHECKABLE: (
        gettext_noop(
            "Its platform has a page where anyone can check it. This site has not looked at it."
        ),
        _REPEAT,
    ),
    CheckMark.VANISHED: (
        gettext_noop(
            "Its platform had a page where anyone could check it. On two different days that page"
            " was not there. That says something about the platform, and nothing about the"
            " credential."
        ),
    ),
    CheckMark.NONE: (
        gettext_noop(
            "No page is known where anyone could check it. Ask its owner for the certificate, or"
            " ask its issuer."
        ),
    ),
}
"""What each mark says and does not say, and how to check it oneself, in sentences."""
_DATED = {
    CheckMark.PROVED: MARK_NAMES[CheckMark.PROVED],
    CheckMark.LINK_CHECKED: gettext_noop("Link checked on %(date)s"),
    CheckMark.CHECKABLE: MARK_NAMES[CheckMark.CHECKABLE],
    CheckMark.VANISHED: gettext_noop("Could be checked at %(platform)s until its page vanished"),
    CheckMark.NONE: MARK_NAMES[CheckMark.NONE],
}
"""What each mark is called on the page of a credential."""
_SIGNATURE = {
    Answer.YES: gettext_noop("The signature fits the content of the badge."),
    Answer.NO: gettext_noop("The signature does not fit the content of the badge."),
    Answer.UNKNOWN: gettext_noop("The signature of the badge could not be checked."),
    Answer.NONE: gettext_noop("The badge has no signature."),
}
_STATUS = {
    Answer.YES: gettext_noop("The list of its issuer says that it is in force."),
    Answer.NO: gettext_noop("The list of its issuer says that it is not in force."),
    Answer.UNKNOWN: gettext_noop("Whether it was revoked could not be checked."),
    Answer.NONE: gettext_noop("It has no list that would say whether it was revoked."),
}
_AGREEMENT = {
    Answer.YES: gettext_noop("This page and the badge say the same."),
    Answer.NO: gettext_noop("This page and the badge do not say the same."),
    Answer.UNKNOWN: gettext_noop("Whether this page and the badge say the same is not known."),
    Answer.NONE: gettext_noop("The badge says nothing that this page says too."),
}
_LINK = {
    LinkState.ALIVE: gettext_noop("On %(date)s there was a page at the link."),
    LinkState.MOVED: gettext_noop("On %(date)s the link led to another address."),
    LinkState.DEAD: gettext_noop("On %(date)s there was no page at the link."),
    LinkState.REFUSED: gettext_noop("On %(date)s the host of the link did not answer a program."),
}


_NOT_PROVED = gettext_noop("Not proved here")
"""What `CHECKABLE` is called where a badge file was checked after all."""


def describe_mark(entry: Entry, messages: Messages) -> str:
    """The mark of a credential in words: `Proved here`, `Not checked by this site`."""
    checked, link = entry.checked, entry.verification
    if checked.mark is CheckMark.CHECKABLE and shown_checks(entry):
        return messages.gettext(_NOT_PROVED)
    day = ""
    if checked.link:
        day = display_date(PartialDate.of(checked.link.checked), messages.language)
    return messages.gettext(_DATED[checked.mark], date=day, platform=link.platform if link else "")


def shown_checks(entry: Entry) -> Checks | None:
    """The answers about the badge file of a credential, unless its owner shows it without them."""
    return None if entry.record.badge_file_unproved else entry.checked.answers


def describe_checks(entry: Entry, messages: Messages) -> Iterator[tuple[Answer, str]]:
    """What was checked, as answers and sentences; nothing if nothing was."""
    answers, link = shown_checks(entry), entry.checked.link
    if answers:
        proof = answers.proof.answer
        yield proof, messages.gettext(_SIGNATURE[proof])
        if proof is Answer.YES:
            yield answers.signer.answer, _signer(entry, answers.signer.answer, messages)
            yield answers.status.answer, messages.gettext(_STATUS[answers.status.answer])
            yield answers.agreement.answer, messages.gettext(_AGREEMENT[answers.agreement.answer])
    if link:
        day = display_date(PartialDate.of(link.checked), messages.language)
        answer = Answer.YES if link.is_there else Answer.UNKNOWN
        if link.state is LinkState.DEAD:
            answer = Answer.NO
        yield answer, messages.gettext(_LINK[link.state], date=day)


def _signer(entry: Entry, answer: Answer, messages: Messages) -> str:
    """For whom the badge of a credential was signed."""
    domain = entry.checked.domain
    if answer is Answer.UNKNOWN:
        return messages.gettext("Whether the key is one of its issuer could not be checked.")
    if domain:
        return messages.gettext("It was signed for the domain %(domain)s.", domain=domain)
    return messages.gettext("It was signed with a key that names nobody.")


def link_word(link: Verification, messages: Messages) -> str:
    """What a link is, in one word: `Check`, `Course`, `Link`."""
    return messages.gettext(_LINKS[link.kind][0])


def describe_link(link: Verification, messages: Messages) -> str:
    """What a link is: `Check at Credly`, `Course page at Coursera`, `Link to example.org`."""
    return messages.gettext(_LINKS[link.kind][1], platform=link.platform)


GAP_WORDS = {
    GapAnswer.PROVED: gettext_noop("Proved"),
    GapAnswer.USED: gettext_noop("Used"),
    GapAnswer.STUDIED: gettext_noop("Studied"),
    GapAnswer.LEARNING: gettext_noop("In progress"),
    GapAnswer.PLANNED: gettext_noop("Planned"),
    GapAnswer.LAPSED: gettext_noop("No longer valid"),
    GapAnswer.MISSING: gettext_noop("Missing"),
}
"""What each answer is called."""


def describe_gap(answer: GapAnswer, until: PartialDate | None, messages: Messages) -> str:
    """An answer in words that stay true after the build; `until` is the end of what is proved."""
    if answer is GapAnswer.PROVED and until:
        language = messages.language
        day = isolated(display_date(until, language), direction_of(language))
        return messages.gettext("Proved until %(date)s", date=day)
    return messages.gettext(GAP_WORDS[answer])
