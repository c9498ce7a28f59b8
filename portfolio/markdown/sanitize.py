"""Sanitizes HTML with an allow-list.

Nothing on the list can run, load, or change the appearance of the page.
"""

from __future__ import annotations

import functools
import re

import nh3

from ..urls import SAFE_SCHEMES

ALLOWED_ELEMENTS = frozenset(
    """
    a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption
    figure h2 h3 h4 h5 h6 hr i img input ins kbd label li mark ol p pre q rp rt ruby s samp section
    small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr
    """.split()
)
"""Elements that are kept; of all others, only the text is."""
REMOVED_WITH_CONTENT = frozenset(
    {
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "svg",
        "math",
        "title",
        "textarea",
    }
)
"""Elements that are removed with their content."""
_CLEANER = nh3.Cleaner(
    tags=set(ALLOWED_ELEMENTS),
    clean_content_tags=set(REMOVED_WITH_CONTENT),
    attributes={
        "*": {"id", "title", "lang", "dir", "class"},
        "a": {"href", "aria-label"},
        "img": {"src", "alt"},
        "input": {"checked"},
        "ol": {"start"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan", "scope"},
        "time": {"datetime"},
        "pre": {"aria-label"},
        "div": {"aria-label"},
        "section": {"aria-label"},
    },
    tag_attribute_values={
        "input": {"type": {"checkbox"}},
        "pre": {"role": {"group"}, "tabindex": {"0"}},
        "div": {"role": {"group", "note"}, "tabindex": {"0"}},
    },
    set_tag_attribute_values={"input": {"disabled": ""}},
    url_schemes=SAFE_SCHEMES,
    link_rel=None,
)
_OTHER_INPUT = re.compile(r'<input(?![^>]* type="checkbox")[^>]*>')
_OTHER_ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")
_TAG = re.compile(r"<[^>]*>")
_CLEAN_TAG = re.compile(
    r"""</?(?:blockquote|br|code|dd|dl|dt|em|h[2-6]|hr|li|ol|p|s|strong|ul)>
    |   </?(?:table|tbody|td|th|thead|tr)>|</a>
    |   <h[2-6]\ id="[\w-]*">
    |   <(?:td|th)\ class="align-(?:left|center|right)">
    |   <a\ href="(?:https?://|[\w./\#?-])[\w./\#?=@%,;+-]*">
    |   <ol\ start="[0-9]+">
    |   <pre\ class="highlight"\ tabindex="0"\ role="group"\ aria-label="Code(?:\ in\ [\w-]+)?">
    |   </pre>|<code\ class="language-[\w-]+">
    |   <div\ class="scroll"\ tabindex="0"\ role="group"\ aria-label="[\w\ :,.-]+">|</div>""",
    re.VERBOSE | re.ASCII,
)
"""Tags of our own renderer that the sanitizer would not change."""


def sanitize(html: str, *, is_ours: bool = False) -> str:
    """Return the allowed part of `html`, with disabled check boxes and no other inputs.

    `is_ours` means that our renderer made every tag, so tags are complete and nest correctly. If
    they are also all of known kinds, as is usual, the HTML is returned unchanged.
    """
    if is_ours and _is_clean(html):
        return html
    return _OTHER_INPUT.sub("", _CLEANER.clean(html))


def _is_clean(html: str) -> bool:
    """Whether the sanitizer would change nothing."""
    return not _would_be_respelled(html) and all(map(_is_clean_tag, set(_TAG.findall(html))))


def _would_be_respelled(html: str) -> bool:
    """Whether the sanitizer would write some character differently."""
    return "\xa0" in html or ("&" in html and _OTHER_ENTITY.search(html) is not None)


@functools.lru_cache(1024)
def _is_clean_tag(tag: str) -> bool:
    return _CLEAN_TAG.fullmatch(tag) is not None
