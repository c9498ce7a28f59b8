"""The fields of a record, in one declarative definition.

Validation, the JSON Schema of editors, the reference page and the stub of a new record are made from it. The sentence beneath each field is its documentation everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from .fields import Fields, Reader, Unreadable, optional, required
from .text import did_you_mean, listed, quoted
from .values import (
    Addresses,
    Date,
    FilePath,
    Flag,
    HoursValue,
    Key,
    Language,
    Mapping,
    Percentage,
    Slug,
    Text,
    TextOrTexts,
    Texts,
    Url,
    read_text,
    read_url,
)


class Status(StrEnum):
    """What an author can say of a credential's state; the dates win over it."""

    ACTIVE = "active"
    EXPIRED = "expired"
    LIFETIME = "lifetime"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    COMPLETED = "completed"
    REVOKED = "revoked"


def read_status(value: Any) -> Status:
    """One of the states an author can write."""
    text = read_text(value)
    words = [status.value for status in Status]
    if text not in words:
        near = did_you_mean(text.replace("-", "_").replace(" ", "_"), words)
        raise Unreadable("unknown-status", f"{quoted(text)} is not a status", f"write {near}" if near else f"write {listed(words, 'or')}")
    return Status(text)


WrittenStatus = Annotated[Status, Reader(read_status, {"enum": [status.value for status in Status]})]


@dataclass(frozen=True, slots=True)
class Record(Fields):
    """The front matter of a credential in `content/credentials/`."""

    title: Text = required("AWS Certified Developer – Associate")
    """The name of the credential, as its certificate states it."""
    issuer: Text = required("Amazon Web Services")
    """The organization that awards it, never the platform it was taken on."""
    issued_date: Date | None = optional("2024-05-17")
    """When it was issued, as precisely as known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. Required unless in progress or planned."""
    expiry_date: Date | None = optional("2027-05-17")
    """The last day on which it is valid. Leave it out if it does not expire."""
    status: WrittenStatus | None = optional("in_progress")
    """Needed only where the dates do not say it: `in_progress`, `planned`, `completed` (finished without a certificate), `revoked`; also `active`, `expired` and `lifetime`."""
    type: Key | None = optional("professional_certification")
    """What kind of credential it is: `professional_certification`, `course_certificate`, `specialization`, `badge`, `degree` and so on."""
    category: Key | None = optional("cloud_computing")
    """The field it belongs to, in snake_case."""
    entity_id: Key | None = optional("aws_developer_associate")
    """The name by which other records refer to this one. Default: the file's name."""
    issuer_id: Key | None = optional("aws")
    """Tells that an issuer spelled in two ways is one; its page has this name."""
    co_issuers: Texts = optional(["Stanford Online"], default=())
    """Other organizations that award it together with the issuer; it is listed under each and counted once."""
    platform: Text | None = optional("Coursera")
    """Where it was taken or is hosted."""
    instructor: TextOrTexts = optional("Andrew Ng", default=())
    """Who taught it: a name, or a list of names in their order."""
    credential_id: Text | None = optional("KJWHXMBTVZ7H")
    """The number of the credential, exactly as its issuer writes it."""
    enrollment_id: Text | None = optional("rX81-220")
    """The number of the enrolment, where the issuer has one."""
    verification_url: Url | None = optional("https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b9c11/public_url")
    """Where anybody can check it. Left out, it is worked out from the platform and the number."""
    badge_url: Url | None = optional("https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b9c11")
    """The page of its digital badge."""
    course_url: Url | None = optional("https://www.coursera.org/learn/machine-learning")
    """The page of the course or exam."""
    technologies: Texts = optional(["Python", "scikit-learn"], default=())
    """Tools and languages it evidences, as they are written: `C++`, `scikit-learn`."""
    competencies: Texts = optional(["supervised_learning"], default=())
    """Skills it evidences, in snake_case; shown as words."""
    last_updated: Date | None = optional("2025-07-16")
    """When you last checked this record."""
    duration_hours: HoursValue | None = optional("33", "120-150")
    """Hours of study: a number or a range."""
    target_date: Date | None = optional("2027-03")
    """When you expect to earn what is in progress or planned."""
    study_start_date: Date | None = optional("2026-09")
    """When you began to study for it."""
    progress_percentage: Percentage | None = optional(35)
    """How far you are, from 0 to 100."""
    exam_codes: TextOrTexts = optional(["MLS-C01"], default=())
    """The codes of its exams."""
    level: Text | None = optional("Associate")
    """Its level in the issuer's words."""
    grade: Text | None = optional("97 %")
    """Your result."""
    language: Language | None = optional("en")
    """The language it was taken in, as a BCP 47 tag."""
    part_of: Key | None = optional("machine_learning_specialization")
    """The `entity_id` of the programme that it is a course of."""
    superseded_by: Key | None = optional("aws_developer_associate_2027")
    """The `entity_id` of its renewal or successor."""
    summary: Text | None = optional("Designs and runs services on AWS.")
    """One sentence on what it proves. Default: the beginning of the text."""
    image: FilePath | None = optional("aws-developer.png")
    """A picture of the badge or certificate, beside the record."""
    image_alt: Text | None = optional("Hexagonal badge with the words AWS Certified Developer")
    """What the picture shows, for those who do not see it. Required with `image`."""
    certificate: FilePath | None = optional("aws-developer.pdf")
    """The certificate itself, a PDF or a picture beside the record."""
    featured: Flag = optional("yes", default=False)
    """Whether the home page shows it."""
    draft: Flag = optional("yes", default=False)
    """Whether it is left out of the site."""
    slug: Slug | None = optional("aws-developer")
    """The last part of its address. Default: the file's name."""
    aliases: Addresses = optional(["certs/aws"], default=())
    """Former addresses on this site, which lead here."""
    extra: Mapping = optional({"cost": "150 USD"}, default=dict)
    """Your own keys, for your own theme."""


@dataclass(frozen=True, slots=True)
class NamedLink(Fields):
    """A link of the owner."""

    label: Text
    """What the link is: `GitHub`."""
    url: Url
    """Where it leads."""


def read_links(value: Any) -> tuple[NamedLink, ...]:
    """A list of `label` and `url`."""
    if not isinstance(value, list) or not all(isinstance(item, dict) and set(item) == {"label", "url"} for item in value):
        raise Unreadable("wrong-type", "expected a list of links", "write `- label: GitHub` and `  url: https://…` for each")
    return tuple(NamedLink(label=read_text(item["label"]), url=read_url(item["url"])) for item in value)


Links = Annotated[tuple[NamedLink, ...], Reader(read_links, {"type": "array", "items": {"type": "object"}})]


@dataclass(frozen=True, slots=True)
class ProfileRecord(Fields):
    """The front matter of `content/profile.md`."""

    name: Text = required("Ada Example")
    """Your name."""
    headline: Text | None = optional("Data engineer")
    """What you do, in a few words."""
    location: Text | None = optional("Lisbon")
    """Where you are."""
    email: Text | None = optional("ada@example.org")
    """Your public e-mail address."""
    links: Links = optional([{"label": "GitHub", "url": "https://github.com/example"}], default=())
    """Your other places on the web: a list of `label` and `url`."""
    photo: FilePath | None = optional("me.jpg")
    """A picture of you, beside the file."""
    photo_alt: Text | None = optional("Portrait of Ada Example")
    """What the picture shows. Required with `photo`."""


@dataclass(frozen=True, slots=True)
class PageRecord(Fields):
    """The front matter of a page in `content/pages/`."""

    title: Text = required("About")
    """The heading of the page and its word in the navigation."""
    summary: Text | None = optional("How this site is made.")
    """One sentence, for search engines."""
    slug: Slug | None = optional("about")
    """Its address. Default: the file's name."""
    draft: Flag = optional("yes", default=False)
    """Whether it is left out of the site."""


FIELD_SYNONYMS: dict[str, tuple[str, ...]] = {
    "title": ("name", "course", "fullname", "certification_name", "certificationname", "credential_name"),
    "issuer": (
        "organization",
        "organisation",
        "organization_name",
        "provider",
        "authority",
        "awarder",
        "issued_by",
        "issuedby",
        "authorizer",
        "institution",
        "school",
    ),
    "issued_date": (
        "date",
        "issued",
        "issue_date",
        "issuedate",
        "issued_on",
        "issuedon",
        "earned",
        "date_start",
        "datestart",
        "date_issued",
        "awarded",
        "timeline",
        "started_on",
        "year",
    ),
    "expiry_date": (
        "expires",
        "expiration_date",
        "expirationdate",
        "expirydate",
        "expiration",
        "expiry",
        "date_end",
        "dateend",
        "valid_until",
        "valid_to",
        "finished_on",
    ),
    "credential_id": ("credentialid", "certificate_id", "certificateid", "license", "licence", "license_number", "cert_id"),
    "verification_url": (
        "verify_url",
        "verifyurl",
        "credential_url",
        "credentialurl",
        "certificate_url",
        "certificateurl",
        "credly_url",
        "credly",
        "link",
        "url",
        "verify",
        "verification",
    ),
    "course_url": ("website", "course_link", "courseurl"),
    "badge_url": ("badgeurl",),
    "technologies": ("tags", "technology", "tools", "tech", "stack"),
    "competencies": ("competences", "competency", "skill"),
    "image": ("badge", "badge_image", "badgeimage", "logo", "picture", "thumbnail", "img"),
    "certificate": ("pdf", "file", "document"),
    "summary": ("excerpt", "description", "subtitle", "abstract"),
    "duration_hours": ("duration", "hours", "effort", "time"),
    "progress_percentage": ("progress", "percent"),
    "target_date": ("eta", "due", "planned_date", "target"),
    "study_start_date": ("kickoff_date", "start_date", "startdate"),
    "part_of": ("parent", "program", "programme", "specialization", "series"),
    "superseded_by": ("renewed_by", "replaced_by", "successor"),
    "instructor": ("instructors", "teacher", "teachers", "author", "authors"),
    "exam_codes": ("exam", "exam_code", "examcode"),
    "type": ("kind", "credential_type"),
    "category": ("categories", "field", "topic"),
    "last_updated": ("updated", "lastmod", "modified", "last_modified"),
    "language": ("lang", "locale"),
    "entity_id": ("id", "uid", "identifier"),
    "co_issuers": ("co_issuer", "coissuers"),
    "featured": ("highlight", "pinned"),
    "draft": ("hidden",),
    "grade": ("score", "result", "mark"),
}
"""What other tools call our fields; used to say what to rename, never to guess."""

FIELD_ADVICE: dict[str, str] = {
    "authorizer": "rename it to `issuer`; if `issuer` names the platform now, rename that one to `platform`",
    "skills": "rename it to `technologies` (tools and languages) or `competencies` (skills)",
    "permalink": "remove it: the address comes from the file's name, or from `slug`; former addresses go into `aliases`",
    "published": "remove it, or write `draft: yes` for what is not to be published",
}
"""What to do about names that mean something else, or more than one thing, in other tools."""
