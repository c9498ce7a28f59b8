"""What an invalid value was probably meant to be.

Every fix is tried on the field before it is offered, so following it causes no further error.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ..dates import PartialDate
from ..images.file_kinds import PICTURE_TYPES
from ..schema.fields import FieldSpec, InvalidValue
from ..schema.types import read_file
from ..text import is_invisible, slug, snake
from .field_names import normalized, status_words
from .written_dates import DateReading, read_dates

Fix = tuple[tuple[str, Any], ...]
"""The lines that replace one line: fields with their values."""
FieldSpecs = Mapping[str, FieldSpec]

FILE_SUFFIXES = (*(ending.removeprefix(".") for ending in PICTURE_TYPES), "pdf")
_ADDRESS = re.compile(r"<?(https?://[^\s<>\])]+)>?|\[[^\]]*\]\((https?://[^\s)]+)[^)]*\)")
_HOST = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?")
_SPELLED_AT = re.compile(r"\s*[\[({<]\s*(?:at|@|ät)\s*[\])}>]\s*|\s+(?:at|@)\s+|\s+@|@\s+", re.I)
_SPELLED_DOT = re.compile(r"\s*[\[({<]\s*(?:dot|\.|punkt|point)\s*[\])}>]\s*|\s+dot\s+", re.I)
_INNER = ("name", "title", "label", "url", "href", "link", "src")
_FLAGS = {
    **dict.fromkeys(
        (
            "y",
            "1",
            "x",
            "yep",
            "oui",
            "ja",
            "si",
            "sí",
            "sim",
            "да",
            "はい",
            "是",
            "enabled",
            "checked",
        ),
        "yes",
    ),
    **dict.fromkeys(
        (
            *("n", "0", "nope", "non", "nein", "não", "nee", "нет", "いいえ", "否"),
            *("disabled", "never"),
        ),
        "no",
    ),
}
_HOUR = (
    r"(?:h|hrs?|hours?|std\.?|stunden?|heures?|horas?|or[ae]|uur|uren|godzin\w*|"
    r"час\w*|時間|小时|小時|시간|saat|घंटे|ساع\w*)"
)
_MINUTE = r"(?:m|mins?|minutes?|minuten|minut[io]s?|минут\w*|分|분)"
_FIGURE = r"(\d{1,6}(?:[.,]\d{3}){0,2}(?:[.,]\d{1,6})?)"
_SOME_HOURS = re.compile(
    rf"{_FIGURE}(?:\s*(?:-|–|—|to|bis|à|a)\s*{_FIGURE})?\s*\+?\s*{_HOUR}?(?: of study)?"
)
_CLOCK = re.compile(rf"(?:pt)?(\d{{1,6}})\s*(?::|{_HOUR})\s*(?:(\d{{1,6}})\s*{_MINUTE}?)?")
_SOME_MINUTES = re.compile(rf"(?:pt)?{_FIGURE}\s*-?\s*{_MINUTE}")
_ABOUT = re.compile(r"^(?:about|approx(?:imately)?\.?|around|circa|ca\.?|c\.|over|~|≈|>)\s*")
_PERCENT = re.compile(
    rf"{_FIGURE}\s*(?:%|percent|per cent|prozent|pct)?(?: (?:done|complete|completed))?"
)
_DATE_AND_WORDS = ("2024-05-17", "words")
_A_TEXT = "Any text: with words"


def accepts(spec: FieldSpec, value: Any) -> bool:
    """Whether a field takes a value as it is."""
    if spec.reader is None:
        return isinstance(value, list if spec.shape is tuple else dict)
    try:
        spec.reader.read(value)
    except InvalidValue:
        return False
    return True


def fixes_of(
    field: str, value: Any, specs: FieldSpecs, taken: Container[str] = ()
) -> tuple[Fix, ...]:
    """What can be written instead of a value that a field rejects: one fix for each meaning.

    `taken` are the fields that already have a value; no fix changes them.
    """
    spec = specs[field]
    day, words = (accepts(spec, text) for text in _DATE_AND_WORDS)
    if day and not words and isinstance(value, str):
        dates = (_lines(field, reading, specs, taken) for reading in read_dates(value))
        return tuple(dict.fromkeys(fix for fix in dates if fix))
    if isinstance(value, str) and accepts(spec, _A_TEXT):
        seen = "".join(character for character in value if character.isprintable())
        if is_invisible(seen) or not accepts(spec, seen):
            return ()
        return (((field, seen),),)
    is_path = spec.reader is not None and spec.reader.read is read_file
    made = (
        form
        for form in _forms(value)
        if not isinstance(form, dict) and (looks_like_file(form) or not is_path)
    )
    return tuple(((field, form),) for form in _first(form for form in made if accepts(spec, form)))


def _first(forms: Iterable[Any]) -> Iterator[Any]:
    for form in forms:
        yield form
        return


def _lines(field: str, reading: DateReading, specs: FieldSpecs, taken: Container[str]) -> Fix:
    parts: list[tuple[str, PartialDate | str | None]] = [(field, reading.date)]
    if reading.start:
        parts = _period_lines(field, reading)
    return tuple(
        (name, str(value))
        for name, value in parts
        if value and name in specs and (name == field or name not in taken)
    )


def _period_lines(field: str, reading: DateReading) -> list[tuple[str, PartialDate | str | None]]:
    """The lines for a period: its end is the date of issue, its start that of the study."""
    if field == "study_start_date":
        return [(field, reading.start)]
    if field == "expiry_date":
        return [(field, reading.date), ("issued_date", reading.start)]
    if reading.date is None:
        return [("status", "in_progress"), ("study_start_date", reading.start)]
    return [(field, reading.date), ("study_start_date", reading.start)]


def _forms(value: Any) -> Iterator[Any]:
    """What a value may have been meant to be, most likely first."""
    if isinstance(value, list) and len(value) == 1:
        yield value[0]
        yield from _forms(value[0])
    if isinstance(value, list):
        inner = [_inner(item) for item in value]
        if all(isinstance(item, str) for item in inner):
            yield inner
            yield [*map(_named_link, inner)]
    elif isinstance(value, dict):
        yield from (value[key] for key in _INNER if value.get(key))
    elif isinstance(value, str):
        yield from _text_forms(value)


def _inner(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return next((item[key] for key in _INNER if item.get(key)), None)


def _text_forms(text: str) -> Iterator[Any]:
    if looks_like_file(text):
        yield text.replace("\\", "/")
    if re.search(r"[^\W_]", text) and "/" not in text:
        yield snake(text)
        yield slug(text)
    yield from (
        word for word in (_FLAGS.get(text.casefold()), status_words().get(normalized(text))) if word
    )
    yield from _emails(text)
    yield from _addresses(text)
    yield from _hours(text.strip().casefold())
    if percent := _PERCENT.fullmatch(text.strip().casefold()):
        yield str(round(float(_figure(percent[1]))))
    parts = re.split(r"[,;|\n]|\s+[·•/]\s+", text)
    if named := [part for part in map(str.strip, parts) if part]:
        yield named
    yield from _language_tags(text)
    yield [_named_link(text)]


def _named_link(address: str) -> dict[str, str]:
    """An address as one of several links; what it is called is for the author to say."""
    address = next(_addresses(address), address)
    return {"label": address.partition("://")[2].partition("/")[0], "url": address}


def _emails(text: str) -> Iterator[str]:
    """An e-mail address that is hidden from programs, or beside a name or a scheme."""
    for shown in (text, _SPELLED_DOT.sub(".", _SPELLED_AT.sub("@", text.strip()))):
        if found := re.search(r"[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:?]+", shown):
            yield found[0].rstrip(".")


def _addresses(text: str) -> Iterator[str]:
    if found := _ADDRESS.search(text):
        yield found[1] or found[2]
    if text.startswith("//"):
        yield f"https:{text}"
    if repaired := re.match(r"(https?):?/{1,2}(?=\w)", text):
        yield f"{repaired[1]}://{quote(text[repaired.end() :], safe='/?&=#%:;,+~@!$()*')}"
    if _HOST.fullmatch(text) and not looks_like_file(text):
        yield f"https://{text}"


def looks_like_file(text: Any) -> bool:
    """Whether a value looks like the path of a picture or document, and not like a web address."""
    return (
        isinstance(text, str)
        and "://" not in text
        and text.rpartition(".")[2].lower() in FILE_SUFFIXES
        and "." in text
    )


def _hours(text: str) -> Iterator[str]:
    bare = _ABOUT.sub("", text).removesuffix(".")
    if clock := _CLOCK.fullmatch(bare):
        yield _rounded(int(clock[1]) + int(clock[2] or 0) / 60)
    elif minutes := _SOME_MINUTES.fullmatch(bare):
        yield _rounded(float(_figure(minutes[1])) / 60)
    elif hours := _SOME_HOURS.fullmatch(bare):
        yield "-".join(_figure(figure) for figure in hours.groups() if figure)


def _rounded(hours: float) -> str:
    return f"{hours:.2f}".rstrip("0").rstrip(".")


def _figure(digits: str) -> str:
    """`1,200` as `1200`, and `1,5` as `1.5`."""
    return re.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits).replace(",", ".", 1).replace(",", "")


def _language_tags(text: str) -> Iterator[str]:
    from babel import Locale

    wanted = text.strip().casefold()
    yield from (tag for tag, name in Locale("en").languages.items() if name.casefold() == wanted)
    for tag in ("de", "fr", "es", "pt", "it", "ru", "ja", "nl", "pl", "zh", "tr", "ar", "hi", "ko"):
        yield from (
            tag for _ in (0,) if str(Locale(tag).get_display_name(tag)).casefold() == wanted
        )
