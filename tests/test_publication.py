"""A published build as the message of a commit: written, and read again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st

from portfolio.deploy.publication import BuildCommit, Publication, read_message, write_message

BUILD = Publication(datetime(2025, 6, 1, 12, 30, tzinfo=UTC), date(2025, 5, 31), 1, 7, "1.2.3")
HEX = st.text("0123456789abcdef", min_size=40, max_size=40)


@given(
    st.builds(
        BuildCommit,
        st.builds(
            Publication,
            st.integers(0, 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
            st.dates(date(2000, 1, 1)),
            st.integers(0, 10**6),
            st.integers(0, 10**6),
            st.just("0.1.0"),
            st.just("") | HEX,
            st.booleans(),
        ),
        HEX,
        st.sampled_from(["", "ada.example.org"]),
    )
)
@examples(30)
def test_a_message_says_all_of_a_build(commit: BuildCommit) -> None:
    """What is written into a message is read from it again."""
    assert read_message(write_message(commit)) == commit


def test_the_message_in_words() -> None:
    """Without a repository of sources, no commit is named."""
    assert write_message(BuildCommit(BUILD, "f00")).startswith(
        "Publish 1 credential, 7 pages as of 2025-05-31\n\n"
        "Built on 2025-06-01 at 12:30 UTC for 2025-05-31.\n\nPortfolio-Build: "
    )


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Create CNAME",
        "Portfolio-Build: yesterday",
        write_message(BuildCommit(BUILD, "")),
        write_message(BuildCommit(BUILD, "f00")).replace("Pages: 7", "Pages: many"),
        write_message(BuildCommit(BUILD, "f00")).replace("As-Of: 2025", "As-Of: 25"),
    ],
)
def test_other_messages_are_no_builds(message: str) -> None:
    """A message of somebody else, or one that lacks something, is not taken for a build."""
    assert read_message(message) is None
