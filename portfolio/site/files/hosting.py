"""Files that a host reads: headers, redirects, and the domain under which it serves the site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import quote, urlsplit

from ...domain.model import Artifact
from ...urls import own_domain
from ...validation.setting_types import Host
from ...views.pages import Page, Redirect
from ..cards import address_of
from ..outline import Route
from ..registry import PageKind
from ..source import Source
from .data import data

HEADERS_FILE, REDIRECTS, DOMAIN, NGINX = "_headers", "_redirects", "CNAME", "_nginx.conf"
READ_HEADERS = (Host.NETLIFY, Host.CLOUDFLARE)
"""The hosts that read headers from a file of the site."""
READ_REDIRECTS = (Host.NETLIFY, Host.CLOUDFLARE, Host.GITLAB)
"""The hosts that read redirects from a file of the site."""


def redirects(source: Source, address: str) -> Page:
    """The former addresses of credentials and where they lead, in a file of a host.

    Rules of GitLab name whole paths, those of the others paths below the folder of the site. nginx
    compares paths as they are decoded.
    Netlify shows a page in preference to a redirect unless told otherwise; GitLab always does.
    """
    host = source.host
    base = urlsplit(source.view.base_url).path if host is Host.GITLAB else "/"
    found = tuple(
        Redirect(
            f"/{alias}/" if host is Host.NGINX else _encoded(base, f"{alias}/"),
            _encoded(base, address_of(entry)),
        )
        for entry in source.entries
        for alias in entry.record.aliases
    )
    return data(source, address, {"redirects": found, "is_forced": host is Host.NETLIFY})


def _encoded(base: str, address: str) -> str:
    return f"{base or '/'}{quote(address)}"


def _routes(source: Source) -> Iterator[Route]:
    host = source.host
    if host in READ_HEADERS:
        yield _file(HEADERS_FILE, partial(data, source, HEADERS_FILE, {}))
    if host in READ_REDIRECTS and any(entry.record.aliases for entry in source.entries):
        yield _file(REDIRECTS, partial(redirects, source, REDIRECTS))
    if host is Host.NGINX:
        yield _file(NGINX, partial(redirects, source, NGINX))
    if host is Host.GITHUB and (name := own_domain(source.view.base_url)):
        content = Artifact(DOMAIN, f"{name}\n".encode())
        yield _file(DOMAIN, lambda: content)


def _file(name: str, make: Callable[[], Page | Artifact]) -> Route:
    """A file that a host looks for at the root of the site."""
    return Route(name, make, is_in_sitemap=False, is_for_all=True)


KIND = PageKind(
    _routes,
    rank=9,
    of_some_days=dict.fromkeys(
        (HEADERS_FILE, REDIRECTS, DOMAIN, NGINX),
        "it is there for the hosts that read it, named by `host` in `portfolio.toml`",
    ),
)
