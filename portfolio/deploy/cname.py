"""The file `CNAME`, with which GitHub Pages serves a site under a domain of its owner.

A deployment without it takes the site off its domain. So a domain that somebody set on the branch,
as the settings of GitHub do, is kept, also where the address of the site is another one.
"""

from __future__ import annotations

import re

from msgspec import Struct

from ..urls import own_domain

CNAME = "CNAME"
"""The name of the file."""
_GITHUB = re.compile(r"(?:^|[/@.])github\.com[:/]", re.IGNORECASE)


class CnameChoice(Struct, frozen=True):
    """The domain that a branch gets."""

    domain: str = ""
    """Empty for none beside what the site itself has."""
    is_derived: bool = False
    """Whether it comes from the address of the site."""
    note: str = ""
    """What the owner should know."""


def is_github(host: str, address: str) -> bool:
    """Whether GitHub serves the site: `host` says so, or says nothing and the remote is there."""
    return host == "github" or (host in ("", "none") and bool(_GITHUB.search(address)))


def derived_domain(base_url: str, host: str, address: str) -> str:
    """The domain in the address of a site that GitHub serves; empty if it needs no `CNAME`.

    `host` is the host in the settings, `address` that of the remote.
    """
    if is_github(host, address):
        return own_domain(base_url)
    return ""


def choose_domain(derived: str, known: str, before: str) -> CnameChoice:
    """The domain for a site that has no file `CNAME` of its own.

    `derived` comes from the address of the site, `known` is what the last build derived, and
    `before` is what the branch has now.
    """
    if not derived or derived == before.lower():
        return CnameChoice(before, is_derived=bool(derived))
    if not before or before.lower() == known:
        return CnameChoice(derived, is_derived=True)
    note = (
        f"the branch keeps the domain {before}, although `base_url` names {derived}; "
        f"to change it, write {derived} into static/root/{CNAME}"
    )
    return CnameChoice(before, note=note)
