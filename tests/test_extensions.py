"""The owner's own filters and checks in `extensions.py`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SiteFolder, environment
from previewing import previewed

import portfolio
from portfolio import diagnostics


def test_own_filter(site: SiteFolder) -> None:
    """A function in FILTERS is a filter of the templates."""
    site.record()
    site.write(
        "extensions.py",
        "def shout(text):\n    return text.upper() + '!'\n\nFILTERS = {'shout': shout}\n",
    )
    site.template("credentials.html", "{{ page.heading | shout }} {{ '<b>' | shout }}")
    site.publish()
    assert (site.output / "credentials/index.html").read_text() == "CREDENTIALS! &lt;B&gt;!"


def test_own_check(site: SiteFolder) -> None:
    """A function in CHECKS reports problems like our own: an error publishes nothing,
    a warning does not stop the build.
    """
    site.record("a", level="Expert")
    site.write(
        "extensions.py",
        "from portfolio import error, warning\nfrom portfolio.content.locate import locate\n\n"
        "def level_expert(portfolio):\n"
        "    for entry in portfolio.entries:\n"
        "        if entry.record.level == 'Expert':\n"
        "            c = entry.credential\n"
        "            yield MAKE('level-expert', 'nobody is', locate(c.path, c.front_matter, ('level',)), "
        "'be modest')\n\n"
        "MAKE = warning\nCHECKS = [level_expert]\n",
    )
    done = site.run("build")
    assert done.returncode == 0
    assert "warning[level-expert]: nobody is\n --> content/credentials/a.md:5:8" in done.stderr
    (site.root / "extensions.py").write_text(
        (site.root / "extensions.py").read_text().replace("MAKE = warning", "MAKE = error")
    )
    assert site.run("build").returncode == 1


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = (\n", 1, "SyntaxError"),
        ("import nosuchmodule\n", 1, "nosuchmodule"),
        ("x = 1\nraise ValueError('own words')\n", 2, "own words"),
        ("def check(portfolio):\n    return portfolio.nosuch\n\nCHECKS = [check]\n", 2, "nosuch"),
        ("def check(portfolio):\n    yield 1 / 0\n\nCHECKS = [check]\n", 2, "division"),
        ("FILTERS = ['shout']\n", 1, "FILTERS"),
        ("CHECKS = 5\n", 1, "CHECKS"),
        ("def check(portfolio):\n    return ['not a problem']\n\nCHECKS = [check]\n", 1, ""),
        ("def check(portfolio):\n    return None\n\nCHECKS = [check]\n", 1, ""),
        ("import sys\nsys.exit(0)\n", 2, ""),
        ("x = 1\x00\n", 1, ""),
    ],
)
def test_a_mistake_in_the_file_is_an_error_of_its_line(
    site: SiteFolder, text: str, line: int, words: str
) -> None:
    """Whatever is wrong in extensions.py is an error there and never a traceback,
    and nothing is published.
    """
    site.record()
    site.write("extensions.py", text)
    done = site.run("build")
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
    assert "error[extension-error]" in done.stderr
    assert "extensions.py" in done.stderr
    assert words in done.stderr
    if words and words not in ("FILTERS", "CHECKS"):
        assert f"extensions.py:{line}:" in done.stderr
    assert not site.output.exists() or not any(site.output.iterdir())


def test_a_filter_that_fails_is_named_in_the_template(site: SiteFolder) -> None:
    """A filter that raises is an error of the template's line that calls it."""
    site.record()
    site.write("extensions.py", "FILTERS = {'broken': lambda text: text.nosuch}\n")
    site.template("credentials.html", "one\n{{ page.heading | broken }}\n")
    (found,) = site.problems()
    assert (found.location.path, found.location.line, found.code) == (
        "templates/credentials.html",
        2,
        "template-error",
    )


CHECK = (
    "from portfolio import Diagnostic, Location, Related, error, warning\n\n"
    "def check(portfolio):\n{}\n\nCHECKS = [check]\n"
)
"""A file with a check, whose body begins on line 4."""


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = 1\nraise SystemExit('done')\n", 2, "SystemExit"),
        ("x = 1\nraise KeyboardInterrupt\n", 2, "KeyboardInterrupt"),
        ("class Own(BaseException):\n    pass\n\nraise Own('x')\n", 4, "Own"),
        ("raise GeneratorExit\n", 1, "GeneratorExit"),
        (
            (
                "class Mute(Exception):\n    def __str__(self):\n        raise ValueError\n\n"
                "raise Mute\n"
            ),
            5,
            "Mute",
        ),
        (
            "class Odd(Exception):\n    def __str__(self):\n        return 5\n\nraise Odd\n",
            5,
            "Odd",
        ),
        ("def again():\n    return again()\n\nagain()\n", 2, "RecursionError"),
        ("open('nosuch.txt')\n", 1, "nosuch.txt"),
        ("# coding: nosuch\n", 1, "nosuch"),
        ("x = 1\n\nFILTERS = {1: str}\n", 3, "FILTERS"),
        ("x = 1\nCHECKS = (one for one in ())\n", 2, "CHECKS"),
        (CHECK.format("    import sys\n    sys.exit(3)"), 5, "SystemExit"),
        (CHECK.format("    import _thread\n    _thread.exit()"), 5, "SystemExit"),
        (
            CHECK.format(
                "    yield warning('x', 'y', Location('content'))\n    raise KeyboardInterrupt"
            ),
            5,
            "KeyboardInterrupt",
        ),
        (CHECK.format("    return check(portfolio)"), 4, "RecursionError"),
        (
            CHECK.format("    return warning('x', 'y', Location('content'))"),
            3,
            "check returns a value of the type Diagnostic",
        ),
        (CHECK.format("    return 'words'"), 3, "check returns a value of the type str"),
        (CHECK.format("    return None"), 3, "check returns nothing"),
        (CHECK.format("    yield 5"), 3, "check yields a value of the type int"),
        (CHECK.format("    yield None"), 3, "check yields nothing"),
        (
            CHECK.format("    while True:\n        yield warning('x', 'y', Location('content'))"),
            3,
            "more than 10,000",
        ),
        (CHECK.format("    yield error('x', 5, Location('content'))"), 3, "cannot be shown"),
        (CHECK.format("    yield error('x', 'y', 'content')"), 3, "cannot be shown"),
        (
            CHECK.format("    yield error('x', 'y', Location('content', 'one'))"),
            3,
            "cannot be shown",
        ),
        (CHECK.replace("def check", "async def check").format("    return ()"), 3, "coroutine"),
    ],
)
@pytest.mark.filterwarnings("ignore:coroutine")
def test_whatever_the_code_does_is_an_error_of_its_line(
    site: SiteFolder, text: str, line: int, words: str
) -> None:
    """Code that ends the program or the thread, raises what cannot be printed, recurses,
    or returns something that is not a problem is an error with its line.
    """
    site.record()
    site.write("extensions.py", text)
    (found,) = [one for one in site.problems() if one.severity == "error"]
    assert (found.code, found.location.path, found.location.line) == (
        "extension-error",
        "extensions.py",
        line,
    )
    assert words in found.message


def test_a_byte_that_is_not_utf8_is_found_on_its_line(site: SiteFolder) -> None:
    """A file in another encoding is an error on the line of its first such byte."""
    site.record()
    site.write("extensions.py", b"x = 1\n\nname = 'caf\xe9'\n")
    (found,) = site.problems()
    assert (found.code, found.location.line) == ("extension-error", 3)


@pytest.mark.parametrize("kind", ["folder", "link to nothing", "link to itself"])
def test_what_is_no_file_is_said(site: SiteFolder, kind: str) -> None:
    """A folder, or a link that leads nowhere, in the place of the file is a problem
    of that name and no traceback.
    """
    site.record()
    path = site.root / "extensions.py"
    path.mkdir() if kind == "folder" else path.symlink_to(
        "nosuch" if kind == "link to nothing" else path
    )
    (found,) = site.problems()
    assert (found.code, found.location.path) == ("not-a-file", "extensions.py")


PRINTS = (
    "import os, subprocess, sys\nprint('at import')\nprint('and there', file=sys.stderr)\n"
    "os.write(1, b'without Python\\n')\n"
    "subprocess.run([sys.executable, '-c', 'print(\"from below\")'])\n\n"
    "def loud(text):\n    print('in a filter')\n    return text\n\n"
    "def check(portfolio):\n    print('in a check')\n    sys.stdout.write('half a line')\n"
    "    return ()\n\n"
    "FILTERS = {'loud': loud}\nCHECKS = [check]\n"
)


@pytest.mark.parametrize("form", ["json", "sarif"])
@pytest.mark.parametrize("command", ["build", "check"])
def test_what_the_code_prints_is_not_in_the_answer(
    site: SiteFolder, command: str, form: str
) -> None:
    """What the code prints, in whichever way, goes to where problems go:
    the answer for programs stays whole.
    """
    site.record()
    site.write("extensions.py", PRINTS)
    site.template("credentials.html", "{{ page.heading | loud }}")
    done = site.run(command, "--format", form)
    assert json.loads(done.stdout)
    for words in (
        "at import",
        "and there",
        "without Python",
        "from below",
        "in a filter",
        "in a check",
    ):
        assert words in done.stderr
    assert "half a line" in done.stderr


def test_code_that_closes_the_streams_stops_nothing(site: SiteFolder) -> None:
    """Code that closes the standard streams, or puts others in their place,
    does not keep the program from saying what it found.
    """
    site.record()
    for text in (
        "import sys\nsys.stdout.close()\n",
        "import sys\nsys.stdout = None\n",
        "import sys, io\nsys.stdout = io.StringIO()\n",
    ):
        site.write("extensions.py", text)
        done = site.run("build", "--format", "json")
        assert (done.returncode, json.loads(done.stdout)) == (0, {"diagnostics": []})
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("raised", ["SystemExit(3)", "KeyboardInterrupt", "Mute"])
def test_a_filter_that_ends_the_program_is_named(site: SiteFolder, raised: str) -> None:
    """A filter that ends the program or raises what cannot be printed is an error at the template's
    line, which also names the line of the file.
    """
    site.record()
    mute = "class Mute(Exception):\n    def __str__(self):\n        raise ValueError\n\n"
    site.write(
        "extensions.py",
        f"{mute}def broken(text):\n    raise {raised}\n\nFILTERS = {{'broken': broken}}\n",
    )
    site.template("credentials.html", "one\n{{ page.heading | broken }}\n")
    (found,) = site.problems()
    assert (found.location.path, found.location.line, found.code) == (
        "templates/credentials.html",
        2,
        "template-error",
    )
    assert [(other.location.path, other.location.line) for other in found.related] == [
        ("extensions.py", 6)
    ]


def test_a_preview_goes_on_whatever_the_code_does(site: SiteFolder) -> None:
    """Code that ends the program, the thread or itself is reported by the preview, which goes on
    and shows what is mended.
    """
    site.record()
    with previewed(site) as preview:
        for body, words in (
            ("    raise SystemExit", "SystemExit would end the program"),
            ("    import _thread\n    _thread.exit()", "extensions.py:5"),
            ("    raise KeyboardInterrupt", "KeyboardInterrupt would end the program"),
            ("    print('\\x1b[2J')\n    return 5", "check returns a value of the type int"),
        ):
            site.write("extensions.py", CHECK.format(body))
            preview.reports(words)
            site.write("extensions.py", CHECK.format("    return ()"))
            preview.is_sound()
        site.record("a", title="Another title")
        preview.shows("/credentials/a/", "Another title")
        assert preview.interrupt() == 0
    assert "Traceback" not in "\n".join(preview.said)


def test_what_checks_are_written_with_comes_from_the_package() -> None:
    """`from portfolio import …` gives the names of `portfolio.diagnostics`, loaded only
    when they are asked for.
    """
    for name in portfolio.__all__:
        assert getattr(portfolio, name) is getattr(diagnostics, name)
    with pytest.raises(AttributeError, match="nosuch"):
        portfolio.nosuch  # noqa: B018
    loaded = (
        "import portfolio, sys; print(sorted(name for name in sys.modules if "
        "name.startswith('portfolio') or name == 'typing'))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", loaded],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path("/"),
    )
    assert done.stdout == "['portfolio']\n"
