"""The HTML that content may contain: an allow-list without anything that runs, loads or changes the look of the page."""

from __future__ import annotations

import re

import nh3

from .web import SAFE_SCHEMES

TAGS = frozenset(
    """
    a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h2 h3
    h4 h5 h6 hr i img input ins kbd label li mark ol p pre q rp rt ruby s samp section small span strong sub
    summary sup table tbody td tfoot th thead time tr u ul var wbr
    """.split()
)
"""The elements that stay; the text of others does, without them."""
_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title", "textarea"},
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


def sanitize(html: str) -> str:
    """The part of `html` that content may have; check boxes can only be looked at, and there is no other input."""
    return _OTHER_INPUT.sub("", _CLEANER.clean(html))
