"""The command line as its users meet it: what is printed where, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

import jsonschema
import pytest
import yaml
from conftest import PATIENCE, REPOSITORY, SiteFolder, command, environment, tree_of

from portfolio.console import SHOW_PROGRESS_AFTER, _progress_line

ANSI = re.compile(r"\x1b\[")


@pytest.fixture
def good(site: SiteFolder) -> SiteFolder:
    """A site without a problem."""
    site.record()
    return site


@pytest.fixture
def warned(site: SiteFolder) -> SiteFolder:
    """A site with one warning."""
    site.record("a", status="active", expiry_date="2025-01-01")
    return site


@pytest.fixture
def wrong(site: SiteFolder) -> SiteFolder:
    """A site with one error."""
    site.record("a", issued_date="2024-13-45")
    return site


COMMANDS = [
    ["build"],
    ["build", "--strict", "--format", "json"],
    ["check"],
    ["check", "--format", "sarif"],
    ["new", "T", "--issuer", "I"],
    ["pdf", "nowhere/"],
    ["serve", "--port", "99999"],
    ["schema"],
    ["--version"],
    ["nosuch"],
]


@pytest.mark.parametrize(
    ("arguments", "date"),
    [(arguments, "2024-05") for arguments in COMMANDS]
    + [([command], "2024-13-45") for command in ("build", "check", "pdf")],
    ids=str,
)
def test_a_copy_of_the_tests_does_what_a_new_process_does(
    site: SiteFolder, arguments: list[str], date: str
) -> None:
    """What a command prints, writes and returns is the same however these tests start it."""
    site.record("a", issued_date=date)
    before = tree_of(site.root)
    found = []
    for is_new in (True, False):
        shutil.rmtree(site.root)
        for name, content in before.items():
            site.write(name, content)
        done = site.run(*arguments, is_new=is_new)
        said = [re.sub(r"\d\.\d s", "0.0 s", stream) for stream in (done.stdout, done.stderr)]
        written = {
            name: content
            for name, content in tree_of(site.root).items()
            if not name.startswith(".portfolio/")
        }
        found.append((done.returncode, said, written))
    assert found[0] == found[1]


def test_build_of_a_good_site(good: SiteFolder) -> None:
    """A good site is built with one line on stdout that says how much, where and how fast,
    nothing on stderr, and exit code 0.
    """
    done = good.run("build")
    assert re.fullmatch(
        r"1 credential, \d+ pages in \d+\.\d s: output/ \(\d+ written, 0 deleted\)\n", done.stdout
    )
    assert (done.stderr, done.returncode) == ("", 0)
    done = good.run("build")
    assert "(0 written, 0 deleted)" in done.stdout


def test_build_with_a_warning(warned: SiteFolder) -> None:
    """A warning is shown on stderr and does not stop the build; under --strict it is an error
    and nothing is published.
    """
    done = warned.run("build")
    assert done.returncode == 0
    assert "warning[status-disagrees]" in done.stderr
    assert done.stdout.endswith(", 1 warning\n")
    shutil.rmtree(warned.output)
    done = warned.run("build", "--strict")
    assert done.returncode == 1
    assert not warned.output.exists() or not any(warned.output.iterdir())
    assert "nothing was published" in done.stdout


ERROR = """\
error[invalid-date]: `issued_date`: not a calendar date: `2024-13-45`
 --> content/credentials/a.md:4:14
  |
4 | issued_date: "2024-13-45"
  |              ^^^^^^^^^^^^
  = help: write YYYY-MM-DD, YYYY-MM or YYYY, from 1900 to 2199

"""


def test_build_with_an_error(wrong: SiteFolder) -> None:
    """An error is shown with its line, a caret and its cure on stderr;
    nothing is published, and the exit code is 1.
    """
    done = wrong.run("build")
    assert done.stderr == ERROR
    assert done.stdout == "nothing was published, 1 error\n"
    assert done.returncode == 1


def test_check(good: SiteFolder) -> None:
    """A check says how many records it looked at and writes nothing."""
    before = set(good.root.rglob("*"))
    done = good.run("check")
    assert re.fullmatch(r"1 credential checked in \d+\.\d s\n", done.stdout)
    assert (done.stderr, done.returncode) == ("", 0)
    assert set(good.root.rglob("*")) == before


def test_check_of_a_wrong_site(wrong: SiteFolder) -> None:
    """A check reports what a build would, and ends with 1."""
    done = wrong.run("check")
    assert (done.stderr, done.returncode) == (ERROR, 1)


def test_check_strict(warned: SiteFolder) -> None:
    """A check ends with 0 after warnings, and with 1 under --strict."""
    assert warned.run("check").returncode == 0
    assert warned.run("check", "--strict").returncode == 1


def test_check_of_what_expires(site: SiteFolder) -> None:
    """--expiring-within warns of what expires within that time,
    the last day included, and of nothing else.
    """
    for name, day in (
        ("in", "2025-07-31"),
        ("out", "2025-08-01"),
        ("gone", "2025-05-31"),
        ("today", "2025-06-01"),
    ):
        site.record(name, expiry_date=day)
    site.record("never")
    done = site.run("check", "--expiring-within", "60d", "--format", "json")
    found = json.loads(done.stdout)["diagnostics"]
    assert [(d["code"], d["file"]) for d in found] == [
        ("expires-soon", "content/credentials/in.md"),
        ("expires-soon", "content/credentials/today.md"),
    ]
    assert done.returncode == 0
    assert site.run("check", "--expiring-within", "60", "--strict").returncode == 1
    assert site.run("check", "--expiring-within", "soon").returncode == 2


@pytest.mark.parametrize("verb", ["build", "check"])
def test_problems_as_json(wrong: SiteFolder, verb: str) -> None:
    """--format json puts one JSON document on stdout and nothing else there."""
    done = wrong.run(verb, "--format", "json")
    (found,) = json.loads(done.stdout)["diagnostics"]
    assert (found["severity"], found["code"], found["file"], found["line"], found["column"]) == (
        "error",
        "invalid-date",
        "content/credentials/a.md",
        4,
        14,
    )
    assert "error[" not in done.stderr
    assert done.returncode == 1


def test_a_good_site_as_json(good: SiteFolder) -> None:
    """Without a problem the JSON document has none."""
    assert json.loads(good.run("build", "--format", "json").stdout) == {"diagnostics": []}


def test_problems_for_github(wrong: SiteFolder) -> None:
    """--format github writes workflow commands."""
    done = wrong.run("check", "--format", "github")
    assert done.stdout.startswith(
        "::error file=content/credentials/a.md,line=4,col=14,title=invalid-date::"
    )
    assert done.stdout.count("\n") == 1


def test_problems_as_sarif(warned: SiteFolder) -> None:
    """--format sarif writes a SARIF 2.1.0 log."""
    log = json.loads(warned.run("check", "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    (result,) = log["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("status-disagrees", "warning")
    assert (
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        == "content/credentials/a.md"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuch"],
        ["build", "--nosuch"],
        ["build", "--format", "xml"],
        ["build", "--as-of", "2024-13"],
        ["check", "--output", "x"],
        ["new"],
        ["build", "--as-of", "soon"],
    ],
)
def test_wrong_usage(good: SiteFolder, arguments: list[str]) -> None:
    """What the command does not understand is said on stderr, with exit code 2."""
    done = good.run(*arguments)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_outside_a_site(tmp_path: Path) -> None:
    """In a folder that is no site every command that needs one says so and how to begin,
    with exit code 2, and writes nothing.
    """
    site = SiteFolder(tmp_path)
    for verb in ("build", "check"):
        done = site.run(verb)
        assert done.returncode == 2
        assert done.stderr.startswith(
            "error: there is no folder content/credentials/ here\n  = help: "
        )
    assert list(tmp_path.iterdir()) == []


def test_version_and_help(tmp_path: Path) -> None:
    """--version says the version of the package, --help the commands and their options."""
    site = SiteFolder(tmp_path)
    assert site.run("--version").stdout == f"portfolio {metadata.version('credential-portfolio')}\n"
    for flag in ("--help", "-h"):
        done = site.run(flag)
        assert done.returncode == 0
        assert {"build", "check", "new", "schema"} <= set(done.stdout.split())
    assert "--expiring-within" in site.run("check", "--help").stdout


def test_as_of(site: SiteFolder) -> None:
    """--as-of works out every state for that day; a month means its last day."""
    site.write("portfolio.toml", "")
    site.record("a", expiry_date="2026-02-15")
    site.run("build", "--as-of", "2026-02-15")
    assert "Expires 15 Feb 2026" in site.page("credentials/a/").text
    site.run("build", "--as-of", "2026-02")
    assert "Expired 15 Feb 2026" in site.page("credentials/a/").text


# Streams and terminals


@pytest.mark.parametrize(
    "arguments", [["schema"], ["check"], ["build"], ["build", "--format", "json"], ["--help"]]
)
def test_a_closed_pipe_is_survived(good: SiteFolder, arguments: list[str]) -> None:
    """When whoever reads our output has gone, the work is done all the same,
    and the command ends without a word.
    """
    reader, writer = os.pipe()
    os.close(reader)
    done = good.run(*arguments, stdout=writer)
    os.close(writer)
    assert (done.stderr, done.returncode) == ("", 0)
    if arguments[0] == "build":
        assert (good.output / "index.html").is_file()


def test_only_the_first_line_is_read(good: SiteFolder) -> None:
    """`portfolio schema | head -1` shows one line and no complaint."""
    line = f"exec {shlex.join(command('schema'))}"
    done = subprocess.run(
        ["sh", "-c", f"({line}) | head -1"],
        cwd=good.root,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("{\n", "")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_survived(good: SiteFolder, closed: str) -> None:
    """A command that is started without some of its streams does its work."""
    line = shlex.join(command("build"))
    done = subprocess.run(
        ["sh", "-c", f"{line} {closed}"],
        cwd=good.root,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 0
    assert (good.output / "index.html").is_file()


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=str,
)
def test_another_encoding_is_survived(site: SiteFolder, env: dict[str, str]) -> None:
    """Where the terminal does not speak UTF-8 problems are shown and the site
    is built all the same, in UTF-8.
    """
    site.record("日本", title="日本語 → 🚀", status="active", expiry_date="2025-01-01")
    site.record("b", title="Ünïcode", level="x", part_of="ノ")
    for verb in (["check"], ["check", "--format", "json"]):
        done = subprocess.run(
            command(*verb),
            cwd=site.root,
            env=environment(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        assert b"Traceback" not in done.stderr, done.stderr[-500:]
        assert done.returncode == 1
    (site.root / "content/credentials/b.md").unlink()
    done = subprocess.run(
        command("build"),
        cwd=site.root,
        env=environment(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert "日本語 → 🚀" in site.page("credentials/日本/").text


def test_a_file_name_that_is_not_utf8(good: SiteFolder) -> None:
    """A file whose name is no UTF-8 is a problem, not a traceback."""
    target = os.fsencode(good.root) + b"/content/credentials/caf\xe9.md"
    try:
        with open(target, "wb") as file:
            file.write(b"---\ntitle: T\nissuer: I\nissued_date: 2024\n---\n")
    except OSError:
        pytest.skip("this disk takes no such name")
    for verb in (["check", "--format", "json"], ["build"]):
        done = subprocess.run(
            command(*verb),
            cwd=good.root,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        assert b"Traceback" not in done.stderr
        assert done.returncode in (0, 1)


def test_no_colours_in_a_pipe(wrong: SiteFolder) -> None:
    """What goes into a pipe or file has no escape sequence."""
    done = wrong.run("build")
    assert not ANSI.search(done.stdout + done.stderr)


def in_terminal(
    site: SiteFolder, arguments: list[str], env: dict[str, str] | None = None
) -> tuple[str, int]:
    """Run the command with a terminal as stderr; what the terminal shows, and the exit code."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        command(*arguments),
        cwd=site.root,
        env=environment({"TERM": "xterm-256color", **(env or {})}),
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
        close_fds=True,
    )
    os.close(follower)
    shown, until = b"", time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if select.select([leader], [], [], 0.05)[0]:
            try:
                shown += os.read(leader, 65536)
            except OSError:
                break
        elif process.poll() is not None:
            break
    os.close(leader)
    return shown.decode("utf-8", "replace"), process.wait(PATIENCE)


def test_colours_in_a_terminal(wrong: SiteFolder) -> None:
    """In a terminal problems are coloured, unless NO_COLOR is set."""
    shown, code = in_terminal(wrong, ["build"])
    assert code == 1
    assert "\x1b[1;31merror[invalid-date]" in shown
    shown, code = in_terminal(wrong, ["build"], {"NO_COLOR": "1"})
    assert "error[invalid-date]" in shown
    assert "\x1b[1;31m" not in shown


SLOWLY = (
    "import time\n\ndef slow(text):\n    time.sleep(0.1)\n    return text\n\n"
    "FILTERS = {'slow': slow}\n"
)


def slowly(site: SiteFolder) -> SiteFolder:
    """A site whose build takes more than two seconds."""
    site.write("extensions.py", SLOWLY)
    site.template("credential.html", "{{ page.heading | slow }}")
    for number in range(22):
        site.record(f"r{number}")
    return site


def test_a_progress_bar_in_a_terminal_only(site: SiteFolder) -> None:
    """Work that takes long shows a bar in a terminal, and none in a pipe."""
    slowly(site)
    shown, code = in_terminal(site, ["check"])
    assert code == 0
    assert "rendering [#" in shown
    assert "%" in shown
    rest = shown.rpartition("%")[2]
    assert re.fullmatch(r"\r +\r", rest.partition("22 credentials")[0]), "the bar is removed"
    done = site.run("check")
    assert "rendering" not in done.stdout + done.stderr


@pytest.mark.parametrize("columns", [1, 12, 20, 40, 200])
def test_a_bar_fits_in_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar takes less than a line where there is room for its words, and counts without them."""
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((columns, 24)))
    lines = [_progress_line("reading", done, 7) for done in range(8)]
    assert len({len(line) for line in lines}) == 1
    assert len(lines[0]) < max(columns, len("reading 100%") + 1)
    assert [int(line.split()[-1].removesuffix("%")) for line in lines][::7] == [0, 100]


def test_quick_work_shows_no_bar(good: SiteFolder) -> None:
    """Work that is done at once shows no bar; a busy machine is given a minute to do it at once."""
    until = time.monotonic() + PATIENCE
    took = SHOW_PROGRESS_AFTER
    while took >= SHOW_PROGRESS_AFTER and time.monotonic() < until:
        began = time.monotonic()
        shown, _ = in_terminal(good, ["check"])
        took = time.monotonic() - began
    assert "rendering" not in shown


def test_an_interrupt_ends_quietly(site: SiteFolder) -> None:
    """Ctrl-C ends with 130 and one word, without a traceback, and the old site stays."""
    site.record("a")
    before = site.publish()
    site.record("a", "Other words.\n")
    site.write(
        "extensions.py",
        (
            "import pathlib, time\n\ndef wait(portfolio):\n    pathlib.Path('begun').touch()\n"
            "    time.sleep(30)\n    return ()\n\nCHECKS = [wait]\n"
        ),
    )
    process = site.start("build")
    until = time.monotonic() + PATIENCE
    while (
        not (site.root / "begun").exists() and time.monotonic() < until and process.poll() is None
    ):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert (out, err.strip()) == ("", "interrupted")
    assert site.files() == before


def test_an_interrupt_while_rendering(site: SiteFolder) -> None:
    """Ctrl-C while pages are rendered leaves the old site and no staging,
    and the next build works.
    """
    site.record("a")
    before = site.publish()
    slowly(site)
    site.write(
        "extensions.py",
        SLOWLY.replace("    time.sleep", "    open('begun', 'w').close()\n    time.sleep"),
    )
    process = site.start("build")
    until = time.monotonic() + PATIENCE
    while (
        not (site.root / "begun").exists() and time.monotonic() < until and process.poll() is None
    ):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert site.files() == before
    assert list(site.root.rglob("*staging*")) == []


# The schema


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    """The schema that the command prints, ready for use."""
    done = subprocess.run(
        command("schema"), env=environment(), capture_output=True, text=True, check=True
    )
    schema = json.loads(done.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def front_matter(path: Path) -> dict[str, object]:
    """The front matter of a file as an editor reads it:
    with YAML's own types, but dates as text.
    """

    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        key: [(tag, form) for tag, form in forms if tag != "tag:yaml.org,2002:timestamp"]
        for key, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    record = yaml.load(path.read_text("utf-8").split("\n---")[0].removeprefix("---"), Loader)
    assert isinstance(record, dict)
    return record


RECORDS = sorted(
    path for path in (REPOSITORY / "content/credentials").rglob("*.md") if path.name != "README.md"
)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_the_schema_accepts_the_examples(
    validator: jsonschema.Draft202012Validator, path: Path
) -> None:
    """Every record of the example is valid under the schema, as an editor reads it."""
    assert [error.message for error in validator.iter_errors(front_matter(path))] == []


@pytest.mark.parametrize(
    "change",
    [
        {"issued": "2024"},
        {"issued_date": "2024/05"},
        {"status": "done"},
        {"title": ["x"]},
        {"technologies": "Python"},
        {"progress_percentage": 120},
        {"verification_url": "ftp://example.com"},
        {"type": "Two Words"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_schema_rejects(
    validator: jsonschema.Draft202012Validator, change: dict[str, object]
) -> None:
    """The schema rejects an unknown key and values of a wrong kind."""
    record = {"title": "T", "issuer": "I", "issued_date": "2024-05"}
    assert validator.is_valid(record)
    assert not validator.is_valid(record | change)


def test_the_schema_documents_every_field(validator: jsonschema.Draft202012Validator) -> None:
    """Every field of the schema has the sentence that editors show."""
    assert isinstance(validator.schema, dict)
    fields = validator.schema["properties"]
    assert [name for name, field in fields.items() if not field.get("description")] == []


def test_start_up_is_light(good: SiteFolder) -> None:
    """`--version` loads no library for pictures or servers:
    heavy modules are imported when they are needed.
    """
    probe = "import sys, portfolio.cli; print(sorted({'starlette', 'PIL'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", probe], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
