"""SVG drawings: whether one can be published, and how large it is.

A drawing is opened by readers on the site's own address, so it must hold nothing that runs or loads.
"""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree as Xml

_UNSAFE = frozenset({"script", "foreignobject", "iframe", "embed", "object", "handler", "listener"})
_HIDING = re.compile(r"<!ENTITY|<\?xml-stylesheet")
_SEPARATORS = re.compile(r"[\s,]+")
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\x9f]")


def is_safe_drawing(content: bytes) -> bool:
    """Whether an SVG has no scripts, handlers, embedded pages or entities. Raises ValueError if it is not XML in UTF-8."""
    text = content.decode()
    return not _HIDING.search(text) and all(_is_safe(element) for element in _parse(text).iter())


def drawing_size(content: bytes) -> tuple[int, int]:
    """Width and height of a safe SVG's view box, rounded; (0, 0) if it has none. Raises ValueError if it is not an SVG."""
    root = _parse(content.decode())
    if _local(root.tag) != "svg":
        raise ValueError(root.tag)
    try:
        _, _, width, height = (float(part) for part in _SEPARATORS.split(root.get("viewBox", "").strip()))
    except ValueError:
        return (0, 0)
    sound = all(math.isfinite(side) and 0 < side < 100_000 for side in (width, height))
    return (round(width), round(height)) if sound else (0, 0)


def _parse(text: str) -> Xml.Element:
    try:
        return Xml.fromstring(text)  # noqa: S314 - what declares entities is refused before
    except Xml.ParseError as reason:
        raise ValueError(str(reason)) from None


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1].lower()


def _is_safe(element: Xml.Element) -> bool:
    if _local(element.tag) in _UNSAFE:
        return False
    return all(not _local(name).startswith("on") and not _runs(value) for name, value in element.attrib.items())


def _runs(value: str) -> bool:
    return _INVISIBLE.sub("", value).lower().startswith(("javascript:", "vbscript:", "data:text", "data:application", "data:image/svg"))
