"""The live site: what is read again piece by piece is what a clean build reads,
and no error takes a page away.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import AS_OF, SETTINGS, SiteFolder, examples
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from small_site import NO_VARIABLES, change_kept

from portfolio import report
from portfolio.diagnostics import Diagnostic, Diagnostics, PortfolioError, has_errors
from portfolio.domain.model import Asset
from portfolio.options import Options
from portfolio.pipeline.assemble import in_order, render_address, render_site, survey
from portfolio.preview.live import GOOD_SITES, Live, PreviewState, Report
from portfolio.preview.snapshot import KEPT_PAGES
from portfolio.render.compiled import CompiledTemplates
from portfolio.render.environment import make_environments
from portfolio.site.outline import Route
from portfolio.theme.declarations import entry_points

RECORDS = "content/credentials/"
OPTIONS = Options(as_of=AS_OF)
ONLY_FOR_A = (
    "{% extends 'ledger/credential.html' %}{% block main %}{% if sheet.card.id == 'a' %}"
    "{{ wrong }}{% endif %}{% endblock %}"
)
OLD, NEW = "Some words.\n", "Other words.\n"


def opened(site: SiteFolder, options: Options = OPTIONS) -> Live:
    """A live site that was read once."""
    live = Live(site.root, options, NO_VARIABLES, lambda: None)
    live.open()
    return live


def told(live: Live, *paths: str) -> tuple[str, ...] | None:
    """Tell a live site of changes; what it says of them."""
    return live.update(frozenset(paths))


def check_all(live: Live) -> None:
    """Let it render every page that nobody has looked at; after a change it stops at each."""
    for _ in range(len(live.state.sites[0].resources) + 1):
        live.check()


def page(live: Live, address: str) -> str:
    """The text that is answered for an address."""
    answer = live.at_hand(address) or live.answer(address)
    assert answer is not None
    return answer.content.decode()


def pages(live: Live) -> dict[str, tuple[bytes, int]]:
    """What is answered for every address of the newest site but those of pictures."""
    entries = live.state.sites[0].resources
    found = {
        address: live.at_hand(address) or live.answer(address)
        for address, entry in entries.items()
        if not isinstance(entry, Asset)
    }
    return {address: (answer.content, answer.status) for address, answer in found.items() if answer}


def png(width: int) -> bytes:
    """A white picture of one row."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" + b"\xff" * width)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


# Any edits


Content = str | bytes | Path | None
"""What stands at a path: text, bytes, a symbolic link, or nothing."""

FRAGMENTS = (
    OLD,
    NEW,
    "## A section\n\nWith *words*.\n",
    "[B](b.md)\n",
    "[C](group/c.md#a-section)\n",
    "[about](../pages/about.md)\n",
    "![One](one.png)\n",
    "![Two](group/two.png)\n",
    "- Credential ID: 42\n",
    "<b>raw</b>\n",
)
TERMS = st.lists(
    st.sampled_from(["Python", "python", "C++", "Go", "Rust"]), max_size=2, unique=True
)
DATES = ["2023", "2024-05-17", "2024-06", "2025-06-01"]


def _record(body: list[str], **fields: object) -> str:
    stated = {"title": "A title", "issuer": "Issuer", "issued_date": "2024", **fields}
    lines = [f"{key}: {str(value).replace(chr(39), '')}" for key, value in stated.items() if value]
    return "\n".join(["---", *lines, "---", "", *body])


bodies = st.lists(st.sampled_from(FRAGMENTS), max_size=3)
sound_records = st.builds(
    _record,
    bodies,
    title=st.sampled_from(["First", "Second", "Third"]),
    issuer=st.sampled_from(["Issuer", "Other issuer"]),
    issued_date=st.sampled_from(DATES),
    expiry_date=st.sampled_from(["", "2026", "2025-06-02"]),
    technologies=TERMS,
    featured=st.sampled_from(["", "yes"]),
)
other_records = st.builds(
    _record,
    bodies,
    title=st.sampled_from(["First", ""]),
    issued_date=st.sampled_from([*DATES, "", "2024-13", "2030"]),
    status=st.sampled_from(["", "", "planned", "in_progress", "completed"]),
    part_of=st.sampled_from(["", "a", "b", "c", "nobody"]),
    superseded_by=st.sampled_from(["", "b", "c"]),
    draft=st.sampled_from(["", "", "yes"]),
    slug=st.sampled_from(["", "", "b", "other"]),
    aliases=st.sampled_from(["", "[former]", "[credentials/b]"]),
    image=st.sampled_from(["", "one.png", "group/two.png", "../credentials/one.png"]),
    image_alt=st.sampled_from(["", "A picture", "A picture"]),
)
broken: st.SearchStrategy[Content] = st.sampled_from(
    ["", "---\ntitle: [\n---\n", b"\xff\xfe", "no front matter", Path("b.md")]
)
records: st.SearchStrategy[Content] = st.one_of(
    sound_records, sound_records, other_records, st.none(), broken
)
pictures: st.SearchStrategy[Content] = st.sampled_from(
    [png(1), png(2), png(3), b"no picture", None, Path("one.png")]
)
VARIANTS: dict[str, tuple[Content, ...]] = {
    "content/profile.md": (
        None,
        "---\nname: Ada\n---\nHello.\n",
        "---\nname: Eve\nheadline: Engineer\n---\nHello.\n",
        "---\nname: Ada\n---\nBye.\n",
    ),
    "content/pages/about.md": (
        None,
        "---\ntitle: About\n---\nWords.\n",
        "---\ntitle: Me\nslug: me\n---\n[A](../credentials/a.md)\n",
    ),
    f"{RECORDS}a.de.md": (
        None,
        "Worte.\n",
        "Andere Worte, siehe [B](b.md).\n",
        "---\ntitle: Titel\n---\n![Eins](one.png)\n",
        "---\nissuer: Haus\n---\nWorte.\n",
    ),
    "content/projects/p.md": (
        None,
        "---\ntitle: P\ncredentials: [a, b]\ntechnologies: [go]\n---\nWords. [A](../credentials/a.md)\n",
        "---\ntitle: P\nstart_date: 2025\ntechnologies: [Rust]\n---\n## Result\n\nIt runs.\n",
        "---\ntitle: P\nstart_date: 2025\ntechnologies: [Rust]\n---\n## Result\n\nIt stands.\n",
        "---\ntitle: [\n---\n",
    ),
    "content/collections/c.md": (
        None,
        "---\ntitle: C\ncredentials: [b, a]\n---\nWords.\n",
        "---\ntitle: C\ntechnologies: [Go]\nlisted: no\n---\nOther words.\n",
    ),
    "content/targets/t.md": (
        None,
        "---\ntitle: T\npublish: yes\nneeded: {technologies: [Go, Rust]}\n---\n",
        "---\ntitle: T\nneeded: {technologies: [Go]}\n---\n",
    ),
    "content/learning.csv": (
        None,
        "date,hours,what,credential\n2025-01-01,2,Talk,a\n",
        "date,hours,what,credential\n2025-01-01,3,Talk,a\n",
        "date;hours\n",
    ),
    "content/README.txt": (None, "one", "two"),
    "portfolio.toml": (
        SETTINGS,
        None,
        SETTINGS + "planned = true\n",
        SETTINGS.replace("[publish]", 'languages = ["en", "de"]\n\n[publish]'),
        SETTINGS.replace("[publish]", 'languages = ["de", "en"]\n\n[publish]'),
        SETTINGS + '[aliases]\n"go" = "Golang"\n',
        SETTINGS + "[theme]\nhome_entries = 2\n",
        SETTINGS.replace('title = "Test site"', 'title = "Other"\ntheme = "own"'),
        SETTINGS.replace("2025-06-01", "2024-06-01"),
        "[site\n",
        SETTINGS + "[theme]\nhome_entriez = 2\n",
    ),
    "templates/credential.html": (
        None,
        "<h1>{{ sheet.card.title }}</h1>{{ body.html }}",
        "{% extends 'ledger/credential.html' %}",
        "{% if sheet.card.id == 'a' %}{{ wrong }}{% endif %}<p>{{ sheet.card.title }}</p>",
        "{% if 'Other' in body.html %}{{ wrong }}{% endif %}<p>{{ sheet.card.title }}</p>",
        "{% if %}",
        b"\xff",
    ),
    "templates/robots.txt": (None, "User-agent: {{ site.title }}\n", "{{ wrong }}", ""),
    "static/own.css": (None, "a{}", "b{}", "a{background:url(nothing.png)}"),
    "themes/own/theme.toml": (
        None,
        'name = "own"\nparent = "ledger"\n',
        'name = "own"\nparent = "ledger"\n[options]\nhome_entries = 1\n',
        "[",
    ),
    "themes/own/templates/home.html": (
        None,
        "<h1>{{ site.title }}</h1>",
        "{{ overview.totals.nothing }}",
    ),
}
PLACES: dict[str, st.SearchStrategy[Content]] = {
    **{f"{RECORDS}{name}.md": records for name in ("a", "b", "group/c", "group/d")},
    **{f"{RECORDS}{name}.png": pictures for name in ("one", "group/two")},
    **{path: st.sampled_from(variants) for path, variants in VARIANTS.items()},
}
"""Every file of the sites of this test, with what may stand there."""
AWAY, MENDED = "content/ is taken away", "everything is as when it was last sound"
batches = st.lists(st.sampled_from(sorted(PLACES)), min_size=1, max_size=3, unique=True).flatmap(
    lambda paths: st.fixed_dictionaries({path: PLACES[path] for path in paths})
)
steps = st.one_of(
    batches, batches, batches, batches, st.sampled_from([MENDED, MENDED, MENDED, AWAY])
)
START: dict[str, Content] = {
    "portfolio.toml": SETTINGS,
    "themes/own/theme.toml": 'name = "own"\nparent = "ledger"\n',
    f"{RECORDS}a.md": _record([OLD, "![One](one.png)\n"], technologies=["Python"]),
    f"{RECORDS}b.md": _record(["[A](a.md)\n"], technologies=["Python", "Go"]),
    f"{RECORDS}group/c.md": _record([NEW]),
    f"{RECORDS}one.png": png(1),
    f"{RECORDS}group/two.png": png(2),
    "content/pages/about.md": "---\ntitle: About\n---\nWords.\n",
}


COMPILED = CompiledTemplates()
"""The code of the templates of clean builds, which is the same in all of them."""


def put(root: Path, path: str, content: Content) -> None:
    """Let this stand at a path."""
    target = root / path
    if target.exists() or target.is_symlink():
        target.unlink()
    if content is None:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        target.symlink_to(content)
    else:
        target.write_bytes(content if isinstance(content, bytes) else content.encode())


def tree(root: Path) -> dict[str, Content]:
    """Every file below a folder, and every link."""
    found = (Path(folder) / name for folder, _, names in os.walk(root) for name in names)
    return {
        path.relative_to(root).as_posix(): path.readlink()
        if path.is_symlink()
        else path.read_bytes()
        for path in found
    }


@dataclass
class Clean:
    """What a clean build finds in a folder."""

    refusal: str = ""
    found: Diagnostics = ()
    failures: Diagnostics = ()
    """Of templates; unknown where there are errors already."""
    files: dict[str, bytes | Diagnostic] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether there is a site to show."""
        return not self.refusal and not has_errors(self.found)

    def report(self, failures: Diagnostics) -> Report:
        """The report of it, with what is wrong with templates."""
        found = in_order((*self.found, *failures))
        errors = sum(problem.severity == "error" for problem in found)
        return (
            Report(self.refusal, 1)
            if self.refusal
            else Report(report.as_text(found), errors, len(found) - errors)
        )


def clean(root: Path, options: Options, compiled: CompiledTemplates) -> Clean:
    """Read a folder as if for the first time; only the code of templates is known from before."""
    try:
        found = survey(root, options, NO_VARIABLES)
    except PortfolioError as reason:
        return Clean(report.error_text(reason))
    if found.site is None or found.inputs.setup.theme is None or has_errors(found.diagnostics):
        return Clean(found=found.diagnostics)
    environments = make_environments(
        found.inputs.setup.theme, found.site.views, found.inputs.setup.extensions.filters, compiled
    )
    files = {
        address: render_address(found, environments, address) for address in found.site.resources
    }
    return Clean(
        "",
        found.diagnostics,
        tuple(problem for problem in files.values() if isinstance(problem, Diagnostic)),
        files,
    )


class Twin:
    """A live site beside clean builds of the same folder."""

    def __init__(self, root: Path, options: Options) -> None:
        self.site = SiteFolder(root)
        self.options = options
        for path, content in START.items():
            put(root, path, content)
        self.live = opened(self.site, options)
        self.good = clean(root, options, COMPILED)
        self.sound_files = tree(root)
        self.shown: dict[str, set[bytes]] = {}
        self.gone: set[str] = set()
        self.told: set[str] = set()

    def step(self, edits: Mapping[str, Content] | str) -> None:
        """Change files, tell the live site of exactly those that differ now, and compare."""
        before, state = tree(self.site.root), self.live.state
        if edits == AWAY:
            shutil.rmtree(self.site.root / "content", ignore_errors=True)
        else:
            wanted = (
                {path: self.sound_files.get(path) for path in {*before, *self.sound_files}}
                if isinstance(edits, str)
                else edits
            )
            for path, content in wanted.items():
                put(self.site.root, path, content)
        after = tree(self.site.root)
        changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
        self.told |= {*changed, "the theme"}
        result = told(self.live, *changed)
        assert result is None or set(result) <= self.told | {"content"}
        assert (self.live.state.number > state.number) is (result is not None)
        self.compare()

    def compare(self) -> None:
        """The live site is what a clean build would publish, or still what it was."""
        now = clean(self.site.root, self.options, COMPILED)
        if now.is_good:
            self.gone |= {address for address in self.good.files if address not in now.files}
            self.good, self.sound_files = now, tree(self.site.root)
            self.compare_pages(complete=True)
            check_all(self.live)
            assert self.live.state.report == now.report(now.failures)
            self.compare_gone()
        else:
            assert self.live.state.report in (now.report(()), now.report(self.good.failures))
            self.compare_pages(complete=False)
            assert self.live.state.report in (now.report(()), now.report(self.good.failures))

    def compare_pages(self, *, complete: bool) -> None:
        """Every page is answered with its bytes; where its template fails, with bytes
        that it had, or not at all.
        """
        for address, expected in self.good.files.items():
            if not complete and address.startswith("assets/"):
                continue
            answer = self.live.at_hand(address) or self.live.answer(address)
            if isinstance(expected, bytes):
                assert answer, address
                assert (answer.content, answer.address, answer.status) == (expected, address, 200)
                self.shown.setdefault(address, set()).add(expected)
            elif answer and answer.status == 200:
                assert answer.content in self.shown[address]

    def compare_gone(self) -> None:
        """What the site does not have any more is not answered, once all pages of the new
        one are known to be sound.
        """
        if self.good.failures:
            return
        for address in self.gone - set(self.good.files):
            answer = self.live.at_hand(address) or self.live.answer(address)
            assert answer is None or answer.status == 404


@examples(4, suppress_health_check=list(HealthCheck))
@given(st.lists(steps, min_size=3, max_size=9), st.booleans())
@example([AWAY, {f"{RECORDS}b.md": _record([])}], False)
@example([AWAY, {"portfolio.toml": SETTINGS.replace("Test site", "Other")}, MENDED], False)
@example(
    [
        {"templates/credential.html": VARIANTS["templates/credential.html"][4]},
        {f"{RECORDS}b.md": _record([OLD])},
        MENDED,
    ],
    False,
)
@example(
    [
        {f"{RECORDS}one.png": None},
        {f"{RECORDS}one.png": png(2)},
        {f"{RECORDS}One.png": png(3)},
        MENDED,
    ],
    False,
)
def test_what_is_read_piece_by_piece_is_what_a_clean_build_reads(
    edits: list[Mapping[str, Content] | str], drafts: bool
) -> None:
    """After any edits the report and all pages are those of a clean build, or, if it has errors,
    those of the last good one.
    """
    with tempfile.TemporaryDirectory() as folder:
        twin = Twin(Path(folder).resolve() / "site", Options(as_of=AS_OF, drafts=drafts))
        twin.compare()
        for step in edits:
            twin.step(step)


# What the whole costs and keeps


@pytest.mark.parametrize(
    "path",
    [
        f"{RECORDS}a.md",
        "portfolio.toml",
        "templates/robots.txt",
        "content/profile.md",
        "static/a.css",
    ],
)
def test_the_same_bytes_make_no_new_state(site: SiteFolder, path: str) -> None:
    """A file that is written again as it was changes nothing, told alone or with others."""
    site.record()
    for name, text in {
        "content/profile.md": "---\nname: Ada\n---\n",
        "templates/robots.txt": "x",
        "static/a.css": "a{}",
    }.items():
        site.write(name, text)
    live = opened(site)
    state = live.state
    for told_of in ((path,), (path, f"{RECORDS}a.md", "nothing.md"), ()):
        site.write(path, (site.root / path).read_bytes())
        assert told(live, *told_of) is None
    assert live.state is state


def test_an_edited_body_keeps_the_site(site: SiteFolder) -> None:
    """What only changes the text of one page makes no other page anew,
    and no page is rendered for it.
    """
    for name in ("a", "b"):
        site.record(name, summary="One sentence.")
    live = opened(site)
    before, other = live.state.sites[0], page(live, "credentials/b/")
    site.record("a", f"{OLD}\nMore words.\n", summary="One sentence.")
    assert told(live, f"{RECORDS}a.md") == (f"{RECORDS}a.md",)
    after = live.state.sites[0]
    assert after.found.site is before.found.site
    assert after.cache is before.cache
    assert live.at_hand("credentials/a/") is None
    assert live.at_hand("credentials/b/") is not None
    assert "More words" in page(live, "credentials/a/")
    assert page(live, "credentials/b/") == other


def test_a_list_renders_only_the_row_that_changed(site: SiteFolder) -> None:
    """After the title of one record changes, the list takes the rows of the others as they were,
    also if it was not looked at in between.
    """
    for name in ("a", "b", "c"):
        site.record(name)
    live = opened(site)
    page(live, "credentials/")
    for count in ("one", "two"):
        site.record("a", title=f"Renamed {count}")
        told(live, f"{RECORDS}a.md")
    assert "Renamed two" in page(live, "credentials/")
    made = live.state.sites[0].cache.fragments.take_made()
    assert [fragment.place[-1] for fragment in made] == ["a"]


def test_an_answer_does_not_depend_on_what_was_asked_before(site: SiteFolder) -> None:
    """Pages asked for in any order, once or again, are those of a clean build."""
    for name in ("a", "b", "c"):
        site.record(name, technologies=["Python", name])
    expected = {
        address: content
        for address, content in render_site(survey(site.root, OPTIONS, NO_VARIABLES))
        if isinstance(content, bytes)
    }
    for order in (
        list(expected),
        list(reversed(expected)),
        sorted(expected, key=lambda address: address[::-1]),
    ):
        live = opened(site)
        for address in (*order, *order[::2], *order):
            answer = live.at_hand(address) or live.answer(address)
            assert answer
            assert answer.content == expected[address]


def test_the_latest_page_is_that_of_the_one_file_that_was_saved(site: SiteFolder) -> None:
    """A single saved record, page or profile leads to its page;
    several, a setting and an error lead nowhere.
    """
    site.record("a")
    site.record("b")
    live = opened(site)
    site.write("content/pages/about.md", "---\ntitle: About\n---\n")
    for path, latest in (
        (f"{RECORDS}a.md", "credentials/a/"),
        ("content/pages/about.md", "about/"),
    ):
        site.write(path, (site.root / path).read_text("utf-8") + "More.\n")
        told(live, path)
        assert live.state.latest == latest
    site.record("a", NEW)
    site.record("b", NEW)
    told(live, f"{RECORDS}a.md", f"{RECORDS}b.md")
    assert live.state.latest == ""
    site.record("a", NEW, issued_date="2024-13")
    told(live, f"{RECORDS}a.md")
    assert (live.state.latest, live.state.report.errors) == ("", 1)


def test_what_makes_no_difference_is_not_counted(site: SiteFolder) -> None:
    """A file of an editor beside a record, seen with it or told again with the next,
    leaves each save one change of its own.
    """
    site.record("a")
    site.record("b")
    live = opened(site)
    beside = site.write(f"{RECORDS}a.md.vsctmp", "Half a record")
    assert told(live, f"{RECORDS}a.md.vsctmp") is None
    site.record("a", NEW)
    beside.unlink()
    assert told(live, f"{RECORDS}a.md", f"{RECORDS}a.md.vsctmp") == (f"{RECORDS}a.md",)
    assert live.state.latest == "credentials/a/"
    site.record("b", NEW)
    assert told(live, f"{RECORDS}b.md", f"{RECORDS}a.md", f"{RECORDS}a.md.vsctmp") == (
        f"{RECORDS}b.md",
    )


def test_a_picture_that_a_record_shows_is_told_as_itself(site: SiteFolder) -> None:
    """A picture that changes is the change; one that nothing shows is none, once it is told of."""
    site.write(f"{RECORDS}one.png", png(1))
    site.record("a", image="one.png", image_alt="A picture")
    live = opened(site)
    site.write(f"{RECORDS}one.png", png(2))
    site.write(f"{RECORDS}two.png", png(2))
    pictures = (f"{RECORDS}one.png", f"{RECORDS}two.png")
    assert told(live, *pictures) == pictures
    site.write(f"{RECORDS}one.png", png(3))
    site.write(f"{RECORDS}two.png", png(3))
    assert told(live, *pictures) == (f"{RECORDS}one.png",)
    (site.root / RECORDS / "link.md").symlink_to("a.md")
    assert told(live, f"{RECORDS}link.md") == (f"{RECORDS}link.md",)


def test_edits_do_not_pile_up(site: SiteFolder) -> None:
    """After hundreds of edits and visits no more pages and sites are kept than at the beginning."""
    aliases = [f"former/{number}" for number in range(KEPT_PAGES)]
    site.record("a", aliases=aliases)
    site.record("b")
    live = opened(site)
    visits = [*(f"{alias}/" for alias in aliases), "credentials/a/", "credentials/b/"]
    for number in range(300):
        body = f"Words {number}.\n" if number % 50 else "[missing](missing.md)\n"
        site.record(
            "a",
            body,
            title=f"Title {number}" if number % 5 == 0 else "Title",
            summary="One.",
            aliases=aliases,
        )
        told(live, f"{RECORDS}a.md")
        for visited in visits if number % 25 == 0 else visits[number % len(visits) :][:5]:
            live.answer(visited)
        assert len(live.state.sites) <= GOOD_SITES + 1
        for site_then in live.state.sites:
            assert len(site_then.cache.kept) <= KEPT_PAGES
            assert len(site_then.cache.made) <= len(site_then.resources)
    check_all(live)
    assert len(live.state.sites) == 1


def test_there_is_nothing_to_answer_before_the_first_good_site(site: SiteFolder) -> None:
    """A site that begins with an error has a report and no page, and comes up once it is mended."""
    site.record("a", issued_date="2024-13")
    live = opened(site)
    live.check()
    assert (live.state.sites, live.state.report.errors, live.answer("")) == ((), 1, None)
    site.record("a")
    told(live, f"{RECORDS}a.md")
    assert live.state.report == Report()
    assert "Title a" in page(live, "credentials/a/")


def test_without_its_content_the_last_good_site_stays(site: SiteFolder) -> None:
    """A folder of content that is away for a while takes no page away;
    its absence is reported once, and mended by its return.
    """
    site.record("a")
    live = opened(site)
    before, number = pages(live), live.state.number
    (site.root / "content").rename(site.root / "old")
    assert told(live, f"{RECORDS}a.md") is not None
    assert told(live) is None
    assert "there is no folder content/credentials/" in live.state.report.text
    assert pages(live) == before
    (site.root / "old").rename(site.root / "content")
    assert told(live, f"{RECORDS}a.md") is not None
    assert (live.state.report, live.state.number, pages(live)) == (Report(), number + 2, before)


def test_changes_while_the_content_is_away_are_not_lost(site: SiteFolder) -> None:
    """Content that comes back with less in it, and settings that were saved meanwhile,
    are seen when it is there again.
    """
    for name in ("a", "b"):
        site.record(name)
    live = opened(site)
    shutil.rmtree(site.root / "content")
    told(live, f"{RECORDS}a.md", f"{RECORDS}b.md")
    site.write("portfolio.toml", SETTINGS.replace("Test site", "Other site"))
    told(live, "portfolio.toml")
    site.record("a")
    told(live, f"{RECORDS}a.md")
    assert "Other site" in page(live, "")
    assert [
        address
        for address in live.state.sites[0].resources
        if address in ("credentials/a/", "credentials/b/")
    ] == ["credentials/a/"]


# Errors


BREAKAGES: dict[str, tuple[dict[str, Content], str]] = {
    "front matter": ({f"{RECORDS}a.md": "---\ntitle: [\n---\n"}, "yaml-syntax"),
    "a date": ({f"{RECORDS}a.md": _record([OLD], issued_date="2024-13")}, "invalid-date"),
    "a link": ({f"{RECORDS}b.md": _record(["[A](nobody.md)\n"])}, "broken-link"),
    "a reference": ({f"{RECORDS}b.md": _record([OLD], part_of="nobody")}, "unknown-record"),
    "a record that another names": ({f"{RECORDS}a.md": None}, "broken-link"),
    "a picture": ({f"{RECORDS}one.png": b"none"}, "unreadable-picture"),
    "a picture that goes": ({f"{RECORDS}one.png": None}, "missing-file"),
    "settings": ({"portfolio.toml": "[site\n"}, "toml-syntax"),
    "the name of the theme": ({"portfolio.toml": '[site]\ntheme = "nothing"\n'}, "unknown-theme"),
    "a stylesheet": ({"static/a.css": "a{background:url(nothing.png)}"}, "missing-file"),
    "a template's encoding": ({"templates/robots.txt": b"\xff"}, "not-utf-8"),
    "an extension": ({"extensions.py": "1/0"}, "extension-error"),
    "a link of the system": ({f"{RECORDS}a.md": Path("group/c.md")}, "broken-link"),
    "several things": ({"portfolio.toml": "[site\n", f"{RECORDS}a.md": None}, "toml-syntax"),
}


@pytest.fixture
def twin(site: SiteFolder) -> Twin:
    """A live site beside clean builds."""
    return Twin(site.root, OPTIONS)


@pytest.mark.parametrize("name", BREAKAGES)
def test_an_error_changes_no_page_and_is_gone_once_mended(twin: Twin, name: str) -> None:
    """Whatever is broken is reported as a build reports it, every page stays as it was,
    and mending it leaves no trace.
    """
    edits, code = BREAKAGES[name]
    before, said = pages(twin.live), twin.live.state.report
    assert not said.errors
    twin.step(edits)
    assert f"error[{code}]" in twin.live.state.report.text
    assert pages(twin.live) == before
    check_all(twin.live)
    assert f"error[{code}]" in twin.live.state.report.text
    twin.step(MENDED)
    assert twin.live.state.report == said
    assert pages(twin.live) == before


@pytest.mark.parametrize("content", [None, png(9), b"none"], ids=["deleted", "replaced", "broken"])
def test_the_last_good_site_keeps_its_pictures(twin: Twin, content: Content) -> None:
    """While there is an error, a picture of the last good site is answered as it was,
    whatever became of its file.
    """
    (address,) = [
        address
        for address in twin.live.state.sites[0].resources
        if address.startswith("assets/one.")
    ]
    answer = twin.live.answer(address)
    assert answer
    assert answer.content == png(1)
    twin.step(
        {f"{RECORDS}b.md": _record([OLD], issued_date="2024-13"), f"{RECORDS}one.png": content}
    )
    assert twin.live.state.report.errors
    assert twin.live.answer(address) == answer


@pytest.mark.parametrize("path", ["content/credentials/empty.txt", "templates/robots.txt"])
def test_what_is_empty_is_answered(site: SiteFolder, path: str) -> None:
    """A document or a page without a byte is one all the same."""
    site.record("a", certificate="empty.txt" if path.endswith("empty.txt") else None)
    site.write(path, "")
    live = opened(site)
    address = next(
        (address for address in live.state.sites[0].resources if "empty" in address), "robots.txt"
    )
    answer = live.answer(address)
    assert answer
    assert (answer.status, answer.address, answer.content) == (200, address, b"")


@pytest.mark.parametrize(
    ("path", "before", "after", "template"),
    [
        ("themes/own/theme.toml", "wide = 1", "wide = true", "{{ site.options.wide }}"),
        ("themes/own/theme.toml", "wide = 1", "wide = 1.0", "{{ site.options.wide }}"),
        ("themes/own/theme.toml", "a = 1\nb = 1", "b = 1\na = 1", "{{ site.options | list }}"),
        (
            "portfolio.toml",
            '"gpt" = "One"\n"GPT" = "Two"',
            '"GPT" = "Two"\n"gpt" = "One"',
            "{{ sheet.card.technologies }}",
        ),
    ],
    ids=["yes", "fraction", "order", "aliases"],
)
def test_values_that_are_merely_equal_are_not_the_same(
    site: SiteFolder, path: str, before: str, after: str, template: str
) -> None:
    """A number that becomes a yes or a fraction, and lines that change places, are changes
    where they make a difference.
    """
    texts = {
        "portfolio.toml": SETTINGS.replace("[site]\n", '[site]\ntheme = "own"\n') + "[aliases]\n",
        "themes/own/theme.toml": 'name = "own"\nparent = "ledger"\n[options]\n',
    }
    site.record("a", technologies=["gpt"])
    site.template("credential.html", template)
    for name, text in texts.items():
        site.write(name, text)
    site.write(path, f"{texts[path]}{before}\n")
    live = opened(site)
    page(live, "credentials/a/")
    site.write(path, f"{texts[path]}{after}\n")
    told(live, path)
    assert (
        page(live, "credentials/a/").encode()
        == dict(render_site(survey(site.root, OPTIONS, NO_VARIABLES)))["credentials/a/"]
    )


# Templates


def fails(live: Live, address: str, message: str = "undefined-name") -> None:
    """A page's template has something wrong, and the report says so."""
    check_all(live)
    assert message in live.state.report.text, address
    assert live.state.report.errors == 1


def test_a_template_that_fails_for_one_page_leaves_it_as_it_was(site: SiteFolder) -> None:
    """That page is answered from the site before and all others from the new one;
    it is found without a visit, and mended.
    """
    for name in ("a", "b"):
        site.record(name)
    live = opened(site)
    before = page(live, "credentials/a/")
    site.template("credential.html", ONLY_FOR_A)
    told(live, "templates/credential.html")
    assert live.state.report == Report()
    fails(live, "credentials/a/")
    assert page(live, "credentials/a/") == before
    new = page(live, "credentials/b/")
    assert new != before.replace("Title a", "Title b")
    (site.root / "templates/credential.html").unlink()
    told(live, "templates/credential.html")
    check_all(live)
    assert (live.state.report, page(live, "credentials/a/")) == (Report(), before)


def test_a_visit_finds_what_its_template_has_wrong(site: SiteFolder) -> None:
    """A page that is asked for before all pages were checked is reported at
    once, with one new state.
    """
    site.record()
    live = opened(site)
    before = page(live, "credentials/a/")
    site.template("credential.html", ONLY_FOR_A)
    told(live, "templates/credential.html")
    number = live.state.number
    for _ in range(3):
        assert page(live, "credentials/a/") == before
        assert "undefined-name" in live.state.report.text
        assert live.state.number == number + 1


def test_a_page_that_never_was_sound_has_no_answer(site: SiteFolder) -> None:
    """Where no earlier site has the page, or the first one fails already, there is nothing to send:
    the page is not missing.
    """
    site.template("credential.html", ONLY_FOR_A)
    site.record("a")
    site.record("b")
    live = opened(site)
    assert live.answer("credentials/a/") is None
    assert page(live, "credentials/b/")
    fails(live, "credentials/a/")


def test_a_failure_outlives_several_edits(site: SiteFolder) -> None:
    """The page of the last sound site stays however many failing ones follow it."""
    site.record()
    live = opened(site)
    before = page(live, "credentials/a/")
    for number in range(2 * GOOD_SITES):
        site.template("credential.html", f"{ONLY_FOR_A}{{# {number} #}}")
        told(live, "templates/credential.html")
        fails(live, "credentials/a/")
        assert page(live, "credentials/a/") == before


def test_a_failure_that_comes_from_a_body_stays_reported(site: SiteFolder) -> None:
    """A template that fails for one body is reported until that body is mended,
    whatever is looked at or edited meanwhile.
    """
    site.template("credential.html", "<p>{{ wrong if body.headings else body.html }}</p>")
    for name in ("a", "b"):
        site.record(name, summary="One sentence.")
    live = opened(site)
    before = page(live, "credentials/a/")
    site.record("a", f"{OLD}\n## Loud\n", summary="One sentence.")
    told(live, f"{RECORDS}a.md")
    fails(live, "credentials/a/")
    for body in ("More words.\n", NEW):
        assert page(live, "credentials/a/") == before
        assert live.state.report.errors == 1
        site.record("b", f"{OLD}\n{body}", summary="One sentence.")
        told(live, f"{RECORDS}b.md")
        assert live.state.report.errors == 1
    site.record("a", f"{OLD}\n{NEW}", summary="One sentence.")
    told(live, f"{RECORDS}a.md")
    assert live.state.report == Report()
    assert "Other words" in page(live, "credentials/a/")


def test_checking_stops_for_what_is_new(site: SiteFolder) -> None:
    """Pages are checked one by one, until there is something else to do,
    and then from where it stopped.
    """
    for name in ("a", "b", "c"):
        site.record(name)
    live = opened(site)
    routes = [
        address
        for address, entry in live.state.sites[0].resources.items()
        if isinstance(entry, Route)
    ]
    for number in range(1, len(routes) + 1):
        live.check()
        assert sum(map(live.state.sites[0].is_known, routes)) == number


def test_a_theme_outside_the_site_is_followed_while_it_is_broken(
    site: SiteFolder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    """The folder of an installed theme is one of the places to watch, also after an error in it,
    and mending it there is enough.
    """
    package = SiteFolder(tmp_path / "packages")
    package.write("outside_theme/__init__.py", "")
    package.write("outside_theme/theme.toml", 'name = "outside"\nparent = "ledger"\n')
    robots = package.write("outside_theme/templates/robots.txt", "one")
    package.write(
        "outside_theme-1.dist-info/METADATA",
        "Metadata-Version: 2.1\nName: outside-theme\nVersion: 1\n",
    )
    package.write(
        "outside_theme-1.dist-info/entry_points.txt",
        "[portfolio.themes]\noutside = outside_theme\n",
    )
    monkeypatch.syspath_prepend(str(package.root))
    request.addfinalizer(entry_points.cache_clear)
    entry_points.cache_clear()
    site.write("portfolio.toml", '[site]\ntheme = "outside"\n')
    site.record()
    live = opened(site)
    folder = package.root / "outside_theme"
    assert folder in live.places()
    assert page(live, "robots.txt") == "one"
    for content in (b"\xff", b"two"):
        robots.write_bytes(content)
        told(live, str(robots))
        assert folder in live.places()
    assert page(live, "robots.txt") == "two"


def test_whoever_asks_sees_one_whole_site(site: SiteFolder) -> None:
    """A state that was taken before an edit still shows its own pages after it."""
    site.record("a")
    live = opened(site)
    state: PreviewState = live.state
    site.record("a", title="Renamed")
    told(live, f"{RECORDS}a.md")
    old, new = (
        then.cache.render(then, "credentials/a/") for then in (state.sites[0], live.state.sites[0])
    )
    assert isinstance(old, bytes)
    assert isinstance(new, bytes)
    assert (b"Title a" in old, b"Renamed" in new) == (True, True)
    assert state.number < live.state.number


def test_what_a_build_knew_is_not_worked_out_again(site: SiteFolder) -> None:
    """After a build a preview opens without rendering a text;
    one that was edited since is rendered.
    """
    for name in "abc":
        site.record(name, "Some *words*.\n")
    files = site.publish()
    before, after = b"<em>words</em>", b"<em>known</em>"
    change_kept(site.root, lambda content: content.replace(before, after))
    site.record("b", "Other *words*.\n")
    live = Live(site.root, Options(as_of=AS_OF), NO_VARIABLES, lambda: None)
    live.open()
    found = pages(live)
    for name in "ac":
        page = files[f"credentials/{name}/index.html"]
        assert before in page
        assert found[f"credentials/{name}/"][0] == page.replace(before, after)
    assert b"Other <em>words</em>." in found["credentials/b/"][0]


@pytest.mark.parametrize(
    ("name", "text"), [("extensions.py", "1/0\n"), ("portfolio.toml", "[site\n")]
)
def test_a_file_that_is_wrong_from_the_beginning_is_named_as_what_changed(
    site: SiteFolder, name: str, text: str
) -> None:
    """Code and settings that cannot be read leave the defaults in their place,
    and are named all the same.
    """
    (site.root / "portfolio.toml").unlink(missing_ok=True)
    live = opened(site)
    site.write(name, text)
    assert told(live, name) == (name,)
    site.write(name, f"{text}\n{text}")
    told(live, name)
    (site.root / name).unlink()
    assert told(live, name) == (name,)


def look(live: Live) -> tuple[str, str]:
    """The home page, and the stylesheet that it names."""
    shown = page(live, "")
    (name,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', shown)
    return shown, page(live, name)


def test_a_change_of_the_look_is_shown_at_once(site: SiteFolder) -> None:
    """Another accent, option or theme is there with the save of the settings."""
    site.record()
    site.theme("mine", 'parent = "ledger"\n[colors]\naccent = "#7c3aed"\n')
    live = opened(site)
    seen = [look(live)]
    for text in (
        '[theme]\naccent = "#17603a"\n',
        '[theme]\naccent = "#17603a"\nscheme = "dark"\n',
        '[site]\ntheme = "mine"\n',
    ):
        site.write("portfolio.toml", text)
        told(live, "portfolio.toml")
        seen.append(look(live))
    assert "--accent-light:#17603a" in seen[1][1]
    assert 'data-scheme="dark"' in seen[2][0]
    assert "--accent-light:#7c3aed" in seen[3][1]
    assert len(set(seen)) == 4
