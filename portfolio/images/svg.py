"""Sanitizes SVG with an allow-list, and reads its size.

A browser opens an SVG on the site's own origin, so it must not run or load anything. The file is
parsed and written again with only the elements and attributes of `svg_allowlist`, and text. Active
content is refused with its line; what browsers do not show (editor metadata, comments) is dropped.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Mapping
from typing import NoReturn
from xml.parsers import expat

from .file_kinds import SVG, detect_kind
from .metadata import without_metadata
from .svg_allowlist import (
    ACTIVE_ELEMENTS,
    CSS_AT_RULES,
    CSS_FUNCTIONS,
    INVISIBLE_ELEMENTS,
    SVG_ATTRIBUTES,
    SVG_ELEMENTS,
    TEXT_ATTRIBUTES,
)

MAX_SVG_ELEMENTS, MAX_SVG_DEPTH = 100_000, 200
"""Maximum elements of an SVG, and maximum nesting: more would keep a browser busy."""
_NAMESPACE = "http://www.w3.org/2000/svg"
_XHTML = "http://www.w3.org/1999/xhtml"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_BADGES = frozenset(
    {"http://openbadges.org", "https://openbadges.org", "https://purl.imsglobal.org/ob/v3p0"}
)
"""Namespaces of badge data: Open Badges 1 and 2, and 3."""
_PREFIXES = {"": "", _XLINK: "xlink:", _XML: "xml:"}
_SEPARATORS = re.compile(r"[\s,]+")
_WITHIN = re.compile(r"#[^\s\"'<>()\\]*")
_DATA = r"(?i)data:image/(?:png|jpeg|jpg|gif|webp|avif);base64,"
_PAGE = r"(?i)https?://[^\s<>\"']*"
_ARGUMENT = re.compile(r"\((?=\s{0,9}[\"']?([^)\"']{0,40}))")
_NAME = re.compile(r"[-\w]*$")
_RULE = re.compile(r"@([-\w]+)")
_FONT = r"(?i)data:(?:font/|application/(?:x-)?font-)"
_ESCAPED = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\t": "&#9;",
        "\n": "&#10;",
        "\r": "&#13;",
    }
)
_PLAIN = "export it as plain SVG, or as PNG"


class UnsafeSvgError(ValueError):
    """An SVG has active or external content, on a line of its file."""

    def __init__(self, message: str, line: int, help: str) -> None:
        super().__init__(message)
        self.message, self.line, self.help = message, line, help


def sanitize_svg(content: bytes, *, keeps_badge: bool = False) -> bytes:
    """Return a sanitized SVG; `keeps_badge` keeps badge data.

    Raises UnsafeSvgError for active content, ValueError if it is not valid SVG.
    """
    writer = _Writer(keeps_badge=keeps_badge)
    try:
        writer.parser.Parse(content.decode("utf-8-sig"), True)  # noqa: FBT003 - expat's own form
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except expat.ExpatError as reason:
        raise ValueError(
            f"it is not valid XML (line {reason.lineno}: {expat.errors.messages[reason.code]})"
        ) from None
    return "".join(writer.written).encode()


def svg_size(content: bytes) -> tuple[int, int]:
    """Return the rounded size of the view box of a sanitized SVG; (0, 0) if it has none."""
    box = re.match(rb'<svg\b[^>]* viewBox="([^"]*)"', content)
    if not box:
        return (0, 0)
    try:
        _, _, width, height = (float(part) for part in _SEPARATORS.split(box[1].decode().strip()))
    except ValueError:
        return (0, 0)
    if all(math.isfinite(side) and 0 < side < 100_000 for side in (width, height)):
        return (round(width), round(height))
    return (0, 0)


class _Writer:
    """Writes the sanitized SVG while the file is parsed."""

    def __init__(self, *, keeps_badge: bool) -> None:
        self.written: list[str] = []
        self._keeps_badge = keeps_badge
        self._open: list[str] = []
        """The names of the open elements as written; empty for dropped ones."""
        self._count = 0
        self._styles: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity
        self.parser.SkippedEntityHandler = self._entity
        self.parser.ProcessingInstructionHandler = self._instruction

    def _refuse(self, message: str, help: str = _PLAIN) -> NoReturn:
        raise UnsafeSvgError(message, self.parser.CurrentLineNumber, help)

    def _entity(self, *_: object) -> None:
        self._refuse(
            "it has entities (`<!ENTITY`)",
            "export it as plain SVG, without editor data",
        )

    def _instruction(self, target: str, _: str) -> None:
        if target == "xml-stylesheet":
            self._refuse(
                "it loads a stylesheet (`<?xml-stylesheet`)",
                "put the styles into the SVG, or export it as PNG",
            )

    def _start(self, whole: str, attributes: Mapping[str, str]) -> None:
        self._count += 1
        if self._count > MAX_SVG_ELEMENTS or len(self._open) >= MAX_SVG_DEPTH:
            self._refuse(
                f"it has more than {MAX_SVG_ELEMENTS:,} elements, "
                f"or more than {MAX_SVG_DEPTH} levels of nesting",
                "export it as PNG",
            )
        name = self._name(whole)
        self._open.append(name)
        if not name:
            return
        kept = {_written(key): value for key, value in attributes.items()}
        if ":" in name:
            kept = {"xmlns:openbadges": whole.rpartition(" ")[0]} | {
                key: value for key, value in kept.items() if key == "verify"
            }
        else:
            kept = self._kept(name, kept)
        if len(self._open) == 1:
            kept = {"xmlns": _NAMESPACE, "xmlns:xlink": _XLINK} | kept
        said = "".join(f' {key}="{value.translate(_ESCAPED)}"' for key, value in kept.items())
        self.written.append(f"<{name}{said}>")

    def _name(self, whole: str) -> str:
        """The name of an element as written; empty if the element is dropped."""
        space, _, name = whole.rpartition(" ")
        if not self._open and (space not in (_NAMESPACE, "") or name != "svg"):
            raise ValueError("it does not begin with `<svg>`")
        if self._open and not self._open[-1]:
            return ""
        if space in _BADGES and self._keeps_badge:
            return f"openbadges:{name}"
        if space not in (_NAMESPACE, _XHTML, "") or name in INVISIBLE_ELEMENTS:
            return ""
        if name not in SVG_ELEMENTS or space == _XHTML:
            does = "is not part of plain SVG"
            if name in ACTIVE_ELEMENTS or space == _XHTML:
                does = "can run or load something"
            self._refuse(f"it has `<{name}>`, which {does}")
        return name

    def _kept(self, element: str, attributes: Mapping[str, str]) -> dict[str, str]:
        kept = {}
        for name, value in attributes.items():
            if name.lower().startswith("on"):
                self._refuse(f"it runs a script: `{name}` of `<{element}>`")
            if name in ("href", "xlink:href"):
                kept[name] = self._link(element, value)
            elif name in SVG_ATTRIBUTES:
                if not (name in TEXT_ATTRIBUTES or name.startswith("aria-")):
                    self._check_style(value)
                kept[name] = value
        if not SVG_ATTRIBUTES.issuperset([attributes.get("attributeName", "fill")]):
            self._refuse(f"it animates `{attributes['attributeName']}` with `<{element}>`")
        return kept

    def _link(self, element: str, value: str) -> str:
        link = value.strip()
        if _WITHIN.fullmatch(link) or (element == "a" and re.fullmatch(_PAGE, link)):
            return link
        data = re.match(_DATA, link) if element in ("image", "feImage") else None
        if data is None:
            self._refuse(
                f"it has an external link: that of `<{element}>`",
                "put what it shows into the SVG, or export it as PNG",
            )
        return self._picture(link[data.end() :])

    def _picture(self, data: str) -> str:
        """The data URL of an embedded picture, without its metadata."""
        try:
            content = base64.b64decode("".join(data.split()))
            kind, media_type = detect_kind(content), SVG
            if kind and kind.media_type.startswith("image/"):
                media_type = kind.media_type
            shown = without_metadata(content, media_type)
        except (ValueError, binascii.Error):
            media_type, shown = SVG, b""
        if media_type == SVG:
            self._refuse("it embeds a picture that is damaged, or not PNG, JPEG, GIF, WebP or AVIF")
        return f"data:{media_type};base64,{base64.b64encode(shown).decode()}"

    def _check_style(self, style: str) -> None:
        """Refuse CSS that loads something, in a stylesheet or an attribute."""
        if "\\" in style:
            self._refuse(
                "its styles have a `\\`, which can hide anything",
                "write the character itself, or export it as PNG",
            )
        if "(" not in style:
            return
        for found in _ARGUMENT.finditer(style):
            name, argument = _function(style, found.start()), found[1]
            is_own = argument.startswith("#") or re.match(_FONT, argument)
            if name.lower() not in CSS_FUNCTIONS or (name.lower() == "url" and not is_own):
                self._refuse(f"its styles load something: `{name}({argument})`")

    def _check_sheet(self, sheet: str) -> None:
        self._check_style(sheet)
        for rule in _RULE.findall(sheet):
            if rule.lower() not in CSS_AT_RULES:
                self._refuse(f"its styles load something: `@{rule}`")

    def _end(self, _: str) -> None:
        name = self._open.pop()
        if name == "style":
            self._check_sheet("".join(self._styles))
            self._styles.clear()
        if name and self.written[-1].startswith(f"<{name}") and not self.written[-1].endswith("/>"):
            self.written[-1] = f"{self.written[-1][:-1]}/>"
        elif name:
            self.written.append(f"</{name}>")

    def _text(self, text: str) -> None:
        if self._open and self._open[-1]:
            self.written.append(
                text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\r", "&#13;")
            )
            if self._open[-1] == "style":
                self._styles.append(text)


def _written(key: str) -> str:
    """The name of an attribute as written; empty if it is from another namespace."""
    space, _, name = key.rpartition(" ")
    if space in _PREFIXES:
        return f"{_PREFIXES[space]}{name}"
    return ""


def _function(style: str, at: int) -> str:
    """The name of the CSS function whose bracket opens at an index."""
    found = _NAME.search(style, max(0, at - 40), at)
    if not found:
        return ""
    return found[0]
