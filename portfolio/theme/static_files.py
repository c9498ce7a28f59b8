"""Collects static files from the layers of a theme: minified, with a digest in their names."""

from __future__ import annotations

import functools
import hashlib
import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from operator import attrgetter
from pathlib import Path, PurePosixPath

from msgspec import Struct

from ..content.files import MAX_ASSET_BYTES
from ..diagnostics import Diagnostic, Diagnostics, Location, error, warning
from ..domain.model import Artifact
from ..images.assets import Refusal, publishable_static
from ..paths import is_hidden_or_backup, is_utf8
from ..source_text import (
    Span,
    decode_text,
    find_conflict_mark,
    locate_line,
    locate_span,
    misnamed_file,
    read_regular_file,
    unreadable_file,
)
from ..text import quoted, slug
from .remote_files import remote_in_style

_URL = re.compile(
    r"""(url\(\s*)(["']?)([^"')?#]+)([^"')]*)\2\s*\)|(@import\s+)(["'])([^"'?#]+)([^"']*)\6"""
)

_REMOVABLE = re.compile(
    r"""(?P<kept> "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | url\([^)"']*\) | /\*!.*?\*/ )
    | \s* (?: /\*(?!!).*?\*/ \s* )*
      (?: ;? \s* (?P<end>\}) | (?P<sign>[{;]) )
      \s* (?: /\*(?!!).*?\*/ \s* )*
    | (?P<after>[:,]) \s+ | \s* (?P<between>>) \s* | \s+ (?P<mark>!)
    | (?: \s | /\*(?!!).*?\*/ )+""",
    re.VERBOSE | re.DOTALL,
)

_NESTED_TEMPLATE = re.compile(r"\$\{[^}`]*`")
"""Matches a JavaScript template literal within a placeholder of another."""


@functools.lru_cache(maxsize=32)
def minify_css(css: str) -> str:
    """Return a stylesheet without insignificant whitespace and comments.

    Comments that begin with `/*!` stay. Whitespace before a colon (`a :is(b)`) and around operators
    can be significant, and stays too.
    """
    return _REMOVABLE.sub(
        lambda match: match["kept"] or next(filter(None, match.groups()), " "), css
    ).strip()


@functools.lru_cache(maxsize=32)
def minify_js(script: str) -> str:
    """Return a script without insignificant whitespace and comments.

    Comments that begin with `/*!` stay. A script with nested template literals is returned
    unchanged, because rjsmin cannot find where they end.
    """
    import rjsmin

    if _NESTED_TEMPLATE.search(script):
        return script
    return str(rjsmin.jsmin(script, keep_bang_comments=True))


def walk_files(root: Path, folder: Path) -> Iterator[tuple[str, Path] | Diagnostic]:
    """Yield the regular files below a folder of a theme, with their relative names.

    Links, unreadable folders and names that are not UTF-8 are problems.
    """
    if folder.is_symlink():
        yield _link_problem(root, folder)
        return
    waiting = [folder] if folder.is_dir() else []
    while waiting:
        here = waiting.pop()
        try:
            entries = sorted(os.scandir(here), key=attrgetter("name"))
        except OSError as reason:
            yield unreadable_file(shown_path(root, here), reason, "folder")
            continue
        folders = {entry.name for entry in entries if entry.is_dir(follow_symlinks=False)}
        waiting += [here / name for name in sorted(folders, reverse=True) if is_utf8(name)]
        for entry in entries:
            path = Path(entry.path)
            if is_hidden_or_backup(entry.name) and entry.name not in folders:
                continue
            if not is_utf8(entry.name):
                yield misnamed_file(shown_path(root, path))
            elif entry.is_symlink():
                yield _link_problem(root, path)
            elif entry.name not in folders:
                yield path.relative_to(folder).as_posix(), path


def _link_problem(root: Path, path: Path) -> Diagnostic:
    return error(
        "symbolic-link",
        "a file of the theme is a symbolic link",
        Location(shown_path(root, path)),
        "put the file itself there",
    )


def shown_path(root: Path, path: Path) -> str:
    """Return a path for messages: relative to the site, or else starting from `themes`."""
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    at = next(
        (index for index, part in reversed(list(enumerate(path.parts))) if part == "themes"), 0
    )
    return PurePosixPath(*path.parts[at:]).as_posix()


def collect_static(
    root: Path, folders: Iterable[Path], own_host: str = "", added: Mapping[str, str] | None = None
) -> tuple[dict[str, Artifact], Diagnostics]:
    """Return the files of all folders by name, and problems; later folders take precedence.

    The site is published at `own_host`. Rules can be `added` to stylesheets.
    """
    sources: dict[str, Path] = {}
    problems: list[Diagnostic] = []
    for folder in folders:
        for found in walk_files(root, folder):
            if isinstance(found, Diagnostic):
                problems.append(found)
            else:
                sources[found[0]] = found[1]
    publisher = _Publisher(root, sources, problems, own_host, added or {})
    for name in sorted(sources):
        publisher.publish(name)
    return publisher.published, tuple(problems)


def unreferenced_files(
    own: Mapping[str, str], static: Mapping[str, Artifact], texts: Iterable[str]
) -> Iterator[Diagnostic]:
    """Yield a warning for each of the site's `own` stylesheets and scripts that nothing refers to.

    They come with their paths. References are looked for in `texts` and in other static files.
    """
    for name, path in own.items():
        file = static[name]
        names = (name, posixpath.basename(file.address))
        others = (other.content for other in static.values() if other is not file)
        if not (
            any(name in text for text in texts)
            or any(word.encode() in content for content in others for word in names)
        ):
            layout = f"{path.removesuffix(f'static/{name}')}templates/layout.html"
            cure = (
                f"load it with `{{{{ static('{name}') }}}}` in `{layout}`, "
                "as docs/templates.md shows, or remove it"
            )
            yield warning("unread-file", f"no page loads {quoted(path)}", Location(path), cure)


def static_address(name: str, content: bytes) -> str:
    """Return the address of a static file: with a digest, or below `root/` its own name."""
    if name.startswith("root/"):
        return name.removeprefix("root/")
    path = PurePosixPath(name)
    return f"assets/{slug(path.stem)}.{hashlib.sha256(content).hexdigest()[:10]}{path.suffix}"


class _Publisher(Struct):
    """Publishes the files that a file refers to before it, because names depend on content."""

    root: Path
    sources: Mapping[str, Path]
    problems: list[Diagnostic]
    own_host: str
    added: Mapping[str, str]
    published: dict[str, Artifact] = {}
    waiting: list[str] = []

    def publish(self, name: str) -> None:
        """Publish one file and all files that it refers to."""
        if name in self.published or name in self.waiting:
            return
        where = shown_path(self.root, self.sources[name])
        content = read_regular_file(
            self.sources[name].parent, self.sources[name].name, MAX_ASSET_BYTES
        )
        if isinstance(content, Diagnostic):
            self.problems.append(
                error(content.code, content.message, Location(where), content.help)
            )
            return
        is_text = b"<<<<<<<" in content and not name.endswith(".css")
        if is_text and (conflict := find_conflict_mark(where, content.decode(errors="replace"))):
            self.problems.append(conflict)
        shown = publishable_static(name, content)
        if isinstance(shown, Refusal):
            self.problems.append(
                error(
                    shown.code,
                    shown.message,
                    locate_line(where, content.decode(errors="replace"), shown.line),
                    shown.help,
                )
            )
            return
        content = shown
        if name.endswith(".css"):
            self.waiting.append(name)
            content = self._with_addresses(name, where, content)
            self.waiting.pop()
        elif name.endswith(".js"):
            with suppress(UnicodeDecodeError):
                content = minify_js(content.decode()).encode()
        self.published[name] = Artifact(static_address(name, content), content)

    def _with_addresses(self, name: str, where: str, content: bytes) -> bytes:
        text, found = decode_text(where, content)
        self.problems += found
        if found:
            return content
        text += self.added.get(name, "")
        return minify_css(
            _URL.sub(lambda match: self._link(name, where, text, match), text)
        ).encode()

    def _link(self, name: str, where: str, text: str, match: re.Match[str]) -> str:
        written, rest = (match[3], match[4]) if match[1] else (match[7], match[8])
        span = Span(*match.span(3 if match[1] else 7))
        if re.match(r"[a-z]+:|//|#", written):
            if self.sources[name].is_relative_to(self.root):
                self.problems += remote_in_style(where, text, span, self.own_host)
            return match[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), written.strip()))
        if target in self.sources:
            self.publish(target)
        if target not in self.published:
            at = locate_span(where, text, span)
            self.problems.append(
                error(
                    "missing-file",
                    f"the file {quoted(written)} is not in the theme",
                    at,
                    "put it into static/, or remove the line",
                )
            )
            return match[0]
        address = posixpath.relpath(
            self.published[target].address, posixpath.dirname(static_address(name, b"")) or "."
        )
        if match[1]:
            return f'url("{address}{rest}")'
        return f'@import "{address}{rest}"'
