"""Finds what a site still has of the sample or the example that it began as.

A site of samples alone is a sample itself, and nothing is wrong with it. From its first real record
on, whatever is somebody else's is reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from ..content.locate import locate
from ..diagnostics import Diagnostic, Location, warning
from ..domain.model import Content, Profile
from ..paths import SETTINGS_FILE
from ..settings import Settings, find_key
from ..source_text import KeyPath
from ..text import quoted

EXAMPLE_NAME = "Mira Halvorsen"
"""The fictional owner of the example site that comes with the program."""
EXAMPLE_DATE = date(2026, 11, 15)
"""The date that the example site is always built for."""
RESERVED = ".example"
"""The ending of hosts that can never exist, by RFC 2606."""


def is_sample(content: Content) -> bool:
    """Whether all records of a site are samples."""
    return all(credential.record.sample for credential in content.credentials)


def check_samples(content: Content, settings: Settings, settings_text: str) -> Iterator[Diagnostic]:
    """A warning for everything that is a sample in a site that has a real record."""
    if is_sample(content):
        return
    files = (*content.credentials, *((content.profile,) if content.profile else ()), *content.pages)
    for file in files:
        if file.record.sample:
            yield warning(
                "sample-left",
                "this file is a sample, and it is published as yours",
                locate(file.path, file.front_matter, ("sample",)),
                "delete the file, or make it your own and remove the line `sample`",
            )
        elif isinstance(file, Profile):
            yield from _foreign_profile(file)
    yield from _foreign_settings(settings, settings_text)


def _foreign_profile(profile: Profile) -> Iterator[Diagnostic]:
    """What a profile says of the owner of the example."""
    record = profile.record
    hosts: dict[KeyPath, str] = {
        ("email",): (record.email or "").rpartition("@")[2],
        **{("links", at, "url"): _host(link.url) for at, link in enumerate(record.links)},
    }
    for keys, host in hosts.items():
        if host.endswith(RESERVED):
            place = locate(profile.path, profile.front_matter, keys)
            yield _reserved(host, place, "write an address of yours, or remove it")
    if EXAMPLE_NAME in record.name:
        place = locate(profile.path, profile.front_matter, ("name",))
        yield _not_yours(f"`name`: {quoted(record.name)}", place, "write your own name")


def _foreign_settings(settings: Settings, text: str) -> Iterator[Diagnostic]:
    """What the settings say of the example."""
    site, publish = settings.site, settings.publish
    if EXAMPLE_NAME in (site.title or ""):
        place = find_key(SETTINGS_FILE, text, ("site", "title"))
        yield _not_yours(f"`title`: {quoted(site.title)}", place, "write your own, or remove it")
    if (host := _host(site.base_url)).endswith(RESERVED):
        place = find_key(SETTINGS_FILE, text, ("site", "base_url"))
        yield _reserved(host, place, "write the address of your site, or remove the line")
    if publish.as_of and publish.as_of.last == EXAMPLE_DATE:
        place = find_key(SETTINGS_FILE, text, ("publish", "as_of"))
        message = f"`as_of` is from the example site; every status stays as on {EXAMPLE_DATE}"
        yield warning("example-left", message, place, "remove the line")


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _not_yours(what: str, place: Location, fix: str) -> Diagnostic:
    return warning("example-left", f"{what} is from the example site", place, fix)


def _reserved(host: str, place: Location, fix: str) -> Diagnostic:
    return warning(
        "example-left", f"{quoted(host)} is the address of an example: nothing is there", place, fix
    )
