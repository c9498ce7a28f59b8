"""JSON documents, read strictly: what two readers could read in two ways is refused.

A signature covers what its issuer's program read. So a repeated key, a number that loses digits and
half a character are never guessed at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from ..domain.proof import KeptDocument, KeptDocuments
from ..text import quoted

MAX_DOCUMENT_BYTES = 4 * 1024**2
"""Maximum bytes of a document; a status list of 16 million entries has less than 3 MiB."""
MAX_VALUES = 100_000
"""Maximum values of a document, which bounds the memory that it takes."""
MAX_LEVELS = 60
"""Maximum nesting of a document; real ones have less than 20, and readers of JSON-LD recurse."""
MAX_EXACT_INTEGER = 2**53 - 1
"""Beyond this number, readers of JSON round integers differently."""
MAX_EXACT_DIGITS = 15
"""With more digits, different numbers are written alike in RDF."""

_OPENING = re.compile(r"[\[{,]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_DIGITS = re.compile(r"[1-9]\d*")


class UnprovableError(Exception):
    """Something cannot be checked; the message says why, as `Check.why` does."""


class Fetched(Struct, frozen=True):
    """A kept document with its value."""

    document: KeptDocument
    data: dict[str, Any]


def read_json(text: str) -> Any:
    """The value of a JSON text. Raises UnprovableError for what readers may read differently."""
    if len(text) > MAX_DOCUMENT_BYTES:
        raise UnprovableError(f"It has more than {MAX_DOCUMENT_BYTES // 1024**2} MiB of data")
    if sum(1 for _ in _OPENING.finditer(text)) > MAX_VALUES:
        raise UnprovableError(f"It has more than {MAX_VALUES:,} values")
    try:
        data = json.loads(
            text,
            object_pairs_hook=_without_repeats,
            parse_int=_exact_integer,
            parse_float=_exact_number,
            parse_constant=_no_number,
        )
    except json.JSONDecodeError as reason:
        raise UnprovableError(
            f"Its JSON cannot be read: {reason.msg} in line {reason.lineno}"
        ) from None
    except RecursionError:
        raise UnprovableError("Its values are nested too deeply") from None
    _refuse_odd_values(data)
    return data


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise UnprovableError(f"It says {quoted(repeated)} twice in one place")
    return found


def _exact_integer(text: str) -> int:
    if len(text) > MAX_EXACT_DIGITS + 2 or abs(int(text)) > MAX_EXACT_INTEGER:
        raise UnprovableError(f"The number {quoted(text, 25)} has too many digits")
    return int(text)


def _exact_number(text: str) -> float | int:
    """A number with a fraction; `5.0` is the integer 5, as in JSON-LD and JavaScript."""
    significant = _DIGITS.search(re.split("[eE]", text)[0].replace(".", "").rstrip("0"))
    number = float(text)
    if len(text) > 40 or (significant and len(significant[0]) > MAX_EXACT_DIGITS):
        raise UnprovableError(f"The number {quoted(text, 25)} has too many digits")
    if number.is_integer() and abs(number) <= MAX_EXACT_INTEGER:
        return int(number)
    if not 1e-99 < abs(number) < 1e99:
        raise UnprovableError(f"The number {quoted(text, 25)} is out of range")
    return number


def _no_number(text: str) -> float:
    raise UnprovableError(f"{quoted(text)} is not a number in JSON")


def _refuse_odd_values(data: Any) -> None:
    level = [data]
    for _ in range(MAX_LEVELS):
        for value in level:
            texts = value if isinstance(value, dict) else [value]
            if any(isinstance(text, str) and _SURROGATES.search(text) for text in texts):
                raise UnprovableError("It has half a character (a lone surrogate)")
        level = [inner for value in level for inner in inner_values(value)]
        if not level:
            return
    raise UnprovableError("Its values are nested too deeply")


def inner_values(value: Any) -> Iterator[Any]:
    """The values directly in an object or a list."""
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def kept(address: str, documents: KeptDocuments) -> Fetched:
    """A kept document that is a JSON object. Raises UnprovableError if there is none."""
    document = documents.get(address)
    if document is None:
        raise UnprovableError(f"The document {quoted(address, 200)} was not at hand")
    if document.code != 200:
        raise UnprovableError(f"{quoted(address, 200)} answered with the code {document.code}")
    try:
        data = read_json(document.text)
    except UnprovableError:
        data = None
    if not isinstance(data, dict):
        raise UnprovableError(f"What was found at {quoted(address, 200)} is not a JSON object")
    return Fetched(document, data)


def as_list(value: Any) -> list[Any]:
    """A value of which there may be several: a list as it is, anything else alone, None empty."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def text_or_empty(value: Any) -> str:
    """A value that is one text; empty for others."""
    return value if isinstance(value, str) else ""


def id_of(value: Any) -> str:
    """The address that a value is or has; empty if none."""
    if isinstance(value, dict):
        return text_or_empty(value.get("id"))
    return text_or_empty(value)


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects among one or several values."""
    return [one for one in as_list(value) if isinstance(one, dict)]


def types_of(data: dict[str, Any]) -> set[str]:
    """The names of the types of an object."""
    return {one for one in as_list(data.get("type")) if isinstance(one, str)}
