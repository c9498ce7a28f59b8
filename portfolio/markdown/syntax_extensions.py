"""Markdown extensions: task list items, callouts, and pictures with a caption."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from markdown_it.token import Token

_TASK = re.compile(r"\[([ xX])\]\s")
_CALLOUT = r"(?i)(\[!(note|tip|important|warning|caution)\])[ \t]*(?:\n|\Z)"


def apply_extension(tokens: Sequence[Token], at: int, lists: Sequence[Token]) -> None:
    """Convert the inline token at an index if an extension applies; `lists` are the open lists."""
    inline, before = tokens[at], tokens[at - 2].type if at > 1 else ""
    if before == "list_item_open" and (mark := _TASK.match(inline.content)):
        _make_task(lists[-1], tokens[at - 2], inline, is_done=mark[1] != " ")
    elif before == "blockquote_open" and (mark := re.match(_CALLOUT, inline.content)):
        _make_callout(tokens, at, mark[1], mark[2].capitalize())
    elif (
        inline.content.startswith("![")
        and tokens[at - 1].type == "paragraph_open"
        and not tokens[at - 1].hidden
    ):
        _make_figure(tokens, at)


def _make_task(tasks: Token, item: Token, inline: Token, *, is_done: bool) -> None:
    tasks.attrSet("class", "contains-task-list")
    item.attrSet("class", "task-list-item")
    first, *others = inline.children or []
    checked = ' checked="checked"' if is_done else ""
    box = f'<label><input class="task-list-item-checkbox" type="checkbox"{checked}>'
    inline.children = [
        _html(box),
        first.copy(content=first.content[3:]),
        *others,
        _html("</label>"),
    ]


def _make_callout(tokens: Sequence[Token], at: int, mark: str, word: str) -> None:
    """Turn a quotation that begins with a marker such as `[!NOTE]` into a callout.

    A quotation with nothing but the marker, or whose marker is a link, stays a quotation.
    """
    first, *others = tokens[at].children or []
    if first.content != mark or (not others and tokens[at + 2].type == "blockquote_close"):
        return
    opening = tokens[at - 2]
    closing = next(
        token
        for token in tokens[at:]
        if token.type == "blockquote_close" and token.level == opening.level
    )
    opening.type, closing.tag = "html_block", "div"
    head = f'<p class="callout-title">{word}</p>'
    opening.content = (
        f'<div class="callout {word.lower()}" role="note" aria-label="{word}">\n{head}\n'
    )
    tokens[at].children = others[1:]
    tokens[at - 1].hidden = tokens[at + 1].hidden = not others


def _make_figure(tokens: Sequence[Token], at: int) -> None:
    """Turn a picture that is a whole paragraph into a figure with its title as the caption."""
    picture, *others = tokens[at].children or []
    if others or picture.type != "image":
        return
    caption = str(picture.attrs.get("title", "")).strip()
    if not caption:
        return
    attributes = {name: value for name, value in picture.attrs.items() if name != "title"}
    words = _html(f"<figcaption>{html.escape(caption)}</figcaption>")
    tokens[at].children = [picture.copy(attrs=attributes), words]
    tokens[at - 1].tag = tokens[at + 1].tag = "figure"


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)
