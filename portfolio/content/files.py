"""Pictures and documents of the content: found by their exact names, checked and read.

They must be regular files inside the content folder; symbolic links are not followed.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from ..diagnostics import Diagnostic, Location, error
from ..domain.model import Asset
from ..images.assets import (
    Refusal,
    asset_properties,
    misnamed,
    private_badge_data,
    publishable,
    unsupported,
)
from ..images.file_kinds import detect_kind
from ..paths import STATIC_ROOT, is_hidden_or_backup, is_markdown
from ..source_text import read_regular_file
from ..text import did_you_mean_path, quoted, slug
from ..urls import is_relative
from .site_files import SiteFiles, file_name_of

MAX_ASSET_BYTES = 20 * 1024 * 1024
"""Maximum size of a picture or document that is published; larger ones make slow pages."""


def resolve_target(path: str, target: str) -> str:
    """The path within the site that `target` stands for in the file `path`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def is_site_address(path: str, target: str) -> bool:
    """Whether a target in the file `path` is an address of the site, not a file of content."""
    if is_markdown(target):
        return False
    is_page = (
        target.endswith("/")
        or _suffix(target) in ("", ".html", ".htm")
        or posixpath.basename(target) in (".", "..")
    )
    is_static = resolve_target(path, target).startswith(f"{STATIC_ROOT}/")
    return target.startswith("/") or is_page or is_static


def find_asset(
    root: Path,
    path: str,
    target: str,
    kinds: Mapping[str, str],
    *,
    keeps_badge: bool = False,
    site_files: SiteFiles | None = None,
) -> Asset | Refusal:
    """The file that `path` refers to as `target`, checked, or why it is not published.

    `kinds` are the media types that are accepted, by suffix. The data in a badge are removed unless
    `keeps_badge`. `site_files` are the files of the site.
    """
    site_files = site_files or SiteFiles(root)
    whole = resolve_target(path, target)
    if refusal := _misplaced(path, target, site_files, kinds):
        return refusal
    try:
        missing = _not_there(root, path, target, kinds, site_files)
    except OSError as reason:  # the path is too long, or the folder cannot be read
        return Refusal(
            "unreadable-file",
            f"{quoted(target)} cannot be read: {reason.strerror}",
            "put the file into this folder",
        )
    if _suffix(whole) not in kinds:
        content = missing or read_regular_file(root, whole, MAX_ASSET_BYTES)
        kind = detect_kind(content) if isinstance(content, bytes) else None
        return unsupported(target, _suffix(whole), kind, kinds)
    return missing or _read_asset(root, whole, target, kinds, keeps_badge=keeps_badge)


def _misplaced(
    path: str, target: str, site_files: SiteFiles, kinds: Mapping[str, str]
) -> Refusal | None:
    """Why nothing at a target's location can be published, whatever is there."""
    if not is_relative(target):
        return _foreign(path, target, site_files, kinds)
    whole = resolve_target(path, target)
    if not whole.startswith("content/"):
        fix = site_files.advice(path, target, kinds) or "move the file beside this one"
        return Refusal("outside-content", f"{quoted(target)} is outside the content folder", fix)
    if any(map(is_hidden_or_backup, PurePosixPath(whole).parts)):
        return Refusal(
            "unsupported-file",
            f"{quoted(target)} is a hidden or backup file, which is not published",
            "rename the file",
        )
    return None


def _foreign(path: str, target: str, site_files: SiteFiles, kinds: Mapping[str, str]) -> Refusal:
    """Why a target is rejected that is not a path relative to the folder of its text."""
    name = file_name_of(target)
    known = f"write {quoted(name)}" if _suffix(name) in kinds else "write its name"
    advice = site_files.advice(path, target, kinds)
    if re.match(r"(https?:)?//", target):
        fix = advice or f"download it into this file's folder, and {known}"
        return Refusal("invalid-path", f"{quoted(target)} is on another site", fix)
    tidy = target.replace("\\", "/")
    put = f"put the file into this one's folder, and {known}"
    if is_relative(tidy):
        put = f"write {quoted(tidy)}"
    message = f"{quoted(target)} is not a path relative to this file's folder"
    return Refusal("invalid-path", message, advice or put)


def _suffix(path: str) -> str:
    return posixpath.splitext(path)[1].lower()


def _not_there(
    root: Path, path: str, target: str, kinds: Mapping[str, str], site_files: SiteFiles
) -> Refusal | None:
    """Why there is no file at a target's location. Raises OSError for an unreadable folder."""
    folder = ""
    for part in PurePosixPath(resolve_target(path, target)).parts:
        names = site_files.names_in(folder)
        if part not in names:
            return Refusal(
                "missing-file",
                f"the file {quoted(target)} does not exist",
                site_files.advice(path, target, kinds) or _near(part, names, kinds),
            )
        folder = posixpath.join(folder, part)
        if (root / folder).is_symlink():
            return Refusal(
                "symbolic-link",
                f"{quoted(target)} is a symbolic link, which is not followed",
                "replace it with the file itself",
            )
    return None


def _near(name: str, names: Iterable[str], kinds: Mapping[str, str]) -> str:
    """Help with the name in a folder that was probably meant."""
    known = [name for name in sorted(names) if _suffix(name) in kinds or not _suffix(name)]
    near = did_you_mean_path(name, known)
    if near:
        return f"did you mean `{near}`?"
    return "put the file there, or correct its name"


def _read_asset(
    root: Path, whole: str, target: str, kinds: Mapping[str, str], *, keeps_badge: bool
) -> Asset | Refusal:
    media_type = kinds[_suffix(whole)]
    content = read_regular_file(root, whole, MAX_ASSET_BYTES)
    if isinstance(content, Diagnostic):
        return Refusal(content.code, f"{quoted(whole)}: {content.message}", content.help)
    if refusal := misnamed(target, content, _suffix(whole), kinds):
        return refusal
    shown = publishable(content, media_type, keeps_badge=keeps_badge)
    if isinstance(shown, Refusal):
        return _named(target, shown)
    looks = asset_properties(shown, media_type)
    if isinstance(looks, Refusal):
        return _named(target, looks)
    is_kept = keeps_badge and shown != publishable(content, media_type)
    if is_kept:
        looks |= {"keeps_badge": True, "private": private_badge_data(shown, media_type)}
    address = _asset_address(PurePosixPath(whole), shown)
    return Asset(address, whole, media_type, len(shown), **looks)


def _named(target: str, refusal: Refusal) -> Refusal:
    place = quoted(target)
    if refusal.line:
        place += f", line {refusal.line}"
    return Refusal(refusal.code, f"{place}: {refusal.message}", refusal.help)


def read_asset(root: Path, asset: Asset) -> bytes | Diagnostic:
    """The published bytes of a file, or why there are none if it has changed since it was found."""
    content = read_regular_file(root, asset.source, MAX_ASSET_BYTES)
    if isinstance(content, Diagnostic):
        return content
    shown = publishable(content, asset.media_type, keeps_badge=asset.keeps_badge)
    if (
        isinstance(shown, bytes)
        and _asset_address(PurePosixPath(asset.source), shown) == asset.address
    ):
        return shown
    return error(
        "unreadable-file",
        "the file changed during the build",
        Location(asset.source),
        "build again",
    )


def _asset_address(path: PurePosixPath, content: bytes) -> str:
    return (
        f"assets/{slug(path.stem)}.{hashlib.sha256(content).hexdigest()[:10]}{path.suffix.lower()}"
    )
