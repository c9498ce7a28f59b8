"""The types of values in front matter and settings: text becomes a value, or a problem and its fix.

Every reader takes what the author wrote (text, or a list or mapping of text) and returns a typed
value, or raises `InvalidValue` with the code of the problem, a message and a help.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Annotated, Any

from msgspec import Struct

from ..dates import FIRST_YEAR, LAST_YEAR, PartialDate
from ..text import is_file_name, is_invisible, listed, quoted, slug, snake
from ..urls import is_relative, is_web_address
from .fields import InvalidValue, Reader

MAX_TEXT = 500
"""Maximum characters of a text in a field; what is longer belongs in the body."""
MAX_ITEMS = 100
"""Maximum items of a list in a field, more than any real record has."""
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_HOURS = re.compile(r"(\d+(?:\.\d+)?)(?:\s*[-–—]\s*(\d+(?:\.\d+)?))?(?:\s*(?:h|hours?))?")
_LONG_UNITS = re.compile(
    r"\b(?:days?|weeks?|wks?|months?|mos?|years?|yrs?|sem\w*|term\w*|tage?n?|wochen?|"
    r"monate?n?|jahre?n?|jours?|mois|ans?|année\w*|días?|dias?|mes(?:es)?|mês|años?|anos?|"
    r"giorn\w+|settiman\w+|mes[ei]|ann[oi]|dagen|wee?k(?:en)?|maand(?:en)?|jaar|"
    r"tydzień|tygodni\w*|miesi\w+|недел\w+|месяц\w*|hafta|ay|gün)\b"
    r"|[日周週月年주개월]"
)
_FLAGS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_LABEL = r'[^\s@<>()\[\],;:"\\./]+'
_EMAIL = rf'^[^\s@<>()\[\],;:"\\]+@{_LABEL}(\.{_LABEL})+$'
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Hours(Struct, frozen=True):
    """Hours of study: one number, or a range where the course states one."""

    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        if self.low == self.high:
            return _plain(self.low)
        return f"{_plain(self.low)}–{_plain(self.high)}"

    def __add__(self, other: Hours) -> Hours:
        return Hours(self.low + other.low, self.high + other.high)

    @property
    def iso(self) -> str:
        """One number as an ISO 8601 duration: `PT150H`, or `PT90M` where it is not whole.

        Empty for a range, which has no such form.
        """
        if self.low != self.high:
            return ""
        if self.high == self.high.to_integral():
            return f"PT{int(self.high)}H"
        return f"PT{max(1, int(self.high * 60))}M"


def _plain(figure: Decimal) -> str:
    return f"{figure.normalize():f}"


def read_text(value: Any) -> str:
    """One line of text."""
    if not isinstance(value, str):
        raise InvalidValue(
            "wrong-type",
            f"expected text, found {_kind(value)}",
            "write one line of text, in quotes if in doubt",
        )
    line = " ".join(value.split())
    if len(line) > MAX_TEXT:
        raise InvalidValue(
            "text-too-long",
            f"the text is {len(line)} characters long",
            f"shorten it to at most {MAX_TEXT} characters",
        )
    if line and not line.isascii() and is_invisible(line):
        marks = listed(
            sorted({f"U+{ord(character):04X}" for character in line if character != " "})
        )
        raise InvalidValue(
            "invisible-text",
            f"the text has only invisible characters: {marks}",
            "write visible text, or delete the line",
        )
    if found := _CONTROLS.search(line):
        raise InvalidValue(
            "control-character",
            f"the text has the control character U+{ord(found[0]):04X}",
            "remove it",
        )
    return line


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return quoted(str(value).lower())


def read_key(value: Any) -> str:
    """A snake_case word."""
    text = read_text(value)
    if text != snake(text):
        raise InvalidValue(
            "invalid-key", f"{quoted(text)} is not in snake_case", f"write `{snake(text)}`"
        )
    return text


def read_keys(value: Any) -> tuple[str, ...]:
    """A list of snake_case words."""
    return tuple(map(read_key, read_texts(value)))


def read_date(value: Any) -> PartialDate:
    """A date with the precision that was written."""
    text = read_text(value)
    try:
        return PartialDate.parse(text)
    except ValueError:
        shape = f"write YYYY-MM-DD, YYYY-MM or YYYY, from {FIRST_YEAR} to {LAST_YEAR}"
        raise InvalidValue("invalid-date", f"not a calendar date: {quoted(text)}", shape) from None


def read_written_date(value: Any) -> str:
    """A date with the precision that was written."""
    return read_date(value).iso


def read_url(value: Any) -> str:
    """An absolute http or https address."""
    text = read_text(value)
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", text)
    if scheme and scheme[1].lower() not in ("http", "https"):
        raise InvalidValue(
            "unsafe-url",
            f"{quoted(text)} is not a web address",
            "write an http or https address",
        )
    if not is_web_address(text):
        raise InvalidValue("invalid-url", f"not a web address: {quoted(text)}", _url_help(text))
    return text


def _url_help(text: str) -> str:
    if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", text):
        return f"write https://{text}"
    return "write the full address, starting with https://"


def read_email(value: Any) -> str:
    """An e-mail address such as `ada@example.org`."""
    text = read_text(value)
    if not re.search(_EMAIL, text):
        raise InvalidValue(
            "invalid-email",
            f"not an e-mail address: {quoted(text)}",
            "write one such as ada@example.org, or remove the line",
        )
    return text


def read_hours(value: Any) -> Hours:
    """A number of hours, or a range such as `120-150`."""
    text = read_text(value)
    match = _HOURS.fullmatch(text)
    if not match:
        raise InvalidValue(
            "invalid-number", f"not a number of hours: {quoted(text)}", _hours_help(text)
        )
    low = Decimal(match[1])
    high = Decimal(match[2]) if match[2] else low
    if not 0 < low <= high <= 100_000:
        raise InvalidValue(
            "out-of-range",
            f"hours out of range: {quoted(text)}",
            "write a number above 0, or a range with the smaller number first",
        )
    return Hours(low, high)


def _hours_help(text: str) -> str:
    if re.search(r"\d", text) and _LONG_UNITS.search(text.casefold()):
        return f"remove the line and put {quoted(text)} into the text: the field takes only hours"
    return "write a number or a range: 33 or 120-150"


def read_whole_number(value: Any) -> int:
    """A whole number of at most six digits, which may be negative."""
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[-+]?\d{1,6}", text, re.ASCII):
        raise InvalidValue(
            "invalid-number", f"not a whole number: {quoted(value)}", "write a number such as `10`"
        )
    return int(text)


def read_percentage(value: Any) -> int:
    """A whole number from 0 to 100."""
    text = read_text(value).removesuffix("%").strip()
    if not _NUMBER.fullmatch(text):
        raise InvalidValue(
            "invalid-number", f"not a number: {quoted(text)}", "write a whole number from 0 to 100"
        )
    figure = Decimal(text)
    if not 0 <= figure <= 100 or figure != int(figure):
        raise InvalidValue(
            "out-of-range",
            f"{quoted(text)} is not from 0 to 100",
            "write a whole number from 0 to 100",
        )
    return int(figure)


def read_flag(value: Any) -> bool:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    text = read_text(value).lower()
    if text not in _FLAGS:
        raise InvalidValue("invalid-flag", f"not yes or no: {quoted(text)}", "write yes or no")
    return _FLAGS[text]


def read_texts(value: Any) -> tuple[str, ...]:
    """A list of texts without duplicates, in its order."""
    if isinstance(value, str):
        parts = (part.strip() for line in value.splitlines() for part in line.split(","))
        items = ", ".join(part for part in parts if part)
        raise InvalidValue(
            "wrong-type",
            f"expected a list, found the text {quoted(value)}",
            f"write it in brackets: [{items}]",
        )
    if not isinstance(value, list):
        raise InvalidValue(
            "wrong-type",
            f"expected a list, found {_kind(value)}",
            "write [one, two], or one item per line after `- `",
        )
    if len(value) > MAX_ITEMS:
        raise InvalidValue(
            "list-too-long", f"the list has {len(value)} items", f"keep at most {MAX_ITEMS}"
        )
    if any(isinstance(item, dict) for item in value):
        raise InvalidValue(
            "wrong-type",
            "an item in the list is a mapping",
            'put an item with a colon in quotes: "C: basics"',
        )
    return tuple(
        dict.fromkeys(
            text for text in (read_text(item) for item in value if item is not None) if text
        )
    )


def read_text_or_texts(value: Any) -> tuple[str, ...]:
    """A text, or a list of texts."""
    if isinstance(value, str):
        return (read_text(value),)
    return read_texts(value)


def read_file(value: Any) -> str:
    """The path of a file, relative to the folder of the file that names it."""
    text = read_text(value)
    if not is_relative(text):
        return text
    return PurePosixPath(text).as_posix()


def read_mapping(value: Any) -> dict[str, Any]:
    """The owner's own keys and values."""
    if not isinstance(value, dict):
        raise InvalidValue(
            "wrong-type",
            f"expected keys and values, found {quoted(value)}",
            "write each `key: value` on an indented line of its own",
        )
    return value


def read_language(value: Any) -> str:
    """A language tag such as `en`, `de-AT` or `zh-Hant` (BCP 47)."""
    from babel import Locale, UnknownLocaleError

    text = read_text(value).replace("_", "-")
    try:
        if not _LANGUAGE.fullmatch(text):
            raise ValueError(text)
        Locale.parse(text, sep="-")
    except (ValueError, UnknownLocaleError):
        raise InvalidValue(
            "invalid-language",
            f"not a language tag: {quoted(text)}",
            "write a BCP 47 tag such as en, de or pt-BR",
        ) from None
    return text


def read_address(value: Any) -> str:
    """A path on this site, such as `certs/aws/`, without leading and trailing slashes."""
    parts = read_text(value).strip("/").split("/")
    if not all(
        re.fullmatch(r"[^\s\\:*?\"<>|#%]+", part) and part == part.strip(".") and is_file_name(part)
        for part in parts
    ):
        raise InvalidValue(
            "invalid-address",
            f"not an address on this site: {quoted(value)}",
            "write a path such as certs/aws",
        )
    return "/".join(parts)


def read_addresses(value: Any) -> tuple[str, ...]:
    """A list of paths on this site."""
    return tuple(read_address(item) for item in read_texts(value))


def read_slug(value: Any) -> str:
    """The last part of an address: lower-case letters and digits with hyphens between them."""
    text = read_text(value)
    if text != slug(text):
        raise InvalidValue(
            "invalid-slug",
            f"{quoted(text)} cannot be the last part of an address",
            f"write {slug(text)}",
        )
    return text


_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
_WORD = {"type": "string", "pattern": "^[^A-Z\\s-]+$"}
_A_TEXT: dict[str, Any] = {"type": "string"}
_A_LIST: dict[str, Any] = {"type": "array", "items": _A_TEXT}
Text = Annotated[str, Reader(read_text, {"type": ["string", "number", "boolean"]})]
Key = Annotated[str, Reader(read_key, _WORD)]
Keys = Annotated[
    tuple[str, ...], Reader(read_keys, {"type": "array", "items": _WORD, "uniqueItems": True})
]
_A_DATE = {
    "anyOf": [
        {**_A_TEXT, "pattern": _DATE},
        {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
    ]
}
Date = Annotated[PartialDate, Reader(read_date, _A_DATE)]
WrittenDate = Annotated[str, Reader(read_written_date, _A_DATE)]
Url = Annotated[str, Reader(read_url, {**_A_TEXT, "format": "uri", "pattern": "^https?://"})]
Email = Annotated[str, Reader(read_email, {**_A_TEXT, "pattern": _EMAIL})]
HoursValue = Annotated[Hours, Reader(read_hours, {"type": ["number", "string"]})]
WholeNumber = Annotated[int, Reader(read_whole_number, {"type": "integer"})]
Percentage = Annotated[
    int, Reader(read_percentage, {"type": "integer", "minimum": 0, "maximum": 100})
]
Flag = Annotated[
    bool, Reader(read_flag, {"anyOf": [{"type": "boolean"}, {"enum": sorted(_FLAGS)}]})
]
Texts = Annotated[
    tuple[str, ...],
    Reader(
        read_texts, {"type": "array", "items": {"type": ["string", "number"]}, "uniqueItems": True}
    ),
]
TextOrTexts = Annotated[tuple[str, ...], Reader(read_text_or_texts, {"anyOf": [_A_TEXT, _A_LIST]})]
FilePath = Annotated[str, Reader(read_file, _A_TEXT)]
KeysAndValues = Annotated[dict[str, Any], Reader(read_mapping, {"type": "object"})]
Language = Annotated[str, Reader(read_language, _A_TEXT)]
Addresses = Annotated[tuple[str, ...], Reader(read_addresses, {**_A_LIST, "uniqueItems": True})]
Slug = Annotated[str, Reader(read_slug, _A_TEXT)]
