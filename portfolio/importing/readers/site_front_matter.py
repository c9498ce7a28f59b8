"""Records of other site generators: front matter of Markdown files, and lists in YAML or TOML.

Hugo, Jekyll, Astro and their themes have no common names, so one table has those of all. A name is
compared without case, spaces, hyphens and underscores: `credential_url` is also `credentialUrl`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from ...domain.model import LinkKind
from ...domain.platforms import Platforms, verification_of
from ...text import fold
from ...urls import bare_addresses
from ...validation.field_names import normalized
from ..cleaning import MAX_BODY
from ..model import (
    LINK,
    NO_FIELD,
    PRIVATE,
    REMOTE_PICTURE,
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
from ..objects import Leaves, leaves, left_of, list_in, take, value_in
from ..opening import YamlText, read_yaml
from ..source_dates import dates_of_period, split_period
from .resume_yaml import NUMBER, is_certificate

_ISSUERS = ("issuer", "authorizer", "awarder", "issued_by", "issuing_organization", "authority")
"""Names that only an issuer has."""
_ORGANIZATIONS = ("organization", "organisation", "provider", "institution")
"""Names that the files of jobs and projects have too."""
_DATES = (
    *("issued_date", "issue_date", "date_issued", "issued_on", "issued", "earned_on", "earned"),
    *("date_earned", "completion_date", "date", "date_start", "start_date", "timeline", "year"),
)
_ENDS = ("expiry_date", "expiration_date", "expires", "expires_on", "expiry", "valid_until")
_LINKS = (
    *("verification_url", "verify_url", "verification_link", "credential_url", "credential_link"),
    *("certificate_url", "certificate_link", "certification_url", "cert_url", "credly_url"),
    *("credly", "link", "url"),
)
_OWN = (
    *("platform", "instructor", "type", "category", "status", "level", "grade", "language"),
    *("issuer_id", "enrollment_id", "duration_hours", "exam_codes", "target_date"),
    *("study_start_date", "progress_percentage", "last_updated", "badge_url", "course_url"),
    *("technologies", "competencies", "featured", "draft"),
)
"""The fields that have our names."""
FIELDS = {
    **dict.fromkeys(("title", "name", "course", "certification_name"), "title"),
    **dict.fromkeys(_ISSUERS, "issuer"),
    **dict.fromkeys(("issuer.name", "organization.name", "organization_name"), "issuer"),
    **dict.fromkeys(_ORGANIZATIONS, "issuer"),
    **dict.fromkeys(_DATES, "issued_date"),
    **dict.fromkeys(_ENDS, "expiry_date"),
    **dict.fromkeys(("date_end", "end_date"), "expiry_date"),
    **dict.fromkeys(("credential_id", "certificate_id", "license_number"), "credential_id"),
    **dict.fromkeys(_LINKS, LINK),
    **dict.fromkeys(("skills", "tags", "tech_stack", "keywords"), SKILLS),
    "excerpt": "summary",
    "categories": "category",
    "lastmod": "last_updated",
    **dict.fromkeys(("description", "summary", "course_overview"), TEXT),
    **{name: name for name in _OWN},
}
_SPELLED = {normalized(name): name for name in FIELDS}
_PRIVATE = (
    *("author", "authors", "owner", "recipient", "holder", "awarded_to", "issued_to", "email"),
    *("full_name", "fullName", "student_id", "studentId", "user", "username"),
)
_TECHNICAL = (
    *("layout", "template", "collection", "permalink", "slug", "aliases", "redirect_from"),
    *("comments", "share", "sitemap", "menu", "toc", "weight", "order", "position", "headless"),
    *("widget", "design", "published", "color", "css_class", "math", "classes", "sidebar"),
    *("image_preview", "highlight", "draft_note", "entity_id", "collection_item"),
)
_FILE = "a file of that site: copy it beside the record, and name it in `image` or `certificate`"
_REASONS = dict.fromkeys(
    (
        *("image", "images", "badge", "badge_image", "badgeImage", "logo", "icon", "thumbnail"),
        *("cover", "banner", "pdf", "file", "certificate", "teaser", "header.teaser", "img"),
        *("image.path", "image.src", "image.url", "image.filename", "header.image"),
    ),
    _FILE,
)
_LISTS = ("certifications", "certificates", "credentials", "licenses", "accomplishments", "awards")
_KIND = re.compile(r"certif|zertifi|credential|badge|licen[cs]e", re.IGNORECASE)
_SIGN = re.compile(r"certif|zertifi|credential|badge|licen[cs]e|credly|issue|expir", re.IGNORECASE)
_MAY_BE = re.compile(r"\A\s*(?:---|\+\+\+)|^(?:- |(?:" + "|".join(_LISTS) + r")\s*:)", re.MULTILINE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]+)>")
_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINKED = re.compile(r"\[\[([^\[\]]*)\]\(([^()\s]*)\)\]|\[([^\[\]]*)\]\(([^()\s]*)\)")
_TASK = re.compile(r"^([ \t]*[-*+] )\[([ xX])\] ", re.MULTILINE)
_HEADING = re.compile(r"\A\s*#[ \t]+([^\n]*)\n?")


class SiteItem(Struct, frozen=True):
    """One credential of a file."""

    place: str
    values: Any
    is_award: bool = False
    """Whether it stands among prizes."""


def _items(found: YamlText) -> tuple[SiteItem, ...]:
    """The credentials of a file; none if it is not about credentials."""
    data = found.data
    if isinstance(data, list):
        return _listed("", data)
    if not isinstance(data, dict):
        return ()
    if data.get("widget") == "accomplishments":
        return _listed("item", data.get("item") or data.get("items"), is_sure=True)
    blocks = tuple(_of_blocks(data))
    if blocks:
        return blocks
    if found.has_front_matter and _is_credential(data):
        return (SiteItem("", data),)
    return tuple(item for name in _LISTS for item in _listed(name, data.get(name)))


def _of_blocks(data: Mapping[str, Any]) -> Iterator[SiteItem]:
    """What is in the blocks of a page of HugoBlox that list accomplishments."""
    for number, block in enumerate(list_in(data.get("sections"))):
        content = value_in(block, "content")
        if isinstance(content, dict) and block.get("block") == "accomplishments":
            place = f"sections[{number}].content.items"
            yield from _listed(place, content.get("items"), is_sure=True)


def _listed(name: str, listed: Any, *, is_sure: bool = False) -> tuple[SiteItem, ...]:
    """The items of a list, if one of them is a credential."""
    if not isinstance(listed, list):
        return ()
    objects = [item for item in listed if isinstance(item, dict)]
    is_award = name == "awards"
    if not is_sure and not any(map(_is_awarded if is_award else _is_listed, objects)):
        return ()
    return tuple(SiteItem(f"{name}[{at}]", item, is_award) for at, item in enumerate(listed))


def _is_listed(data: Mapping[str, Any]) -> bool:
    names = _names(data)
    return bool(names & {"title", "name"}) and bool(names & {*_ISSUERS, *_ORGANIZATIONS})


def _is_awarded(data: Mapping[str, Any]) -> bool:
    return {"title", "awarder"} <= data.keys()


def _is_credential(data: Mapping[str, Any]) -> bool:
    """Whether front matter is that of a credential, and not of a job or an article."""
    names = _names(data)
    if not names & {"title", "name", "course", "certification_name"}:
        return False
    if names & set(_ISSUERS):
        return True
    if any(_KIND.search(str(data.get(key))) for key in ("collection", "type", "layout")):
        return True
    categories = str([data.get(key) for key in ("category", "categories")])
    has_sign = any(map(_SIGN.search, data)) or bool(_KIND.search(categories))
    return bool(names & set(_ORGANIZATIONS)) and has_sign


def _names(data: Mapping[str, Any]) -> set[str]:
    """Which names of the table an object has a value for."""
    return {
        _SPELLED[name] for key in data if data[key] and (name := normalized(str(key))) in _SPELLED
    }


def _recognizes(source: SourceFile, options: ReadOptions) -> bool:
    if source.data is not None or not _MAY_BE.search(source.text):
        return False
    found = read_yaml(source.text)
    if found.trouble:
        return found.has_front_matter
    return bool(_items(found))


def _read(source: SourceFile, options: ReadOptions) -> Iterator[ReaderResult]:
    found = read_yaml(source.text)
    if found.trouble:
        yield Refused(source.name, "", found.trouble)
        return
    items = _items(found)
    is_single = len(items) == 1 and not items[0].place
    if isinstance(found.data, dict) and not is_single:
        taken = {re.split(r"[.\[]", item.place)[0] for item in items}
        yield from (_left_beside(str(key), taken) for key in found.data if key not in taken)
    for item in items:
        yield _credential(source, item, found.body if is_single else "", options.platforms)


def _left_beside(key: str, taken: set[str]) -> Left:
    """What stands beside a list: around awards, the profile of a person."""
    if "awards" in taken:
        return Left(key, PRIVATE)
    return Left(key, TECHNICAL)


def _credential(
    source: SourceFile, item: SiteItem, body: str, platforms: Platforms
) -> ReaderResult:
    if not isinstance(item.values, dict):
        return Refused(source.name, item.place, "it is not an object with a title")
    found = _spelled(leaves(item.values))
    platform = _tell_issuer(found)
    _tell_links(found)
    dates, guesses = _take_dates(found)
    text, more = _body(found, body, platforms)
    values, left = take(found, FIELDS)
    values |= {**platform, **dates, **text}
    if item.is_award and "certificate_url" not in found and not is_certificate(values, platforms):
        return Left(item.place, "nothing says that it is a certificate: it may be a prize")
    if "expiryDate" in item.values:
        guesses = {"expiry_date": "for Hugo this is the day on which the page disappears"}
    if item.values.get("published") in ("false", "no", False):
        values["draft"] = "yes"
    return FoundCredential(
        source.name,
        item.place,
        values,
        READER.name,
        READER.rank,
        left=(*left, *more, *left_of(found, FIELDS, _PRIVATE, _TECHNICAL, _REASONS)),
        guesses=guesses,
    )


def _spelled(found: Leaves) -> dict[str, tuple[str, ...]]:
    """The values under the names that the table has for theirs."""
    known: dict[str, tuple[str, ...]] = {}
    for path, texts in found.items():
        name = _SPELLED.get(normalized(path), path)
        known[name] = (*known.get(name, ()), *texts)
    return known


def _tell_issuer(found: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """The platform, where a file has it as `issuer` and the issuer as `authorizer`."""
    authorizer, issuer = found.get("authorizer"), found.get("issuer")
    if not authorizer or not issuer:
        return {}
    del found["authorizer"]
    found["issuer"] = authorizer
    if fold(issuer[0]) == fold(authorizer[0]):
        return {}
    return {"platform": issuer[0]}


def _tell_links(found: dict[str, tuple[str, ...]]) -> None:
    """Beside the link of a certificate, `url` is the page of the course."""
    is_theme = "awarder" in found or "date_start" in found
    if "url" in found and (is_theme or "certificate_url" in found):
        found["course_url"] = (*found.get("course_url", ()), *found.pop("url"))


def _take_dates(found: dict[str, tuple[str, ...]]) -> tuple[dict[str, str], dict[str, str]]:
    """Our dates for a beginning and an end, which are taken out, and reasons for guesses."""
    dates: dict[str, str] = {}
    guesses: dict[str, str] = {}
    if "timeline" in found:
        start, end = split_period(found["timeline"][0])
        if end:
            dates, guesses = dates_of_period(start, end, is_course=True)
    for first, last in (("date_start", "date_end"), ("start_date", "end_date")):
        if first in found and last in found and not dates:
            dates, guesses = dates_of_period(found[first][0], found[last][0])
    if dates:
        for name in ("timeline", "date_start", "date_end", "start_date", "end_date"):
            found.pop(name, None)
    return dates, guesses


def _body(
    found: dict[str, tuple[str, ...]], body: str, platforms: Platforms
) -> tuple[dict[str, str | tuple[str, ...]], list[Left]]:
    """What the text below front matter says, and what is left of it."""
    if not body.strip() or len(body) > MAX_BODY:
        return ({TEXT: (body,)} if body.strip() else {}), []
    for name in ("description", "summary"):
        if name in found:
            found.setdefault("excerpt", found.pop(name))
    values: dict[str, str | tuple[str, ...]] = {}
    numbers = found.get("credential_id") or tuple(dict.fromkeys(NUMBER.findall(body)))
    checks = _checks(body, platforms)
    own = [link for link in checks if numbers and numbers[0] in link] or checks
    if len(own) == 1 and not any(name in found for name in _LINKS):
        values[LINK] = own[0]
    if len(numbers) == 1 and numbers[0] not in str(values.get(LINK, "")):
        values["credential_id"] = numbers[0]
    text, left = _plain(body, found.get("title", ("",))[0])
    return ({**values, TEXT: (text,)} if text else values), left


def _checks(body: str, platforms: Platforms) -> list[str]:
    """The different checks to which a text links."""
    links = (verification_of(link, platforms) for link in bare_addresses(body))
    return list(dict.fromkeys(link.url for link in links if link.kind is LinkKind.CHECK))


def _plain(body: str, title: str) -> tuple[str, list[Left]]:
    """A text without the HTML and the files of its site; a link is its words and its address."""
    first, *others = body.split("<!--")
    shown = "".join((first, *(part.partition("-->")[2] for part in others)))
    text = _AUTOLINK.sub(r"\1", shown)
    heading = _HEADING.match(text)
    if heading and fold(title) in fold(heading[1]):
        text = text[heading.end() :]
    text, pictures = _PICTURE.subn("", text)
    text, tags = _TAG.subn("", text)
    text = _LINKED.sub(_words_and_address, _TASK.sub(_task, text))
    left = [Left("HTML in the text", NO_FIELD)] if tags or others else []
    if pictures or "<img" in body:
        left.append(Left("pictures in the text", REMOTE_PICTURE))
    return re.sub(r"\n{3,}", "\n\n", text).strip(), left


def _task(match: re.Match[str]) -> str:
    return f"{match[1]}{'☐' if match[2] == ' ' else '☑'} "


def _words_and_address(match: re.Match[str]) -> str:
    words, link = (match[1], match[2]) if match[2] is not None else (match[3], match[4])
    if not bare_addresses(link):
        return words
    if not words or words == link:
        return link
    return f"{words}: {link}"


READER = FormatReader(
    "site-front-matter",
    "Hugo, Jekyll and Astro",
    "The folder of the site that has the credentials: Markdown files with front matter such as "
    "`_certifications/` of Jekyll and academicpages or `src/content/` of Astro; "
    "`accomplishments.yaml` in `data/` of the Hugo theme Toha; the accomplishments, or the awards "
    "of a profile in `content/authors/` or `data/authors/`, of HugoBlox.",
    FIELDS,
    _recognizes,
    _read,
    74,
)
