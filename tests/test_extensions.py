"""The owner's own filters and checks in `extensions.py`."""

from __future__ import annotations

import pytest
from conftest import SiteFolder


def test_own_filter(site: SiteFolder) -> None:
    """A function in FILTERS is a filter of the templates."""
    site.record()
    site.write("extensions.py", "def shout(text):\n    return text.upper() + '!'\n\nFILTERS = {'shout': shout}\n")
    site.template("credentials.html", "{{ page.heading | shout }} {{ '<b>' | shout }}")
    site.publish()
    assert (site.output / "credentials/index.html").read_text() == "CREDENTIALS! &lt;B&gt;!"


def test_own_check(site: SiteFolder) -> None:
    """A function in CHECKS reports problems like our own: an error publishes nothing, a warning does not stop the build."""
    site.record("a", level="Expert")
    site.write(
        "extensions.py",
        "from portfolio.diagnostics import error, warning\nfrom portfolio.places import locate\n\n"
        "def level_expert(portfolio):\n"
        "    for entry in portfolio.entries:\n"
        "        if entry.record.level == 'Expert':\n"
        "            c = entry.credential\n"
        "            yield MAKE('level-expert', 'nobody is', locate(c.path, c.head, ('level',)), 'be modest')\n\n"
        "MAKE = warning\nCHECKS = [level_expert]\n",
    )
    done = site.run("build")
    assert done.returncode == 0
    assert "warning[level-expert]: nobody is\n --> content/credentials/a.md:5:8" in done.stderr
    (site.root / "extensions.py").write_text((site.root / "extensions.py").read_text().replace("MAKE = warning", "MAKE = error"))
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
def test_a_mistake_in_the_file_is_an_error_of_its_line(site: SiteFolder, text: str, line: int, words: str) -> None:
    """Whatever is wrong in extensions.py is an error there and never a traceback, and nothing is published."""
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
    assert (found.location.path, found.location.line, found.code) == ("templates/credentials.html", 2, "template-error")
