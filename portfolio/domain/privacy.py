"""What a link must not reveal: e-mail addresses, passwords, and keys that give access.

Links are redacted when a text is read, so no part of the site has what was removed. The parameter
`identity__email` of Open Badges is removed without a warning, because platforms add it; anything
else is reported. Most links reveal nothing, so most patterns are compiled only for suspect links.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import unquote

from msgspec import Struct

from ..source_text import KeyPath
from ..text import quoted

PUBLIC_FIELD = "public_parameters"
"""The field in which a record lists parameters that are public."""
_RUN = r"(?i)(?:https?:)?//[^\s<>\"|\]]+"
_SUSPECT = re.compile(r"//[^\s<>\"|\]]*?(?:[@?#&;]|%40|eyJ)", re.IGNORECASE)
"""A link with parameters, an `@` or a possible token; no other link can reveal anything."""
_USER = r"(?i)^((?:https?:)?//)(?:[^/\s?#@()]*@)+"
_PARAMETER = r"(?P<mark>[?#;]|&(?:amp;|#38;)?)(?P<name>[\w.%~\\-]+)=(?P<value>[^?&#;()\[\]'`]*)"
_EMAIL = (
    r"(?i)(?<![@\w.+-])[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*"
    r"\.(?!(?:png|jpe?g|gif|webp|svg|js|css|html?|pdf)\b)[a-z]{2,}"
)
_WEB_KEY = r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"
"""A JSON Web Token, which starts with JSON in Base64."""
_OPEN_BADGES = r"identity__\w+"
_PERSON = r"(?:.*_)?(?:e?_?mail(?:_?address)?|phone|telephone|birth_?(?:date|day))"
_ADMITS = (
    r"(?:.*_)?(?:token|secret|password|passwd|pwd|signature|sig|hmac|jwt|otp|session|sessid|sid|"
    r"auth|authorization|api_?key|key|ticket)"
    r"|(?:access|auth|session|o_?auth)_?(?:id|key|code|token)|j?sessionid|phpsessid|apikey|access"
    r"|.*_amz_credential"
)
"""Folded names of parameters that give access."""
_HOST_END = 5
"""Number of parts up to the host, if an address is split at slashes that count as parts."""
_CAMEL = r"(?<=[a-z0-9])(?=[A-Z])"
_MAKESHIFT = r"(?i)[<{$%*…]|\.\.\.|your|example|xxx|\bhere\b"
"""Placeholders for a value in an example."""
_SWITCHES = frozenset(
    {
        "0",
        "1",
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "none",
        "all",
        "public",
        "open",
        "free",
        "full",
    }
)


class Leak(Struct, frozen=True):
    """A link that reveals something private."""

    written: str
    cleaned: str
    """The same without it."""
    what: str
    """What it reveals, in words."""
    names: tuple[str, ...] = ()
    """The parameters that may in fact be public."""

    @property
    def message(self) -> str:
        """What is wrong with it."""
        return f"the link {quoted(self.written)} reveals {self.what}, which is left out"

    def advice(self, *, may_allow: bool) -> str:
        """What to write instead; `may_allow` for a record, which can declare parameters public."""
        if not self.names or not may_allow:
            return f"write {self.cleaned}"
        known = f"`{PUBLIC_FIELD}: [{', '.join(self.names)}]` if anyone may know that"
        return f"write {self.cleaned}, or {known}"


def redact(text: str, public: Collection[str] = ()) -> tuple[str, tuple[Leak, ...]]:
    """A text with its links redacted, and what they revealed. Parameters named in `public` stay."""
    if "//" not in text or not _SUSPECT.search(text):
        return text, ()
    leaks: dict[str, Leak] = {}

    def _clean(run: re.Match[str]) -> str:
        if not _SUSPECT.match(run[0], run[0].index("//")):
            return run[0]
        cleaned, found = _cleaned(run[0], public)
        told = [(what, name) for what, name in found if not re.fullmatch(_OPEN_BADGES, name)]
        if told:
            leaks.setdefault(run[0], _leak(run[0], cleaned, told))
        return cleaned

    return re.sub(_RUN, _clean, text), tuple(leaks.values())


def _leak(written: str, cleaned: str, told: Sequence[tuple[str, str]]) -> Leak:
    """A leak of several things, each given in words and with the name of its parameter."""
    names = dict.fromkeys(name for what, name in told if name and what.startswith("a key"))
    what = " and ".join(dict.fromkeys(what for what, _ in told))
    return Leak(_without_closing(written), _without_closing(cleaned), what, tuple(names))


def redact_values(metadata: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[KeyPath, Leak]]]:
    """Front matter with its links redacted, and the leaks with the paths to their values."""
    names = metadata.get(PUBLIC_FIELD)
    public: list[str] = []
    if isinstance(names, list):
        public = [name for name in names if isinstance(name, str)]
    leaks: list[tuple[KeyPath, Leak]] = []

    def _clean(value: Any, keys: KeyPath) -> Any:
        if isinstance(value, str):
            text, found = redact(value, public)
            leaks.extend((keys, leak) for leak in found)
            return text
        if isinstance(value, dict):
            return {key: _clean(item, (*keys, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [_clean(item, (*keys, at)) for at, item in enumerate(value)]
        return value

    return {key: _clean(value, (key,)) for key, value in metadata.items()}, leaks


def _cleaned(address: str, public: Collection[str]) -> tuple[str, list[tuple[str, str]]]:
    """An address without its private parts, and what these were, with names of parameters."""
    found: list[tuple[str, str]] = []

    def _parameter(match: re.Match[str]) -> str:
        name = unquote(match["name"]).replace("\\", "")
        if name in public or not (what := _private(name, match["value"])):
            return match[0]
        found.append((what, name))
        if match["mark"] in "?#":
            return match["mark"]
        return ""

    bare = re.sub(_USER, r"\1", address)
    if bare != address:
        found.append(("a user name or password", ""))
    shown = re.sub(_PARAMETER, _parameter, bare)
    if found:
        shown = re.sub(
            r"[?#](?=[#).,'`]|$)", "", re.sub(r"([?#])(?:&(?:amp;|#38;)?)+", r"\1", shown)
        )
    for what, form in (("an e-mail address", _EMAIL), ("a key (a JSON Web Token)", _WEB_KEY)):
        if re.search(form, _plain(shown)):
            shown = _until(shown, form)
            found.append((what, ""))
    return shown, found


def _private(name: str, value: str) -> str:
    """What the value of a parameter reveals, in words; empty for nothing."""
    folded = re.sub(_CAMEL, "_", name).lower().replace("-", "_").replace(".", "_")
    plain = _plain(value)
    if re.fullmatch(_OPEN_BADGES, folded) or re.search(_EMAIL, plain):
        return "an e-mail address"
    if not plain or plain.lower() in _SWITCHES or re.search(_MAKESHIFT, plain):
        return ""
    if re.fullmatch(_PERSON, folded):
        return f"something personal (`{name}`)"
    if re.fullmatch(_ADMITS, folded) or re.search(_WEB_KEY, plain):
        return f"a key (`{name}`)"
    return ""


def _plain(text: str) -> str:
    """A text without escapes, of which there may be two layers."""
    return unquote(unquote(html.unescape(text.replace("\\", ""))))


def _until(address: str, form: str) -> str:
    """An address up to its first part that matches a pattern, with its closing marks."""
    parts = re.split(r"([/?#&])", address)
    at = next((i for i, part in enumerate(parts) if re.search(form, _plain(part))), _HOST_END)
    kept = parts[: max(at - 1, _HOST_END)]
    if parts[at - 1 : at] == ["/"]:
        kept.append("/")
    return "".join(kept) + address[len(_without_closing(address)) :]


def _without_closing(address: str) -> str:
    """An address without the marks that close it in its text; brackets it opens are its own."""
    spare, end = address.count(")") - address.count("("), len(address)
    while end and (address[end - 1] in "'`.,;:!*_" or (address[end - 1] == ")" and spare > 0)):
        end -= 1
        spare -= address[end] == ")"
    return address[:end]
