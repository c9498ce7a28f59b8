"""Records of other site generators: which files are of credentials, and what becomes of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import SiteFolder, examples, tree_of
from hypothesis import given
from hypothesis import strategies as st
from importing_files import (
    ADDRESS,
    LEGAL_NAME,
    MEMBER,
    SECRETS,
    imported,
    outcomes,
    records,
    uuid,
    zipped,
)

from portfolio.diagnostics import has_errors
from portfolio.importing.records.import_report import report_text

CHECK = "https://www.coursera.org/account/accomplishments/verify/ABCDEFGH1234"
TOHA = """section:
  name: Accomplishments
accomplishments:
- name: Data Basics
  timeline: "Jun 2020 - Jan 2021"
  organization:
    name: Example Academy
    url: https://academy.example.org
  courseOverview: Loops and lists.
  certificateURL: https://example.org
- name: Query Writing
  timeline: March 2019
  organization:
    name: Example Guild
- Lone Line
"""
WIDGET = f"""---
widget: accomplishments
title: Accomplish&shy;ments
item:
  - title: Data Basics
    organization: Example Academy
    organization_url: https://academy.example.org
    date_start: '2022-07-17'
    date_end: '2025-07-17'
    certificate_url: https://www.credly.com/badges/{uuid(1)}
    url: https://academy.example.org/data-basics
    description: Loops and lists.
  - title: Query Writing
    organization: Example Guild
    date_start: '2020-07-01'
    date_end: ''
---
"""
TOML = """+++
widget = "accomplishments"
[[item]]
  organization = "Example Academy"
  title = "Data Basics"
  date_start = 2022-07-17
  date_end = ""
+++
"""
BLOCKS = """---
title: ''
type: landing
sections:
  - block: experience
    content:
      items: [{title: Engineer, company: Example Works}]
  - block: accomplishments
    content:
      items:
        - {title: Data Basics, organization: Example Academy, date_start: '2021-01-25'}
---
"""
PROFILE = f"""---
title: {LEGAL_NAME}
email: {ADDRESS}
awards:
  - title: Data Basics
    url: https://www.coursera.org/learn/data-basics
    certificate_url: {CHECK}
    date: '2023-11-25'
    awarder: Example Academy
    icon: coursera
    summary: |
      Loops and lists.
  - title: Query Writing
    certificate_url: https://guild.example.org/verify/7
    date: '2022'
    awarder: Example Guild
  - title: Best Paper
    awarder: Example Conference
    date: '2022-01-01'
---
About me.
"""
ACADEMIC = f"""---
title: "Data Basics"
collection: certifications
issuer: Coursera
authorizer: Example Academy
permalink: /certifications/data-basics
excerpt: 'How to count'
date: 2019-01-02
comments: false
---
<img src="https://example.org/a.jpg" width="75" />

<!-- not <b>for</b> readers -->
**Credential ID: ABCDEFGH1234**

- **Loops**
- [x] Lists

[[Certificate]({CHECK})]
"""
ASTRO = f"""---
title: "Data Basics"
issuer: "Example Academy"
date: "2024-06"
category: "Cloud"
pdf: "/certifications/data-basics.pdf"
credentialUrl: {CHECK}
credentialId: 0042
skills: ["Python", "Public Speaking"]
author: {LEGAL_NAME}
studentId: {MEMBER}
published: false
---
"""


def only(root: Path) -> str:
    """The text of the only record."""
    (text,) = records(root).values()
    return text


def test_accomplishments_of_toha(site: SiteFolder) -> None:
    """The end of a course is its date, which the owner is asked to confirm; a link to a whole site
    is left, and so is what belongs to the section.
    """
    done = imported(site.root, {"accomplishments.yaml": TOHA})
    assert outcomes(done) == (2, 1)
    made = records(site.root)
    assert made["data-basics"] == (
        "---\ntitle: Data Basics\nissuer: Example Academy\n"
        "# To confirm: the source has “Jun 2020” to “Jan 2021”; its end is taken as the day of "
        "issue\nissued_date: 2021-01\nstudy_start_date: 2020-06\n---\n\nLoops and lists.\n"
    )
    assert "issued_date: 2019-03\n" in made["query-writing"]
    assert [one.left.key for one in done.left] == ["section"]


@pytest.mark.parametrize(("text", "count"), [(WIDGET, 2), (TOML, 1), (BLOCKS, 1)])
def test_accomplishments_of_hugoblox(site: SiteFolder, text: str, count: int) -> None:
    """The widget in YAML or TOML and the block of a page are read, and no other block."""
    assert outcomes(imported(site.root, {"page.md": text})) == (count, 0)
    assert (
        "title: Data Basics\nissuer: Example Academy\nissued_date: 202"
        in (records(site.root)["data-basics"])
    )


def test_the_links_and_the_end_of_hugoblox(site: SiteFolder) -> None:
    """The certificate is the check and `url` the course; a late end is an expiry to confirm."""
    imported(site.root, {"page.md": WIDGET})
    text = records(site.root)["data-basics"]
    assert "if the course did, remove this line\nexpiry_date: 2025-07-17\n" in text
    assert f"verification_url: https://www.credly.com/badges/{uuid(1)}/public_url\n" in text
    assert "course_url: https://academy.example.org/data-basics\n" in text


def test_awards_of_a_profile_of_hugoblox(site: SiteFolder) -> None:
    """An award with a certificate is a credential; a prize is left, and so is the rest of the profile."""
    done = imported(site.root, {"_index.md": PROFILE})
    assert outcomes(done) == (2, 0)
    text = records(site.root)["data-basics"]
    assert "issuer: Example Academy\nissued_date: 2023-11-25\nplatform: Coursera\n" in text
    assert f"verification_url: {CHECK}\n" in text
    assert "course_url: https://www.coursera.org/learn/data-basics\n" in text
    assert {one.left.key for one in done.left} == {"title", "email", "awards[2]"}


def test_platform_and_issuer_of_academicpages(site: SiteFolder) -> None:
    """`issuer` is the platform and `authorizer` the issuer; the only check in the text is taken, and
    the text stays Markdown, without HTML, with its links as addresses.
    """
    imported(site.root, {"2019-01-02-Data Basics.md": ACADEMIC})
    assert only(site.root) == (
        "---\ntitle: Data Basics\nissuer: Example Academy\nissued_date: 2019-01-02\n"
        f"platform: Coursera\nverification_url: {CHECK}\nsummary: How to count\n---\n\n"
        f"**Credential ID: ABCDEFGH1234**\n\n- **Loops**\n- ☑ Lists\n\nCertificate: {CHECK}\n"
    )


def test_front_matter_of_astro(site: SiteFolder) -> None:
    """Names are known in any spelling, numbers keep their zeros, what was not published stays a
    draft, and files of the other site are named.
    """
    done = imported(site.root, {"data-basics.md": ASTRO})
    assert only(site.root) == (
        "---\ntitle: Data Basics\nissuer: Example Academy\nissued_date: 2024-06\n"
        "category: cloud\nplatform: Coursera\ncredential_id: 0042\n"
        f"verification_url: {CHECK}\ntechnologies: [Python]\ncompetencies: [public_speaking]\n"
        "draft: yes\n---\n"
    )
    left = {one.key: one.reason for one in done.planned[0].found[0].left}
    assert "copy it beside the record" in left["pdf"]
    assert left["author"] == left["studentId"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: A post\ndate: 2024-01-01\n---\nText.\n", "it is of no format"),
        ("---\ntitle: Engineer\norganization: Example Works\n---\n", "it is of no format"),
        ("---\ntitle: A\ncollection: certifications\n---\n", "it has no issuer"),
        ("---\ntitle: 'a\n---\n", "line 2: invalid YAML"),
        ("---\ntitle: a\ntitle: b\n---\n", "`title` is written twice"),
        ("+++\ntitle = \n+++\n", "not valid TOML"),
        ("---\ntitle: ' '\nissuer: Example Academy\n---\n", "it has no title"),
        ("certificates:\n- {name: tls, secret: x}\n", "it is of no format"),
        (f"---\nissuer: {'x' * 300_000}\n---\n", "its YAML has more than 256 KiB"),
        (f"---\na: {'[' * 5000}\n---\n", "nested more than 8 levels deep"),
        (f"+++\na = {'[' * 5000}\n+++\n", "nested beyond reason"),
    ],
)
def test_files_that_are_refused(site: SiteFolder, text: str, reason: str) -> None:
    """Articles and jobs are of no format that is read, and what is broken says its line."""
    (refused,) = imported(site.root, {"x.md": text}).refused
    assert reason in refused.reason


def test_the_day_on_which_hugo_removes_a_page(site: SiteFolder) -> None:
    """`expiryDate` may be that of the page, so the owner is asked to confirm it."""
    text = (
        "---\ntitle: A\nissuer: I\ndate: 2024-01-02T03:04:05+09:00\nexpiryDate: 2030-01-01\n---\n"
    )
    imported(site.root, {"a.md": text})
    assert "issued_date: 2024-01-02\n# To confirm: for Hugo this" in only(site.root)


def test_a_data_file_that_is_a_list(site: SiteFolder) -> None:
    """A list of credentials in the data of a site is read, with or without a key."""
    listed = "- {name: Data Basics, issuer: Example Academy, year: 2021}\n"
    assert outcomes(imported(site.root, {"certifications.yml": listed})) == (1, 0)
    keyed = "certifications:\n" + listed
    assert not imported(site.root, {"other.yml": keyed}).written


def test_sites_say_nothing_of_their_owner(site: SiteFolder) -> None:
    """No name, address or number of a person is in records or report, also from an archive; what
    was imported builds, and a second time nothing changes.
    """
    files: dict[str, str | bytes] = {
        "a.yaml": TOHA,
        "b.md": WIDGET,
        "site.zip": zipped({"_certifications/c.md": ACADEMIC, "content/d.md": PROFILE}),
        "e.md": ASTRO.replace("published: false\n", ""),
    }
    done = imported(site.root, files)
    written = "".join(records(site.root).values()) + report_text(done, dry=False)
    assert [secret for secret in SECRETS if secret in written] == []
    assert not has_errors(tuple(site.problems()))
    before = tree_of(site.root)
    assert not imported(site.root, dict(reversed(files.items())), update=True).written
    assert tree_of(site.root) == before


@examples(100)
@given(st.sampled_from([TOHA, WIDGET, TOML, BLOCKS, PROFILE, ACADEMIC, ASTRO]), st.data())
def test_damaged_files_give_no_traceback(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    """A file of which a part is missing or replaced is imported or refused."""
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    other = data.draw(st.sampled_from(["", "\n", ": ", "- ", "[", "{", "'", "\x00", "&a ", "\r"]))
    root = tmp_path_factory.mktemp("damaged")
    done = imported(root / "site", {"x": text[:start] + other + text[end:]}, dry=True)
    assert sum(outcomes(done)) or done.left or start == end == 0 or not text[:start].strip()
    assert report_text(done, dry=True)
