"""Whatever is edited between builds, and whatever kills them, the site is in the end what
a clean build of the folder is.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import AS_OF, SiteFolder, examples, tree_of
from hypothesis import HealthCheck
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from msgspec.structs import asdict
from small_site import NO_VARIABLES, forge_output

from portfolio.content import load
from portfolio.diagnostics import has_errors
from portfolio.options import Options
from portfolio.paths import NOTES_FOLDER
from portfolio.pipeline import render_all
from portfolio.pipeline.assemble import render_site, survey
from portfolio.pipeline.build import build
from portfolio.pipeline.last_build import changed_files, find_last_build, options_key
from portfolio.site.addresses import file_name
from portfolio.store import file_status
from portfolio.store.file_status import STEP

TICK = 0.012
"""Seconds after which a file that was written is old, for these tests:
longer than a tick of the file system's clock.
"""
NAMES = ("one", "two", "three", "four")
DAYS = (date(2024, 1, 1), date(2025, 6, 1), date(2026, 11, 22))
TERMS = ("Python", "python", "C++", "SQL", "k8s")
PIXEL = b'<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="9"/>\n'
names = st.sampled_from(NAMES)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(("A title", "Another", "<b>Bold</b> & more")),
    "title.de": st.sampled_from((None, "Ein Titel")),
    "issuer": st.sampled_from(("Issuer", "Other House")),
    "issued_date": st.sampled_from(("2020", "2023-05", "2024-02-29")),
    "expiry_date": st.sampled_from((None, "2024-06", "2025-08-01", "2030")),
    "status": st.sampled_from((None, None, "planned", "in_progress", "revoked")),
    "technologies": st.lists(st.sampled_from(TERMS), max_size=3),
    "competencies": st.lists(st.sampled_from(("testing", "data_design")), max_size=2),
    "category": st.sampled_from((None, "security", "data")),
    "part_of": st.sampled_from((None, "one", "two")),
    "superseded_by": st.sampled_from((None, "three", "four")),
    "draft": st.sampled_from((None, True)),
    "featured": st.sampled_from((None, True)),
    "summary": st.sampled_from((None, "In short.")),
    "slug": st.sampled_from((None, None, "elsewhere")),
    "aliases": st.sampled_from(((), ("old/one",), ("certs/aws", "old/two"))),
    "image": st.sampled_from((None, "badge.svg")),
    "renewal": st.sampled_from((None, "\n  hours: 30\n  period: 2y", "\n  hours: 8")),
    "publish_renewal": st.sampled_from((None, True)),
    "study_start_date": st.sampled_from((None, "2019")),
}
BODIES = st.sampled_from(
    (
        "Words.\n",
        "Words.\n\nMore of them.\n",
        "Words.\n\nOther ones.\n",
        "Others first.\n\n## Heading\n\nWords.\n",
        "Words.\n\n[See](two.md) and [self](one.md).\n",
        "Words.\n\n\n[See](two.md), later.\n",
        "Words.\n\n[See](two.md#heading) and [up](#heading).\n",
        (
            "Words.\n\n## Heading\n\n[List](../../credentials/?q=a), "
            "[one](https://example.org/credentials/one/#heading), [none](/roadmap/).\n"
        ),
        "![Dot](badge.svg)\n",
        "![](badge.svg)\n",
        "```python\nx = 1\n```\n",
        "## Verification\n\n[Check](https://example.org/check/7)\n",
    )
)
FILES: dict[str, tuple[str, ...]] = {
    "templates/credential.html": (
        '{% extends "ledger/credential.html" %}{% block parts %}<p>%s</p>{% endblock %}',
    ),
    "templates/blocks/entry.html": ("<li>{{ card.title }}: {{ card.status }} %s</li>",),
    "templates/feed.xml": ("<feed>%s</feed>",),
    "static/ledger.css": ("p { order: %s }\n",),
    "static/root/humans.txt": ("%s\n",),
    "content/profile.md": (
        "---\nname: Person %s\n---\n\nHello, %s. [One](credentials/one.md)\n",
        "---\nname: Person\n---\n\nHello, %s.\n",
    ),
    "content/pages/about.md": (
        "---\ntitle: About %s\n---\n\nWords %s.\n",
        "---\ntitle: About\n---\n\nWords.\n\nMore %s.\n",
    ),
    "content/credentials/one.de.md": (
        "Worte %s.\n",
        "Worte %s.\n\n## Heading\n\n[Siehe](two.md#heading)\n",
        "---\ntitle: Titel %s\n---\n\nWorte.\n",
        "---\nissuer: Haus %s\n---\n",
    ),
    "content/profile.de.md": ("Hallo, %s.\n",),
    "content/projects/bridge.md": (
        (
            "---\ntitle: Bridge %s\ncredentials: [one, two]\ntechnologies: [python, Rust]\n"
            "start_date: 2024-05\n---\n\nWords.\n\n## Result\n\nIt stands %s.\n"
        ),
        "---\ntitle: Bridge\nend_date: 2023-0%s\ncompetencies: [testing]\nresult: Done.\n---\n",
        "---\ntitle: Bridge\nstart_date: 2026-0%s\ntechnologies: [SQL]\ndraft: yes\n---\n",
        "---\ntitle: Bridge\n---\n\nWords %s. [One](../credentials/one.md)\n",
    ),
    "content/projects/tower.md": ("---\ntitle: Tower\ntechnologies: [Python]\n---\n\nWords %s.\n",),
    "content/projects/tower.de.md": ("---\ntitle: Turm %s\n---\n\n## Ergebnis\n\nEr steht.\n",),
    "content/collections/some.md": (
        "---\ntitle: Some\ncredentials: [two, one]\n---\n\nWords %s.\n",
        "---\ntitle: Some %s\ntechnologies: [Python]\nexpired: no\nlisted: no\n---\n",
        "---\ntitle: Some\nstates: [expired, planned]\norder: oldest\nblocks: [projects]\n---\n%s\n",
    ),
    "content/targets/role.md": (
        (
            "---\ntitle: Role %s\npublish: yes\nneeded: {technologies: [Python, Rust], "
            "competencies: [testing]}\nuseful: {technologies: [SQL]}\n---\n\nWords.\n"
        ),
        "---\ntitle: Role\nneeded: {technologies: [C++]}\n---\nWords %s.\n",
    ),
    "content/learning.csv": (
        "date,hours,what,credential\n2024-05-0%s,4,Talk,one\n2025-03-01,%s,Talk,two\n",
        "date,hours,what,credential\n",
    ),
    "content/credentials/stray.yml": ("title: %s\n",),
    "content/credentials/stray.pdf": ("%s\n",),
    "certificates/stray.md": ("Words %s.\n",),
    "extensions.py": ("FILTERS = {'shout': lambda text: text + '%s'}\n",),
    "portfolio.toml": (
        '[site]\ntitle = "Site %s"\nbase_url = "https://example.org/"\n',
        (
            '[site]\nlanguages = ["en", "de"]\nbase_url = "https://example.org/"\n'
            '[translations.de]\ntitle = "Seite %s"\n'
        ),
        '[site]\nlanguages = ["de", "en", "fr"]\n[labels]\nsecurity = "Sicherheit %s"\n',
        "[publish]\nplanned = true\n[labels]\nsecurity = 'Safety %s'\n",
        "[aliases]\nk8s = 'Python'\n[theme]\nhome_entries = %s\n",
        "[site\n%s",
    ),
}


class Site(RuleBasedStateMachine):
    """A folder that is edited, built, and built by somebody who is killed."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="incremental-"))
        self.site = SiteFolder(self.folder / "site")
        self.fields: dict[str, dict[str, Any]] = {}
        self.bodies: dict[str, str] = {}
        self.day = DAYS[1]
        self.published: dict[str, bytes] = {}
        self.before = Path.cwd()

    @initialize(workers=st.sampled_from((1, 2)))
    def begin(self, workers: int) -> None:
        """Begin with a site that has been built."""
        (self.site.root / "content/credentials").mkdir(parents=True)
        os.chdir(self.site.root)
        self.workers = workers
        (self.site.root / "content/credentials/badge.svg").write_bytes(PIXEL % 9)
        for name in NAMES[:3]:
            self.fields[name], self.bodies[name] = {}, "Words.\n"
            self.save(name)
        self.build()

    def teardown(self) -> None:
        """Leave nothing."""
        os.chdir(self.before)
        shutil.rmtree(self.folder)

    def save(self, name: str) -> None:
        """Write a record."""
        self.site.record(
            name,
            self.bodies[name],
            **{"image_alt": "Dot" if self.fields[name].get("image") else None, **self.fields[name]},
        )

    @rule(name=names, data=st.data(), field=st.sampled_from(sorted(FIELDS)))
    def set_field(self, name: str, field: str, data: st.DataObject) -> None:
        """Change a field of a record, or add a record."""
        self.fields.setdefault(name, {})[field] = data.draw(FIELDS[field])
        self.bodies.setdefault(name, "Words.\n")
        self.save(name)

    @rule(name=names, body=BODIES)
    def write_body(self, name: str, body: str) -> None:
        """Change nothing but the body of a record."""
        if name in self.fields:
            self.bodies[name] = body
            self.save(name)

    @rule(name=names, body=BODIES)
    def write_and_take_back(self, name: str, body: str) -> None:
        """Change nothing but the body of a record, and take it back, with builds in between."""
        if name in self.fields:
            before = self.bodies[name]
            for text in (before, body, before):
                self.write_body(name, text)
                self.build()

    @rule(name=names, other=names)
    def rename(self, name: str, other: str) -> None:
        """Give a record the name of another, or another name."""
        if name in self.fields and other not in self.fields:
            self.fields[other], self.bodies[other] = self.fields.pop(name), self.bodies.pop(name)
            (self.site.root / f"content/credentials/{name}.md").rename(
                self.site.root / f"content/credentials/{other}.md"
            )

    @rule(name=names)
    def remove(self, name: str) -> None:
        """Delete a record."""
        if self.fields.pop(name, None) is not None:
            del self.bodies[name]
            (self.site.root / f"content/credentials/{name}.md").unlink()

    @rule(path=st.sampled_from(sorted(FILES)), data=st.data())
    def write_file(self, path: str, data: st.DataObject) -> None:
        """Write one of the other files, or delete it."""
        text = data.draw(st.sampled_from((*FILES[path], "")))
        if text:
            self.site.write(path, text.replace("%s", str(data.draw(st.integers(3, 5)))))
        else:
            (self.site.root / path).unlink(missing_ok=True)

    @rule(width=st.integers(1, 3))
    def paint(self, width: int) -> None:
        """Change a picture."""
        (self.site.root / "content/credentials/badge.svg").write_bytes(PIXEL % width)

    @rule(day=st.sampled_from(DAYS))
    def another_day(self, day: date) -> None:
        """Let the next builds be those of another day."""
        self.day = day

    @rule(data=st.data(), content=st.sampled_from((None, b"", b"damaged")))
    @precondition(lambda self: self.published)
    def damage(self, data: st.DataObject, content: bytes | None) -> None:
        """Change or delete a file of the output."""
        name = data.draw(st.sampled_from(sorted(self.published)))
        path = self.site.output / name
        with suppress(FileNotFoundError):
            path.unlink() if content is None else path.write_bytes(content)

    @rule(part=st.floats(0, 1))
    def harm_cache(self, part: float) -> None:
        """Cut off a part of the cache, or delete it."""
        for path in (self.site.root / NOTES_FOLDER).glob("cache*"):
            content = path.read_bytes()
            path.write_bytes(content[: int(len(content) * part)]) if part > 0.1 else path.unlink()

    @rule(milliseconds=st.integers(0, 120))
    def kill(self, milliseconds: int) -> None:
        """Let a build be killed after so long."""
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                build(self.site.root, Options(as_of=self.day), NO_VARIABLES, workers=self.workers)
            os._exit(0)
        time.sleep(milliseconds / 1000)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        files = tree_of(self.site.output) if self.site.output.exists() else {}
        assert [
            name
            for name, content in files.items()
            if name.endswith(".html") and not content.rstrip().endswith(b"</html>")
        ] in (
            [],
            *[[name] for name in files if files[name] in (b"", b"damaged")],
        ) or any(content in (b"", b"damaged") for content in files.values())

    @rule()
    def build(self) -> None:
        """Build, and compare with what a build that knows nothing makes."""
        time.sleep(2 * TICK)
        options = Options(as_of=self.day)
        found = survey(self.site.root, options, NO_VARIABLES)
        made = {file_name(address): content for address, content in render_site(found)}
        wanted = {name: content for name, content in made.items() if isinstance(content, bytes)}
        last = find_last_build(
            self.site.root, options_key({**asdict(options), "strict": False}), NO_VARIABLES
        )
        if last is None or changed_files(last) != frozenset():
            result = build(self.site.root, options, NO_VARIABLES, workers=self.workers)
            assert result.written or has_errors(result.diagnostics)
            if not result.written:
                return
            assert result.diagnostics == found.diagnostics
            assert (result.entries, result.pages) == (
                len(found.portfolio.entries),
                sum(name.endswith(".html") for name in wanted),
            )
        assert not has_errors(found.diagnostics)
        assert len(wanted) == len(made)
        assert compared(tree_of(self.site.output), wanted) == {}
        self.published = wanted


def compared(found: dict[str, bytes], wanted: dict[str, bytes]) -> dict[str, tuple[bytes, bytes]]:
    """The files that differ, as they are and as they should be."""
    missing = b"(no such file)"
    both = {
        name: (found.get(name, missing), wanted.get(name, missing))
        for name in found.keys() | wanted.keys()
    }
    return {name: (one[:200], other[:200]) for name, (one, other) in both.items() if one != other}


Site.TestCase.settings = examples(
    6,
    stateful_step_count=15,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


class TestEdits(Site.TestCase):  # type: ignore[misc, valid-type]
    """After any sequence of edits, kills and builds, the output is that of a clean build."""

    @pytest.fixture(autouse=True)
    def _in_several_processes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(load, "FORK_ONE_FROM", 1)
        monkeypatch.setattr(load, "FORK_ALL_FROM", 2)
        monkeypatch.setattr(render_all, "FORK_FROM", 2)
        monkeypatch.setattr(file_status, "STEP", TICK)


def test_nothing_changed_renders_nothing(site: SiteFolder) -> None:
    """A whole build of a folder in which nothing has changed makes no page anew,
    with any number of processes.
    """
    for name in NAMES:
        site.record(name, technologies=["Python", "SQL"], part_of="one" if name != "one" else None)
    site.publish()
    forge_output(site.root, lambda content: content.replace(b"Title", b"Known"), as_of=AS_OF)
    before = pages_of(site)
    site.write("content/ignored.txt", "This is no text, so everything is looked at.")
    result = site.build()
    assert result.assembled is not None
    assert pages_of(site) == before
    assert b"Known one" in before["credentials/one/index.html"]
    site.record("one", title="Another")
    site.build()
    assert b"Known one" not in pages_of(site)["credentials/one/index.html"]


def pages_of(site: SiteFolder) -> dict[str, bytes]:
    """The pages of a built site by their names."""
    return {name: content for name, content in site.files().items() if name.endswith(".html")}


EDITS: dict[str, Callable[[SiteFolder], object]] = {
    "body": lambda site: site.record("two", "Some words.\n\n## Old\n\nMore.\n"),
    "links": lambda site: site.record("one", "Some words.\n\nMore.\n\n[See](two.md)\n"),
    "a heading below": lambda site: site.record(
        "two", "Some words.\n\n## Old\n\n### New\n\nWords.\n"
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_body_leaves_the_rest_alone(site: SiteFolder, edit: str) -> None:
    """Where nothing but a body was edited, the rest of the site is not even looked at,
    and one page is written.
    """
    site.record("one", "Some words.\n\n[See](two.md)\n")
    site.record("two", "Some words.\n\n## Old\n")
    time.sleep(2 * STEP)
    site.publish()
    EDITS[edit](site)
    result = site.build()
    assert result.assembled is None
    assert result.written is not None
    assert (result.written.written, result.written.deleted) == (1, 0)


def test_an_edited_body_that_speaks_of_an_end_is_warned_of(site: SiteFolder) -> None:
    """A text that says when it ends is checked when it alone was edited,
    and the warning goes with the words.
    """
    site.record("one", "Some words.\n\nMore.\n")
    time.sleep(2 * STEP)
    site.publish()
    for words, found in (("Valid until May 2027.", ["expiry-not-stated"]), ("Valid words.", [])):
        site.record("one", f"Some words.\n\n{words}\n")
        assert [problem.code for problem in site.build().diagnostics] == found


def test_another_heading_makes_one_page(site: SiteFolder) -> None:
    """A page lists the headings of its text, so its template is asked again;
    no other page is written.
    """
    site.record("one", "Some words.\n\n## Old\n")
    site.record("two")
    site.publish()
    site.record("one", "Some words.\n\n## New\n")
    result = site.build()
    assert result.written is not None
    assert (result.written.written, result.written.deleted) == (1, 0)
    assert 'id="new"' in (site.output / "credentials/one/index.html").read_text()


NAMING = {
    "another text": "[See](two.md#old)\n",
    "the text itself": "[See](two.md)\n",
    "a page": "[See](/credentials/two/#old)\n",
    "a whole address": "[See](https://example.org/credentials/two/#old)\n",
}


@pytest.mark.parametrize("naming", NAMING)
def test_a_heading_that_a_link_names_is_looked_at(site: SiteFolder, naming: str) -> None:
    """Where a heading goes that a link names, or comes back, the edit is told
    of as a build of everything would.
    """
    inside = "[up](#old)\n\n" if naming == "the text itself" else ""
    site.write("portfolio.toml", '[site]\nbase_url = "https://example.org/"\n')
    site.record("one", NAMING[naming])
    site.record("two", f"{inside}Some words.\n\n## Old\n")
    time.sleep(2 * STEP)
    site.publish()
    for heading, told in (("New", ["missing-anchor"]), ("Newer", ["missing-anchor"]), ("Old", [])):
        site.record("two", f"{inside}Some words.\n\n## {heading}\n")
        assert [problem.code for problem in site.build().diagnostics] == told


def test_the_same_bytes_with_any_number_of_processes(tmp_path: Path) -> None:
    """One process or several, with or without what an earlier build kept: the same bytes."""
    found = []
    for workers in (1, 2, 5):
        site = SiteFolder(tmp_path / str(workers) / "site")
        for number in range(render_all.FORK_FROM):
            site.record(
                f"r{number}",
                f"Words of {number}.\n",
                technologies=[f"Tool {number % 7}"],
                part_of="r1" if number > 140 else None,
            )
        assert (
            build(site.root, Options(as_of=DAYS[1]), NO_VARIABLES, workers=workers).written
            is not None
        )
        found.append(site.files())
        shutil.rmtree(site.output)
        assert (
            build(site.root, Options(as_of=DAYS[1]), NO_VARIABLES, workers=workers).written
            is not None
        )
        found.append(site.files())
    assert [compared(other, found[0]) for other in found] == [{}] * 6


def test_a_body_that_is_as_it_was_before_the_last_build(site: SiteFolder) -> None:
    """A text that was there before, taken back by its author, is shown whole."""
    first, second = "Some words.\n\nFirst.\n", "Some words.\n\nSecond.\n"
    site.record("one", first)
    site.record("two")
    time.sleep(2 * STEP)
    before = site.publish()
    site.record("one", second)
    assert site.build().assembled is None
    site.record("one", first)
    assert site.build().assembled is None
    assert site.files() == before
