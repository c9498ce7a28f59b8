"""What is in a file, by its content: JSON, also signed or within a picture, a text, or neither.

Signatures are not checked: an import says what the owner holds, and a reader of the site follows
the link to the check.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from ..content.front_matter import YamlReader
from ..images.file_kinds import PDF, PICTURE_TYPES, SVG, detect_kind
from ..proving.baked import COMPACT_JWS, png_badge, svg_badge
from ..source_text import MAX_TEXT_BYTES, ContentError
from .model import NO_FIELD, OTHER_TAKEN, REMOTE_PICTURE, SourceFile, SourcePicture

MAX_JSON_VALUES = 1_000_000
"""Maximum values in a JSON file, which bounds the memory that it takes."""
_FRONT_MATTER = re.compile(
    r"\A\s*^(---|\+\+\+)[ \t]*\n(.*?)^\1[ \t]*$\n?", re.DOTALL | re.MULTILINE
)
_BOMS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CLAIMS = {"jti": "id", "iss": "issuer"}
"""Claims of a signed credential with the fields that they stand for."""


def open_source(name: str, content: bytes) -> SourceFile:
    """A file with what is in it."""
    kind = detect_kind(content)
    if kind and kind.media_type == "image/png":
        return _with_badge(name, content, ".png", png_badge(content))
    if kind and kind.media_type == SVG:
        return _with_badge(name, content, ".svg", svg_badge(content))
    if kind and kind.media_type == PDF:
        return SourceFile(name, content)
    if COMPACT_JWS.fullmatch(content):
        data = _signed(content)
        trouble = "" if data is not None else "it looks like signed JSON, but cannot be decoded"
        return SourceFile(name, content, data=data, trouble=trouble)
    text = decoded(content)
    if text.lstrip()[:1] not in ("{", "["):
        return SourceFile(name, content, text)
    data, trouble = _json(text)
    return SourceFile(name, content, text, data, trouble=trouble)


def inline_picture(address: str) -> SourcePicture | None:
    """The picture that an address has in it (`data:image/png;base64,…`); None if it has none."""
    kind, _, written = address.partition(",")
    if not re.fullmatch(r"data:image/[\w.+-]+;base64", kind, re.IGNORECASE):
        return None
    try:
        content = base64.b64decode(written)
    except (binascii.Error, ValueError):
        return None
    found = detect_kind(content)
    if found is None:
        return None
    suffixes = (suffix for suffix in found.suffixes if suffix in PICTURE_TYPES)
    return next((SourcePicture(content, suffix) for suffix in suffixes), None)


class InlinePicture(Struct, frozen=True):
    """What became of the pictures of a badge."""

    picture: SourcePicture | None
    """The one that is taken."""
    place: str
    """Its path among the values; empty if it is not from there."""
    reasons: Mapping[str, str]
    """Why the others are left, by path."""


def take_picture(
    source: SourceFile,
    found: Mapping[str, tuple[str, ...]],
    paths: Sequence[str],
    others: Sequence[str],
) -> InlinePicture:
    """The picture that a file is, or the first in its values at some paths; `others` have none.

    One that is only named there is on the web, where an import does not look.
    """
    baked = [("", source.picture)] if source.picture else []
    inline = [(path, picture) for path in paths if (picture := _picture_at(found, path))]
    taken = [*baked, *inline]
    place, picture = next(iter(taken), ("", None))
    reasons = {
        path: NO_FIELD if found[path][0].startswith("data:") else REMOTE_PICTURE
        for path in (*paths, *others)
        if found.get(path) and path != place
    }
    return InlinePicture(picture, place, reasons | {path: OTHER_TAKEN for path, _ in taken[1:]})


def _picture_at(found: Mapping[str, tuple[str, ...]], path: str) -> SourcePicture | None:
    return next(filter(None, map(inline_picture, found.get(path, ()))), None)


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or what spreadsheets write; empty for other files."""
    try:
        if form := _BOMS.get(content[:2]):
            return content.decode(form)
        if b"\0" in content:
            return ""
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _json(text: str) -> tuple[Any, str]:
    """The value of a JSON text, or why there is none."""
    if text.count(",") + text.count("[") + text.count("{") > MAX_JSON_VALUES:
        return None, f"it has more than {MAX_JSON_VALUES:,} values"
    try:
        return json.loads(text), ""
    except json.JSONDecodeError as reason:
        return None, f"line {reason.lineno}: it is not valid JSON ({reason.msg})"
    except (RecursionError, ValueError):
        return None, "it is not JSON that can be read: its values are nested or long beyond reason"


def _signed(content: bytes) -> Any:
    """The credential in a compact JWS; None if there is none."""
    match = COMPACT_JWS.fullmatch(content)
    if not match:
        return None
    try:
        payload = base64.urlsafe_b64decode(match[2] + b"=" * (-len(match[2]) % 4))
    except (binascii.Error, ValueError):
        return None
    data, _ = _json(decoded(payload))
    if not isinstance(data, dict) or not isinstance(data.get("vc"), dict):
        return data
    claims = {ours: data[claim] for claim, ours in _CLAIMS.items() if data.get(claim)}
    return {**claims, **data["vc"]}


def _with_badge(name: str, content: bytes, suffix: str, badge: bytes) -> SourceFile:
    """A picture with the badge that was found in it."""
    if not badge.strip():
        return SourceFile(name, content, trouble="it is a picture without the data of a badge")
    data, trouble = _signed(badge), ""
    if data is None:
        data, trouble = _json(decoded(badge))
    if data is None and re.match(rb"\s*https?://", badge):
        trouble = "its badge is on the web: open the address in it, and save what is there as JSON"
    elif data is None:
        trouble = f"the data of its badge cannot be read: {trouble}"
    return SourceFile(
        name, content, data=data, picture=SourcePicture(content, suffix), trouble=trouble
    )


class YamlText(Struct, frozen=True):
    """A text in YAML, or one with front matter."""

    data: Any = None
    """Mappings, lists and texts as they are written; None if it cannot be read."""
    body: str = ""
    """What follows the front matter."""
    has_front_matter: bool = False
    trouble: str = ""
    """Why it cannot be read."""


def read_yaml(text: str) -> YamlText:
    """The values of a text in YAML, or of its front matter, which may be TOML."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    match = _FRONT_MATTER.match(plain)
    head, start, body = plain, 0, ""
    if match:
        head, start, body = match[2], match.start(2), plain[match.end() :]
    if len(head) > MAX_TEXT_BYTES:
        why = f"its YAML has more than {MAX_TEXT_BYTES // 1024} KiB"
        return YamlText(None, body, match is not None, why)
    if match and match[1] == "+++":
        data, trouble = _toml(head)
    else:
        data, trouble = _yaml(plain, head, start)
    return YamlText(data, body, match is not None, trouble)


def _toml(head: str) -> tuple[Any, str]:
    try:
        return tomllib.loads(head), ""
    except ValueError as reason:
        return None, f"its front matter is not valid TOML: {reason}"
    except RecursionError:
        return None, "its front matter is nested beyond reason"


def _yaml(text: str, head: str, start: int) -> tuple[Any, str]:
    reader = YamlReader(head, start)
    try:
        return reader.read(), ""
    except ContentError as problem:
        if problem.code == "not-a-mapping" and isinstance(reader.root, list):
            return reader.root, ""
        line = text.count("\n", 0, problem.span.start) + 1
        return None, f"line {line}: {problem.message}"
