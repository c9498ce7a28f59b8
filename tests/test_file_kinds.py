"""Files in the place of others: each is told what it is, and what to do with it."""

from __future__ import annotations

import re
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from helpers_reading import lightly
from hypothesis import given
from hypothesis import strategies as st

from portfolio.content.files import find_asset
from portfolio.images.assets import Refusal
from portfolio.images.file_kinds import PICTURE_TYPES, PUBLISHED_TYPES, detect_kind

CASES = tomllib.loads((Path(__file__).parent / "cases" / "file_kinds.toml").read_text("utf-8"))[
    "file"
]
FOLDER = "content/credentials/"


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['name']} {case['message'].partition(' is ')[2]}"
)
def test_a_file_of_another_kind_is_told_what_it_is(case: dict[str, Any], tmp_path: Path) -> None:
    """Pictures under other endings, photographs of telephones, web pages, pointers, texts:
    each has its name and its cure.
    """
    path = tmp_path / FOLDER / case["name"]
    path.parent.mkdir(parents=True)
    path.write_bytes(case["begins"].encode("latin-1"))
    kinds = PUBLISHED_TYPES if case.get("document") else PICTURE_TYPES
    found = find_asset(tmp_path, f"{FOLDER}a.md", case["name"], kinds)
    assert found == Refusal(case["code"], case["message"], case["help"])


@lightly
@given(
    st.sampled_from([b"", b"<", b"<!--", b"<?xml", b"\0\0\0\x18ftyp", b"RIFF", b"BM"]),
    st.binary(max_size=40),
)
def test_every_file_is_of_a_kind_or_of_none(begin: bytes, rest: bytes) -> None:
    """Whatever a file begins with, it has a kind with a name or none;
    one that is not published has a cure.
    """
    kind = detect_kind(begin + rest)
    assert kind is None or (kind.name and (kind.suffixes or kind.cure))


@given(st.lists(st.sampled_from([b"<!--", b"-->", b"<svg>", b"<html>", b" ", b"a"]), max_size=12))
def test_comments_are_no_part_of_a_kind(pieces: list[bytes]) -> None:
    """What stands in comments that end does not count, as in XML."""
    whole = b"".join(pieces)
    assert detect_kind(b" " + whole) == detect_kind(b" " + re.sub(rb"(?s)<!--.*?-->", b"", whole))


def test_many_opened_comments_take_no_time() -> None:
    """A file of nothing but the beginnings of comments is looked at as quickly as any other."""
    began = time.process_time()
    detect_kind(b"<!--" * 1_000_000)
    assert time.process_time() - began < 1
