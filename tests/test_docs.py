"""The documentation says what the program does: its tables are made from the program, its examples
are run.

With UPDATE_DOCS=1 the first test writes the generated blocks anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from conftest import PATIENCE, environment
from documentation import (
    BLOCKS,
    COMMANDS,
    DOCS,
    ROOT,
    WITH_GROUPS,
    block_names,
    example_site,
    filled,
    pages,
)
from small_site import FOLDER, NO_VARIABLES, TODAY, write_site
from test_problems import codes_of_the_program

from portfolio.options import Options
from portfolio.pipeline import assemble as assembling
from portfolio.pipeline import build as pipeline
from portfolio.render.environment import make_environment
from portfolio.report import as_text
from portfolio.scaffold.starter import SCHEMAS
from portfolio.schema.fields import Fields
from portfolio.schema.json_schema import descriptions
from portfolio.settings import read_settings

PAGES = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in pages()}
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_NAMED_EXAMPLE = re.compile(r"`([\w/.-]+)`:\n\n```\w*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(
    r"`((?:portfolio|docs|tests|themes/base|themes/ledger)/[\w./-]+|Makefile|pyproject\.toml)`"
)


def fenced(text: str, *languages: str) -> list[str]:
    """The code blocks of a page in some languages."""
    return [code for language, code in _FENCED.findall(text) if language in languages]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_generated_blocks_are_current(name: str) -> None:
    """The tables of a page are what the program's fields, settings, values,
    modules and commands say now.
    """
    wanted = filled(PAGES[name])
    if os.environ.get("UPDATE_DOCS"):
        (ROOT / name).write_text(wanted, "utf-8", newline="\n")
        return
    assert PAGES[name] == wanted, "run UPDATE_DOCS=1 make test"


def test_every_block_stands_on_one_page() -> None:
    """Everything that can be told from the program is told once;
    a new command needs a block of its own.
    """
    assert sorted(name for text in PAGES.values() for name in block_names(text)) == sorted(BLOCKS)


def examples() -> Iterator[Any]:
    """Every field with its example."""
    for model in SCHEMAS.values():
        for name, field in model.specs().items():
            yield pytest.param(model, name, field.examples, id=f"{model.__name__}-{name}")


def as_written(value: Any) -> Any:
    """An example as a file would give it: text, lists and mappings of text."""
    if isinstance(value, dict):
        return {key: as_written(item) for key, item in value.items()}
    return [as_written(item) for item in value] if isinstance(value, list) else str(value)


@pytest.mark.parametrize(("model", "name", "given"), list(examples()))
def test_every_field_has_a_sentence_and_an_example_that_it_accepts(
    model: type[Fields], name: str, given: list[Any]
) -> None:
    """A field is described, and its examples are values that it takes."""
    assert descriptions(model)[name]
    assert given
    needed = {"title": "T", "issuer": "I", "name": "N"}
    for example in given:
        stated = {key: value for key, value in needed.items() if key in model.specs()} | {
            name: as_written(example)
        }
        assert model.read(stated)


def test_every_diagnostic_is_explained() -> None:
    """Each code of the program has an entry with a sentence,
    and there is no entry without a code.
    """
    entries = re.findall(
        r"^### `([a-z0-9-]+)`\n\n(.+)$", (DOCS / "diagnostics.md").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(code for code, _ in entries) == sorted(codes_of_the_program())
    assert [
        code
        for code, said in entries
        if not re.match(r"(Error|Warning|An? (error|warning))\b", said)
    ] == []


def test_every_command_and_option_is_documented() -> None:
    """The page of commands has each command and each option
    with the sentence that `--help` shows.
    """
    text = (DOCS / "commands.md").read_text("utf-8")
    for name, command in COMMANDS.items():
        assert f"### `{name}`\n\n{' '.join((command.help or '').split())}" in text
        for option in (
            parameter for parameter in command.params if isinstance(parameter, click.Option)
        ):
            assert option.opts[0] in text
            assert " ".join((option.help or "").split()) in text


def test_everything_that_templates_can_use_is_documented() -> None:
    """The page of templates names each global and filter that the environment defines."""
    found = example_site()
    assert found.inputs.setup.theme and found.site
    environment = make_environment(found.inputs.setup.theme, found.site.view)
    text = (DOCS / "templates.md").read_text("utf-8")
    functions, filters = (
        text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
        for title in ("Functions", "Filters")
    )
    assert [
        name for name in sorted(environment.globals) if not re.search(rf"`{name}[`(]", functions)
    ] == []
    assert [
        name
        for name in sorted(set(environment.filters) - plain_filters())
        if f"| `{name}` |" not in filters
    ] == []


def plain_filters() -> set[str]:
    """The filters that Jinja has by itself."""
    from jinja2.filters import FILTERS

    return set(FILTERS)


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    found: dict[str, int] = {}
    for heading in re.findall(
        r"^#+ (.+)$",
        re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE),
        re.MULTILINE,
    ):
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found[anchor] = found.get(anchor, -1) + 1
    return {
        anchor if not number else f"{anchor}-{number}"
        for anchor, count in found.items()
        for number in range(count + 1)
    }


@pytest.mark.parametrize("name", sorted(PAGES))
def test_relative_links_lead_somewhere(name: str) -> None:
    """Each link of a page to a file or a heading of the project has a target."""
    dead = []
    for link in _LINK.findall(
        re.sub(r"^```.*?^```$|`[^`\n]*`", "", PAGES[name], flags=re.DOTALL | re.MULTILINE)
    ):
        path, _, anchor = link.partition("#")
        target = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        if not link.startswith("https://") and (
            not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8")))
        ):
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("name", sorted(PAGES))
def test_commands_that_are_shown_exist(name: str) -> None:
    """Each `portfolio …` and `make …` of a page is a command with its options, or a target."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    shown = [line for code in fenced(PAGES[name], "sh", "yaml") for line in code.splitlines()]
    shown += re.findall(r"`([^`\n]+)`", _FENCED.sub("", PAGES[name]))
    for line in shown:
        for target in re.findall(r"(?:^|[\s&])make ([a-z]+)", line):
            assert target in targets, line
        for rest in re.findall(r"(?:^|[\s&])portfolio ([a-z][^>&]*)", line):
            named = [name for name in WITH_GROUPS if re.match(rf"{name}(?![a-z])", rest)]
            assert named, line
            command = WITH_GROUPS[name := max(named, key=len)]
            more = rest.removeprefix(name).split()
            assert not (isinstance(command, click.Group) and more), line
            known = {option for parameter in command.params for option in parameter.opts}
            assert set(re.findall(r"--[a-z-]+", rest)) <= {*known, "--help"}, line


@pytest.mark.parametrize("name", sorted(PAGES))
def test_files_that_are_named_exist(name: str) -> None:
    """Each file of the project that a page names is there."""
    named = set(_FILE.findall(PAGES[name])) - {"portfolio/themes"}
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_the_record_of_the_readme_builds_without_a_problem(tmp_path: Path) -> None:
    """Who copies the record of the README gets a site."""
    ((path, text),) = _NAMED_EXAMPLE.findall(PAGES["README.md"])
    built = pipeline.build(write_site(tmp_path, {path: text}), Options(as_of=TODAY), NO_VARIABLES)
    assert not [found for found in built.diagnostics if found.code != "issued-in-the-future"]
    assert built.written


@pytest.mark.parametrize("name", ["README.md", "docs/commands.md"])
def test_the_report_that_is_shown_is_what_one_sees(name: str, tmp_path: Path) -> None:
    """The report of a page is what the program says of the line that it quotes."""
    (shown,) = [code for code in fenced(PAGES[name], "text") if code.startswith("error[")]
    (path, line) = re.findall(r"--> ([^:]+)(?s:.*)\n4 \| (.*)\n", shown)[0]
    write_site(tmp_path, {path: f"---\ntitle: T\nissuer: I\n{line}\n---\n"})
    assert (
        as_text(
            assembling.survey(tmp_path, Options(as_of=date(2025, 12, 1)), NO_VARIABLES).diagnostics
        )
        == shown
    )


@pytest.mark.parametrize(
    "code",
    [code for text in PAGES.values() for code in fenced(text, "toml") if "parent" not in code],
)
def test_the_settings_that_are_shown_are_sound(code: str) -> None:
    """Each example of `portfolio.toml` is read without a problem."""
    assert read_settings(code.encode())[2] == ()


def test_the_worked_example_of_a_platform_works(tmp_path: Path) -> None:
    """With the platform of the page on settings, the number of its record gives
    the link that the page promises.
    """
    text = (DOCS / "settings.md").read_text("utf-8").partition("### A worked example")[2]
    (toml,), (record,) = fenced(text, "toml"), fenced(text, "yaml")
    stated = (
        f"{FOLDER}stated.md",
        "---\ntitle: T\nissuer: I\nissued_date: 2025\nverification_url: {}?lang=en\n---\n",
    )
    (promised,) = re.findall(r"Its page links to `([^`]+)`", text)
    write_site(
        tmp_path,
        {
            "portfolio.toml": toml,
            f"{FOLDER}a.md": f"---\n{record}---\n",
            stated[0]: stated[1].format(promised),
        },
    )
    found = assembling.survey(tmp_path, Options(as_of=TODAY), NO_VARIABLES)
    assert found.diagnostics == ()
    assert [entry.verification.url for entry in found.portfolio.entries if entry.verification] == [
        promised
    ] * 2


def test_the_worked_examples_of_themes_work(tmp_path: Path) -> None:
    """The override, the child theme and the extension of the page on templates
    build, and show on the page.
    """
    text = (DOCS / "templates.md").read_text("utf-8")
    override, extension = fenced(text, "jinja")[0], fenced(text, "python")[0]
    choice = next(code for code in fenced(text, "toml") if "[site]" in code)
    record = "---\ntitle: T\nissuer: I\nissued_date: 2025\nextra:\n  cost: 150 USD\n---\n"
    files = {
        "portfolio.toml": choice,
        "templates/credential.html": override,
        "extensions.py": extension,
        f"{FOLDER}a.md": record,
    }
    named = dict(
        re.findall(
            r"`(themes/quiet/[\w/.]+)`:\n\n```\w+\n(.*?)^```$", text, re.DOTALL | re.MULTILINE
        )
    )
    assert len(named) == 3
    assert tomllib.loads(named["themes/quiet/theme.toml"])["parent"] == "ledger"
    found = pipeline.check(write_site(tmp_path, files | named), Options(as_of=TODAY), NO_VARIABLES)
    assert [problem.code for problem in found.diagnostics] == ["no-category"]
    assert found.assembled
    made = dict(assembling.render_site(found.assembled))
    page = made["credentials/a/"]
    assert isinstance(page, bytes)
    assert b"It cost 150 USD." in page
    assert b"Learn something every year." in page
    assert b"assets/quiet." in page


def test_the_documents_are_a_site(tmp_path: Path) -> None:
    """`make docs` builds them without a warning: each is a page, in the order of a reader, and
    what they link to is there.
    """
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/docs_site.py"), str(tmp_path / "made")],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    home = (tmp_path / "made/index.html").read_text("utf-8")
    links = re.findall(r'href="([\w-]+)/index.html"', home.partition("</header>")[0])
    names = [path.stem for path in DOCS.glob("*.md")]
    first = ["tutorial", "tutorial-projects", "how-to", "import"]
    assert [*dict.fromkeys(links)][:4] == first
    assert set(links) >= set(names)
