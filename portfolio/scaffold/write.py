"""Writes the files of a new site; files that are there already are never replaced."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from msgspec import Struct

from ..diagnostics import PortfolioError
from ..paths import CREDENTIALS_FOLDER, PACKAGE_FOLDER, PROFILE_FILES, SETTINGS_FILE, is_markdown
from ..validation.setting_types import Host

PACKAGE = "credential-portfolio"
"""The name by which the program is installed where nothing else is known. It is on no index yet;
from the first release on, this is all that a new site needs."""
HOSTS = {
    ".github.io": Host.GITHUB,
    ".gitlab.io": Host.GITLAB,
    ".netlify.app": Host.NETLIFY,
    ".pages.dev": Host.CLOUDFLARE,
}
"""The hosts by the ending of the addresses that they give."""


class Written(Struct, frozen=True):
    """What became of the files of a new site."""

    written: tuple[str, ...]
    left: tuple[str, ...]
    """Those that were there already, and are as they were."""


def installed_from() -> str:
    """The requirement by which pip installs the program that is running.

    Where pip records the place it came from (PEP 610), it is that place.
    """
    try:
        found = distribution(PACKAGE)
    except PackageNotFoundError:
        return PACKAGE
    origin = json.loads(found.read_text("direct_url.json") or "{}")
    if source := origin.get("vcs_info"):
        return f"{PACKAGE} @ {source['vcs']}+{origin['url']}@{source['commit_id']}"
    if origin.get("url", "").startswith("https://"):
        return f"{PACKAGE} @ {origin['url']}"
    return f"{PACKAGE}=={found.version}"


def host_at(base_url: str) -> Host:
    """The host that a site's address belongs to, if the address tells."""
    name = base_url.rstrip("/").partition("://")[2].partition("/")[0]
    return next((host for ending, host in HOSTS.items() if name.endswith(ending)), Host.NONE)


def has_records(root: Path) -> bool:
    """Whether a folder has records already."""
    folder = root / CREDENTIALS_FOLDER
    return folder.is_dir() and any(is_markdown(path.name) for path in folder.iterdir())


def write_site(root: Path, files: Mapping[str, bytes]) -> Written:
    """Write the files of a new site, except those that are there and a second profile.

    Raises PortfolioError if one cannot be written.
    """
    written: list[str] = []
    left: list[str] = []
    has_profile = any((root / name).exists() for name in PROFILE_FILES)
    for path, content in files.items():
        is_left = (path in PROFILE_FILES and has_profile) or not _is_written(root, path, content)
        (left if is_left else written).append(path)
    return Written(tuple(written), tuple(left))


def _is_written(root: Path, path: str, content: bytes) -> bool:
    try:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        with (root / path).open("xb") as file:
            file.write(content)
    except FileExistsError:
        return False
    except OSError as reason:
        raise PortfolioError(
            f"{root / path} cannot be written: {reason.strerror}",
            "mend that, and run the same command again: it adds what is missing",
        ) from None
    return True


def example_files() -> dict[str, bytes]:
    """The files of the example site by path.

    Raises PortfolioError if the program has come without it.
    """
    source = _example_folder()
    content = sorted(path for path in (source / "content").rglob("*") if path.is_file())
    return {
        path.relative_to(source).as_posix(): path.read_bytes()
        for path in (source / SETTINGS_FILE, *content)
    }


def _example_folder() -> Path:
    """The folder of the example: in the package, or in the checkout that the package is in."""
    package = Path(PACKAGE_FOLDER)
    folder = package / "example" if (package / "example").is_dir() else package.parent
    if not (folder / SETTINGS_FILE).is_file():
        raise PortfolioError("the example is not here", "install the program again")
    return folder
