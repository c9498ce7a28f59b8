"""Finds the syntax of other programs, which plain Markdown would show as text.

Each pattern comes with what to write instead: Liquid (Jekyll), shortcodes (Hugo), attribute lists
(kramdown, Pandoc), admonitions (Obsidian, MkDocs, Docusaurus), components (MDX), formulas (TeX),
and a second block of front matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..domain.body import BodyProblem
from ..text import slug
from .pitfall_patterns import Pitfall, find_patterns

_CALLOUTS = {
    "TIP": "tip hint success check done",
    "IMPORTANT": "important question help faq",
    "WARNING": "warning attention",
    "CAUTION": "caution danger error bug failure fail missing",
}
"""Our callouts with the names other programs use for them; any other name is a note."""
_KIND_OF = {name: kind for kind, names in _CALLOUTS.items() for name in names.split()}


def _kind(found: re.Match[str]) -> str:
    return _KIND_OF.get(found["kind"].lower(), "NOTE")


def _callout(found: re.Match[str]) -> str:
    title = found["title"].strip(" \t\"'+-")
    cure = f"write `> [!{_kind(found)}]` alone on its line"
    if not title:
        return cure
    return f"{cure}, and `> **{title}**` on the next"


def _admonition(found: re.Match[str]) -> str:
    return f"write `> [!{_kind(found)}]`, and `> ` before each line of the note"


def link_destination(name: str) -> str:
    """The name of a file as the destination of a Markdown link."""
    if " " in name:
        return f"<{name}>"
    return name


def _note_link(found: re.Match[str]) -> str:
    """Advice to replace a wiki link by a Markdown link."""
    note, _, part = found["note"].strip().partition("#")
    words = (found["words"] or part or note).strip()
    address = link_destination(_file_of(note)) if note else ""
    if part:
        address += f"#{slug(part)}"
    cure = f"write `[{words}]({address})`"
    if not note:
        return cure
    return f"{cure}, with the name of its file"


def _file_of(note: str) -> str:
    """The file name of a note; wiki links may leave out the extension."""
    if "." in note:
        return note
    return f"{slug(note)}.md"


def _embedded(found: re.Match[str]) -> str:
    name = found["note"].partition("#")[0].strip()
    if re.search(r"\.(png|jpe?g|gif|webp|avif|svg)$", name, re.IGNORECASE):
        return f"write `![What it shows]({link_destination(name)})`"
    return f"write a link: `[{name}]({link_destination(_file_of(name))})`"


def _figure(found: re.Match[str]) -> str:
    said = {
        name: (one or other)
        for name, one, other in re.findall(r"(\w+)=(?:\"([^\"]*)\"|'([^']*)')", found[0])
    }
    title = said.get("caption") or said.get("title")
    caption = f' "{title}"' if title else ""
    source = said.get("src", "picture.png").rpartition("/")[2]
    words = said.get("alt") or title or "What it shows"
    return f"put the picture beside this file, and write `![{words}]({source}{caption})`"


def _pitfall(
    trigger: str, pattern: str, message: str, cure: str | Callable[[re.Match[str]], str]
) -> Pitfall:
    return Pitfall("foreign-mark", trigger, pattern, message, cure)


_HUGO = "{} is a Hugo shortcode, which is not supported and would be shown as text"
_LIQUID = "{} is Liquid syntax, which is not supported and would be shown as text"
_OTHER = "{} is syntax of another Markdown dialect, and would be shown as text"
_NOTE = "{} is an admonition of another Markdown dialect, and would be shown as text"
_MDX = "{} is a line of MDX, which would be shown as text"
_NOTHING_RUNS = "remove it: a text is Markdown, and nothing in it can run"
_COMMENT = "write a comment as `<!-- words -->`, or remove it"
_VIDEO = "write a link: `[The video]"
_FIELDS = "this second block of fields would be shown as text"
_MOVE_FIELDS = "move its fields into the block at the top of the file"
_TOC = "{} does not become a table of contents"
_NO_TOC = "remove it: the page lists its headings automatically"
_LOOK = "remove it: the appearance is up to the theme"
FOREIGN_SYNTAX = (
    _pitfall(
        "\n---",
        r"^---[ \t]*\n(?:[A-Za-z_][\w-]*:(?:[ \t].*)?\n(?:(?:[ \t]|-[ \t]).*\n)*)+---[ \t]*$",
        _FIELDS,
        _MOVE_FIELDS,
    ),
    _pitfall(
        "+++", r"^\+\+\+[ \t]*\n(?:(?:[\w-]+[ \t]*=|\[).*\n)+\+\+\+[ \t]*$", _FIELDS, _MOVE_FIELDS
    ),
    _pitfall("{{", r"(?<!\\)\{\{[<%]\s*figure\b[^\n{}]*[>%]\}\}", _HUGO, _figure),
    _pitfall(
        "{{",
        r"(?<!\\)\{\{[<%]\s*youtube\s+(?:id=)?[\"']?(?P<id>[\w-]+)[^\n{}]*[>%]\}\}",
        _HUGO,
        _VIDEO + r"(https://www.youtube.com/watch?v=\g<id>)`",
    ),
    _pitfall(
        "{{",
        r"(?<!\\)\{\{[<%]\s*vimeo\s+(?:id=)?[\"']?(?P<id>\d+)[^\n{}]*[>%]\}\}",
        _HUGO,
        _VIDEO + r"(https://vimeo.com/\g<id>)`",
    ),
    _pitfall(
        "{{",
        r"\[(?P<words>[^\[\]\n]*)\]\(\s*\{\{[<%]\s*(?:rel)?ref\s+[\"']?/?"
        r"(?P<file>[^\"'\s>%]+)[^\n{}]*[>%]\}\}[^)\n]*\)",
        "{} is a link with a Hugo shortcode, which is not supported",
        r"write `[\g<words>](\g<file>)`, with the path from this file",
    ),
    _pitfall(
        "{{",
        r"(?<!\\)\{\{[<%][^\n{}]*[>%]\}\}",
        _HUGO,
        "write what it shows in Markdown, or remove it",
    ),
    _pitfall(
        "{%",
        r"(?<!\\)\{%-?\s*highlight\s+(?P<language>[\w+#.-]+)[^\n{}]*\}",
        _LIQUID,
        r"write a line of three backquotes and the language, ` ```\g<language> `, "
        r"and one of three backquotes at the end",
    ),
    _pitfall(
        "{{",
        r"!?\[(?P<words>[^\[\]\n]*)\]\(\s*\{\{(?:[^\n{}]*\}\}(?=/)|[^\n{}/]*)"
        r"(?P<path>/[^\s\"'){}]*)[^)\n]*\)",
        "{} is a link with Liquid syntax, which is not supported",
        r"write only its address: `[\g<words>](\g<path>)`",
    ),
    _pitfall(
        "{%",
        r"(?<!\\)\{%[^\n{}]*%\}",
        _LIQUID,
        "write its result in Markdown, or remove it",
    ),
    _pitfall("{{", r"(?<!\\)\{\{[^\n{}]*\}\}", _LIQUID, "write the text that it would insert"),
    _pitfall(
        "{", r"^[ \t>]*\{:?[^{}\n]{0,40}\b[Tt][Oo][Cc]\b[^{}\n]{0,40}\}[ \t]*$", _TOC, _NO_TOC
    ),
    _pitfall("[", r"^[ \t>]*\[{1,2}_?[Tt][Oo][Cc]_?\]{1,2}[ \t]*$", _TOC, _NO_TOC),
    _pitfall(
        "{",
        r"(?<=[^\s\\])[ \t]*\{#[A-Za-z][^{}\n]*\}[ \t]*$",
        _OTHER,
        "remove it: every heading gets an anchor from its words",
    ),
    _pitfall("{", r"(?<!\\)\{(?::|[ \t]*[.#][A-Za-z])[^{}\n]*\}", _OTHER, _LOOK),
    _pitfall(
        "{", r"(?<!\\)\{/\*[^{}]*?\*/\}", "{} is an MDX comment, which would be shown", _COMMENT
    ),
    _pitfall(
        "[[",
        r"(?<!\\)!\[\[(?P<note>[^\[\]|\n]+)(?:\|[^\[\]\n]*)?\]\]",
        "{} is an Obsidian embed, which would be shown as text",
        _embedded,
    ),
    _pitfall(
        "[[",
        r"(?<![\\!])\[\[(?!\^)(?=[^\[\]|\n]*[^\W\d_])(?P<note>[^\[\]|\n]+)"
        r"(?:\|(?P<words>[^\[\]\n]+))?\]\](?![(\[])",
        "{} is a wiki link, which would be shown as text",
        _note_link,
    ),
    _pitfall(
        "%%",
        r"(?<!\\)%%(?=[^\s%])[^%\n]+%%|(?<!\\)%%[ \t]+[^%\n]+[ \t]%%"
        r"|^%%[ \t]*\n(?:(?!%%).*\n)*?%%[ \t]*$",
        "{} is an Obsidian comment, which would be shown",
        _COMMENT,
    ),
    _pitfall(
        "==",
        r"(?<![=\\\w])==(?=[^\s=])(?P<words>[^=\n]*[^\s=])==(?![=\w])",
        _OTHER,
        r"write `<mark>\g<words></mark>`",
    ),
    _pitfall(
        "[!",
        r"^[ \t]*>[ \t>]*\[!(?!(?i:note|tip|important|warning|caution)\][ \t]*$)"
        r"(?P<kind>[A-Za-z]+)(?:\|[^\]\n]*)?\](?P<title>[^\n]*)$",
        "{} is not a callout, and would be shown as text",
        _callout,
    ),
    _pitfall(
        "!!!", r"^[ \t]*!!![ \t]+(?P<kind>[a-z]+)[ \t]*(?:\"[^\"\n]*\")?[ \t]*$", _NOTE, _admonition
    ),
    _pitfall(
        "???",
        r"^[ \t]*\?\?\?\+?[ \t]+(?P<kind>[a-z]+)[ \t]*(?:\"[^\"\n]*\")?[ \t]*$",
        _NOTE,
        _admonition,
    ),
    _pitfall(":::", r"^[ \t]*:::+[ \t]*\{?\.?(?P<kind>[A-Za-z]+)[^\n]*$", _NOTE, _admonition),
    _pitfall(
        "import ",
        r"^import[ \t]+(?:[\w*{][^\n;]*[ \t]from[ \t]+)?[\"'][^\"'\n]+[\"'];?[ \t]*$",
        _MDX,
        _NOTHING_RUNS,
    ),
    _pitfall(
        "export ", r"^export[ \t]+(?:const|let|var|default|function)\b[^\n]*$", _MDX, _NOTHING_RUNS
    ),
    _pitfall(
        "$$",
        r"(?<![\\$])\$\$(?=[^$])[^$]+\$\$(?!\$)",
        "{} is a TeX formula, which would be shown as text",
        "write it in words, as in `x<sup>2</sup>`, or as a picture: `![What it says](formula.png)`",
    ),
)
"""The patterns, specific ones before general ones."""


def find_foreign_syntax(shown: str, first: int) -> Iterator[BodyProblem]:
    """Yield a problem for each use of foreign syntax.

    `shown` is the text with its code masked, `first` the number of its first line in the file.
    """
    return find_patterns(shown, first, FOREIGN_SYNTAX)
