"""The section of a body that repeats facts of the front matter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.markdown.render_body import render_body

STATED = {
    "credential_id": ["ABC"],
    "enrollment_id": ["r1"],
    "instructor": ["Ada Example", "Bo Beispiel"],
    "issued_date": ["2024-05-17"],
    "expiry_date": ["2027-05"],
    "issuer": ["Example Academy", "Other"],
    "platform": ["Coursera"],
    "duration_hours": ["33"],
}


def rendered(section: str, facts: Any = STATED, heading: str = "## Verification") -> str:
    """The HTML of a section below a heading about verification."""
    return render_body(f"{heading}\n\n{section}\n", 1, "Title", facts)[0].html


SAME = [
    ("**Credential ID:** ABC", "credential_id"),
    ("**Certificate Number**: `ABC`", "credential_id"),
    ("License No.: ABC", "credential_id"),
    ("badge id: ABC", "credential_id"),
    ("Enrolment ID: r1", "enrollment_id"),
    ("Instructors: Ada Example, Bo Beispiel", "instructor"),
    ("Instructors: Ada Example and Bo Beispiel", "instructor"),
    ("Taught by: Bo Beispiel", "instructor"),
    ("Issued: May 2024", "issued_date"),
    ("Issued: 2024", "issued_date"),
    ("Issued date: 17 May 2024", "issued_date"),
    ("Date issued: May 17th, 2024", "issued_date"),
    ("Issued on: 17.05.2024", "issued_date"),
    ("Earned: 5/17/2024", "issued_date"),
    ("Expires: 2027", "expiry_date"),
    ("Valid until: May 2027", "expiry_date"),
    ("Issuer: example academy", "issuer"),
    ("Issued by: Other", "issuer"),
    ("Platform: Coursera", "platform"),
    ("Duration: 33 hours", "duration_hours"),
    ("Hours: 33", "duration_hours"),
]
DIFFERENT = [
    "Credential ID: ABD",
    "Enrolment ID: r2",
    "Instructor: Cy Example",
    "Instructors: Ada Example, Cy Example",
    "Issued: 2023",
    "Issued: May 18, 2024",
    "Issued: June 2024",
    "Expires: 31 May 2027",
    "Expires: never",
    "Valid until: 2028",
    "Issuer: Example University",
    "Issuer: [Example Academy](https://academy.example/)",
    "Platform: edX",
    "Duration: 40 hours",
    "Duration: 33 hours over 6 weeks",
    "Status: Revoked",
    "Status: Active since 2020",
    "Verify: https://a.example/1 with the word sesame",
    "Certificate: [page](https://a.example/1), framed in the office",
    (
        "Proof: [all that was said of it by those who were there, "
        "in the order of the talks](https://a.example/1)"
    ),
]


@pytest.mark.parametrize(("item", "field"), SAME)
def test_an_item_is_dropped_only_if_the_front_matter_states_it(item: str, field: str) -> None:
    """A line that repeats a stated field goes, and the same line stays
    where it is the only one to say it.
    """
    assert rendered(f"- {item}", {field: STATED[field]}) == ""
    assert "<li>" in rendered(f"- {item}", {"title": ["x"]})


@pytest.mark.parametrize("item", DIFFERENT)
def test_an_item_that_differs_from_the_front_matter_stays(item: str) -> None:
    """A line that differs from the field of its name, or is more precise, is not lost."""
    assert "<li>" in rendered(f"- {item}")


@pytest.mark.parametrize(
    ("item", "status", "is_dropped"),
    [
        ("Status: Lifetime (No expiration)", "lifetime", True),
        ("Status: Lifetime (No expiration)", "active", False),
        ("Status: Active", "revoked", False),
        ("Status: In progress", "in_progress", True),
        ("Status: ✅ Verified", "", True),
        ("Status: Active until May 2027", "", True),
        ("Status: Active until May 2028", "", False),
        ("Status: Expired (2027-05)", "expired", True),
        ("Status: Expired (2026)", "expired", False),
        ("Expires: never", "lifetime", True),
        ("Expires: never", "active", False),
    ],
)
def test_a_state_is_compared_with_the_one_that_is_stated(
    item: str, status: str, is_dropped: bool
) -> None:
    """A line about the state goes if it says no more than the record, whatever it calls it."""
    assert (
        rendered(f"- {item}", {"status": [status] if status else [], "expiry_date": ["2027-05"]})
        == ""
    ) is is_dropped


@pytest.mark.parametrize(
    ("item", "link"),
    [
        ("Verification URL: <https://a.example/1>", "https://a.example/1"),
        ("Verify at: https://a.example/1.", "https://a.example/1"),
        ("Certificate link: [x](https://a.example/1)", "https://a.example/1"),
        ("https://a.example/1", "https://a.example/1"),
        ("<https://a.example/1>", "https://a.example/1"),
    ],
)
def test_a_link_goes_to_its_place_on_the_page(item: str, link: str) -> None:
    """A line that is a check link goes, and its address is told,
    because the page shows it elsewhere.
    """
    body = render_body(f"## Verification\n\n- {item}\n", 1, "Title", STATED)[0]
    assert body.html == ""
    assert body.outline.left_out == body.outline.verification_links == (link,)


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
    assert html == rendered(f"- {item}", {}).replace("\n\n", "\n") or html == rendered(
        f"- {item}", {}
    )


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


@pytest.mark.parametrize(
    "heading", ["## Verification", "### How to verify", "# Credential", "## Proof", "## Validation"]
)
def test_headings_about_verification(heading: str) -> None:
    """Facts are dropped below any heading about checking,
    and the heading goes with the last of them.
    """
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
        "- Credential ID: ABC\n\n  # Heading in the item",
        "- a\n  ## Heading in the item\n- b",
        "1. a\n   ## b",
        "> - Credential ID: ABC\n>\n> ## c",
        "- - - Credential ID: ABC\n      # d",
    ],
)
def test_headings_within_lists_break_nothing(section: str) -> None:
    """A heading that stands in a list item is shown with its list."""
    html = rendered(section)
    for tag in ("ul", "ol", "li", "blockquote"):
        assert html.count(f"<{tag}>") == html.count(f"</{tag}>")
    assert "<h" in html


@pytest.mark.parametrize(
    "section",
    ["1. Credential ID: ABC\n2. Status: Active", "> - Status: Active", "- Status: Active\n\ntext"],
)
def test_no_empty_list_is_left(section: str) -> None:
    """A list whose items are all dropped is dropped too."""
    html = rendered(section).replace("\n", "")
    assert "<ul></ul>" not in html
    assert "<ol></ol>" not in html


def test_a_verification_heading_within_a_list_breaks_nothing() -> None:
    """A section inside a list item ends with the item."""
    html = render_body(
        "- ## Verification\n  - Status: Active\n- next\n\n## More\n", 1, "T", STATED
    )[0].html
    assert "next" in html
    assert html.count("<li>") == html.count("</li>")
    assert "<ul></ul>" not in html.replace("\n", "")


WORDS = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,6}( [A-Za-z0-9]{1,6})?", fullmatch=True)


@given(WORDS, WORDS, st.sampled_from(["Credential ID", "Issuer", "Platform", "Taught by"]))
def test_a_value_is_dropped_exactly_where_it_is_the_stated_one(
    said: str, stated: str, label: str
) -> None:
    """A line of a name or a number goes if it is the stated one, whatever its case,
    and stays if it is any other.
    """
    facts = {name: [stated] for name in ("credential_id", "issuer", "platform", "instructor")}
    is_same = said.casefold() == stated.casefold()
    assert (rendered(f"- {label}: {said}", facts) == "") is is_same or " and " in said


@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%b %Y"]),
)
def test_a_date_is_dropped_exactly_where_it_is_the_stated_one(
    said: date, stated: date, form: str
) -> None:
    """A line of a date goes if it means the stated day, or its month,
    and stays if it means another.
    """
    shown = said.strftime(form)
    parts = slice(1, 3) if form == "%b %Y" else slice(0, 3)
    one, other = ([day.day, day.month, day.year] for day in (said, stated))
    are_same = sorted(one[parts]) == sorted(other[parts])
    assert (rendered(f"- Issued: {shown}", {"issued_date": [stated.isoformat()]}) == "") is are_same
    assert (
        rendered(f"- Issued: {stated.strftime(form)}", {"issued_date": [stated.isoformat()]}) == ""
    )
