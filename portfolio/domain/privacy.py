"""What a link must not reveal: e-mail addresses, passwords, and keys that give access.

Links are redacted when a text is read, so no part of the site has what was removed. The parameter
`identity__email` of Open Badges is removed without a warning, because platforms add it; anything
else is reported. Most links reveal nothing, so most patterns are compiled only for suspect links.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from urllib.parse import unquote

from msgspec import Struct

from ..source_text import KeyPath
from ..text import quoted
from .body import replace_links

PUBLIC_FIELD = "public_parameters"
"""The field in which a record lists parameters that are public."""
_RUN = (
    r"(?i)(?:(?:https?:)?//|(?<![\w./@-])www\.)(?:[^\s<>\"|\]]++"
    r"|\](?==|&|%5b|\[\w*\]=)|\|(?=[\w%.~+-]*&\w))++"
)
"""A link in a text. A bracket and a bar are parts of it where a parameter goes on after them."""
_SUSPECT = re.compile(r"[@?#&;]|%(?:25)*40|eyJ", re.IGNORECASE)
"""Parameters, an `@` or a possible token; without any, a link reveals nothing."""
_LINK_IN_TEXT = re.compile(r"(?://|www\.)[^\s<>\"]*+")
"""In lower case, all of a link and perhaps more, which is found faster than the link itself."""
_LINK_IN_HTML = re.compile(r"(?:https?:|//|www\.)[^\"<>]*+")
"""In lower case, a link with what follows it, up to the end of its attribute or text."""
_USER = r"(?i)^((?:https?:)?//)(?:[^/\s?#@()]*@)+"
_NAME = r"(?P<mark>[?#;]|&(?:amp;|#38;)?)(?P<name>[\w.%~\\-]+(?:\[[\w.-]*\])*)="
_PARAMETER = rf"{_NAME}(?P<value>(?:[^?&#;()\[\]'`*]|\([^()\s]*\)|\*+(?![*?&#;()\[\]'`]|$))*)"
"""A parameter in a text, without the marks of Markdown that close its link."""
_WHOLE_PARAMETER = rf"{_NAME}(?P<value>[^?&#;]*)"
"""A parameter of what is a link and nothing else."""
_EMAIL = (
    r"(?i)(?<![@\w.+-])[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*"
    r"\.(?!(?:png|jpe?g|gif|webp|svg|js|css|html?|pdf)\b)[a-z]{2,}"
)
_WEB_KEY = r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"
"""A JSON Web Token, which starts with JSON in Base64."""
_OPEN_BADGES = r"identity__\w+"
_PERSON = r"(?:.*_)?(?:e?_?mail(?:_?address)?|phone|telephone|birth_?(?:date|day)|dob)"
_ADMITS = (
    r"(?:.*_)?(?:token|secret|password|passwd|pwd|signature|sig|hmac|jwt|otp|session|sessid|sid|"
    r"auth|authorization|api_?key|key|ticket)"
    r"|(?:access|auth|session|o_?auth)_?(?:id|key|code|token)|j?sessionid|phpsessid|apikey|access"
    r"|.*_amz_credential"
    r"|ident|identity|invite|invitation|magic(?:_?link)?|pin|pass_?(?:code|phrase)"
    r"|(?:.*_)?(?:invite|invitation|claim|activation|reset|recovery|login|magic)_?(?:id|key|code)"
)
"""Folded names of parameters that give access."""
_INVITES = (
    r"(?i)[/._-](?:invit|claim|redeem|activat|accept|join|sign-?(?:in|up)|log-?in|register|oauth|"
    r"callback|reset|magic)|[?&;#](?:ident|identity|state|invite|invitation)="
)
"""An address at which a `code` lets somebody in; elsewhere it is the number of what is checked."""
_HOST_END = 5
"""Number of parts up to the host, if an address is split at slashes that count as parts."""
_CAMEL = r"(?<=[a-z0-9])(?=[A-Z])"
_MAKESHIFT = r"(?i)[<{$%…]|\*+$|.*\.\.\.|[^0-9]*(?:your|example|xxx|\bhere\b)[^0-9]*$"
"""Placeholders for a value in an example; a value with digits is none, whatever words it has."""
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
    if not may_have_links(text) or not _is_suspect(text, _LINK_IN_TEXT):
        return text, ()
    leaks: dict[str, Leak] = {}

    def _clean(run: re.Match[str]) -> str:
        if not _SUSPECT.search(run[0]):
            return run[0]
        cleaned, leak = _without_scheme(run[0], public)
        if leak:
            leaks.setdefault(run[0], leak)
        return cleaned

    return re.sub(_RUN, _clean, text), tuple(leaks.values())


def may_have_links(text: str) -> bool:
    """Whether a text can have a link that `redact` would look at."""
    return "//" in text or "www." in text.lower()


def _is_suspect(text: str, link: re.Pattern[str]) -> bool:
    """Whether a text has a link that may reveal something."""
    return any(map(_SUSPECT.search, link.findall(text.lower())))


def redact_link(address: str, public: Collection[str] = ()) -> tuple[str, Leak | None]:
    """What is a link and nothing else, redacted as browsers read it, and what it revealed."""
    if not _SUSPECT.search(address):
        return address, None
    read = re.sub(r"[\t\r\n]", "", address.strip())
    path = re.match(r"[^?#]*", read)
    if path:
        read = path[0].replace("\\", "/") + read[path.end() :]
    read = re.sub(r"(?i)^(https?):/*", r"\1://", read)
    if not re.match(r"(?i)(?:https?:)?//|www\.", read):
        return address, None
    cleaned, leak = _without_scheme(read, public, _WHOLE_PARAMETER)
    return (address, None) if cleaned == read else (cleaned, leak)


def _without_scheme(
    address: str, public: Collection[str], form: str = _PARAMETER
) -> tuple[str, Leak | None]:
    """A redacted address, which may begin with `www.`, and what it revealed that must be told."""
    added = "" if "//" in address[:8] else "//"
    cleaned, found = _cleaned(added + address, public, form)
    cleaned = cleaned.removeprefix(added)
    told = [(what, name) for what, name in found if not re.fullmatch(_OPEN_BADGES, name)]
    return cleaned, _leak(address, cleaned, told) if told else None


def _leak(written: str, cleaned: str, told: Sequence[tuple[str, str]]) -> Leak:
    """A leak of several things, each given in words and with the name of its parameter."""
    names = dict.fromkeys(name for what, name in told if name and what.startswith("a key"))
    what = " and ".join(dict.fromkeys(what for what, _ in told))
    return Leak(_without_closing(written), _without_closing(cleaned), what, tuple(names))


class LinkRedaction:
    """Redacts what was made of one text, and gathers what its links revealed.

    Escapes, entities, and what browsers correct (`https:/example.org`) hide a link in its source.
    """

    def __init__(self, public: Collection[str]) -> None:
        self._public = public
        self._leaks: dict[str, Leak] = {}

    @property
    def leaks(self) -> tuple[Leak, ...]:
        """What was found, once for each link."""
        return tuple(self._leaks.values())

    def address(self, address: str) -> str:
        """An address without private values."""
        cleaned, leak = redact_link(address, self._public)
        if leak:
            self._leaks.setdefault(leak.written, leak)
        return cleaned

    def addresses(self, found: Iterable[str]) -> tuple[str, ...]:
        """Distinct addresses without private values."""
        return tuple(dict.fromkeys(map(self.address, found)))

    def words(self, text: str) -> str:
        """Words, or HTML, without private values."""
        cleaned, leaks = redact(text, self._public)
        for leak in leaks:
            self._leaks.setdefault(leak.written, leak)
        return cleaned

    def html(self, shown: str) -> str:
        """HTML without private values in its links and its words."""
        if not _is_suspect(shown, _LINK_IN_HTML):
            return shown
        return self.words(replace_links(shown, self._attribute))

    def _attribute(self, name: str, address: str) -> str | None:
        cleaned = self.address(address)
        return None if cleaned == address else f'{name}="{html.escape(cleaned)}"'


def redact_values(metadata: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[KeyPath, Leak]]]:
    """Front matter with its links redacted, and the leaks with the paths to their values."""
    names = metadata.get(PUBLIC_FIELD)
    public: list[str] = []
    if isinstance(names, list):
        public = [name for name in names if isinstance(name, str)]
    leaks: list[tuple[KeyPath, Leak]] = []

    def _clean(value: Any, keys: KeyPath) -> Any:
        if isinstance(value, str):
            found: Sequence[Leak]
            if re.fullmatch(r"\s*(?:(?i:https?:)?//|www\.)\S+\s*", value):
                text, leak = redact_link(value, public)
                found = [leak] if leak else []
            else:
                text, found = redact(value, public)
            leaks.extend((keys, leak) for leak in found)
            return text
        if isinstance(value, dict):
            return {_clean(key, (*keys, key)): _clean(value[key], (*keys, key)) for key in value}
        if isinstance(value, list):
            return [_clean(item, (*keys, at)) for at, item in enumerate(value)]
        return value

    return {key: _clean(value, (key,)) for key, value in metadata.items()}, leaks


def _cleaned(address: str, public: Collection[str], form: str) -> tuple[str, list[tuple[str, str]]]:
    """An address without its private parts, and what these were, with names of parameters."""
    found: list[tuple[str, str]] = []

    def _parameter(match: re.Match[str]) -> str:
        name = unquote(match["name"]).replace("\\", "")
        if name in public or not (what := _private(name, match["value"], address, public)):
            return match[0]
        found.append((what, name))
        if match["mark"] in "?#":
            return match["mark"]
        return ""

    bare = re.sub(_USER, r"\1", address)
    if bare != address:
        found.append(("a user name or password", ""))
    shown = re.sub(form, _parameter, bare)
    if found:
        shown = re.sub(
            r"[?#](?=[#).,'`]|$)", "", re.sub(r"([?#])(?:&(?:amp;|#38;)?)+", r"\1", shown)
        )
    for what, sign in (("an e-mail address", _EMAIL), ("a key (a JSON Web Token)", _WEB_KEY)):
        if re.search(sign, _plain(shown)):
            shown = _until(shown, sign)
            found.append((what, ""))
    return shown, found


def _private(name: str, value: str, address: str, public: Collection[str]) -> str:
    """What the value of a parameter of an address reveals, in words; empty for nothing."""
    folded = re.sub(r"[-.\[\]]+", "_", re.sub(_CAMEL, "_", name).lower()).strip("_")
    plain = _plain(value)
    if re.fullmatch(_OPEN_BADGES, folded) or re.search(_EMAIL, plain):
        return "an e-mail address"
    if not plain or plain.lower() in _SWITCHES or re.match(_MAKESHIFT, plain):
        return ""
    if "//" in plain and (within := redact(plain, public)[1]):
        return within[0].what
    if re.fullmatch(_PERSON, folded):
        return f"something personal (`{name}`)"
    admits = re.search(_INVITES, address) if folded == "code" else re.fullmatch(_ADMITS, folded)
    if admits or re.search(_WEB_KEY, plain):
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
