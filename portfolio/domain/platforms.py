"""Where a credential can be checked: the links of platforms, and what a link reveals.

The table is data (`data/platforms.toml`); owners add rows under `[platforms.NAME]`. A pattern is
compiled when a link of its host is looked at, because a site has links of few platforms.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from string import Formatter
from typing import Annotated, Any
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

import msgspec
from msgspec import Struct

from ..paths import DATA_FOLDER
from ..schema.fields import Fields, InvalidValue, Reader
from ..schema.types import Flag, Text, Texts, WrittenDate, read_mapping, read_text, read_texts
from ..text import did_you_mean, fold, listed, quoted
from .model import LinkKind, Verification
from .records.credential import Record

_TRACKING = re.compile(
    r"utm_\w+|trk|lipi|source|_gl|raw|identity__email|fbclid|gclid|mc_[ce]id|igshid"
)

_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp|tiff?|ico)$", re.IGNORECASE)
_PLAIN_HOST = re.compile(r"https?://(?:www\.)?([\w.-]+)(?=[/?#]|$)", re.IGNORECASE)
MAX_LINK_LENGTH = 2000
"""Maximum characters of a link that is matched against patterns, which bounds the time it takes."""


def read_pattern(value: Any) -> str:
    """A regular expression in Python's notation."""
    text = read_text(value)
    try:
        compiled(text)
    except re.error as reason:
        raise InvalidValue(
            "invalid-pattern",
            f"not a regular expression: {quoted(text)} ({reason})",
            "see the documentation of Python's `re` module",
        ) from None
    return text


@functools.cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the table, compiled once. Raises re.error."""
    return re.compile(pattern)


def read_patterns(value: Any) -> dict[str, str]:
    """A table of regular expressions."""
    return {key: read_pattern(text) for key, text in read_mapping(value).items()}


def read_hosts(value: Any) -> tuple[str, ...]:
    """A list of host names, in lower case and without `www.`."""
    return tuple(host.lower().removeprefix("www.") for host in read_texts(value))


def read_form(value: Any) -> str:
    """A template for links: a web address with names in braces."""
    text = read_text(value)
    try:
        names = _placeholders(text)
    except ValueError:
        names = {""}
    if not re.match(r"https?://[^{}/]+/", text) or not all(name.isidentifier() for name in names):
        raise InvalidValue(
            "invalid-url",
            f"not a template for links: {quoted(text)}",
            "write a full address such as https://example.org/check/{id}",
        )
    return text


def _placeholders(form: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(form) if name is not None}


def read_kind(value: Any) -> LinkKind:
    """One of the kinds of links."""
    text = read_text(value)
    if text not in LINK_KINDS:
        near = did_you_mean(text, LINK_KINDS)
        raise InvalidValue(
            "unknown-link-kind",
            f"{quoted(text)} is not a kind of link",
            f"write {near or listed(LINK_KINDS, 'or')}",
        )
    return LinkKind(text)


LINK_KINDS = tuple(kind.value for kind in LinkKind)
LinkKindField = Annotated[LinkKind, Reader(read_kind, {"enum": list(LINK_KINDS)})]
Pattern = Annotated[str, Reader(read_pattern, {"type": "string", "format": "regex"})]
Patterns = Annotated[dict[str, str], Reader(read_patterns, {"type": "object"})]
Hosts = Annotated[
    tuple[str, ...], Reader(read_hosts, {"type": "array", "items": {"type": "string"}})
]
Form = Annotated[str, Reader(read_form, {"type": "string"})]


class PlatformLink(Fields, frozen=True):
    """One form of link that a platform has."""

    path: Pattern | None = None
    """A pattern for the whole path of such a link; the group `id` is the credential's number."""
    url: Form | None = None
    """The link to show, with `{id}` and other groups of `path` in it. Default: the link as
    given."""
    id: Pattern | None = None
    """A pattern for a whole `credential_id` from which alone the link can be made."""
    types: Texts = ()
    """The types of record for which the link is made from a number. Default: all."""
    needs: Patterns = {}
    """Required parameters, with patterns for their values; each is kept and can be used in `url` by
    its name."""
    query: Texts = ()
    """Parameters of the link that are kept; others are dropped."""
    host: Text | None = None
    """The only host with links of this form, if the platform has several."""
    kind: LinkKindField = LinkKind.CHECK
    """What such a link leads to: `check` (anyone can check one credential there), `badge`,
    `profile`, `course`, `upload`, `picture` or `unknown`."""
    seen: WrittenDate | None = None
    """The day on which a link of this form was last found in public use; every form that comes with
    the program has one."""

    @property
    def patterns(self) -> tuple[str, ...]:
        """All its patterns."""
        return (*filter(None, (self.path, self.id)), *self.needs.values())

    def check_fields(self) -> None:
        """Raise InvalidValue if `url` has a name for which there is no value."""
        known = {*self.needs}
        if self.id:
            known = {"id"}
        elif self.path:
            known |= compiled(self.path).groupindex.keys()
        strange = sorted(_placeholders(self.url or "") - known)
        if strange:
            names = listed(f"`{{{name}}}`" for name in strange)
            raise InvalidValue(
                "invalid-url",
                f"there is no value for {names}",
                "use only groups of `path`, or only `{id}` where `id` is set",
            )


class Platform(Fields, frozen=True):
    """A place that hosts credentials."""

    name: Text
    """Its name, as records write it in `platform`."""
    hosts: Hosts = ()
    """Its hosts; a leading `www.` does not matter, and `*.example.org` means any host directly
    below `example.org`."""
    names: Texts = ()
    """Other names for it."""
    issuers: Texts = ()
    """Issuers whose credentials are checked here even if a record names no platform."""
    awards: Flag = True
    """Whether it awards credentials itself; if not, it cannot be their issuer."""
    links: tuple[PlatformLink, ...] = ()
    """The forms of its links; the first that matches is used."""

    def check_form(self, record_type: str | None) -> str:
        """What the link of a check looks like here, with `…` for what differs; empty if unknown.

        A form for just this type of record goes before a form for any.
        """
        checks = [link for link in self.links if link.kind is LinkKind.CHECK and link.url]
        own = [link for link in checks if record_type in link.types]
        form = next(iter(own or [link for link in checks if not link.types]), None)
        if form is None:
            return ""
        return re.sub(r"\{\w+\}", "…", str(form.url))


class Platforms(dict[str, Platform]):
    """Platforms by key, in the order of trial; also found by host, name and issuer."""

    def at(self, host: str) -> Sequence[Platform]:
        """The platforms with links of this host, or of all hosts of its domain."""
        return (*self.by_host.get(host, ()), *self.by_host.get(f"*.{host.partition('.')[2]}", ()))

    @functools.cached_property
    def verifications(self) -> dict[str, Verification]:
        """The results of `verification_of` so far: most records give one link more than once."""
        return {}

    @functools.cached_property
    def recognized(self) -> dict[str, Recognized | None]:
        """The results of `recognize` so far: texts repeat the same links."""
        return {}

    @functools.cached_property
    def by_host(self) -> PlatformIndex:
        """The platforms by the hosts of their links."""
        return _found((host, platform) for platform in self.values() for host in platform.hosts)

    @functools.cached_property
    def by_name(self) -> PlatformIndex:
        """The platforms by their folded names."""
        return _found(
            (fold(name), platform)
            for platform in self.values()
            for name in (platform.name, *platform.names)
        )

    @functools.cached_property
    def by_issuer(self) -> PlatformIndex:
        """The platforms by the folded names of issuers whose credentials they host."""
        return _found(
            (fold(name), platform) for platform in self.values() for name in platform.issuers
        )


PlatformIndex = Mapping[str, Sequence[Platform]]


def _found(names: Iterable[tuple[str, Platform]]) -> PlatformIndex:
    found: dict[str, list[Platform]] = {}
    for name, platform in names:
        found.setdefault(name, []).append(platform)
    return found


@functools.cache
def known_platforms() -> Platforms:
    """The platforms that come with the program."""
    table = tomllib.loads(Path(DATA_FOLDER, "platforms.toml").read_text("utf-8"))
    return Platforms(msgspec.convert(table, dict[str, Platform]))


class Recognized(Struct, frozen=True):
    """A link of a known platform."""

    platform: Platform
    url: str
    """The link to show for it."""
    id: str
    """The credential's number in it; empty if it has none."""
    kind: LinkKind


def recognize(url: str, platforms: Platforms) -> Recognized | None:
    """The platform of a link, with the link to show for it; None if it is not known."""
    if url not in platforms.recognized:
        platforms.recognized[url] = _recognize(url, platforms)
    return platforms.recognized[url]


def _recognize(url: str, platforms: Platforms) -> Recognized | None:
    plain = _PLAIN_HOST.match(url)
    if plain and not platforms.at(plain[1].lower()):
        return None
    parts = urlsplit(url)
    host = _host(parts)
    known = platforms.at(host)
    if not known or len(url) > MAX_LINK_LENGTH:
        return None
    path = parts.path.removesuffix("/")
    query = {name: value for name, value, _ in _parameters(parts.query)}
    for platform in known:
        for link in platform.links:
            groups = _groups(link, host, path, query)
            if groups is not None:
                return Recognized(
                    platform, _canonical(link, groups, url, parts), groups.get("id", ""), link.kind
                )
    return None


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").lower().removeprefix("www.")


def _parameters(query: str) -> Iterator[tuple[str, str, str]]:
    """Name, value and original text of each parameter."""
    for written in query.split("&"):
        name, _, value = written.partition("=")
        if name:
            yield unquote(name), unquote(value), written


def _groups(
    link: PlatformLink, host: str, path: str, query: Mapping[str, str]
) -> dict[str, str] | None:
    if link.path is None or link.host not in (None, host):
        return None
    match = compiled(link.path).fullmatch(path)
    if match is None or not all(
        compiled(form).fullmatch(query.get(name, "")) for name, form in link.needs.items()
    ):
        return None
    return {
        **{name: value or "" for name, value in match.groupdict().items()},
        **{name: query[name] for name in link.needs},
    }


def _canonical(link: PlatformLink, groups: Mapping[str, str], url: str, parts: SplitResult) -> str:
    if link.kind in (LinkKind.UPLOAD, LinkKind.PICTURE, LinkKind.UNKNOWN) and not link.url:
        return clean_link(url)
    if link.url:
        base, wanted = link.url.format(**groups), set(link.query)
    else:
        base = f"https://{parts.netloc.lower()}{parts.path}"
        wanted = {*link.query, *link.needs}
    kept = "&".join(written for name, _, written in _parameters(parts.query) if name in wanted)
    if not kept:
        return base
    return f"{base}?{kept}"


def clean_link(url: str) -> str:
    """A link without tracking parameters."""
    parts = urlsplit(url)
    kept = "&".join(
        written for name, _, written in _parameters(parts.query) if not _TRACKING.fullmatch(name)
    )
    if kept == parts.query:
        return url
    return urlunsplit(parts._replace(query=kept))


def derive_link(record: Record, platforms: Platforms) -> Verification | None:
    """The link that follows from platform, issuer, type and number; None if not just one."""
    number = record.credential_id
    if not number or len(set(number)) == 1 or len(number) > MAX_LINK_LENGTH:
        return None
    found = {}
    for platform in _platforms_of(record, platforms):
        fitting = (link for link in platform.links if _is_derivable(link, record, number))
        if link := next(fitting, None):
            url = str(link.url).format(id=number)
            found[url] = Verification(url, platform.name, link.kind)
    if len(found) != 1:
        return None
    return next(iter(found.values()))


def _is_derivable(link: PlatformLink, record: Record, number: str) -> bool:
    if link.id is None or link.url is None or (link.types and record.type not in link.types):
        return False
    return compiled(link.id).fullmatch(number) is not None


def _platforms_of(record: Record, platforms: Platforms) -> Sequence[Platform]:
    where = fold(record.platform or "")
    if where and (named := platforms.by_name.get(where)):
        return named
    return platforms.by_issuer.get(fold(record.issuer), ())


def own_site(addresses: Iterable[str]) -> Platform:
    """The owner's own websites as a platform, whose links are all uploads.

    Only the owner vouches for what is there.
    """
    parts = [urlsplit(address) for address in addresses]
    links = tuple(
        PlatformLink(
            path=re.escape(one.path.rstrip("/")) + "(?:/.*)?",
            host=_host(one),
            kind=LinkKind.UPLOAD,
        )
        for one in parts
    )
    return Platform(
        name="your own site", hosts=tuple(dict.fromkeys(map(_host, parts))), links=links
    )


def verification_of(url: str, platforms: Platforms) -> Verification:
    """What a link is to a reader who wants to check a credential, by the table of platforms.

    This is decided nowhere else.
    """
    if url not in platforms.verifications:
        platforms.verifications[url] = _verification_of(url, platforms)
    return platforms.verifications[url]


def _verification_of(url: str, platforms: Platforms) -> Verification:
    found = recognize(url, platforms)
    if found:
        return Verification(found.url, found.platform.name, found.kind)
    clean = clean_link(url)
    parts = urlsplit(clean)
    kind = LinkKind.UNKNOWN
    if _PICTURE.search(parts.path):
        kind = LinkKind.PICTURE
    return Verification(clean, _host(parts), kind)
