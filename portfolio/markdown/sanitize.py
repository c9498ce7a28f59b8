"""The HTML that content may contain.

The allow-list has nothing that runs, loads or changes the look of the page.
"""

from __future__ import annotations

import functools
import re

import nh3

from ..web import SAFE_SCHEMES

ALLOWED_ELEMENTS = frozenset(
    """
    a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption
    figure h2 h3 h4 h5 h6 hr i img input ins kbd label li mark ol p pre q rp rt ruby s samp section
    small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr
    """.split()
)
"""The elements that stay; of others, only the text does."""
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
"""The elements that go with all that is in them."""
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
"""Tags of our own renderer that stay as they are."""


def sanitize(html: str, *, is_ours: bool = False) -> str:
    """The part of `html` that content may have; check boxes are disabled, other inputs left out.

    `is_ours` says that our own renderer made every tag, so that they are whole and nest as they
    should. Where all are of the plain kinds, as they mostly are, there is nothing to clean.
    """
    if is_ours and _is_clean(html):
        return html
    return _OTHER_INPUT.sub("", _CLEANER.clean(html))


def _is_clean(html: str) -> bool:
    """Whether the cleaner would give the same."""
    return not _is_otherwise_written(html) and all(map(_is_clean_tag, set(_TAG.findall(html))))


def _is_otherwise_written(html: str) -> bool:
    """Whether the cleaner gives something back in another spelling."""
    return "\xa0" in html or ("&" in html and _OTHER_ENTITY.search(html) is not None)


@functools.lru_cache(1024)
def _is_clean_tag(tag: str) -> bool:
    return _CLEAN_TAG.fullmatch(tag) is not None
