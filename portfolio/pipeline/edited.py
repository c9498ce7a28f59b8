"""Builds a site of which only texts were edited: each is put into the kept frame of its page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..diagnostics import Diagnostic
from ..domain.body import Body
from ..folders import INDEX, OUTPUT, SETTINGS, is_inside
from ..manuscript import MAX_BYTES, ContentError, decode, divide, read_regular
from ..output.folder import Output, resolve_output_folder
from ..output.publish import FileCounts, open_output, publish, staging
from ..render.frame import fill, frame_key, load, print_key
from ..store.cache import Cache, key_of
from ..store.signatures import look
from .history import History, Printed, SourceEntry, gist_key, read_history
from .outcome import Result, count_pages, remember
from .unchanged import Seal, differences, facts_of

MAX_EDITED_TEXTS = 50
"""Maximum number of edited texts that are handled here; with more, a whole build is faster."""


class _Edited(Struct, frozen=True):
    """A file of content of which only the body was edited."""

    text: SourceEntry
    """What the next build should know of it."""
    body: Body


def print_edited(root: Path, seal: Seal, asked: Path | None = None) -> Result | None:
    """Publish the pages whose texts were edited; return None if more than texts has changed.

    `asked` is the output folder that the command line names. Raises PortfolioError.
    """
    if Path(seal.output) != _output_of(root, asked):
        return None
    with open_output(root, Path(seal.output)) as output, closing(Cache(output.notes)) as cache:
        looked = look(root, seal.places)
        changed = differences(seal, looked)
        if changed is None or len(changed) > MAX_EDITED_TEXTS:
            return None
        history = read_history(cache, output.key)
        problems = _recall(cache, history.problems)
        if history.setting != seal.setting or not isinstance(problems, tuple):
            return None
        if changed and any(name.startswith(f"{INDEX}/") for name in history.printed):
            return None
        edited = _read_all(root, changed, history)
        if edited is None:
            return None
        written, printed = _publish(output, cache, history, edited)
        if written is None:
            return None
        if edited:
            texts = {**history.texts, **{path: found.text for path, found in edited.items()}}
            known = replace(history, texts=texts, printed={**history.printed, **printed})
            remember(output, cache, known, looked, facts_of(seal))
        pages = count_pages(history.printed)
        return Result(problems, history.entries, pages, output.folder, written)


def _output_of(root: Path, asked: Path | None) -> Path | None:
    """The folder that the site is written to now; None if the settings do not tell it."""
    if asked or not (root / SETTINGS).is_file():
        return resolve_output_folder(root, asked, OUTPUT)
    content = (root / SETTINGS).read_bytes()
    if b"output" not in content:
        return resolve_output_folder(root, None, OUTPUT)
    import tomllib

    try:
        named = tomllib.loads(content.decode("utf-8-sig")).get("site", {}).get("output", OUTPUT)
    except (ValueError, AttributeError):
        return None
    return resolve_output_folder(root, None, named) if isinstance(named, str) else None


def _recall(cache: Cache, problems: str) -> object:
    """The problems that the last build found; None if they are lost."""
    if not problems:
        return ()
    from ..store import frozen

    return frozen.recall(cache, problems)


def _publish(
    output: Output, cache: Cache, history: History, edited: Mapping[str, _Edited]
) -> tuple[FileCounts | None, dict[str, Printed]]:
    """Publish the pages of edited texts; return what was written, and each page as it is now.

    What was written is None if a frame is missing, or if the output holds other files than the
    history says.
    """
    if not edited:
        return FileCounts(0, 0), {}
    printed: dict[str, Printed] = {}
    staged = []
    with staging(output) as stage:
        for name, before in history.printed.items():
            found = edited.get(before.path)
            if found is None:
                continue
            content = cache.get(frame_key(history.setting, before.page, found.body))
            frame = load(content) if content else None
            if frame is None:
                return None, {}
            if stage.add(name, fill(frame, found.body)):
                staged.append(name)
            key = print_key(history.setting, before.page, found.text.digest)
            printed[name] = replace(before, key=key)
        if stage.before != history.printed.keys():
            return None, {}
        return publish(output, stage, stage.before, staged, {}), printed


def _read_all(root: Path, paths: Iterable[str], history: History) -> dict[str, _Edited] | None:
    """These files of content by path; None if one of them needs a whole build."""
    edited: dict[str, _Edited] = {}
    for path in paths:
        found = _read(root, path, history)
        if found is None:
            return None
        edited[path] = found
    return edited


def _read(root: Path, path: str, history: History) -> _Edited | None:
    """A file of content; None if more than its body was edited, or if it has a problem."""
    known = history.texts.get(path) if is_inside(path) else None
    content = read_regular(root, path, MAX_BYTES)
    if known is None or path in history.told or isinstance(content, Diagnostic):
        return None
    text, problems = decode(path, content)
    try:
        head, body, line = divide(text)
    except ContentError:
        return None
    if problems or key_of(head) != known.head:
        return None
    from ..markdown.render_body import render_body

    made, found = render_body(body, line, known.title, json.loads(known.facts))
    if found or gist_key(made.gist, known.wanted, history.base_url) != known.gist:
        return None
    return _Edited(replace(known, digest=sha256(content).hexdigest()), made)
