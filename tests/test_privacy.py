"""Private values: what a link would give away is not published anywhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteFolder
from hypothesis import given
from hypothesis import strategies as st
from small_site import codes, front_matter, surveyed

from portfolio.domain.privacy import redact, redact_values
from portfolio.pipeline.assemble import render_site
from portfolio.settings import read_settings

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
V = "https://verify.example.org"
LINKS = [
    (f"{V}/c?id=1&identity__email=ada%40example.net", f"{V}/c?id=1", ""),
    (f"{V}/c?identity__email=ada%40example.net", f"{V}/c", ""),
    (f"{V}/c?identity__email=ada%2540example.net&x=1#top", f"{V}/c?x=1#top", ""),
    (f"{V}/c?a=1&amp;identity__email=ada@example.net", f"{V}/c?a=1", ""),
    (f"{V}/c?identity\\_\\_email=ada@example.net", f"{V}/c", ""),
    (f"{V}/c?email=ada@example.net&id=1", f"{V}/c?id=1", "an e-mail address"),
    (f"{V}/c?who=ada%40example.net", f"{V}/c", "an e-mail address"),
    (f"{V}/c?ada@example.net", f"{V}/c", "an e-mail address"),
    (f"{V}/people/ada@example.net/c/1", f"{V}/people/", "an e-mail address"),
    (f"{V}/c#ada@example.net", f"{V}/c", "an e-mail address"),
    (f"{V}/c?phone=0401234567", f"{V}/c", "something personal (`phone`)"),
    ("https://ada:pass@verify.example.org/c", f"{V}/c", "a user name or password"),
    ("https://ada@verify.example.org/c", f"{V}/c", "a user name or password"),
    (f"{V}/c?id=1&token=a1b2c3", f"{V}/c?id=1", "a key (`token`)"),
    (f"{V}/c?accessToken=a1b2c3&id=1", f"{V}/c?id=1", "a key (`accessToken`)"),
    (f"{V}/c?X-Amz-Signature=a1b2c3", f"{V}/c", "a key (`X-Amz-Signature`)"),
    (
        f"{V}/c?id=1&sig=a1b2c3&session_id=9&password=x",
        f"{V}/c?id=1",
        "a key (`sig`) and a key (`session_id`) and a key (`password`)",
    ),
    (f"{V}/c#access_token=a1b2c3", f"{V}/c", "a key (`access_token`)"),
    (f"{V}/c;jsessionid=A1B2?id=1", f"{V}/c?id=1", "a key (`jsessionid`)"),
    (f"{V}/s/eyJhbGciOiJub25lIn0.eyJuYW1lIjoiQWRhIn0.x", f"{V}/s/", "a key (a JSON Web Token)"),
    (f"{V}/c?t=eyJhbGciOiJub25lIn0.eyJuYW1lIjoiQWRhIn0.x", f"{V}/c", "a key (`t`)"),
    (f"{V}/people/ada%2540example.net/c", f"{V}/people/", "an e-mail address"),
    (f"{V}/c?ident=a1b2c3&id=1", f"{V}/c?id=1", "a key (`ident`)"),
    (f"{V}/c?identity=ada-7&id=1", f"{V}/c?id=1", "a key (`identity`)"),
    (f"{V}/c?invite_code=a1b2c3", f"{V}/c", "a key (`invite_code`)"),
    (f"{V}/c?claimCode=a1b2c3", f"{V}/c", "a key (`claimCode`)"),
    (f"{V}/c?code=a1b2c3&ident=7f", f"{V}/c", "a key (`code`) and a key (`ident`)"),
    (f"{V}/accept-invitation?code=a1b2c3", f"{V}/accept-invitation", "a key (`code`)"),
    (f"{V}/c?pin=4711&passcode=a1b2", f"{V}/c", "a key (`pin`) and a key (`passcode`)"),
    (f"{V}/c?dob=1990-12-31", f"{V}/c", "something personal (`dob`)"),
    (f"{V}/r?to=https%3A%2F%2Fb.example%2F%3Ftoken%3Da1b2", f"{V}/r", "a key (`token`)"),
    (f"{V}/c?token=a1b2xxxc3", f"{V}/c", "a key (`token`)"),
    (f"{V}/c?token=*a1b2", f"{V}/c", "a key (`token`)"),
    ("www.verify.example.org/c?token=a1b2c3", "www.verify.example.org/c", "a key (`token`)"),
]
WITH_BRACKETS = [
    (f"{V}/c?ids[]=1&token=a1b2c3", f"{V}/c?ids[]=1"),
    (f"{V}/c?ids[0][name]=x&auth[token]=a1b2c3", f"{V}/c?ids[0][name]=x"),
    (f"{V}/c?x=a|b&token=a1b2c3", f"{V}/c?x=a|b"),
    (f"{V}/c?token=a1(b2)c3&id=1", f"{V}/c?id=1"),
]
"""Links with marks that can also end a link in a text."""
HARMLESS = [
    f"{V}/c?id=1&sharingId=A1B2&number=42",
    f"{V}/c?author=ada&authority=x&keyword=sql&monkey=1&tokenizer=bpe",
    f"{V}/c?token=YOUR_TOKEN",
    f"{V}/c?key={{key}}",
    f"{V}/c?public=1&session=1&access=public",
    f"{V}/verify?code=A1B2C3",
    f"{V}/certificates/join-the-team?id=1",
    f"{V}/c?pinned=1&identifier=7&claims=2&state=open",
    f"{V}/c?token=YOUR_TOKEN_HERE&key=abc...",
    f"{V}/r?to=https%3A%2F%2Fb.example%2F%3Fid%3D1",
    "www.example.org/c?id=1",
    "https://social.example/@ada@other.example",
    "https://www.example.org/@ada",
    "https://cdn.example.org/logo@2x.png",
    "https://maps.example.org/@38.7,-9.1,15z",
    "mailto:ada@example.net",
    "ada@example.net",
]
EMAIL = re.compile(rb"[\w.+-]+(?:@|%40|%2540|&#64;)example\.net")


@pytest.mark.parametrize(("written", "cleaned", "what"), LINKS)
@pytest.mark.parametrize(
    "around",
    ["{}", "See <{}>.", "[words]({}) and", "[{0}]({0})", '<a href="{}">x</a>', "({}), then"],
)
def test_what_is_private_goes_from_a_link_wherever_it_stands(
    written: str, cleaned: str, what: str, around: str
) -> None:
    """A link loses what is private and nothing else, and the owner is told
    of what no platform put there.
    """
    text, leaks = redact(around.format(written))
    assert text == around.format(cleaned)
    assert {leak.what for leak in leaks} == ({what} if what else set())
    assert all((leak.written, leak.cleaned) == (written, cleaned) for leak in leaks)


@pytest.mark.parametrize("written", HARMLESS)
def test_what_is_not_private_stays(written: str) -> None:
    """Public parameters, examples of parameters, handles, and addresses that were written
    to be found are left alone.
    """
    assert redact(f"See [x]({written}).") == (f"See [x]({written}).", ())


@pytest.mark.parametrize(("written", "cleaned"), WITH_BRACKETS)
def test_brackets_and_bars_do_not_end_a_link_in_whose_parameters_they_are(
    written: str, cleaned: str
) -> None:
    """What follows them is looked at too, in a text as where the link stands alone."""
    assert redact(f"See {written} there")[0] == f"See {cleaned} there"
    assert redact(f"[x]({written})")[0] == f"[x]({cleaned})"
    metadata, leaks = redact_values({"url": written, "extra": {written: [written]}})
    assert metadata == {"url": cleaned, "extra": {cleaned: [cleaned]}}
    assert len(leaks) == 3


@pytest.mark.parametrize("text", [f"[x]({V}/a)[y]({V}/b?id=1)", f"|{V}/a|{V}/b?id=1|"])
def test_links_beside_each_other_stay_apart(text: str) -> None:
    """A bracket or a bar between two links ends the first."""
    assert redact(text) == (text, ())


@pytest.mark.parametrize("part", ["/", "a//", "www.", "//a?b=1&", "x]=", "|a&b", "(", ";a"])
def test_a_text_of_one_mark_is_read_in_time_that_grows_with_its_length(part: str) -> None:
    """However often a mark is repeated, each link is looked at once: this ends at once."""
    text = "https://u.example/" + part * 20_000
    assert redact(text) == (text, ())


HIDDEN = [
    "[x](https:\\/\\/u.example/c?token=a1b2c3d4)",
    "[x](https:&#47;&#47;u.example/c?token=a1b2c3d4)",
    "[x](https://u.example/c?token&equals;a1b2c3d4)",
    "[x](<https://u.example/c d?token=a1b2c3d4>)",
    "[x][r]\n\n[r]: <https://u.example/c d?token=a1b2c3d4>",
    '<a href="https:&#x2F;&#x2F;u.example/c&#x3F;token=a1b2c3d4">x</a>',
    '<a href="https://u.example/c?\ntoken=a1b2c3d4">x</a>',
    '<a href="https:/&Tab;/u.example/c?token=a1b2c3d4">x</a>',
    '<a href="https:/u.example/c?token=a1b2c3d4">x</a>',
    '<a href="https:\\\\u.example\\c?token=a1b2c3d4">x</a>',
    '<a href="https://u.example/c d?token=a1b2c3d4">x</a>',
    "<a href='https://u.example/c?a=\"b\"&token=a1b2c3d4'>x</a>",
    "**https://u.example/c?token=a1b2c3d4**",
    "# https:\\/\\/u.example/c?token=a1b2c3d4",
    "https:\\/\\/u.example/c?token=a1b2c3d4",
    "## Verification\n\n- Verify: [x](https:\\/\\/u.example/c?token=a1b2c3d4)",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_a_link_hides_nothing_by_the_way_it_is_written(text: str, site: SiteFolder) -> None:
    """A link is read as a browser reads it, whatever escapes, entities and blanks are in it:
    its private value is in no published file, and there is a warning.
    """
    site.write("content/profile.md", f"---\nname: Ada\n---\n{text}\n")
    site.write("content/pages/about.md", f"---\ntitle: About\n---\n{text}\n")
    site.record("a", f"{text}\n")
    warned = [problem.location.path for problem in site.problems()]
    assert {"content/profile.md", "content/pages/about.md", "content/credentials/a.md"} <= set(
        warned
    )
    for name, content in site.files().items():
        assert b"a1b2c3d4" not in content, name


def test_the_owner_can_say_that_a_parameter_is_public(tmp_path: Path) -> None:
    """A parameter of `public_parameters` stays in all links of the record, in fields and text."""
    link = f"{V}/c?token=a1b2c3"
    stated = front_matter(f"See <{link}>.", verification_url=link, public_parameters=["token"])
    found = surveyed(tmp_path, {"a": stated, "b": front_matter(title="B", verification_url=link)})
    assert codes(found.diagnostics) == ["private-link"]
    assert {entry.id: entry.record.verification_url for entry in found.portfolio.entries} == {
        "a": link,
        "b": f"{V}/c",
    }
    assert f'href="{link}"' in found.inputs.texts.bodies["content/credentials/a.md"].html


MARKS = ["?", "&", "#", "/", "=", "&amp;", " ", "(", ")", "]", "[", "<", ">", "@", ":", ";", "."]
WORDS = [
    "ada@example.net",
    "ada%40example.net",
    "token",
    "email",
    "identity__email",
    "id",
    "a1b2c3",
    "eyJhbGciOiJub25lIn0.eyJuYW1lIjoiQWRhIn0.x",
]
PIECES = st.sampled_from([V, "http://a.example/", "//a.example/x", *MARKS, *WORDS])


@given(st.lists(PIECES, max_size=14).map("".join))
def test_what_is_clean_stays_clean(text: str) -> None:
    """Taking out what is private twice is taking it out once, and no parameter
    of a link is an e-mail address afterwards.
    """
    once, _ = redact(text)
    assert redact(once)[0] == once
    assert not re.search(r"https?://[^\s<>\"|\]]*=[\w.+-]*(?:@|%40)example\.net", once)


def everywhere(link: str) -> dict[str, Any]:
    """The fields of a record that has a link in every place where one can stand."""
    return {
        "verification_url": link,
        "badge_url": link,
        "course_url": link,
        "summary": f"See {link}",
        "extra": f"\n  more: {link}\n  list: [{link}]\n  deep:\n    down: {link}",
    }


def test_no_output_holds_an_address(site: SiteFolder) -> None:
    """Of links with somebody's e-mail address, in any field or form of text,
    no published file has the address.
    """
    links = [
        written
        for written, _, _ in LINKS
        if "example.net" in written and "\\" not in written and "amp;" not in written
    ]
    forms = [
        "See {0}.",
        "<{0}>",
        "[words]({0})",
        "[{0}]({0})",
        "`{0}`",
        '<a href="{0}">x</a>',
        "| a |\n| --- |\n| {0} |",
        "```\n{0}\n```",
    ]
    text = "\n\n".join(form.format(link) for link in links for form in (*forms, "[a]\n\n[a]: {0}"))
    section = "".join(f"- Verify: {link}\n- {link}\n" for link in links)
    named = "".join(f"  - label: L{at}\n    url: {link}\n" for at, link in enumerate(links))
    site.write(
        "portfolio.toml",
        (
            '[site]\nbase_url = "https://ada.example/"\n[publish]\nshare_pictures = false\n'
            "[theme]\nlinkedin = true\n"
        ),
    )
    site.write("content/profile.md", f"---\nname: Ada\nlinks:\n{named}---\n{text}")
    site.write("content/pages/about.md", f"---\ntitle: About\nsummary: See {links[0]}\n---\n{text}")
    for at, link in enumerate(links):
        stated = {name: value for name, value in everywhere(link).items() if name != "extra"}
        site.record(
            f"r{at}",
            f"{text}\n\n## Verification\n\n{section}",
            title=f"T{at}",
            expiry_date="2027",
            **stated,
        )
    files = site.publish()
    assert {
        "credentials.json",
        "resume.json",
        "llms.txt",
        "feed.xml",
        "renewals.ics",
        "credentials/r0/index.html",
    } <= set(files)
    for name, content in files.items():
        assert not EMAIL.search(content), name


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")
def test_nothing_of_the_samples_leaves_with_an_address(site: SiteFolder) -> None:
    """Every web address of public badge files, as the check, badge and text of a record,
    leaves without the address of a person.
    """
    found: set[str] = set()
    for path in sorted(SAMPLES.rglob("*.json")):
        found |= set(
            re.findall(r"https?://[^\s\"'<>\\`{}|]+", path.read_text("utf-8", errors="replace"))
        )
    hashes = re.compile(rb"sha256\$[0-9a-f]{16,}")
    body = "".join(f"- <{link}>\n" for link in sorted(found)[:2000])
    site.record("a", body)
    for name, content in site.publish().items():
        assert not re.search(rb"identity__|[?&]e?mail=|://[^/\s\"]+:[^/\s\"]*@", content), name
        assert not hashes.search(content), name


def test_values_of_the_front_matter_are_clean_in_every_depth(tmp_path: Path) -> None:
    """The owner's own keys, which a theme may show, have links without private values too."""
    found = surveyed(
        tmp_path, {"a": front_matter(**everywhere(f"{V}/c?id=1&identity__email=ada%40example.net"))}
    )
    (entry,) = found.portfolio.entries
    assert found.diagnostics == ()
    assert "identity" not in repr(entry.record)
    assert entry.record.extra["deep"] == {"down": f"{V}/c?id=1"}
    assert all(
        b"identity__email" not in bytes(page)
        for _, page in render_site(found)
        if isinstance(page, bytes)
    )


def test_the_address_of_the_site_gives_nothing_away() -> None:
    """A `base_url` with a user name or password, which would be on every page, is an error
    that says what to write.
    """
    _, _, (problem,) = read_settings(b'[site]\nbase_url = "https://ada:pass@ada.example/cv/"\n')
    assert (problem.code, problem.location.line, problem.help) == (
        "invalid-url",
        2,
        "write https://ada.example/cv/",
    )
