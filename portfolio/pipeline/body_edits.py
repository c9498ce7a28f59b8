"""Builds a site of which only texts were edited: each is put into the kept shell of its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..diagnostics import Diagnostic
from ..domain.body import Body
from ..output.folder import Output, resolve_output_folder
from ..output.publish import FileCounts, open_output, publish_stage, staging
from ..paths import DEFAULT_OUTPUT, SEARCH_INDEX_FOLDER, SETTINGS_FILE, is_inside, is_project
from ..render.shell import fill, read_shell, render_key, shell_key
from ..source_text import (
    MAX_TEXT_BYTES,
    ContentError,
    decode_text,
    read_regular_file,
    split_front_matter,
)
from ..store.cache import Cache, key_of
from ..store.codec import encode
from ..store.file_status import scan
from .details import Details, OutputFile, SourceEntry, details_of, outline_key
from .last_build import LastBuild, changed_files, published_status, site_status, write_last_build
from .result import BuildResult

MAX_EDITED_TEXTS = 50
"""Maximum number of edited texts that are handled here; with more, a full build is faster."""


class _Edited(Struct, frozen=True):
    """A file of content of which only the body was edited."""

    text: SourceEntry
    """What the next build should know of it."""
    body: Body


def rebuild_bodies(root: Path, last: LastBuild, asked: Path | None = None) -> BuildResult | None:
    """Publish the pages whose texts were edited; return None if more than texts has changed.

    `asked` is the output folder that the command line names. Raises PortfolioError.
    """
    if Path(last.output) != _output_of(root, asked):
        return None
    with open_output(root, Path(last.output)) as output, closing(Cache(output.notes)) as cache:
        files = scan(root, last.places)
        changed = changed_files(last, files)
        if changed is None or len(changed) > MAX_EDITED_TEXTS:
            return None
        known = details_of(last)
        if not known.files or (
            changed and any(name.startswith(f"{SEARCH_INDEX_FOLDER}/") for name in known.files)
        ):
            return None
        edited = _read_all(root, changed, known)
        if edited is None:
            return None
        written, rendered = _publish(output, cache, last.environment, known, edited)
        if written is None:
            return None
        if edited:
            texts = {**known.texts, **{path: found.text for path, found in edited.items()}}
            known = replace(known, texts=texts, files={**known.files, **rendered})
            site = site_status(files, {path: text.digest for path, text in texts.items()})
            published = published_status(output.folder, known.files, last.manifest)
            write_last_build(output.notes, last.renewed(encode(known), site, published))
        counts = int(last.entries), int(last.pages)
        return BuildResult(known.problems, *counts, output.folder, written)


def _output_of(root: Path, asked: Path | None) -> Path | None:
    """The folder that the site is written to now; None if the settings do not tell it."""
    if asked or not (root / SETTINGS_FILE).is_file():
        return resolve_output_folder(root, asked, DEFAULT_OUTPUT)
    content = (root / SETTINGS_FILE).read_bytes()
    if b"output" not in content:
        return resolve_output_folder(root, None, DEFAULT_OUTPUT)
    import tomllib

    try:
        named = (
            tomllib.loads(content.decode("utf-8-sig")).get("site", {}).get("output", DEFAULT_OUTPUT)
        )
    except (ValueError, AttributeError):
        return None
    if isinstance(named, str):
        return resolve_output_folder(root, None, named)
    return None


def _publish(
    output: Output,
    cache: Cache,
    environment: str,
    known: Details,
    edited: Mapping[str, _Edited],
) -> tuple[FileCounts | None, dict[str, OutputFile]]:
    """Publish the pages of edited texts; return what was written, and what each page is made of.

    What was written is None if a shell is missing, or if the output holds other files than the
    last build says.
    """
    if not edited:
        return FileCounts(0, 0), {}
    rendered: dict[str, OutputFile] = {}
    staged = []
    with staging(output) as stage:
        for name, before in known.files.items():
            found = edited.get(before.path)
            if found is None:
                continue
            content = cache.get(shell_key(environment, before.page, found.body))
            shell = read_shell(content) if content else None
            if shell is None:
                return None, {}
            if stage.add(name, fill(shell, found.body)):
                staged.append(name)
            key = render_key(environment, before.page, found.text.digest)
            rendered[name] = replace(before, key=key)
        if stage.before != known.files.keys():
            return None, {}
        return publish_stage(output, stage, stage.before, staged, {}), rendered


def _read_all(root: Path, paths: Iterable[str], known: Details) -> dict[str, _Edited] | None:
    """These files of content by path; None if one of them needs a full build."""
    edited: dict[str, _Edited] = {}
    for path in paths:
        found = _read(root, path, known)
        if found is None:
            return None
        edited[path] = found
    return edited


def _read(root: Path, path: str, known: Details) -> _Edited | None:
    """A file of content; None if more than its body was edited, or if it has a problem."""
    before = known.texts.get(path) if is_inside(path) else None
    content = read_regular_file(root, path, MAX_TEXT_BYTES)
    if before is None or path in known.paths_with_problems or isinstance(content, Diagnostic):
        return None
    text, problems = decode_text(path, content)
    head, body, line = "", text, 1
    if before.head != key_of("") or text.startswith("---"):  # else a translation without fields
        try:
            head, body, line = split_front_matter(text)
        except ContentError:
            return None
    if problems or key_of(head) != before.head:
        return None
    from ..markdown.render_body import render_body

    told = is_project(path)
    made, found = render_body(body, line, before.title, before.facts, story=told)
    if found or outline_key(made.outline, before.wanted, known.base_url) != before.outline:
        return None
    return _Edited(replace(before, digest=sha256(content).hexdigest()), made)
