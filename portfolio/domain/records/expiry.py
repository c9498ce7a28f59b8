"""The date on which a credential expires, or words that say it never does.

The words are data (`data/never.toml`), which is read only for a value without digits.
"""

from __future__ import annotations

import functools
import tomllib
import unicodedata
from pathlib import Path
from typing import Annotated, Any

from ...dates import PartialDate
from ...paths import DATA_FOLDER
from ...schema.fields import InvalidValue, Reader
from ...schema.types import Date, read_date, read_text

NEVER = PartialDate(0)
"""The value of words for never. A record then has a status that says so, and no such date."""


_SAME = str.maketrans("’ı", "'i")
"""Letters that people write instead of others."""


def read_expiry(value: Any) -> PartialDate:
    """A date with the precision that was written, or a word for never."""
    text = read_text(value)
    if any(letter.isdigit() for letter in text):
        return read_date(text)
    if _plain(text) in _words():
        return NEVER
    try:
        return read_date(text)
    except InvalidValue as reason:
        raise InvalidValue(
            reason.code, reason.message, f"{reason.help}, or `never` if it does not expire"
        ) from None


@functools.cache
def _words() -> frozenset[str]:
    table = tomllib.loads(Path(DATA_FOLDER, "never.toml").read_text("utf-8"))
    return frozenset(_plain(word) for words in table.values() for word in words)


def _plain(text: str) -> str:
    """A phrase without case, accents and the marks around it."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_SAME))
    return " ".join(
        "".join(letter for letter in letters if not unicodedata.combining(letter)).split()
    ).strip(' .,;!()*_"')


_DATE_SCHEMA = Date.__metadata__[0].schema  # type: ignore[attr-defined]
Expiry = Annotated[
    PartialDate,
    Reader(
        read_expiry,
        {"anyOf": [*_DATE_SCHEMA["anyOf"], {"type": "string", "not": {"pattern": "[0-9]"}}]},
    ),
]
