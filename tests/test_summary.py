"""The line that says what a build made."""

from __future__ import annotations

from pathlib import Path

import pytest

from portfolio.paths import shown_folder
from portfolio.summary import build_summary, plural, warning_count


def test_a_build_says_what_it_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures have their words in the right number,
    and the folder is named from where one stands.
    """
    monkeypatch.chdir(tmp_path)
    assert (
        build_summary(1, 1200, tmp_path / "output", 3, 0, 0.25)
        == "1 credential, 1,200 pages in 0.2 s: output/ (3 written, 0 deleted)"
    )


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages"), (12345, "12,345 pages")]
)
def test_words_have_their_number(count: int, words: str) -> None:
    """One is one, and thousands are set apart."""
    assert plural(count, "page") == words


def test_warnings_are_only_counted_where_there_are_some() -> None:
    """No warning is not worth a word."""
    assert [warning_count(count) for count in (0, 1, 2)] == ["", ", 1 warning", ", 2 warnings"]


def test_folders_are_named_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder inside is named from here, this one is a dot,
    and one elsewhere has its whole path.
    """
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path / "a")
    assert shown_folder(tmp_path / "a" / "b" / "c") == "b/c/"
    assert shown_folder(tmp_path / "a") == "./"
    assert shown_folder(tmp_path / "ab") == str(tmp_path / "ab")
    assert shown_folder(tmp_path) == str(tmp_path)
