"""The contexts of standards that come with the program."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from portfolio.paths import DATA_FOLDER
from portfolio.proving.contexts import load_context, refuse_unknown_contexts
from portfolio.proving.documents import UnprovableError

FOLDER = Path(DATA_FOLDER, "contexts")
SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples" / "contexts"
ADDRESSES = tomllib.loads((FOLDER / "addresses.toml").read_text("utf-8"))


def test_each_context_has_an_address_and_a_notice() -> None:
    """Every file is at an address, and the notice says by whom it is."""
    files = {path.name for path in FOLDER.glob("*.json*")}
    assert set(ADDRESSES.values()) == files
    notice = (FOLDER / "contexts-LICENSES.txt").read_text("utf-8")
    assert [name for name in files if name not in notice] == []
    for address in ADDRESSES:
        assert "@context" in load_context(address)["document"]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the repository")
def test_contexts_are_unchanged() -> None:
    """The files are those that others published, byte for byte."""
    for name in set(ADDRESSES.values()) - {"w3c-examples-v2.jsonld"}:
        assert (FOLDER / name).read_bytes() == (SAMPLES / name).read_bytes()


def test_no_context_needs_another_one() -> None:
    """All that they refer to is there."""
    for name in ADDRESSES.values():
        refuse_unknown_contexts(json.loads((FOLDER / name).read_text("utf-8")))


def test_unknown_contexts_are_named() -> None:
    """A context that the program does not have is named, and never loaded."""
    with pytest.raises(UnprovableError, match=r"https://example\.org/c"):
        load_context("https://example.org/c")
    many: list[dict[str, list[str]]] = [{"@context": []} for _ in range(500)]
    with pytest.raises(UnprovableError, match="contexts"):
        refuse_unknown_contexts(many)
