"""The fields of a record, in one declarative definition.

Validation, the JSON Schema of editors, the reference page and the stub of a new record are made from it. The sentence beneath each field is its documentation everywhere.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import textwrap
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema

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
    wrong,
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
        raise wrong("unknown-status", f"{quoted(text)} is not a status", f"write {near}" if near else f"write {listed(words, 'or')}")
    return Status(text)


class Fields(BaseModel):
    """Front matter of one kind of file."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def __reduce__(self) -> tuple[Any, ...]:
        """What is needed to make it again: the fields that were given, in the order of their definition."""
        given = {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}
        return restored, (type(self).__name__, given)

    @classmethod
    def descriptions(cls) -> dict[str, str]:
        """The sentence beneath each field, read from the source, which only schema and documentation need."""
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
        lines = definition.body if isinstance(definition, ast.ClassDef) else []
        return {
            field.target.id: inspect.cleandoc(sentence.value.value)
            for field, sentence in itertools.pairwise(lines)
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
            if isinstance(sentence, ast.Expr) and isinstance(sentence.value, ast.Constant) and isinstance(sentence.value.value, str)
        }

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema of the fields, with their sentences."""
        schema = cls.model_json_schema()
        described = cls.descriptions()
        fields = {name: {"description": described[name], **field} for name, field in schema["properties"].items()}
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "properties": fields}


def restored(kind: str, given: dict[str, Any]) -> Fields:
    """A record that was valid before, made of its values. Raises StopIteration for a kind that there is not."""
    return next(found for found in Fields.__subclasses__() if found.__name__ == kind).model_construct(**given)


class Record(Fields):
    """The front matter of a credential in `content/credentials/`."""

    title: Text = Field(examples=["AWS Certified Developer – Associate"])
    """The name of the credential, as its certificate states it."""
    issuer: Text = Field(examples=["Amazon Web Services"])
    """The organization that awards it, never the platform it was taken on."""
    issued_date: Date | None = Field(None, examples=["2024-05-17"])
    """When it was issued, as precisely as known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. Required unless in progress or planned."""
    expiry_date: Date | None = Field(None, examples=["2027-05-17"])
    """The last day on which it is valid. Leave it out if it does not expire."""
    status: Annotated[Status, PlainValidator(read_status), WithJsonSchema({"enum": [status.value for status in Status]})] | None = Field(
        None, examples=["in_progress"]
    )
    """Needed only where the dates do not say it: `in_progress`, `planned`, `completed` (finished without a certificate), `revoked`; also `active`, `expired` and `lifetime`."""
    type: Key | None = Field(None, examples=["professional_certification"])
    """What kind of credential it is: `professional_certification`, `course_certificate`, `specialization`, `badge`, `degree` and so on."""
    category: Key | None = Field(None, examples=["cloud_computing"])
    """The field it belongs to, in snake_case."""
    entity_id: Key | None = Field(None, examples=["aws_developer_associate"])
    """The name by which other records refer to this one. Default: the file's name."""
    issuer_id: Key | None = Field(None, examples=["aws"])
    """Tells that an issuer spelled in two ways is one; its page has this name."""
    co_issuers: Texts = Field((), examples=[["Stanford Online"]])
    """Other organizations that award it together with the issuer; it is listed under each and counted once."""
    platform: Text | None = Field(None, examples=["Coursera"])
    """Where it was taken or is hosted."""
    instructor: TextOrTexts = Field((), examples=["Andrew Ng"])
    """Who taught it: a name, or a list of names in their order."""
    credential_id: Text | None = Field(None, examples=["KJWHXMBTVZ7H"])
    """The number of the credential, exactly as its issuer writes it."""
    enrollment_id: Text | None = Field(None, examples=["rX81-220"])
    """The number of the enrolment, where the issuer has one."""
    verification_url: Url | None = Field(None, examples=["https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b9c11/public_url"])
    """Where anybody can check it. Left out, it is worked out from the platform and the number."""
    badge_url: Url | None = Field(None, examples=["https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b9c11"])
    """The page of its digital badge."""
    course_url: Url | None = Field(None, examples=["https://www.coursera.org/learn/machine-learning"])
    """The page of the course or exam."""
    technologies: Texts = Field((), examples=[["Python", "scikit-learn"]])
    """Tools and languages it evidences, as they are written: `C++`, `scikit-learn`."""
    competencies: Texts = Field((), examples=[["supervised_learning"]])
    """Skills it evidences, in snake_case; shown as words."""
    last_updated: Date | None = Field(None, examples=["2025-07-16"])
    """When you last checked this record."""
    duration_hours: HoursValue | None = Field(None, examples=["33", "120-150"])
    """Hours of study: a number or a range."""
    target_date: Date | None = Field(None, examples=["2027-03"])
    """When you expect to earn what is in progress or planned."""
    study_start_date: Date | None = Field(None, examples=["2026-09"])
    """When you began to study for it."""
    progress_percentage: Percentage | None = Field(None, examples=[35])
    """How far you are, from 0 to 100."""
    exam_codes: TextOrTexts = Field((), examples=[["MLS-C01"]])
    """The codes of its exams."""
    level: Text | None = Field(None, examples=["Associate"])
    """Its level in the issuer's words."""
    grade: Text | None = Field(None, examples=["97 %"])
    """Your result."""
    language: Language | None = Field(None, examples=["en"])
    """The language it was taken in, as a BCP 47 tag."""
    part_of: Key | None = Field(None, examples=["machine_learning_specialization"])
    """The `entity_id` of the programme that it is a course of."""
    superseded_by: Key | None = Field(None, examples=["aws_developer_associate_2027"])
    """The `entity_id` of its renewal or successor."""
    summary: Text | None = Field(None, examples=["Designs and runs services on AWS."])
    """One sentence on what it proves. Default: the beginning of the text."""
    image: FilePath | None = Field(None, examples=["aws-developer.png"])
    """A picture of the badge or certificate, beside the record."""
    image_alt: Text | None = Field(None, examples=["Hexagonal badge with the words AWS Certified Developer"])
    """What the picture shows, for those who do not see it. Required with `image`."""
    certificate: FilePath | None = Field(None, examples=["aws-developer.pdf"])
    """The certificate itself, a PDF or a picture beside the record."""
    featured: Flag = Field(default=False, examples=["yes"])
    """Whether the home page shows it."""
    draft: Flag = Field(default=False, examples=["yes"])
    """Whether it is left out of the site."""
    slug: Slug | None = Field(None, examples=["aws-developer"])
    """The last part of its address. Default: the file's name."""
    aliases: Addresses = Field((), examples=[["certs/aws"]])
    """Former addresses on this site, which lead here."""
    extra: Mapping = Field(default_factory=dict, examples=[{"cost": "150 USD"}])
    """Your own keys, for your own theme."""


class NamedLink(Fields):
    """A link of the owner."""

    label: Text
    """What the link is: `GitHub`."""
    url: Url
    """Where it leads."""


def read_links(value: Any) -> tuple[NamedLink, ...]:
    """A list of `label` and `url`."""
    if not isinstance(value, list) or not all(isinstance(item, dict) and set(item) == {"label", "url"} for item in value):
        raise wrong("wrong-type", "expected a list of links", "write `- label: GitHub` and `  url: https://…` for each")
    return tuple(NamedLink.model_construct(label=read_text(item["label"]), url=read_url(item["url"])) for item in value)


class ProfileRecord(Fields):
    """The front matter of `content/profile.md`."""

    name: Text = Field(examples=["Ada Example"])
    """Your name."""
    headline: Text | None = Field(None, examples=["Data engineer"])
    """What you do, in a few words."""
    location: Text | None = Field(None, examples=["Lisbon"])
    """Where you are."""
    email: Text | None = Field(None, examples=["ada@example.org"])
    """Your public e-mail address."""
    links: Annotated[tuple[NamedLink, ...], PlainValidator(read_links), WithJsonSchema({"type": "array", "items": {"type": "object"}})] = (
        Field((), examples=[[{"label": "GitHub", "url": "https://github.com/example"}]])
    )
    """Your other places on the web: a list of `label` and `url`."""
    photo: FilePath | None = Field(None, examples=["me.jpg"])
    """A picture of you, beside the file."""
    photo_alt: Text | None = Field(None, examples=["Portrait of Ada Example"])
    """What the picture shows. Required with `photo`."""


class PageRecord(Fields):
    """The front matter of a page in `content/pages/`."""

    title: Text = Field(examples=["About"])
    """The heading of the page and its word in the navigation."""
    summary: Text | None = Field(None, examples=["How this site is made."])
    """One sentence, for search engines."""
    slug: Slug | None = Field(None, examples=["about"])
    """Its address. Default: the file's name."""
    draft: Flag = Field(default=False, examples=["yes"])
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
