"""What the links of a credential are called."""

from __future__ import annotations

from ..locale.messages import Messages, gettext_noop
from .model import LinkKind, Verification

_WORDS = {
    LinkKind.CHECK: (gettext_noop("Check"), gettext_noop("Check at %(platform)s")),
    LinkKind.BADGE: (gettext_noop("Badge"), gettext_noop("Badge page at %(platform)s")),
    LinkKind.PROFILE: (gettext_noop("Profile"), gettext_noop("Profile at %(platform)s")),
    LinkKind.COURSE: (gettext_noop("Course"), gettext_noop("Course page at %(platform)s")),
    LinkKind.UPLOAD: (gettext_noop("Upload"), gettext_noop("Uploaded by the owner")),
    LinkKind.PICTURE: (gettext_noop("Picture"), gettext_noop("Picture at %(platform)s")),
    LinkKind.UNKNOWN: (gettext_noop("Link"), gettext_noop("Link to %(platform)s")),
}


def link_word(link: Verification, messages: Messages) -> str:
    """What a link is, in one word: `Check`, `Course`, `Link`."""
    return messages.gettext(_WORDS[link.kind][0])


def describe_link(link: Verification, messages: Messages) -> str:
    """What a link is: `Check at Credly`, `Course page at Coursera`, `Link to example.org`."""
    return messages.gettext(_WORDS[link.kind][1], platform=link.platform)
