"""JSON Resume: the `certificates` of a résumé, and its `education` where the owner asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...urls import is_web_address
from ..model import (
    LINK,
    TEXT,
    FormatReader,
    FoundCredential,
    Left,
    ReaderResult,
    ReadOptions,
    Refused,
    SourceFile,
)
from ..objects import first_text, leaves, left_of, list_in, take

FIELDS = {
    "name": "title",
    "issuer": "issuer",
    "date": "issued_date",
    "url": LINK,
    "summary": TEXT,
}
EDUCATION = {
    "institution": "issuer",
    "endDate": "issued_date",
    "startDate": "study_start_date",
    "score": "grade",
}
"""The fields of a degree; its kind and its area are its title."""
_OF_DEGREES = {"url": "it leads to the institution, and not to a degree"}
_SECTIONS = (
    *("basics", "work", "volunteer", "education", "awards", "publications", "skills"),
    *("languages", "interests", "references", "projects"),
)
_NO_ISSUER = "a record needs an issuer, and nobody vouches for a skill there"
_TECHNICAL = ("$schema", "meta")
_LIST, _EDUCATION = "certificates", "education"
_TITLE = ("studyType", "area")


def _recognizes(source: SourceFile, options: ReadOptions) -> bool:
    data = source.data
    if not isinstance(data, dict) or "badge" in data or "credentialSubject" in data:
        return False
    return isinstance(data.get(_LIST), list) or isinstance(data.get("basics"), dict)


def _read(source: SourceFile, options: ReadOptions) -> Iterator[ReaderResult]:
    data: dict[str, Any] = source.data
    certificates, degrees = list_in(data.get(_LIST)), []
    if options.education:
        degrees = list_in(data.get(_EDUCATION))
    if not certificates and not degrees:
        yield Refused(source.name, _LIST, "the résumé lists none")
        return
    for name in data:
        if degrees and name == _EDUCATION:
            continue
        if name in _SECTIONS:
            yield Left(name, _NO_ISSUER if name == "skills" else "it is no certificate")
        elif name not in (_LIST, *_TECHNICAL):
            yield Left(name, "JSON Resume has no such section")
    websites = _websites(data)
    for number, certificate in enumerate(certificates):
        yield _credential(source, certificate, f"{_LIST}[{number}]", websites)
    for number, degree in enumerate(degrees):
        yield _degree(source, degree, f"{_EDUCATION}[{number}]")


def _websites(data: dict[str, Any]) -> tuple[str, ...]:
    """The owner's website, and the folder that the résumé itself has on the web."""
    found = leaves({name: data.get(name) for name in ("basics", "meta")})
    canonical = first_text(found, "meta.canonical").rpartition("/")[0]
    return tuple(filter(is_web_address, (first_text(found, "basics.url"), canonical)))


def _degree(source: SourceFile, degree: Any, place: str) -> ReaderResult:
    if not isinstance(degree, dict):
        return Refused(source.name, place, "it is not an object with an institution")
    found = leaves(degree)
    title = ", ".join(filter(None, (first_text(found, key) for key in _TITLE)))
    values, left = take(found, EDUCATION)
    return FoundCredential(
        source.name,
        place,
        {**values, "title": title, "type": "degree"},
        READER.name,
        READER.rank,
        left=(*left, *left_of(found, (*EDUCATION, *_TITLE), reasons=_OF_DEGREES)),
    )


def _credential(
    source: SourceFile, certificate: Any, place: str, websites: tuple[str, ...]
) -> ReaderResult:
    if not isinstance(certificate, dict):
        return Refused(source.name, place, "it is not an object with a name")
    found = leaves(certificate)
    values, left = take(found, FIELDS)
    return FoundCredential(
        source.name,
        place,
        values,
        READER.name,
        READER.rank,
        left=(*left, *left_of(found, FIELDS)),
        websites=websites,
    )


READER = FormatReader(
    "json-resume",
    "JSON Resume",
    "The file `resume.json` that you keep, or that a tool for résumés exports. With `--education` "
    "its degrees become records too: `institution` is the issuer, and `studyType` with `area` the "
    "title. Its skills are never read: they name nobody who vouches for them.",
    FIELDS,
    _recognizes,
    _read,
    70,
)
