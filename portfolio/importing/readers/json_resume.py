"""JSON Resume: the `certificates` of a résumé."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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
from ..objects import leaves, left_of, take

FIELDS = {
    "name": "title",
    "issuer": "issuer",
    "date": "issued_date",
    "url": LINK,
    "summary": TEXT,
}
_SECTIONS = (
    *("basics", "work", "volunteer", "education", "awards", "publications", "skills"),
    *("languages", "interests", "references", "projects"),
)
_TECHNICAL = ("$schema", "meta")
_LIST = "certificates"


def _recognizes(source: SourceFile, options: ReadOptions) -> bool:
    data = source.data
    if not isinstance(data, dict) or "badge" in data or "credentialSubject" in data:
        return False
    return isinstance(data.get(_LIST), list) or isinstance(data.get("basics"), dict)


def _read(source: SourceFile, options: ReadOptions) -> Iterator[ReaderResult]:
    data: dict[str, Any] = source.data
    certificates = data.get(_LIST)
    if not isinstance(certificates, list) or not certificates:
        yield Refused(source.name, _LIST, "the résumé lists none")
        return
    for name in data:
        if name in _SECTIONS:
            yield Left(name, "it is no certificate")
        elif name not in (_LIST, *_TECHNICAL):
            yield Left(name, "JSON Resume has no such section")
    for number, certificate in enumerate(certificates):
        yield _credential(source, certificate, f"{_LIST}[{number}]")


def _credential(source: SourceFile, certificate: Any, place: str) -> ReaderResult:
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
    )


READER = FormatReader(
    "json-resume",
    "JSON Resume",
    "The file `resume.json` that you keep, or that a tool for résumés exports.",
    FIELDS,
    _recognizes,
    _read,
    70,
)
