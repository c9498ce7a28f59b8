"""What the file of each kind offers when it is new: fields as comments, and a question."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from ..locale.messages import gettext_noop
from ..paths import COLLECTIONS_FOLDER, CREDENTIALS_FOLDER, PROJECTS_FOLDER, TARGETS_FOLDER


class StubForm(Struct, frozen=True):
    """What a new file of one kind has beside the fields that are known."""

    folder: str
    """Where its file is."""
    groups: Mapping[str, Mapping[str, str]]
    """Headings, each with fields and what they take."""
    question: str
    """What its text could answer."""


_LIST_OF_SKILLS = gettext_noop("a list: [data_modelling]")
_LIST_OF_TECHNOLOGIES = gettext_noop("a list: [Python, SQL]")
_LIST_OF_IDS = gettext_noop("the entity_id of each, in a list: [data_basics]")
_LIST_OF_DEMANDS = gettext_noop("lists: {technologies: [SQL], competencies: [data_modelling]}")
_ONE_SENTENCE = gettext_noop("one sentence")
_LINKS = gettext_noop('a list: [{label: Page, url: "https://example.org/"}]')
_MONTH = gettext_noop("YYYY-MM-DD, YYYY-MM or YYYY")
_WHAT_PICTURE_SHOWS = gettext_noop("what the picture shows")

STUBS: Mapping[str, StubForm] = {
    "credential": StubForm(
        CREDENTIALS_FOLDER,
        {
            gettext_noop("Until when it is valid:"): {
                "expiry_date": gettext_noop("YYYY-MM-DD, YYYY-MM, or never")
            },
            gettext_noop("Where it can be checked:"): {
                "platform": gettext_noop("such as Credly"),
                "credential_id": gettext_noop("the number on it"),
                "verification_url": gettext_noop("the public page that confirms it"),
            },
            gettext_noop("What it looks like:"): {
                "image": gettext_noop("a picture of the badge, beside this file"),
                "image_alt": _WHAT_PICTURE_SHOWS,
                "certificate": gettext_noop(
                    "a PDF or picture of the certificate, beside this file"
                ),
            },
            gettext_noop("What it is about:"): {
                "type": gettext_noop("such as professional_certification, course or badge"),
                "category": gettext_noop("such as cloud_computing"),
                "technologies": _LIST_OF_TECHNOLOGIES,
                "competencies": _LIST_OF_SKILLS,
                "duration_hours": gettext_noop("a number"),
                "summary": _ONE_SENTENCE,
            },
        },
        gettext_noop("What does it cover, and what did you do with it?"),
    ),
    "project": StubForm(
        PROJECTS_FOLDER,
        {
            gettext_noop("When it was:"): {
                "start_date": _MONTH,
                "end_date": gettext_noop("in the same way; leave it out while it goes on"),
            },
            gettext_noop("What you used in it:"): {
                "credentials": _LIST_OF_IDS,
                "technologies": _LIST_OF_TECHNOLOGIES,
                "competencies": _LIST_OF_SKILLS,
            },
            gettext_noop("Its story, here or as headings of the text:"): {
                "situation": gettext_noop("what there was at the beginning"),
                "obstacle": gettext_noop("what stood in the way"),
                "approach": gettext_noop("what you did about it"),
                "result": gettext_noop("what came of it"),
            },
            gettext_noop("What lists show of it:"): {
                "summary": _ONE_SENTENCE,
                "role": gettext_noop("what you were in it"),
                "links": _LINKS,
                "image": gettext_noop("a picture of it, beside this file"),
                "image_alt": _WHAT_PICTURE_SHOWS,
            },
        },
        gettext_noop("What was it, and what did you do in it?"),
    ),
    "collection": StubForm(
        COLLECTIONS_FOLDER,
        {
            gettext_noop("What it shows; without any of these, all that the list has:"): {
                "credentials": _LIST_OF_IDS,
                "technologies": _LIST_OF_TECHNOLOGIES,
                "competencies": _LIST_OF_SKILLS,
                "issuers": gettext_noop("a list: [Example Academy]"),
                "categories": gettext_noop("a list: [cloud_computing]"),
                "types": gettext_noop("a list: [professional_certification]"),
                "states": gettext_noop("a list: [valid]"),
            },
            gettext_noop("How it shows them:"): {
                "expired": gettext_noop("no leaves out what is no longer valid"),
                "order": gettext_noop("given, newest, oldest or title"),
                "blocks": gettext_noop("a list: [text, credentials, projects]"),
                "listed": gettext_noop("no, if only who has its address should find it"),
            },
            gettext_noop("What lists show of it:"): {"summary": _ONE_SENTENCE},
        },
        gettext_noop("Whom is it for, and what does it show them?"),
    ),
    "target": StubForm(
        TARGETS_FOLDER,
        {
            gettext_noop("What it asks for:"): {
                "needed": _LIST_OF_DEMANDS,
                "useful": _LIST_OF_DEMANDS,
            },
            gettext_noop("What it is:"): {
                "summary": _ONE_SENTENCE,
                "target_date": gettext_noop("by when you want to be there: YYYY or YYYY-MM"),
                "credential": gettext_noop("the entity_id, if it is a credential of yours"),
                "links": _LINKS,
            },
            gettext_noop("Whether the site has a page of it:"): {
                "publish": gettext_noop("yes, or only you see it")
            },
        },
        gettext_noop("Why do you want to get there, and how?"),
    ),
}
"""The new files by kind."""
