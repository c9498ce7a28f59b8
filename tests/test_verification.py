"""Links of a record: which is the check, and what each is called,
in everything that is published.
"""

from __future__ import annotations

import json
import re
import tomllib
from html import escape
from pathlib import Path

import pytest
from conftest import SiteFolder, examples
from hypothesis import given
from hypothesis import strategies as st
from small_site import codes, front_matter, surveyed

from portfolio.domain.evidence_words import describe_link
from portfolio.domain.model import LinkKind
from portfolio.domain.platforms import known_platforms, verification_of
from portfolio.domain.privacy import redact
from portfolio.locale.messages import Messages

U = "0a9c832d-2383-4fca-af73-110bd28042"
CHECK, OTHER = (f"https://www.credly.com/badges/{U}{n}/public_url" for n in ("01", "02"))
BASE = (
    '[site]\nbase_url = "https://ada.test/cv/"\n[publish]\nshare_pictures = false\n[theme]\n'
    "linkedin = true\n"
)
PROFILE = "---\nname: Ada Example\nlinks:\n  - label: Home\n    url: https://home.test/ada\n---\n"
NOT_CHECKS = [
    ("https://www.coursera.org/learn/data-basics", "course", "Course page at Coursera"),
    ("https://www.credly.com/users/ada-example/badges", "profile", "Profile at Credly"),
    ("https://www.credly.com/org/academy/badge/data-basics", "badge", "Badge page at Credly"),
    ("https://drive.google.com/file/d/1a2b3c/view", "upload", "Uploaded by the owner"),
    ("https://ada.test/cv/files/data.pdf", "upload", "Uploaded by the owner"),
    ("https://home.test/ada/data.pdf", "upload", "Uploaded by the owner"),
    ("https://files.example.org/data.png", "picture", "Picture at files.example.org"),
    ("https://verify.example.org/c/1", "unknown", "Link to verify.example.org"),
    ("https://home.test/bo/data.pdf", "unknown", "Link to home.test"),
]


def chosen(root: Path, body: str = "", **fields: object) -> tuple[str, str] | None:
    """The link that the page of a record shows first, and its kind."""
    (entry,) = surveyed(root, {"a": front_matter(body, **fields)}).portfolio.entries
    return (entry.verification.url, entry.verification.kind.value) if entry.verification else None


@pytest.mark.parametrize(("link", "kind", "name"), NOT_CHECKS)
def test_what_is_no_check_is_called_one_nowhere(
    link: str, kind: str, name: str, site: SiteFolder
) -> None:
    """Page, list, paper, data, feeds and forms call a link that is no known check by
    its name, and never a check.
    """
    site.write("portfolio.toml", BASE)
    site.write("content/profile.md", PROFILE)
    site.record("a", expiry_date="2027", verification_url=link)
    files = {
        path: content.decode()
        for path, content in site.publish().items()
        if path.endswith((".html", ".json", ".txt", ".xml", ".ics"))
    }
    for path, content in files.items():
        assert "Check at" not in content, path
        assert "check at" not in content, path
    assert name in files["credentials/a/index.html"]
    assert name in files["credentials/index.html"]
    assert f"{name}: <{link}>" in files["llms.txt"]
    (data,) = json.loads(files["credentials.json"])["credentials"]
    assert "verification" not in data
    named = [
        data.get(f"{kind}_url"),
        *(one["url"] for one in data.get("links", []) if one["kind"] == kind),
    ]
    assert link in named
    assert "sameAs" not in files["credentials/a/index.html"]
    page = "https://ada.test/cv/credentials/a/"
    assert json.loads(files["resume.json"])["certificates"][0]["url"] == (
        link if kind == "unknown" else page
    )
    assert (
        "<svg viewBox"
        in files["credentials/a/index.html"].partition("paper url")[2].partition("</div>")[0]
    ) is (kind == "unknown")


@pytest.mark.parametrize(("link", "kind", "_name"), NOT_CHECKS)
def test_a_link_in_the_wrong_field_is_told(
    link: str, kind: str, _name: str, tmp_path: Path
) -> None:
    """`verification_url` may hold a check or what may be one;
    anything else is a warning, and nothing is lost.
    """
    files = {
        "portfolio.toml": BASE,
        "content/profile.md": PROFILE,
        "a": front_matter(verification_url=link),
    }
    found = surveyed(tmp_path, files)
    assert codes(found.diagnostics) == ([] if kind == "unknown" else ["misplaced-link"])
    (entry,) = found.portfolio.entries
    assert entry.verification is not None
    assert (entry.verification.url, entry.verification.kind) == (link, LinkKind(kind))


KNOWN = tomllib.loads((Path(__file__).parent / "cases/platform_links.toml").read_text("utf-8"))
TABLE_LINKS = [
    case for case in KNOWN["link"] if case["kind"] != "check" and not redact(case["given"])[1]
]


@pytest.mark.parametrize("theme", ["ledger", "gallery", "plain"])
def test_no_theme_calls_a_link_a_check_that_the_table_does_not(
    theme: str, site: SiteFolder
) -> None:
    """Of every kind of link that is no check, all cases of the table are shown for what they are,
    on pages, in structured data and in every file for programs.
    """
    site.write("portfolio.toml", BASE.replace("[site]", f'[site]\ntheme = "{theme}"'))
    site.write("content/profile.md", PROFILE)
    for at, case in enumerate(TABLE_LINKS):
        site.record(f"r{at}", title=f"T{at}", expiry_date="2027", verification_url=case["given"])
    files = {
        path: content.decode()
        for path, content in site.publish().items()
        if path.endswith((".html", ".json", ".txt", ".xml", ".ics"))
    }
    assert not [name for name, content in files.items() if re.search("[Cc]heck at ", content)]
    by_id = {one["id"]: one for one in json.loads(files["credentials.json"])["credentials"]}
    for at, case in enumerate(TABLE_LINKS):
        data, page = by_id[f"r{at}"], files[f"credentials/r{at}/index.html"]
        shown = verification_of(case["given"], known_platforms())
        assert "verification" not in data, case
        assert "sameAs" not in page, case
        assert escape(describe_link(shown, Messages("en"))) in page, case
        assert shown.url in json.dumps(data), case


def test_the_help_for_a_wrong_link_shows_the_right_form(tmp_path: Path) -> None:
    """Where the platform's links to one credential have a known form, the help shows it,
    for the type of the record.
    """
    course = "https://www.coursera.org/learn/data-basics"
    files = {
        "a": front_matter(verification_url=course),
        "b": front_matter(title="B", type="specialization", verification_url=course),
        "c": front_matter(title="C", badge_url="https://www.credly.com/users/ada-example/badges"),
        "d": front_matter(title="D", verification_url="https://www.linkedin.com/in/ada-example/"),
    }
    form = "; links to one credential look like https://www."
    found = surveyed(tmp_path, files).diagnostics
    assert [problem.help.partition(form)[2] for problem in found] == [
        "coursera.org/account/accomplishments/verify/…",
        "coursera.org/account/accomplishments/specialization/certificate/…",
        "credly.com/badges/…/public_url",
        "",
    ]


def test_the_first_check_that_a_record_gives_is_the_check(tmp_path: Path) -> None:
    """A stated link that may be a check goes first, then number, badge, course,
    verification section and text.
    """
    course = "https://www.coursera.org/learn/data-basics"
    section = "## Verification\n\nSee https://verify.example.org/2 and\n\n"
    number = {"platform": "Coursera", "credential_id": "BX9ZM9E5ZAHE"}
    derived = "https://www.coursera.org/account/accomplishments/verify/BX9ZM9E5ZAHE"
    assert chosen(tmp_path, verification_url="https://verify.example.org/1", badge_url=CHECK) == (
        "https://verify.example.org/1",
        "unknown",
    )
    assert chosen(tmp_path, verification_url=course, **number) == (derived, "check")
    assert chosen(tmp_path, verification_url=course, badge_url=CHECK) == (CHECK, "check")
    assert chosen(tmp_path, course_url=CHECK) == (CHECK, "check")
    assert chosen(tmp_path, f"{section}<{CHECK}>") == (CHECK, "check")
    assert chosen(tmp_path, section) == ("https://verify.example.org/2", "unknown")
    assert chosen(tmp_path, f"{section}\n\n## More\n\n[x]({CHECK})", verification_url=course) == (
        CHECK,
        "check",
    )
    assert chosen(tmp_path, badge_url="https://badges.example.org/1") == (
        "https://badges.example.org/1",
        "badge",
    )
    assert chosen(tmp_path, course_url=course) is None
    assert chosen(tmp_path, f"A [course]({course}) and [notes](https://notes.example.org/)") is None


@pytest.mark.parametrize(
    "form",
    [
        "[x]({})",
        "<{}>",
        "see {}.",
        "| a |\n| --- |\n| [x]({}) |",
        '<a href="{}">x</a>',
        "- **Profile**: [x]({})",
    ],
)
def test_a_check_is_found_wherever_it_stands_in_a_text(form: str, tmp_path: Path) -> None:
    """The one check in a text is the check, in any form of link
    and below any heading; one in code is not.
    """
    assert chosen(tmp_path, f"## Details\n\n{form.format(CHECK)}\n") == (CHECK, "check")
    assert chosen(tmp_path, f"## Details\n\n```\n{CHECK}\n```\n") is None


@pytest.mark.parametrize("status", ["in_progress", "completed"])
def test_what_is_not_held_has_no_check_by_its_text(status: str, tmp_path: Path) -> None:
    """The text of what is under way, or ended without a certificate,
    names the checks of other things.
    """
    dates = {} if status == "completed" else {"issued_date": None}
    assert chosen(tmp_path, f"After [the first]({CHECK}).", status=status, **dates) is None


def test_of_several_checks_in_a_text_none_is_guessed(tmp_path: Path) -> None:
    """A text with two checks leaves open which is meant;
    one that is another record's is not counted.
    """
    text = f"After [the first]({OTHER}) I took [this]({CHECK})."
    assert chosen(tmp_path, text) is None
    files = {"a": front_matter(text), "b": front_matter(title="B", badge_url=OTHER)}
    by_id = {
        entry.id: entry.verification
        for entry in surveyed(tmp_path / "two", files).portfolio.entries
    }
    found = [by_id[name] for name in ("a", "b")]
    assert [link.url for link in found if link] == [CHECK, OTHER]


def test_no_link_of_a_record_is_lost(tmp_path: Path) -> None:
    """What is not the check is among the other links: stated in a wrong field, of badge and course,
    and of items that were dropped.
    """
    body = (
        "## Verification\n\n- Verify: https://verify.example.org/9\n"
        f"- Badge: <{OTHER}>\n- {CHECK}\n"
    )
    stated = {
        "verification_url": "https://www.coursera.org/learn/data-basics",
        "course_url": "https://course.example.org/1",
    }
    (entry,) = surveyed(
        tmp_path, {"a": front_matter(body, badge_url=CHECK, **stated)}
    ).portfolio.entries
    assert entry.verification is not None
    assert entry.verification.url == CHECK
    shown = [(link.kind.value, link.url) for link in entry.links]
    assert shown == [
        ("course", stated["verification_url"]),
        ("course", stated["course_url"]),
        ("unknown", "https://verify.example.org/9"),
    ]
    assert OTHER in entry.credential.outline.verification_links


def test_the_page_shows_every_link_by_its_word(site: SiteFolder) -> None:
    """The facts have a line for each other link of the record, named for what it is."""
    body = "## Verification\n\n- Verify: https://verify.example.org/9\n"
    site.record(
        "a",
        body,
        badge_url="https://www.credly.com/users/ada",
        course_url="https://course.example.org/1",
        verification_url=CHECK,
    )
    page = site.publish()["credentials/a/index.html"].decode()
    rows = re.findall(r'<dt>(\w+)</dt><dd><a class="out" href="([^"]+)">', page)
    assert [row for row in rows if row[1].startswith("http")] == [
        ("Profile", "https://www.credly.com/users/ada"),
        ("Course", "https://course.example.org/1"),
        ("Link", "https://verify.example.org/9"),
    ]


def test_a_certificate_on_paper_is_not_called_nothing(site: SiteFolder) -> None:
    """Where there is no link but a certificate, the list says that it is attached; where there is
    neither, no list says anything that could be taken for a reproach.
    """
    site.write("content/credentials/paper.pdf", b"%PDF-1.4\n%%EOF\n")
    site.record("a", certificate="paper.pdf", title="With paper")
    site.record("b", title="Without")
    site.record("c", title="Badge", badge_url=CHECK)
    files = {
        name: content.decode() for name, content in site.publish().items() if name.endswith(".html")
    }
    rows = re.findall(
        r'<p class="act"><span class="state".*?</span>(.*?)</p>',
        files["credentials/index.html"],
        re.DOTALL,
    )
    assert sorted(re.sub(r"<[^>]+>", "", row).strip() for row in rows) == [
        "",
        "Certificate attached",
        "Check at Credly",
    ]
    assert ">Certificate (PDF, 1 KB)</a>" in files["credentials/a/index.html"]
    assert {name for name, page in files.items() if "No public check" in page} == {
        "checks/index.html",
        "credentials/a/index.html",
        "credentials/b/index.html",
    }


GIVEN = [CHECK, OTHER, *(link for link, _, _ in NOT_CHECKS)]
PLACES = ["verification_url", "badge_url", "course_url", "item", "bare item", "paragraph", "text"]


@examples(12)
@given(
    links=st.lists(
        st.tuples(st.sampled_from(PLACES), st.sampled_from(GIVEN)),
        max_size=5,
        unique_by=lambda pair: pair[0],
    )
)
def test_every_link_of_a_record_is_on_its_page(
    links: list[tuple[str, str]], tmp_path: Path
) -> None:
    """Whatever links a record gives, in fields and text, each is shown,
    and none but a known check is called one.
    """
    given_ = dict(links)
    items = "".join(
        f"- {word}{given_[place]}\n"
        for place, word in (("item", "Verify: "), ("bare item", ""))
        if place in given_
    )
    paragraphs = [f"See <{given_[place]}>.\n" for place in ("paragraph", "text") if place in given_]
    body = (
        f"## Verification\n\n{items}\n{''.join(paragraphs[:1])}\n## More\n\n"
        f"{''.join(paragraphs[1:])}"
    )
    stated = {place: link for place, link in links if place.endswith("_url")}
    found = surveyed(
        tmp_path,
        {"a": front_matter(body, **stated), "portfolio.toml": BASE, "content/profile.md": PROFILE},
    )
    (entry,) = found.portfolio.entries
    shown = {link.url for link in (entry.verification, *entry.links) if link}
    assert all(
        link in shown or link in found.inputs.texts.bodies[entry.credential.path].html
        for link in given_.values()
    )
    assert all(
        link.url in (CHECK, OTHER)
        for link in (entry.verification, *entry.links)
        if link and link.is_check
    )
    if {CHECK, OTHER} & {
        link for place, link in links if place != "text"
    } and "verification_url" not in given_:
        assert entry.verification is not None
        assert entry.verification.is_check
