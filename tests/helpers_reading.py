"""What the tests of reading share: text cases, generated texts, and a judge of safe HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from conftest import examples
from hypothesis import strategies as st

from portfolio.content.read import load_credential
from portfolio.diagnostics import Diagnostics, Location
from portfolio.domain.model import Credential
from portfolio.schema.fields import Fields

CASES = Path(__file__).parent / "cases" / "reading"
PATH = "content/credentials/a.md"
lightly = examples(60, derandomize=True)
"""Enough examples to find a slip, few enough for every run."""

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
"""Any text that can be written to a file."""
letters = st.text(st.characters(categories=["L", "N", "Mn", "So"]), min_size=1, max_size=12)


def cases(name: str) -> list[tuple[str, str, str]]:
    """The cases of a text file: title, input and expected,
    each closed by a line with a single dot.
    """
    parts = re.split(r"^\.\n", (CASES / name).read_text("utf-8"), flags=re.MULTILINE)
    assert len(parts) % 3 == 1, f"{name} has a case without three parts"
    assert not parts[-1].strip(), f"{name} ends within a case"
    return [
        (title.strip(), given, wanted)
        for title, given, wanted in zip(parts[:-1:3], parts[1::3], parts[2::3], strict=True)
    ]


def load_text(text: str) -> tuple[Credential | None, Diagnostics]:
    """The credential that a text is, with its problems."""
    loaded = load_credential(PATH, text.encode())
    return loaded.value, loaded.problems


def load_fields(fields: str, body: str = "") -> tuple[Credential | None, Diagnostics]:
    """A sound record with more `fields`, as lines of YAML; they begin on line 5."""
    return load_text(
        f"---\ntitle: Title\nissuer: Issuer\nissued_date: 2024-05\n{fields.rstrip()}\n---\n{body}"
    )


def codes_of(problems: Diagnostics) -> list[str]:
    """What is wrong, in order."""
    return [problem.code for problem in problems]


def marked(where: Location) -> str:
    """The characters that a place points at."""
    begin = where.column - 1
    return where.source[begin : begin + where.length]


def assert_places_are_real(problems: Diagnostics, text: str) -> None:
    """Every place is a line of `text`, shown as it is, with a column on it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in problems:
        where = problem.location
        assert problem.code
        assert problem.message
        assert problem.help
        assert 1 <= where.line <= len(lines), problem
        assert where.source == lines[where.line - 1], problem
        assert 1 <= where.column <= len(where.source) + 1, problem
        assert where.length >= 1, problem


class Judge(HTMLParser):
    """Collects everything in a page that could run, load or hide."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.unsafe: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append((tag, values))
        if tag in FORBIDDEN:
            self.unsafe.append(f"<{tag}>")
        self.unsafe += [
            f"{tag} {name}={value}" for name, value in values.items() if _is_bad(tag, name, value)
        ]

    def handle_comment(self, data: str) -> None:
        self.unsafe.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.unsafe.append(f"declaration {decl}")

    def handle_pi(self, data: str) -> None:
        self.unsafe.append(f"instruction {data}")


FORBIDDEN = set(
    "script style iframe object embed svg math link meta base form button textarea select "
    "template noscript h1 "
    "video audio source picture frame frameset applet body html head title".split()
)


def _is_bad(tag: str, name: str, value: str) -> bool:
    if name.startswith("on") or name in (
        "style",
        "srcset",
        "srcdoc",
        "formaction",
        "action",
        "ping",
        "background",
        "poster",
    ):
        return True
    if name == "src":
        return tag != "img" or bool(re.match(r"\s*([a-z][a-z0-9+.-]*:|//)", value, re.IGNORECASE))
    if name == "href":
        bare = re.sub(r"[\x00-\x20]", "", value)
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", bare, re.IGNORECASE)
        return tag != "a" or bool(scheme and scheme[1].lower() not in ("http", "https", "mailto"))
    return False


def judge(html: str) -> Judge:
    """The judge, having read `html`."""
    reader = Judge()
    reader.feed(html)
    reader.close()
    return reader


def stated(record: Fields) -> tuple[str, ...]:
    """The names of the fields of a record that say something of their own."""
    return tuple(
        name for name, spec in record.specs().items() if getattr(record, name) != spec.default
    )
