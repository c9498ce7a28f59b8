"""What is known on this machine of the published build: its date, its age, what has changed since.

Nothing is fetched. For a branch, git knows the commit that was last pushed or fetched; for a
server or a folder, there is a record in the notes of the site.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from ..diagnostics import Diagnostics, PortfolioError, has_errors, warning
from ..linking.link import link
from ..options import Options
from ..paths import SETTINGS_FILE
from ..pipeline.assemble import AssembledSite
from ..pipeline.inputs import settings_of
from ..settings import Settings, find_key
from ..summary import plural
from .folder import FOLDER
from .git import run_git
from .job import named
from .last_publication import notes_of, read_last_publication
from .publication import Publication
from .publish import refuse_without_destination
from .remote import find_branch, find_build, known_tip
from .rsync import RSYNC
from .source import change_since

MAX_AGE = timedelta(days=30)
"""Age from which a published site is stale, if dates of its content have passed since."""


class KnownPublication(Struct, frozen=True):
    """What is known here of the last publication."""

    place: str
    publication: Publication | None = None
    note: str = ""
    """What else is known, or why nothing is."""


def describe_status(root: Path, environ: Mapping[str, str], now: datetime) -> tuple[str, ...]:
    """What is known of the published build, in lines. Raises PortfolioError."""
    settings, _, problems = settings_of(root, Options())
    if has_errors(problems):
        raise PortfolioError(f"{SETTINGS_FILE} has errors", "portfolio check shows them")
    refuse_without_destination(settings)
    known = last_known(root, settings, environ)
    build = known.publication
    if build is None:
        return (known.note,)
    when = f"{build.built.astimezone(UTC):%Y-%m-%d at %H:%M} UTC, {_age(now - build.built)}"
    lines = [
        f"published {known.place}: {build.counts}",
        f"built on {when}, for {build.as_of}{build.origin}",
    ]
    change = change_since(root, environ, build)
    if change:
        lines.append(f"the content has changed since: {change}; next: portfolio publish")
    else:
        lines.append("the content has not changed since")
    return tuple(filter(None, (*lines, known.note)))


def _age(age: timedelta) -> str:
    """`3 days ago`."""
    if age.days > 0:
        return f"{plural(age.days, 'day')} ago"
    hours = age.seconds // 3600
    if not hours:
        return "less than an hour ago"
    return f"{plural(hours, 'hour')} ago"


def last_known(root: Path, settings: Settings, environ: Mapping[str, str]) -> KnownPublication:
    """What is known here of the last publication. Raises PortfolioError."""
    to = settings.publish.to
    if not to.startswith((RSYNC, FOLDER)):
        return _known_on_branch(root, settings, environ)
    kind, _, place = to.partition(":")
    place = f"into {place}" if f"{kind}:" == FOLDER else f"to {place}"
    last = read_last_publication(notes_of(root), to)
    if last is None:
        return KnownPublication(
            place,
            note=f"nothing is known here of a site published {place}; next: portfolio publish",
        )
    return KnownPublication(place, last.publication)


def _known_on_branch(
    root: Path, settings: Settings, environ: Mapping[str, str]
) -> KnownPublication:
    target = find_branch(root, settings.publish, environ)
    place, tip = f"on {target.words}", known_tip(target)
    built, build = find_build(target, tip)
    if not tip:
        fetch = f"git fetch {target.remote} +{target.ref}:{target.tracking_ref}"
        note = f"nothing is known here of {target.words}; next: {fetch}, or portfolio publish"
        return KnownPublication(place, note=note)
    if build is None:
        note = f"{target.words} has no build of this program; next: portfolio publish"
        return KnownPublication(place, note=note)
    later = int(run_git(target.repository, "rev-list", "--count", f"{built}..{tip}"))
    note = f"others have changed the branch since, in {plural(later, 'commit')}" if later else ""
    return KnownPublication(place, build.publication, note)


def check_publication(found: AssembledSite, environ: Mapping[str, str]) -> Diagnostics:
    """A warning if the published site is old and shows states that have changed by date.

    Where nothing is known of a publication, nothing is said.
    """
    root, settings = found.inputs.root, found.inputs.setup.settings
    portfolio = found.portfolio
    if not settings.publish.to:
        return ()
    try:
        build = last_known(root, settings, environ).publication
    except PortfolioError:
        return ()
    if build is None or portfolio.as_of - build.as_of <= MAX_AGE:
        return ()
    earlier, _ = link(portfolio.content, settings, build.as_of)
    states = {entry.id: entry.state for entry in earlier.entries}
    changed = [
        entry.record.title
        for entry in portfolio.entries
        if states.get(entry.id, entry.state) is not entry.state
    ]
    if not changed:
        return ()
    message = (
        f"the published site is from {build.as_of}, "
        f"and since then the state of {named(changed)} has changed"
    )
    where = find_key(SETTINGS_FILE, found.inputs.setup.settings_text, ("publish", "to"))
    return (warning("stale-publication", message, where, "publish it again: portfolio publish"),)
