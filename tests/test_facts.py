"""The section of a body that repeats facts of the front matter."""

from __future__ import annotations

import pytest

from portfolio.markdown import render_body

STATED = dict.fromkeys(
    ["credential_id", "enrollment_id", "instructor", "issued_date", "expiry_date", "issuer", "platform", "duration_hours"], True
)


def rendered(section: str, facts: dict[str, bool] = STATED, heading: str = "## Verification") -> str:
    """The HTML of a section below a heading about verification."""
    return render_body(f"{heading}\n\n{section}\n", 1, "Title", facts)[0].html


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ("**Credential ID:** ABC", "credential_id"),
        ("**Certificate Number**: ABC", "credential_id"),
        ("License No.: ABC", "credential_id"),
        ("badge id: ABC", "credential_id"),
        ("Enrolment ID: r1", "enrollment_id"),
        ("Instructors: A, B", "instructor"),
        ("Taught by: A", "instructor"),
        ("Issued: May 2024", "issued_date"),
        ("Issued date: May 2024", "issued_date"),
        ("Expires: 2027", "expiry_date"),
        ("Valid until: 2027", "expiry_date"),
        ("Issuer: X", "issuer"),
        ("Platform: Coursera", "platform"),
        ("Duration: 33 hours", "duration_hours"),
    ],
)
def test_an_item_is_dropped_only_if_the_front_matter_states_it(item: str, field: str) -> None:
    """A line that repeats a stated field goes, and the same line stays where it is the only one to say it."""
    assert rendered(f"- {item}", {field: True}) == ""
    assert "<li>" in rendered(f"- {item}", {field: False, "title": True})
    assert "<li>" in rendered(f"- {item}", {"title": True})


@pytest.mark.parametrize(
    "item",
    [
        "**Status:** Active",
        "Verification URL: <https://a.example>",
        "Verify at: https://a.example",
        "Certificate link: [x](https://a.example)",
    ],
)
def test_status_and_link_are_always_shown_elsewhere(item: str) -> None:
    """The page shows state and check link in their place, so these lines go."""
    assert rendered(f"- {item}") == ""


@pytest.mark.parametrize(
    "item",
    [
        "The examiner was strict.",
        "Credential IDs are printed on paper",
        "Score: 97 %",
        "Reference letters: two",
        "Issued by hand",
        "A list:\n  - one\n  - more",
        "Two paragraphs.\n\n  Status: Active",
        "Status",
    ],
)
def test_other_items_stay(item: str) -> None:
    """What does not begin with the name of a fact and a colon stays whole."""
    html = rendered(f"- {item}")
    assert "<h2" in html
    assert html == rendered(f"- {item}", {}).replace("\n\n", "\n") or html == rendered(f"- {item}", {})


@pytest.mark.parametrize(
    "item",
    [
        "Credential ID: ABC (the first attempt, in 2019, failed by two points)",
        "Proof: the project runs in production at two hospitals",
        "Certificate: framed in the office, and a translation is with the embassy",
    ],
)
def test_an_item_that_says_more_than_a_fact_stays(item: str) -> None:
    """A line is dropped only where it repeats a fact, never with words that stand nowhere else."""
    assert "<li>" in rendered(f"- {item}")


@pytest.mark.parametrize("heading", ["## Verification", "### How to verify", "# Credential", "## Proof", "## Validation"])
def test_headings_about_verification(heading: str) -> None:
    """Facts are dropped below any heading about checking, and the heading goes with the last of them."""
    assert rendered("- Status: Active", heading=heading) == ""


@pytest.mark.parametrize("heading", ["## Topics", "## Improving things", "## Incredible"])
def test_facts_below_other_headings_stay(heading: str) -> None:
    """A list below any other heading is the author's text."""
    assert "Status: Active" in rendered("- Status: Active", heading=heading)


def test_only_the_part_before_the_next_heading_is_looked_at() -> None:
    """Another heading ends the section, whatever its level."""
    html = rendered("- Status: Active\n\n### Notes\n\n- Status: Active")
    assert html.count("Status: Active") == 1
    assert "Verification" not in html


@pytest.mark.parametrize(
    "section",
    [
        "- Credential ID: 1\n\n  # Heading in the item",
        "- a\n  ## Heading in the item\n- b",
        "1. a\n   ## b",
        "> - Credential ID: 1\n>\n> ## c",
        "- - - Credential ID: 1\n      # d",
    ],
)
def test_headings_within_lists_break_nothing(section: str) -> None:
    """A heading that stands in a list item is shown with its list."""
    html = rendered(section)
    for tag in ("ul", "ol", "li", "blockquote"):
        assert html.count(f"<{tag}>") == html.count(f"</{tag}>")
    assert "<h" in html


@pytest.mark.parametrize("section", ["1. Credential ID: 1\n2. Status: Active", "> - Status: Active", "- Status: Active\n\ntext"])
def test_no_empty_list_is_left(section: str) -> None:
    """A list whose items are all dropped is dropped too."""
    html = rendered(section).replace("\n", "")
    assert "<ul></ul>" not in html
    assert "<ol></ol>" not in html


def test_a_verification_heading_within_a_list_breaks_nothing() -> None:
    """A section inside a list item ends with the item."""
    html = render_body("- ## Verification\n  - Status: Active\n- next\n\n## More\n", 1, "T", STATED)[0].html
    assert "next" in html
    assert html.count("<li>") == html.count("</li>")
    assert "<ul></ul>" not in html.replace("\n", "")
