"""Checks of the whole site: credentials that expire soon, nothing to publish, no address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ..content.locate import locate
from ..dates import PartialDate
from ..diagnostics import Diagnostic, Diagnostics, Location, error, has_errors, warning
from ..domain.model import Content, Entry, Portfolio, RenewalProgress, Standing
from ..paths import CREDENTIALS_FOLDER, LEARNING_FILE, SETTINGS_FILE
from ..settings import Settings, find_key
from ..summary import plural
from ..text import listed, quoted
from ..validation.setting_types import Host
from .example_content import is_sample

_ADDRESSES = {
    Host.GITHUB: "https://NAME.github.io/",
    Host.GITLAB: "https://NAME.gitlab.io/",
    Host.NETLIFY: "https://NAME.netlify.app/",
    Host.CLOUDFLARE: "https://NAME.pages.dev/",
    Host.NGINX: "https://ada.example.org/",
}
"""The addresses under which hosts publish a site that has no domain of its own."""


def check_expiring(portfolio: Portfolio, within: timedelta) -> Diagnostics:
    """A warning for every valid credential that expires within a time from the as-of date.

    Also for those that do not, but whose renewal needs hours by then that are not done.
    """
    return tuple(
        problem
        for entry in portfolio.entries
        if entry.standing is Standing.VALID
        for problem in _due(entry, portfolio.as_of + within)
    )


def _due(entry: Entry, last: date) -> Iterator[Diagnostic]:
    """What has to be done for a valid credential up to a day."""
    expires, title = entry.record.expiry_date, quoted(entry.record.title)
    path, front_matter = entry.credential.path, entry.credential.front_matter
    progress = entry.renewal
    if expires and expires.last <= last:
        when = "on" if expires.day else "at the end of"
        said = [f"{title} expires {when} {expires}"]
        if progress and progress.missing:
            said.append(_missing_hours(progress, expires))
        yield warning(
            "expires-soon",
            "; ".join(said),
            locate(path, front_matter, ("expiry_date",)),
            "renew it, or plan its successor",
        )
    elif progress and progress.missing and progress.by and progress.by.last <= last:
        yield warning(
            "renewal-due",
            f"{title}: {_missing_hours(progress, expires)}",
            locate(path, front_matter, ("renewal", "by")),
            f"do them, and enter them under `activities` or in {LEARNING_FILE}",
        )


def _missing_hours(progress: RenewalProgress, expires: PartialDate | None) -> str:
    """How many hours are missing, and by when where that is not the day of expiry."""
    missing, needed = (f"{figure.normalize():f}" for figure in (progress.missing, progress.needed))
    words = f"{missing} of the {needed} hours for its renewal are missing"
    if progress.by and progress.by != expires:
        words += f", which it needs by {progress.by}"
    return words


def check_address(content: Content, settings: Settings, settings_text: str) -> Diagnostics:
    """A warning for a site with a host and a real record, but without an address."""
    host = settings.publish.host
    if settings.site.base_url or host is Host.NONE or is_sample(content):
        return ()
    needed = ["the feed", "link previews", *(["the domain"] if host is Host.GITHUB else [])]
    return (
        warning(
            "missing-base-url",
            f"the site has a `host` but no `base_url`, which {listed(needed)} need",
            find_key(SETTINGS_FILE, settings_text, ("publish", "host")),
            f'write `base_url = "{_ADDRESSES[host]}"`, with the address of your site, under [site]',
        ),
    )


def check_emptiness(portfolio: Portfolio, found: Diagnostics) -> Diagnostics:
    """An error for a site without a credential to publish, unless there are errors in `found`."""
    if portfolio.entries or has_errors(found):
        return ()
    drafts = sum(credential.record.draft for credential in portfolio.content.credentials)
    planned = len(portfolio.content.credentials) - drafts
    states = [
        plural(count, word)
        for count, word in ((drafts, "draft"), (planned, "planned record"))
        if count
    ]
    message = "there is no credential to publish"
    if states:
        message += f", only {listed(states)}"
    is_unread = any(problem.code == "unread-file" for problem in found)
    fix = _emptiness_fix(has_drafts=drafts > 0, has_planned=planned > 0, is_unread=is_unread)
    return (error("nothing-to-publish", message, Location(CREDENTIALS_FOLDER), fix),)


def _emptiness_fix(*, has_drafts: bool, has_planned: bool, is_unread: bool) -> str:
    """How to get a credential to publish."""
    fixes = []
    if has_drafts:
        fixes.append(
            "remove `draft` from one that is finished; `portfolio serve --drafts` shows drafts"
        )
    if has_planned:
        fixes.append("write `planned = true` below `[publish]` in portfolio.toml")
    if is_unread:
        fixes.append("follow the help on files that are not read")
    return (
        "; or ".join(fixes)
        or 'write one, `portfolio new "TITLE" --issuer "ISSUER"`, or restore your records'
    )
