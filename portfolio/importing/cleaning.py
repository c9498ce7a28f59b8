"""What a reader found becomes values that a record can have; what cannot is left, with the reason.

This is the only place where imported values are judged, so every reader gives texts as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from ..dates import PartialDate
from ..domain.labels import is_technology
from ..domain.model import LinkKind, Verification
from ..domain.platforms import Platforms, derive_link, own_site, recognize, verification_of
from ..domain.privacy import redact
from ..domain.records.credential import Record, Status
from ..schema.fields import FieldSpec, InvalidValue, read_fields
from ..schema.types import MAX_ITEMS, read_date, read_key
from ..text import fold, quoted, snake
from ..urls import is_web_address, with_scheme
from ..validation.placeholders import is_placeholder
from .model import LINK, SKILLS, TEXT, FoundCredential, Left, Refused, Values
from .objects import as_texts, takes_several
from .source_dates import read_source_date

MAX_BODY = 20_000
"""Maximum characters of the text of a record."""
_NEEDED = ("title", "issuer")
_DATES = ("issued_date", "expiry_date", "target_date", "study_start_date", "last_updated")
_LINKS = ("verification_url", "badge_url", "course_url", LINK)
_BY_KIND = {LinkKind.BADGE: "badge_url", LinkKind.COURSE: "course_url"}
_NOWHERE = {
    LinkKind.PROFILE: "it leads to everything that somebody holds, not to this credential",
    LinkKind.PICTURE: "it is a picture on the web: save it beside the record",
    LinkKind.UPLOAD: "only its owner vouches for what is there: save a file beside the record",
}
_PROOFS = ("credential_id", "verification_url", "expiry_date")
"""What a credential has that was not only completed."""
_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+/\S*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class CleanCredential(Struct, frozen=True):
    """A credential of a source, with values that a record accepts."""

    found: FoundCredential
    """With these values, what is left, and guesses."""
    record: Record
    """With a placeholder for a title or issuer that is missing."""
    incomplete: str = ""
    """Why it cannot be a record by itself; empty if it can."""
    links: tuple[Verification, ...] = ()
    """Those by which it may be checked, and what each is."""


def clean(found: FoundCredential, platforms: Platforms) -> CleanCredential | Refused:
    """A credential with the values that a record can have, or why there can be no record."""
    work = _Cleaning(found, platforms)
    for field in (*Record.specs(), TEXT, SKILLS, LINK):
        if field in found.values:
            work.take(field)
    work.tell_platform()
    work.settle()
    values = {name: work.values[name] for name in (*Record.specs(), TEXT) if name in work.values}
    missing = [needed for needed in _NEEDED if needed not in values]
    incomplete = (found.incomplete or work.why_without(missing[0])) if missing else ""
    record, problems = read_fields(Record, dict.fromkeys(_NEEDED, "?") | _without_text(values))
    if record is None:
        return Refused(found.source, found.place, problems[0].message or problems[0].code)
    guesses = {name: why for name, why in work.guesses.items() if name in values}
    done = replace(found, values=values, left=(*found.left, *work.left), guesses=guesses)
    return CleanCredential(done, record, incomplete, check_links_of(record, platforms))


def record_of(values: Values) -> Record | None:
    """The record with these values; None if one of them is not accepted."""
    return read_fields(Record, dict.fromkeys(_NEEDED, "?") | _without_text(values))[0]


def check_links_of(record: Record, platforms: Platforms) -> tuple[Verification, ...]:
    """The links by which a record may be checked, also the one made from its number."""
    derived = derive_link(record, platforms)
    urls = [record.verification_url, record.badge_url]
    if derived:
        urls.append(derived.url)
    return tuple(verification_of(url, platforms) for url in filter(None, urls))


def _without_text(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if name != TEXT
    }


class _Cleaning:
    """The values of one credential on their way into a record."""

    def __init__(self, found: FoundCredential, platforms: Platforms) -> None:
        self.platforms = platforms
        self.own = Platforms({"": own_site(found.websites)} if found.websites else {})
        self.given = found.values
        self.values: dict[str, str | tuple[str, ...]] = {}
        self.guesses = dict(found.guesses)
        self.left: list[Left] = []

    def take(self, field: str) -> None:
        """Clean what the source has for a field."""
        for text in as_texts(self.given, field):
            if field == TEXT:
                self._take_text(text)
            elif is_placeholder(text, field) and field not in _NEEDED:
                self._leave(field, "a placeholder that says nothing", text)
            elif field == SKILLS:
                self._take_skill(text)
            elif field in _LINKS:
                self._take_link(field, text)
            else:
                self._take_plain(field, text)

    def _take_plain(self, field: str, text: str) -> None:
        line = " ".join(text.split())
        if field in _DATES:
            line = self._date(field, line)
        elif _reads_key(field):
            line = snake(line)
        self._put(field, line)

    def _date(self, field: str, line: str) -> str:
        """A date in ISO form; the text as it is if it is none, for the field to judge."""
        try:
            written, why = read_source_date(line)
        except (ValueError, OverflowError, OSError):
            return line
        if why:
            self.guesses.setdefault(field, why)
        return written

    def _put(self, field: str, text: str) -> None:
        """Set a field to a text, or add it to those of the field, if the field accepts it."""
        several, known = takes_several(field), as_texts(self.values, field)
        if why := _why_not(Record.specs()[field], [text] if several else text):
            self._leave(field, why, text)
            return
        if several and len(known) < MAX_ITEMS:
            self.values[field] = _added(known, text)
        elif not known:
            self.values[field] = text
        elif known != (text,):
            self._leave(field, "the record has one already", text)

    def _take_skill(self, text: str) -> None:
        name = " ".join(text.split())
        if is_technology(name):
            self._put("technologies", name)
        else:
            self._put("competencies", snake(name))

    def _take_text(self, text: str) -> None:
        lines, _ = redact(_CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
        body = lines.strip()
        known = "\n\n".join(as_texts(self.values, TEXT))
        if len(known) + len(body) > MAX_BODY:
            self._leave(TEXT, f"it has more than {MAX_BODY:,} characters")
        elif body:
            self.values[TEXT] = "\n\n".join(filter(None, (known, body)))

    def _take_link(self, field: str, text: str) -> None:
        """A link goes where its form says; one of unknown form, where the source has it."""
        address, leaks = redact(_whole_address(text))
        if not is_web_address(address):
            self._leave(field, "not a web address")
            return
        if leaks or "identity__" in text:
            self.left.append(Left(field, "the link without what it revealed of you", address))
        if _is_whole_site(address):
            self._leave(field, "it leads to a whole site, not to this credential", address)
            return
        link = verification_of(address, self.platforms)
        is_own = link.kind is LinkKind.UNKNOWN and recognize(link.url, self.own)
        if why := _NOWHERE.get(LinkKind.UPLOAD if is_own else link.kind):
            self._leave(field, why, link.url)
            return
        fallback = "verification_url" if field == LINK else field
        target = _BY_KIND.get(link.kind, fallback)
        if link.kind is LinkKind.CHECK:
            target = "verification_url"
            self.values.setdefault("platform", link.platform)
        self._put(target, link.url)

    def tell_platform(self) -> None:
        """A platform is no issuer if it only shows what others award; an issuer is no platform."""
        issuer, platform = self.values.get("issuer"), self.values.get("platform")
        if platform and not issuer:
            self._guess_issuer(str(platform))
        issuer = self.values.get("issuer")
        for known in self.platforms.by_name.get(fold(str(issuer or "")), ()):
            if not known.awards:
                self.values["platform"] = known.name
                self.guesses["issuer"] = (
                    f"{known.name} shows what others award: write who awarded it"
                )
            elif platform and fold(str(platform)) in {
                fold(name) for name in (known.name, *known.names)
            }:
                del self.values["platform"]
                return

    def _guess_issuer(self, platform: str) -> None:
        if any(known.awards for known in self.platforms.by_name.get(fold(platform), ())):
            self.values["issuer"] = platform
            self.guesses["issuer"] = "the source names no issuer; this is where its link leads"

    def settle(self) -> None:
        """Remove what contradicts the rest, so that the record builds."""
        for field in self._contradictions():
            text = ", ".join(as_texts(self.values, field))
            del self.values[field]
            self._leave(field, "it contradicts another value of the source", text)

    def _contradictions(self) -> Iterator[str]:
        issued, expires = self._day("issued_date"), self._day("expiry_date")
        if issued and expires and expires.last < issued.first:
            yield "expiry_date"
        status = self.values.get("status")
        is_proved = any(name in self.values for name in _PROOFS)
        if (status == Status.LIFETIME and expires) or (status == Status.COMPLETED and is_proved):
            yield "status"
        elif status in (Status.IN_PROGRESS, Status.PLANNED):
            yield from (name for name in ("issued_date", "expiry_date") if name in self.values)

    def _day(self, field: str) -> PartialDate | None:
        """The date in a field; None without one, or with words that say it never ends."""
        with suppress(InvalidValue):
            return read_date(self.values.get(field))
        return None

    def why_without(self, needed: str) -> str:
        """Why there is no title, or no issuer."""
        if not as_texts(self.given, needed):
            return f"it has no {needed}"
        reasons = (left.reason for left in self.left if left.key == needed)
        return f"its {needed} cannot be read: {next(reasons, 'it is empty')}"

    def _leave(self, field: str, reason: str, value: str = "") -> None:
        self.left.append(Left(field, reason, value and quoted(value)))


def _added(known: tuple[str, ...], text: str) -> tuple[str, ...]:
    if fold(text) in map(fold, known):
        return known
    return (*known, text)


def _why_not(spec: FieldSpec, value: Any) -> str:
    """Why a field does not accept a value; empty if it does."""
    try:
        read = spec.reader.read(value) if spec.reader else None
    except InvalidValue as reason:
        return str(reason)
    if read in (None, "", ()):
        return "it is empty"
    return ""


def _reads_key(field: str) -> bool:
    spec = Record.specs()[field]
    return spec.reader is not None and spec.reader.read is read_key


def _whole_address(text: str) -> str:
    """A web address with its scheme, which some sources leave out."""
    address = with_scheme("".join(text.split()))
    if _BARE.fullmatch(address):
        return f"https://{address}"
    return address


def _is_whole_site(address: str) -> bool:
    """Whether an address is that of a site, and of no page in it."""
    parts = urlsplit(address)
    return not (parts.path.strip("/") or parts.query or parts.fragment)
