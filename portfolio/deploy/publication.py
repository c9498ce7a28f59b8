"""A published build: when it was made, for which date, and of what; as text in a commit message."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from msgspec import Struct

from ..summary import plural

_TRAILER = re.compile(r"^Portfolio-([A-Za-z-]+): (.+)$", re.MULTILINE)


class Publication(Struct, frozen=True):
    """A build that was published."""

    built: datetime
    """When its build began, in UTC."""
    as_of: date
    credentials: int
    pages: int
    version: str
    """The version of this program."""
    source: str = ""
    """The commit that it was built from; empty if the site is in no repository."""
    has_uncommitted: bool = False
    """Whether there were changes that were not committed."""

    @property
    def origin(self) -> str:
        """` from commit 1a2b3c4 with uncommitted changes`; empty without a commit."""
        if not self.source:
            return ""
        more = " with uncommitted changes" if self.has_uncommitted else ""
        return f" from commit {self.source[:7]}{more}"

    @property
    def counts(self) -> str:
        """`3 credentials, 13 pages`."""
        return f"{plural(self.credentials, 'credential')}, {plural(self.pages, 'page')}"


class BuildCommit(Struct, frozen=True):
    """What the message of a commit says of the build in it."""

    publication: Publication
    tree: str
    """The tree of the commit. A commit with another one was changed by somebody else."""
    domain: str = ""
    """The domain in `CNAME`, if it comes from the address of the site."""


def program_version() -> str:
    """The version of this program."""
    from importlib import metadata

    return metadata.version("credential-portfolio")


def write_message(commit: BuildCommit) -> str:
    """The message of the commit of a build."""
    build = commit.publication
    trailers = {
        "Build": build.built.astimezone(UTC).isoformat(),
        "As-Of": build.as_of.isoformat(),
        "Source": build.source,
        "Uncommitted": "yes" if build.has_uncommitted else "",
        "Credentials": str(build.credentials),
        "Pages": str(build.pages),
        "Version": build.version,
        "Domain": commit.domain,
        "Tree": commit.tree,
    }
    lines = [f"Portfolio-{name}: {value}" for name, value in trailers.items() if value]
    when = f"{build.built.astimezone(UTC):%Y-%m-%d at %H:%M} UTC"
    return "\n".join(
        [
            f"Publish {build.counts} as of {build.as_of}",
            "",
            f"Built on {when} for {build.as_of}{build.origin}.",
            "",
            *lines,
            "",
        ]
    )


def read_message(message: str) -> BuildCommit | None:
    """What a commit message says of the build in the commit; None if it is not one of ours."""
    said = dict(_TRAILER.findall(message))
    try:
        publication = Publication(
            datetime.fromisoformat(said["Build"]).astimezone(UTC),
            date.fromisoformat(said["As-Of"]),
            int(said["Credentials"]),
            int(said["Pages"]),
            said["Version"],
            said.get("Source", ""),
            said.get("Uncommitted") == "yes",
        )
        return BuildCommit(publication, said["Tree"], said.get("Domain", ""))
    except (KeyError, ValueError, OverflowError):
        return None
