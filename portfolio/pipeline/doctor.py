"""What a report of a bug should say: versions, and what is found of a site."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from msgspec.structs import replace

from ..diagnostics import PortfolioError, has_errors
from ..locale.display import display_language
from ..locale.language import ENGLISH
from ..locale.messages import Messages, is_english
from ..options import Environ, Options
from ..output.folder import resolve_output_folder
from ..output.manifest import MARK
from ..paths import NOTES_FOLDER, PACKAGE_FOLDER, SETTINGS_FILE
from ..render.theme_messages import unknown_messages
from ..site_folder import find_site
from ..store.cache import Cache
from ..summary import plural
from ..text import listed, quoted
from ..theme.themes import Theme
from .assemble import AssembledSite, assemble
from .inputs import read_inputs

PACKAGES = (
    "credential-portfolio",
    "jinja2",
    "markdown-it-py",
    "msgspec",
    "nh3",
    "pillow",
    "pyyaml",
)
"""The packages whose versions matter to what is built."""

MAX_NAMED_MESSAGES = 3
"""Maximum messages of a theme that are named."""
ReportLine = tuple[str, str]
"""What is looked at, and what was found."""


def examine(here: Path, environ: Environ) -> Iterator[ReportLine]:
    """Yield what is found of the program, the machine and the site that a folder is in."""
    yield from _program()
    try:
        root = find_site(here)
    except PortfolioError as reason:
        yield "site", f"{reason.message}; {reason.help}"
        return
    if root is None:
        yield "site", "none in this folder or above it; start one with: portfolio init"
        return
    yield "site", str(root)
    yield "settings", _state(root / SETTINGS_FILE, "found", "none; the defaults hold")
    try:
        with closing(Cache(root / NOTES_FOLDER, may_write=False)) as cache:
            found = assemble(read_inputs(root, Options(), environ, cache=cache))
    except PortfolioError as reason:
        yield "content", f"{reason.message}; {reason.help}"
        return
    yield from _site(found)
    yield from _folders(found)


def _program() -> Iterator[ReportLine]:
    for package in PACKAGES:
        try:
            yield package, version(package)
        except PackageNotFoundError:
            yield package, "not installed"
    yield "program", PACKAGE_FOLDER
    yield "python", f"{platform.python_version()} ({sys.executable})"
    yield "system", platform.platform()


def _site(found: AssembledSite) -> Iterator[ReportLine]:
    setup, content = found.inputs.setup, found.portfolio.content
    yield "theme", f"{setup.settings.site.theme}{'' if setup.theme else ': unusable'}"
    yield "extensions", "yes" if setup.extensions.digest else "none"
    for language in setup.settings.site.languages:
        messages = replace(setup.settings.messages, language=language)
        yield "language", _words(messages, setup.theme)
    yield "base_url", setup.settings.site.base_url or "not set"
    yield "statuses as of", found.inputs.as_of.isoformat()
    counts = (plural(len(content.credentials), "record"), plural(len(content.pages), "page"))
    yield "content", ", ".join(counts)
    problems = plural(len(found.diagnostics), "problem")
    word = "with errors" if has_errors(found.diagnostics) else "no errors"
    yield "check", f"{problems}, {word}; for more: portfolio check"


def _words(messages: Messages, theme: Theme | None) -> str:
    """The language of a site, and how much of the words is in it."""
    name = display_language(messages.language, ENGLISH)
    if messages.marked:
        return f"{name}; words are in English, as they have no catalogue in it"
    left = sorted(unknown_messages(theme)) if theme and not is_english(messages.language) else []
    if not left:
        return f"{name}, all words"
    shown = [quoted(message) for message in left[:MAX_NAMED_MESSAGES]]
    if len(left) > MAX_NAMED_MESSAGES:
        shown.append(f"{len(left) - MAX_NAMED_MESSAGES} more")
    return f"{name}; the theme also says {listed(shown)}, which no catalogue has"


def _folders(found: AssembledSite) -> Iterator[ReportLine]:
    root = found.inputs.root
    output = resolve_output_folder(root, None, found.inputs.setup.settings.site.output)
    yield "output", f"{output}: {_state(output / MARK, 'a built site', 'nothing built here yet')}"
    notes = root / NOTES_FOLDER
    yield "notes", f"{notes}: {_writable(notes)}"


def _state(path: Path, there: str, missing: str) -> str:
    if path.exists():
        return there
    return missing


def _writable(folder: Path) -> str:
    if folder.is_symlink():
        return "a symbolic link, which builds do not follow"
    if not folder.exists():
        return "not there yet"
    if os.access(folder, os.W_OK):
        return "writable"
    return "not writable"
