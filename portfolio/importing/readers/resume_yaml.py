"""Résumés in YAML: RenderCV, YAMLResume, and al-folio's `cv.yml` in both of its forms.

Only YAMLResume has a place for certificates. In the others the title of a section says what is in
it, and an entry is whatever its author made of it, down to a line of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from ...domain.model import LinkKind
from ...domain.platforms import Platforms, verification_of
from ...text import fold
from ...urls import bare_addresses, is_web_address
from ..model import (
    LINK,
    PRIVATE,
    SKILLS,
    TECHNICAL,
    TEXT,
    FormatReader,
    FoundCredential,
    Left,
    ReaderResult,
    ReadOptions,
    Refused,
    SourceFile,
)
from ..objects import first_text, leaves, left_of, take, value_in
from ..opening import read_yaml
from ..source_dates import dates_of_period, read_source_date, split_period

FIELDS = {
    **dict.fromkeys(("name", "title", "label", "area", "position"), "title"),
    **dict.fromkeys(("issuer", "awarder", "authority", "organization", "org"), "issuer"),
    **dict.fromkeys(("organization.name", "institution", "company", "provider"), "issuer"),
    **dict.fromkeys(("date", "year", "start_date", "startDate"), "issued_date"),
    **dict.fromkeys(("end_date", "endDate"), "expiry_date"),
    "credential_id": "credential_id",
    **dict.fromkeys(("url", "link"), LINK),
    "badge_url": "badge_url",
    "course_url": "course_url",
    **dict.fromkeys(("summary", "description", "details", "highlights"), TEXT),
    "keywords": SKILLS,
}
_LINES = ("bullet", "number", "reversed_number")
"""The keys of RenderCV's entries that are a line of text."""
_CERTIFICATES = re.compile(
    r"certif|zertifi|credential|credencia|licen[cs]e|badge|accomplishment|nachweis|attestat"
    r"|資格|証明|证书|證書|认证|認證|الشهادات|شهادات",
    re.IGNORECASE,
)
_AWARDS = re.compile(
    r"award|honou?r|achievement|prize|auszeichnung|premio|prêmio|training|course|kurs|curso"
    r"|受賞|奖|جوائز",
    re.IGNORECASE,
)
_EDUCATION = re.compile(r"educa|ausbildung|formation|formação|学歴|教育|تعليم", re.IGNORECASE)
"""Together with the one above, the titles of sections where certificates stand among others."""
_CERTIFICATE = re.compile(r"certif|zertifi|nanodegree|specialization|証|证|證", re.IGNORECASE)
_SEVERAL = re.compile(r"(?:certifications|certificates|licen[cs]es|courses|badges)\W*", re.I)
NUMBER = re.compile(r"\bCredential ID[:*\s]+([A-Za-z0-9][\w-]{3,63})\b", re.IGNORECASE)
"""The number of a credential in a text."""
_KEYS = {LinkKind.CHECK: "url", LinkKind.BADGE: "badge_url", LinkKind.COURSE: "course_url"}
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)\)")
_STARS = re.compile(r"(?<!\\)\*+")
_DATED = re.compile(r"(.*\S)\s*[(,–—|-]\s*([^(),–—|]{4,30}?)\s*\)?\.?")
_SENTENCE = re.compile(r"(?:\S+\s+){5,}\S*[.!?]")
_MOST_WORDS = 12
"""Maximum words of the name of an issuer."""
_LONGEST_LINE = 300
"""Maximum characters of a line in which a date is looked for."""
_WEBSITES = ("cv.website", "content.basics.url", "basics.url")
_NO_CERTIFICATE = "it is no certificate"
_NO_EVIDENCE = "nothing says that it is a certificate: it may be a prize, a degree or a course"


class ResumeSection(Struct, frozen=True):
    """A part of a résumé."""

    place: str
    title: str
    entries: Any


class _About(Struct, frozen=True):
    """What is known beside an entry."""

    platforms: Platforms
    websites: tuple[str, ...]
    """Those of the person whose résumé it is."""


def _websites(data: Any) -> tuple[str, ...]:
    """The owner's website, which every form has in its own place."""
    found = leaves(data) if isinstance(data, dict) else {}
    return tuple(text for place in _WEBSITES for text in found.get(place, ()))


def _sections(data: Any) -> tuple[ResumeSection, ...]:
    """The parts of a résumé; none if it is no résumé."""
    if isinstance(data, list):
        parts = [(f"[{number}]", one) for number, one in enumerate(data)]
        is_cv = parts and all(isinstance(one, dict) and "contents" in one for _, one in parts)
        return tuple(
            ResumeSection(f"{place}.contents", str(one.get("title")), one["contents"])
            for place, one in (parts if is_cv else ())
        )
    if not isinstance(data, dict):
        return ()
    if isinstance(cv := data.get("cv"), dict):
        named = cv.get("sections")
        if not isinstance(named, dict):
            return ()
        return _named("cv.sections", named)
    if isinstance(content := data.get("content"), dict) and isinstance(content.get("basics"), dict):
        return _named("content", content)
    if isinstance(data.get("basics"), dict):
        return _named("", data)
    return ()


def _named(where: str, sections: Mapping[str, Any]) -> tuple[ResumeSection, ...]:
    prefix = f"{where}." if where else ""
    return tuple(ResumeSection(f"{prefix}{name}", str(name), one) for name, one in sections.items())


_LOOKS_LIKE_ONE = re.compile(r"^(?:cv|content|basics|[ \t]+contents):", re.MULTILINE)


def _recognizes(source: SourceFile, options: ReadOptions) -> bool:
    if source.data is not None or not _LOOKS_LIKE_ONE.search(source.text):
        return False
    found = read_yaml(source.text)
    if found.trouble:
        return not found.body.strip() and _is_broken_resume(source.text)
    return bool(_sections(found.data))


def _is_broken_resume(text: str) -> bool:
    return bool(re.search(r"^cv:", text, re.M) or re.search(r"^content:\s+basics:", text, re.M))


def _read(source: SourceFile, options: ReadOptions) -> Iterator[ReaderResult]:
    found = read_yaml(source.text)
    if found.trouble:
        yield Refused(source.name, "", found.trouble)
        return
    sections, about = _sections(found.data), _About(options.platforms, _websites(found.data))
    yield from _left_around(found.data)
    are_there = False
    for section in sections:
        named = _CERTIFICATES.search(section.title)
        mixed = bool(_AWARDS.search(section.title) or (named and _EDUCATION.search(section.title)))
        if not mixed and not named:
            is_person = section.title in ("basics", "location", "profiles", "references")
            yield Left(section.place, PRIVATE if is_person else _NO_CERTIFICATE)
            continue
        for one in _entries(source, section, about, mixed=mixed):
            are_there = are_there or not isinstance(one, Left)
            yield one
    if not are_there:
        yield Refused(source.name, "", "the résumé lists no certificates")


def _left_around(data: Any) -> Iterator[Left]:
    """What stands beside the sections."""
    if not isinstance(data, dict) or "basics" in data:
        return
    for key in data:
        if key not in ("cv", "content"):
            yield Left(str(key), TECHNICAL)
    if isinstance(cv := data.get("cv"), dict):
        for key, value in cv.items():
            if key != "sections" and value is not None:
                yield Left(f"cv.{key}", PRIVATE)


def _entries(
    source: SourceFile, section: ResumeSection, about: _About, *, mixed: bool
) -> Iterator[ReaderResult]:
    if section.entries is None:
        return
    if not isinstance(section.entries, list):
        yield Refused(source.name, section.place, "it is not a list")
        return
    for number, entry in enumerate(section.entries):
        place = f"{section.place}[{number}]"
        items = value_in(entry, "items")
        if isinstance(items, list) and items:
            year = entry.get("year")
            for at, item in enumerate(items):
                yield _credential(
                    source, item, f"{place}.items[{at}]", about, mixed=mixed, year=year
                )
        else:
            yield _credential(source, entry, place, about, mixed=mixed)


def _credential(
    source: SourceFile, entry: Any, place: str, about: _About, *, mixed: bool, year: Any = None
) -> ReaderResult:
    line = _line_of(entry)
    if line is None and not isinstance(entry, dict):
        return Refused(source.name, place, "it is neither an entry nor a line of text")
    found = dict(leaves(entry)) if line is None else _of_line(line)
    if isinstance(year, str):
        found.setdefault("date", (year,))
    if "label" in found and _SEVERAL.search(found["label"][0]):
        return Refused(source.name, place, "it lists several in one line: make an entry of each")
    guesses = _prepare(found, about.platforms)
    dates, unsure = _take_period(found)
    values, left = take(found, FIELDS)
    values |= dates
    if mixed and not is_certificate(values, about.platforms):
        return Left(place, _NO_EVIDENCE)
    return FoundCredential(
        source.name,
        place,
        values,
        READER.name,
        READER.rank,
        left=(*left, *left_of(found, FIELDS)),
        incomplete="" if line is None else "it is a line that names no issuer: make it an entry",
        guesses=guesses | unsure,
        websites=about.websites,
    )


def _line_of(entry: Any) -> str | None:
    """The text of an entry that is a line; None for other entries."""
    if isinstance(entry, str):
        return entry
    if isinstance(entry, dict) and len(entry) == 1:
        text = next((entry[key] for key in _LINES if key in entry), None)
        if isinstance(text, str):
            return text
    return None


def _of_line(line: str) -> dict[str, tuple[str, ...]]:
    """The values of a line such as `[Title](link) (2023)`."""
    text = " ".join(line.split())
    match = _DATED.fullmatch(text) if len(text) <= _LONGEST_LINE else None
    if match and _is_date(match[2]):
        return {"name": (match[1],), "date": (match[2],)}
    if not text:
        return {}
    return {"name": (text,)}


def _prepare(found: dict[str, tuple[str, ...]], platforms: Platforms) -> dict[str, str]:
    """Take links, the issuer and the date out of texts, and return the reasons for guesses."""
    for key in ("name", "title", "label"):
        if key in found:
            words, links = unlinked(found[key][0])
            found[key] = (words,)
            found["url"] = (*found.get("url", ()), *links)
    _take_links(found, platforms)
    return _take_details(found) | _take_summary(found)


def unlinked(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without the marks of Markdown, and the links in it."""
    links = tuple(link for _, link in _LINK.findall(text) if is_web_address(link))
    plain = _STARS.sub("", _LINK.sub(r"\1", text)).replace("\\*", "*")
    return " ".join(plain.split()), links


def _take_links(found: dict[str, tuple[str, ...]], platforms: Platforms) -> None:
    """Take links of known form and the number out of the highlights; the others become one text."""
    kept: list[str] = []
    for line in found.pop("highlights", ()):
        linked, numbered = _LINK.fullmatch(line.strip()), NUMBER.fullmatch(line.strip())
        key = _KEYS.get(_kind(linked[2], platforms), "") if linked else "credential_id"
        match = linked or numbered
        if match and key:
            found[key] = (*found.get(key, ()), match[match.lastindex or 0])
        else:
            kept.append(line)
    if kept:
        found["highlights"] = ("\n".join(f"- {' '.join(line.split())}" for line in kept),)
    if not found.get("url"):
        found.pop("url", None)


def _kind(link: str, platforms: Platforms) -> LinkKind:
    if not is_web_address(link):
        return LinkKind.UNKNOWN
    return verification_of(link, platforms).kind


def _take_details(found: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """`Example Cloud, 2024` beside a label is the issuer and the date."""
    details = found.get("details", ())
    if len(details) != 1 or "label" not in found:
        return {}
    rest, _, last = details[0].rpartition(",")
    if _is_date(last.strip()):
        found.setdefault("date", (last.strip(),))
        del found["details"]
        if rest.strip():
            found["details"] = (rest.strip(),)
    return _take_as_issuer(found, "details")


def _take_summary(found: dict[str, tuple[str, ...]]) -> dict[str, str]:
    if "awarder" in found:
        return {}
    return _take_as_issuer(found, "summary")


def _take_as_issuer(found: dict[str, tuple[str, ...]], key: str) -> dict[str, str]:
    """A few words beside a title that has no issuer are its issuer."""
    if any(name in found for name, ours in FIELDS.items() if ours == "issuer"):
        return {}
    text = found.get(key, ("",))[0]
    is_name = text and "\n" not in text and len(text.split()) <= _MOST_WORDS
    if not is_name or _SENTENCE.fullmatch(text) or bare_addresses(text):
        return {}
    found["issuer"] = (unlinked(text)[0],)
    del found[key]
    return {"issuer": f"the source has it as `{key}`"}


def _take_period(found: dict[str, tuple[str, ...]]) -> tuple[dict[str, str], dict[str, str]]:
    """Our dates for a beginning and an end, which are taken out, and reasons for guesses."""
    start = first_text(found, "start_date", "startDate")
    end = first_text(found, "end_date", "endDate")
    dated = first_text(found, "date", "year")
    is_course = bool(dated and not start)
    if is_course:
        start, end = split_period(dated)
    dates, guesses = dates_of_period(start, end, is_course=is_course) if end else ({}, {})
    if dates:
        for key in ("start_date", "startDate", "end_date", "endDate", "date", "year"):
            found.pop(key, None)
    return dates, guesses


def _is_date(text: str) -> bool:
    try:
        return bool(read_source_date(text))
    except (ValueError, OverflowError, OSError):
        return False


def is_certificate(values: Mapping[str, str | Sequence[str]], platforms: Platforms) -> bool:
    """Whether what stands among prizes is a certificate: by its words, its link, or its issuer."""
    title, issuer, link = (str(values.get(name, "")) for name in ("title", "issuer", LINK))
    if _CERTIFICATE.search(title) or fold(issuer) in platforms.by_name:
        return True
    return bool(link) and _kind(link, platforms) in (
        LinkKind.CHECK,
        LinkKind.BADGE,
        LinkKind.COURSE,
    )


READER = FormatReader(
    "resume-yaml",
    "RenderCV, YAMLResume and al-folio",
    "The YAML file of your résumé: the one that `rendercv render` or `yamlresume build` takes, or "
    "`_data/cv.yml` of al-folio. Sections whose title speaks of certificates are read; among "
    "awards and courses, what is a certificate by its words, its link or its issuer.",
    FIELDS,
    _recognizes,
    _read,
    72,
)
