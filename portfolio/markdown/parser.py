"""The parser of Markdown, which writes HTML of its own forms.

It reads CommonMark with tables, strikethrough, footnotes and lists of definitions. What it makes of
a text is what markdown-it makes of it. It is only quicker: it skips rules that could not find
anything, and reads plain lists and blocks by patterns.
"""

from __future__ import annotations

import functools
import html
import re
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.renderer import RendererHTML
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, normalize, text_join
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from .fast_path import (
    PLAIN_ITEM,
    attach,
    inline_text_of,
    normalize_address,
    read_inline,
    read_plain_block,
)

MAX_CACHED_BLOCKS = 2048
"""Above this number of parsed blocks, those that are kept for a text that is edited are dropped."""
RULES_BY_MARK = {
    "|": ("table",),
    ">": ("blockquote",),
    "]:": ("reference",),
    "<": ("html_block", "html_inline", "autolink"),
    "~~": ("strikethrough",),
    "`": ("backticks",),
    "\\": ("escape",),
    "[": ("link",),
    "![": ("image",),
    "&": ("entity",),
    "^": (),
}
"""Rules of the parser by the mark without which they find nothing; footnotes bring their own."""
FIRST_CHARACTERS = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
    "plain": "#*-+" + string.ascii_letters,
}
"""Rules of blocks with the signs of which a line begins with one where they find something.

Those that are not here try every line.
"""
DEFINITION_LINE = re.compile(r"\n[ \t>]*[:~][ \t]")
"""A line that may give the meaning of the one before it."""
HAS_MARKUP = "marked"
"""The key that the environment of a parse has where a block of the text is not plain."""
_blocks: dict[str, tuple[Token, ...]] = {}
"""Parsed blocks by their text."""


def parser_for(text: str) -> MarkdownIt:
    """A parser of the rules that can matter for a text: those whose marks it has."""
    marks = frozenset([mark for mark in RULES_BY_MARK if mark[0] in text and mark in text])
    return _parser(marks, has_definitions=DEFINITION_LINE.search(text) is not None or "\r" in text)


@functools.cache
def _parser(marks: AbstractSet[str], *, has_definitions: bool) -> MarkdownIt:
    options = {"html": True, "xhtmlOut": False, "highlight": _code_block, "langPrefix": "language-"}
    parser = MarkdownIt("commonmark", options, renderer_cls=_Renderer)
    parser.block.ruler = _Ruler(parser.block.ruler)
    parser.block.ruler.before("table", "plain", read_plain_block)
    parser.enable(["table", "strikethrough"])
    if "^" in marks:
        from mdit_py_plugins.footnote import footnote_plugin

        parser.use(footnote_plugin)
    if has_definitions:
        from mdit_py_plugins.deflist import deflist_plugin

        parser.use(deflist_plugin)
    parser.disable(
        [rule for mark, rules in RULES_BY_MARK.items() if mark not in marks for rule in rules]
    )
    parser.core.ruler.at("normalize", _normalize)
    parser.core.ruler.at("inline", _parse_inline)
    if "^" not in marks:
        parser.disable("text_join")
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = normalize_address  # type: ignore[method-assign, assignment]
    for form, write in RENDER_RULES.items():
        parser.add_render_rule(form, write)
    return parser


def _normalize(state: StateCore) -> None:
    """Normalize only texts with other ends of lines than files that have been read."""
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


class _Ruler(Ruler[RuleFuncBlockType]):
    """Makes of each chain of rules a single one, which tries those for the first sign of a line."""

    def __init__(self, ruler: Ruler[RuleFuncBlockType]) -> None:
        super().__init__()
        self.__rules__ = ruler.__rules__

    def __compile__(self) -> None:
        super().__compile__()
        signs = {rule.fn: FIRST_CHARACTERS.get(rule.name) for rule in self.__rules__}
        chains = self.__cache__ or {}
        self.__cache__ = {
            name: [_by_sign([(rule, signs[rule]) for rule in chain])]
            for name, chain in chains.items()
        }


def _by_sign(chain: Sequence[tuple[RuleFuncBlockType, str | None]]) -> RuleFuncBlockType:
    anywhere = [rule for rule, signs in chain if signs is None]
    known = {sign for _, signs in chain for sign in signs or ""}
    rules_of = {
        sign: [rule for rule, signs in chain if signs is None or sign in signs] for sign in known
    }.get

    def _try(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001
        at = state.bMarks[line] + state.tShift[line]
        for rule in rules_of(state.src[at : at + 1], anywhere):  # a generator takes longer
            if rule(state, line, end, silent):
                return True
        return False

    return _try


class _Renderer(RendererHTML):
    """Writes plain blocks and items as they were read, and tags by a shorter way."""

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        parts: list[str] = []
        for at, token in enumerate(tokens):
            if token.meta and (plain := inline_text_of(token)) is not None:
                parts.append(f"<li>{plain.html}</li>\n" if token.type == PLAIN_ITEM else plain.html)
            elif token.type == "inline":
                parts.append(self.renderInline(token.children or [], options, env))
            elif (rule := self.rules.get(token.type)) is not None:
                parts.append(rule(tokens, at, options, env))
            else:
                parts.append(self.renderToken(tokens, at, options, env))
        return "".join(parts)

    def renderToken(  # noqa: N802
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        token = tokens[idx]
        if token.hidden:
            return ""
        if not token.nesting:
            return super().renderToken(tokens, idx, options, env)
        if token.nesting < 0:
            return f"</{token.tag}>\n" if token.block else f"</{token.tag}>"
        tag = f"<{token.tag}{self.renderAttrs(token)}>" if token.attrs else f"<{token.tag}>"
        if not token.block:
            return tag
        if idx and tokens[idx - 1].hidden:
            tag = f"\n{tag}"
        after = tokens[idx + 1] if idx + 1 < len(tokens) else None
        goes_on = after and (
            after.type == "inline" or after.hidden or (after.nesting < 0 and after.tag == token.tag)
        )
        return tag if goes_on else f"{tag}\n"


def _parse_inline(state: StateCore) -> None:
    """Parse the text of every block. A block that an edit leaves as it was is not parsed again.

    The tokens of a block that refers to nothing outside itself (no reference link and no footnote)
    are kept and used again, so whoever changes a token puts a copy in its place. Plain phrases are
    not kept: reading them is as quick.
    """
    has_references = bool(state.env.get("references"))
    fresh: list[Token] = []
    for token in state.tokens:
        if token.type == "inline" and token.children is not None:
            if (plain := read_inline(token.content)) is not None:
                attach(token, plain)
                continue
            state.env[HAS_MARKUP] = True
            if (known := _blocks.get(token.content)) is not None and not has_references:
                token.children += known
            else:
                state.md.inline.parse(token.content, state.md, state.env, token.children)
                fresh.append(token)
    text_join(StateCore(state.src, state.md, state.env, fresh))
    if not has_references:
        _keep(token for token in fresh if "^" not in token.content)


def _keep(blocks: Iterable[Token]) -> None:
    if len(_blocks) > MAX_CACHED_BLOCKS:
        _blocks.clear()
    _blocks.update((token.content, tuple(token.children or ())) for token in blocks)


def _code_block(code: str, language: str, attributes: str) -> str:
    name = word = ""
    if language:
        name, word = f' class="language-{html.escape(language)}"', f" in {html.escape(language)}"
    opening = f'<pre class="highlight" tabindex="0" role="group" aria-label="Code{word}">'
    return f"{opening}<code{name}>{html.escape(code, quote=False)}</code></pre>"


def _indented_code(_: RendererHTML, tokens: Sequence[Token], at: int, *__: object) -> str:
    return _code_block(tokens[at].content, "", "") + "\n"


def _table(_: RendererHTML, tokens: Sequence[Token], at: int, *__: object) -> str:
    name = html.escape(str(tokens[at].attrs.get("aria-label", "Table")))
    return f'<div class="scroll" tabindex="0" role="group" aria-label="{name}">\n<table>\n'


def _note_mark(_: RendererHTML, tokens: Sequence[Token], at: int, *__: object) -> str:
    number, place = _note(tokens[at])
    attributes = f'href="#note--{number}" id="{place}" aria-label="Note {number}"'
    return f'<sup class="footnote-ref"><a {attributes}>{number}</a></sup>'


def _note_open(_: RendererHTML, tokens: Sequence[Token], at: int, *__: object) -> str:
    return f'<li id="note--{_note(tokens[at])[0]}" class="footnote-item">'


def _way_back(_: RendererHTML, tokens: Sequence[Token], at: int, *__: object) -> str:
    number, place = _note(tokens[at])
    mention = tokens[at].meta["subId"] + 1
    label, sign = f"Back to note {number} in the text", "↩\ufe0e"
    if mention > 1:
        label, sign = f"{label}, mention {mention}", f"{sign}<sup>{mention}</sup>"
    return f' <a href="#{place}" class="footnote-backref" aria-label="{label}">{sign}</a>'


def _note(token: Token) -> tuple[int, str]:
    """The number of a footnote, and the anchor of one place that mentions it.

    No heading's anchor has two hyphens together, so none is the same.
    """
    number, mention = token.meta["id"] + 1, token.meta.get("subId", 0)
    return number, f"note--{number}-{mention + 1}"


RENDER_RULES: Mapping[str, Callable[..., str]] = {
    "code_block": _indented_code,
    "table_open": _table,
    "table_close": lambda *_: "</table>\n</div>\n",
    "footnote_ref": _note_mark,
    "footnote_block_open": lambda *_: '<section class="footnotes" aria-label="Notes">\n<ol>\n',
    "footnote_block_close": lambda *_: "</ol>\n</section>\n",
    "footnote_open": _note_open,
    "footnote_anchor": _way_back,
}
"""Writers of HTML by the type of token, where this site has another form than the library."""
