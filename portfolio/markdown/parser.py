"""The Markdown parser: CommonMark with tables, strikethrough, footnotes and definition lists.

The result is the same as markdown-it's, except for a few elements that this site writes
differently. It is faster because it skips rules that cannot match, and reads plain lists and
paragraphs with regular expressions.
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
"""Maximum parsed blocks that are cached for the next edit; above this the cache is cleared."""
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
"""The parser's rules by the text without which they cannot match; footnotes bring their own."""
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
"""The characters with which a line must begin for a block rule to match.

Rules that are not listed try every line.
"""
DEFINITION_LINE = re.compile(r"\n[ \t>]*[:~][ \t]")
"""Matches a line that may be the definition of the term on the line above."""
HAS_MARKUP = "marked"
"""The key in a parse's environment that is set if any block is not plain."""
_blocks: dict[str, tuple[Token, ...]] = {}
"""The cache of parsed blocks, by their text."""


def parser_for(text: str) -> MarkdownIt:
    """Return a parser with only the rules that can match in this text."""
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
    """Normalize a text only if needed: files were normalized when they were read."""
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


class _Ruler(Ruler[RuleFuncBlockType]):
    """Replaces each chain of rules by one rule, which tries those for a line's first character."""

    def __init__(self, ruler: Ruler[RuleFuncBlockType]) -> None:
        super().__init__()
        self.__rules__ = ruler.__rules__

    def __compile__(self) -> None:
        super().__compile__()
        characters = {rule.fn: FIRST_CHARACTERS.get(rule.name) for rule in self.__rules__}
        chains = self.__cache__ or {}
        self.__cache__ = {
            name: [_by_first_character([(rule, characters[rule]) for rule in chain])]
            for name, chain in chains.items()
        }


def _by_first_character(chain: Sequence[tuple[RuleFuncBlockType, str | None]]) -> RuleFuncBlockType:
    anywhere = [rule for rule, characters in chain if characters is None]
    known = {character for _, characters in chain for character in characters or ""}
    rules_of = {
        character: [rule for rule, starts in chain if starts is None or character in starts]
        for character in known
    }.get

    def _try(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001
        at = state.bMarks[line] + state.tShift[line]
        for rule in rules_of(state.src[at : at + 1], anywhere):  # a generator takes longer
            if rule(state, line, end, silent):
                return True
        return False

    return _try


class _Renderer(RendererHTML):
    """Writes the HTML of plain blocks as it was read, and tags faster than the library."""

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
        if goes_on:
            return tag
        return f"{tag}\n"


def _parse_inline(state: StateCore) -> None:
    """Parse the inline text of every block, reusing the tokens of blocks that did not change.

    The tokens of a block without reference links and footnotes are cached and shared, so code that
    changes a token must replace it by a copy. Plain text is not cached: reading it is as fast.
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
    """The number of a footnote, and the anchor of one of its mentions.

    The anchor cannot collide with that of a heading, which never has two hyphens in a row.
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
"""Render rules by token type, where this site's HTML differs from the library's."""
