"""The fields of a credential."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from msgspec.structs import force_setattr

from ...schema.fields import Fields, InvalidValue, Reader, examples
from ...schema.types import (
    Addresses,
    Date,
    FilePath,
    Flag,
    HoursValue,
    Key,
    KeysAndValues,
    Language,
    Percentage,
    Slug,
    Text,
    TextOrTexts,
    Texts,
    Url,
    WholeNumber,
    read_text,
)
from ...text import did_you_mean, listed, quoted
from .expiry import NEVER, Expiry
from .renewal import Activity, RenewalTerms


class Status(StrEnum):
    """The states that an author can write; the dates win over them."""

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
        raise InvalidValue(
            "unknown-status",
            f"{quoted(text)} is not a status",
            f"write {near}" if near else f"write {listed(words, 'or')}",
        )
    return Status(text)


WrittenStatus = Annotated[
    Status, Reader(read_status, {"enum": [status.value for status in Status]})
]


class RecordWords(Fields, frozen=True):
    """The fields of a credential that can be said in another language, as `title.de`."""

    title: Text | None = None
    """Its name in that language."""
    summary: Text | None = None
    """One sentence on what it proves."""
    image_alt: Text | None = None
    """What its picture shows."""


class Record(Fields, frozen=True):
    """The front matter of a credential in `content/credentials/`."""

    words: ClassVar = RecordWords

    title: Annotated[Text, examples("AWS Certified Developer – Associate")]
    """The name of the credential, as its certificate states it."""
    issuer: Annotated[Text, examples("Amazon Web Services")]
    """The organization that awards it, never the platform it was taken on."""
    issued_date: Annotated[Date | None, examples("2024-05-17")] = None
    """When it was issued, as precisely as known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. Leave it out
    if it is unknown."""
    expiry_date: Annotated[Expiry | None, examples("2027-05-17")] = None
    """The last day on which it is valid. `never`, also in other languages, is the same as
    `status: lifetime`."""
    status: Annotated[WrittenStatus | None, examples("in_progress")] = None
    """Needed only where the dates do not say it: `in_progress`, `planned`, `completed` (finished
    without a certificate), `revoked`, `lifetime` (known never to expire); also `active` and
    `expired`."""
    type: Annotated[Key | None, examples("professional_certification")] = None
    """What kind of credential it is: `professional_certification`, `course_certificate`,
    `specialization`, `badge`, `degree` and so on."""
    category: Annotated[Key | None, examples("cloud_computing")] = None
    """The field it belongs to, in snake_case."""
    entity_id: Annotated[Key | None, examples("aws_developer_associate")] = None
    """The name by which other records refer to this one. Default: the file's name."""
    issuer_id: Annotated[Key | None, examples("aws")] = None
    """Joins different spellings of one issuer; its page has this name."""
    co_issuers: Annotated[Texts, examples(["Stanford Online"])] = ()
    """Other organizations that award it together with the issuer; it is listed under each and
    counted once."""
    platform: Annotated[Text | None, examples("Coursera")] = None
    """Where it was taken or is hosted."""
    instructor: Annotated[TextOrTexts, examples("Andrew Ng")] = ()
    """Who taught it: a name, or a list of names in their order."""
    credential_id: Annotated[Text | None, examples("KJWHXMBTVZ7H")] = None
    """The number of the credential, exactly as its issuer writes it."""
    enrollment_id: Annotated[Text | None, examples("rX81-220")] = None
    """The number of the enrolment, if the issuer gives one."""
    verification_url: Annotated[
        Url | None,
        examples("https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b9c11/public_url"),
    ] = None
    """Where anyone can check it. By default it is worked out from the platform and the number, or
    taken from `badge_url` or the text."""
    badge_url: Annotated[
        Url | None, examples("https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b9c11")
    ] = None
    """The page of its digital badge. Where that is the platform's own check, it serves as the
    check."""
    course_url: Annotated[
        Url | None, examples("https://www.coursera.org/learn/machine-learning")
    ] = None
    """The page of the course or exam."""
    technologies: Annotated[Texts, examples(["Python", "scikit-learn"])] = ()
    """Tools and languages that it is evidence of, spelled as usual: `C++`, `scikit-learn`."""
    competencies: Annotated[Texts, examples(["supervised_learning"])] = ()
    """Skills that it is evidence of, in snake_case; shown as words."""
    last_updated: Annotated[Date | None, examples("2025-07-16")] = None
    """When you last changed or checked this record. The site map and the feed say so too."""
    duration_hours: Annotated[HoursValue | None, examples("33", "120-150")] = None
    """Hours of study: a number or a range."""
    target_date: Annotated[Date | None, examples("2027-03")] = None
    """When you expect to earn what is in progress or planned."""
    study_start_date: Annotated[Date | None, examples("2026-09")] = None
    """When you began to study for it."""
    progress_percentage: Annotated[Percentage | None, examples(35)] = None
    """How far you are, from 0 to 100."""
    exam_codes: Annotated[TextOrTexts, examples(["MLS-C01"])] = ()
    """The codes of its exams."""
    level: Annotated[Text | None, examples("Associate")] = None
    """Its level in the issuer's words."""
    grade: Annotated[Text | None, examples("97 %")] = None
    """Your result."""
    language: Annotated[Language | None, examples("en")] = None
    """The language it was taken in, as a BCP 47 tag."""
    part_of: Annotated[Key | None, examples("machine_learning_specialization")] = None
    """The `entity_id` of the programme that it is a course of."""
    superseded_by: Annotated[Key | None, examples("aws_developer_associate_2027")] = None
    """The `entity_id` of its renewal or successor."""
    summary: Annotated[Text | None, examples("Designs and runs services on AWS.")] = None
    """One sentence on what it proves. Default: the beginning of the text."""
    image: Annotated[FilePath | None, examples("aws-developer.png")] = None
    """A picture of the badge or certificate, beside the record."""
    image_alt: Annotated[
        Text | None, examples("Hexagonal badge with the words AWS Certified Developer")
    ] = None
    """What the picture shows, for people who cannot see it. Required with `image`."""
    certificate: Annotated[FilePath | None, examples("aws-developer.pdf")] = None
    """The certificate itself, a PDF or a picture beside the record."""
    publish_badge_data: Annotated[Flag, examples("yes")] = False
    """Whether its badge keeps the data that its issuer put into the picture. Programs can check the
    badge with them; they identify you, often by a hash of your e-mail address."""
    badge_file: Annotated[FilePath | None, examples("aws-developer-badge.png")] = None
    """The file that is the credential itself, beside the record: a PNG or SVG with the data of its
    badge, or a `.json`, `.jws` or `.jwt` file. The build checks its signature."""
    publish_badge_file: Annotated[Flag, examples("yes")] = False
    """Whether readers can download `badge_file`, to check it themselves. It identifies you, often
    by a hash of your e-mail address."""
    badge_file_unproved: Annotated[Flag, examples("yes")] = False
    """Whether the credential is shown although the signature of its `badge_file` does not fit; the
    page then says nothing about that file."""
    featured: Annotated[Flag, examples("yes")] = False
    """Whether it comes first on the home page."""
    weight: Annotated[WholeNumber, examples(10)] = 0
    """Its place in your own order, on the home page and in the résumé: lower numbers come first,
    negative ones before all that have none."""
    renewal: Annotated[
        RenewalTerms | None, examples({"hours": 60, "period": "3y", "by": "2028-05-17"})
    ] = None
    """What its renewal asks for: `hours`, with the `period` in which they count and the last day
    `by` which they are needed."""
    activities: Annotated[
        tuple[Activity, ...],
        examples([{"date": "2026-09-12", "hours": 7.5, "what": "Conference on data privacy"}]),
    ] = ()
    """What counts for its renewal: a list of `date`, `hours`, `what` and `proof`. They can stand in
    `content/learning.csv` instead."""
    publish_renewal: Annotated[Flag, examples("yes")] = False
    """Whether readers see how many of these hours are done."""
    draft: Annotated[Flag, examples("yes")] = False
    """Whether it is left out of the site."""
    sample: Annotated[Flag, examples("yes")] = False
    """Whether it is a sample, to be replaced by something of your own."""
    slug: Annotated[Slug | None, examples("aws-developer")] = None
    """The last part of its address. Default: the file's name."""
    aliases: Annotated[Addresses, examples(["certs/aws"])] = ()
    """Former addresses on this site, which lead here."""
    public_parameters: Annotated[Texts, examples(["key"])] = ()
    """Parameters in the links of this record that look like a password or key but are public."""
    extra: Annotated[KeysAndValues, examples({"cost": "150 USD"})] = {}
    """Your own keys, for your own theme."""

    def __post_init__(self) -> None:
        """A credential that never expires has a status that says so, and no date of expiry."""
        if self.expiry_date == NEVER:
            force_setattr(self, "expiry_date", None)
            if self.status in (None, Status.ACTIVE):
                force_setattr(self, "status", Status.LIFETIME)

    @property
    def facts(self) -> dict[str, tuple[str, ...]]:
        """The values that the text may repeat, as text: names one by one, dates in ISO form."""
        values = {name: getattr(self, name) for name in _FACTS}
        stated = {
            name: tuple(map(str, value if isinstance(value, tuple) else (value,)))
            for name, value in values.items()
            if value
        }
        return {**stated, "issuer": (self.issuer, *self.co_issuers)}


_FACTS = tuple(
    "status credential_id enrollment_id instructor issued_date expiry_date platform duration_hours"
    " public_parameters certificate badge_url verification_url course_url".split()
)
