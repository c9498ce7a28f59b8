"""Words for never where a date of expiry is asked for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from small_site import credential, front_matter, surveyed

import portfolio
from portfolio.domain.records.credential import Status
from portfolio.domain.records.expiry import NEVER, read_expiry
from portfolio.schema.fields import InvalidValue

TABLE = tomllib.loads((Path(portfolio.__file__).parent / "data" / "never.toml").read_text("utf-8"))
WORDS = sorted({word for words in TABLE.values() for word in words})


@pytest.mark.parametrize("word", WORDS)
def test_words_for_never_are_read_however_they_are_written(word: str) -> None:
    """In capitals, with a full stop or a blank at its ends,
    a word for never is one; no date is ever one.
    """
    for written in (word, word.upper(), word.title(), f" {word} ", f"{word}.", f"({word})"):
        assert read_expiry(written) == NEVER, written


@pytest.mark.parametrize(
    "word", ["Lauft nicht ab", "a vie", "n’expire pas", "N / A", "Never!", "sin  caducidad"]
)
def test_accents_spaces_and_quotes_do_not_matter(word: str) -> None:
    """What is typed without accents, with a curly apostrophe or with more blanks is understood."""
    assert read_expiry(word) == NEVER


@pytest.mark.parametrize(
    "word",
    [
        "TBD",
        "unknown",
        "soon",
        "?",
        "expired",
        "lifetime until 2027",
        "valid",
        "no idea",
        "yes",
        "x",
    ],
)
def test_what_nobody_knows_is_not_never(word: str) -> None:
    """A placeholder or another word is not a date, and claims nothing."""
    with pytest.raises(InvalidValue) as found:
        read_expiry(word)
    assert found.value.code == "invalid-date"
    assert found.value.help.endswith(", or `never` if it does not expire") == (
        not re.search(r"[0-9]", word)
    )


@pytest.mark.parametrize(
    ("status", "becomes"),
    [
        (None, Status.LIFETIME),
        ("active", Status.LIFETIME),
        ("lifetime", Status.LIFETIME),
        ("expired", Status.EXPIRED),
        ("revoked", Status.REVOKED),
        ("completed", Status.COMPLETED),
    ],
)
def test_never_is_a_status_and_no_date(status: str | None, becomes: Status) -> None:
    """A record with a word for never has no date of expiry;
    it is for life unless its status says something else.
    """
    record = credential(expiry_date="never", status=status).record
    assert (record.expiry_date, record.status) == (None, becomes)


def test_the_data_says_what_is_meant(tmp_path: Path) -> None:
    """Five ways of writing never are one state, and an empty value states nothing."""
    files = {
        name: front_matter(title=name, expiry_date=word)
        for name, word in zip(
            "abcde", ["Never", "N/A", "Does not expire", '"-"', "无"], strict=True
        )
    }
    found = surveyed(tmp_path, files | {"f": front_matter(title="f", expiry_date="null")})
    assert found.diagnostics == ()
    states = {entry.id: entry.state.value for entry in found.portfolio.entries}
    assert states == dict.fromkeys("abcde", "lifetime") | {"f": "no_expiry_stated"}
