"""Where nothing but texts was edited, each comes into the frame of its page; nothing else is even looked at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from .body import Body
from .cache import Cache, key_of
from .diagnostics import Diagnostic
from .folders import INDEX, OUTPUT, SETTINGS, is_inside
from .frame import fill, frame_key, load, print_key
from .history import History, Printed, Text, gist_key, read_history
from .manuscript import MAX_BYTES, ContentError, decode, divide, read_regular
from .outcome import Result, count_pages, remember
from .output import Output, output_folder
from .signatures import look
from .unchanged import Seal, differences, facts_of
from .write import Written, open_output, publish, staging

FEW = 50
"""So many edited texts are brought into their pages without looking at the rest of the site."""


class _Edited(Struct, frozen=True):
    """A file of content of which nothing but the body was edited."""

    text: Text
    """What is known of it now."""
    body: Body


def print_edited(root: Path, seal: Seal, asked: Path | None = None) -> Result | None:
    """Publish the pages whose texts were edited; None where more than texts has changed. Raises PortfolioError.

    `asked` is the output folder that a command line names.
    """
    if Path(seal.output) != _output_of(root, asked):
        return None
    with open_output(root, Path(seal.output)) as output, closing(Cache(output.notes)) as cache:
        looked = look(root, seal.places)
        changed = differences(seal, looked)
        if changed is None or len(changed) > FEW:
            return None
        history = read_history(cache, output.key)
        problems = _recall(cache, history.problems)
        has_index = any(name.startswith(f"{INDEX}/") for name in history.printed)
        if history.setting != seal.setting or not isinstance(problems, tuple) or (changed and has_index):
            return None
        edited = {path: _read(root, path, history) for path in changed}
        known = {path: found for path, found in edited.items() if found}
        if len(known) < len(edited):
            return None
        written, printed = _publish(output, cache, history, known)
        if written is None:
            return None
        if edited:
            texts = {**history.texts, **{path: found.text for path, found in known.items()}}
            remember(output, cache, replace(history, texts=texts, printed={**history.printed, **printed}), looked, facts_of(seal))
        return Result(problems, history.entries, count_pages(history.printed), output.folder, written)


def _output_of(root: Path, asked: Path | None) -> Path | None:
    """Where the site is written, whatever a seal says; None if that is not plain to see."""
    content = b"" if asked or not (root / SETTINGS).is_file() else (root / SETTINGS).read_bytes()
    if b"output" not in content:
        return output_folder(root, asked, OUTPUT)
    import tomllib

    try:
        named = tomllib.loads(content.decode("utf-8-sig")).get("site", {}).get("output", OUTPUT)
    except (ValueError, AttributeError):
        return None
    return output_folder(root, None, named) if isinstance(named, str) else None


def _recall(cache: Cache, problems: str) -> object:
    """What was found by the last build; None where that is lost."""
    if not problems:
        return ()
    from . import frozen

    return frozen.recall(cache, problems)


def _publish(output: Output, cache: Cache, history: History, edited: Mapping[str, _Edited]) -> tuple[Written | None, dict[str, Printed]]:
    """Publish the pages of edited texts; None where the frame of one is not known, or the output is not as history has it."""
    if not edited:
        return Written(0, 0), {}
    printed: dict[str, Printed] = {}
    staged = []
    with staging(output) as stage:
        for name, before in history.printed.items():
            found = edited.get(before.path)
            content = cache.get(frame_key(history.setting, before.page, found.body)) if found else None
            frame = load(content) if content else None
            if found and frame:
                staged += [name] if stage.add(name, fill(frame, found.body)) else []
                printed[name] = replace(before, key=print_key(history.setting, before.page, found.text.digest))
            elif found:
                return None, {}
        if stage.before != history.printed.keys():
            return None, {}
        return publish(output, stage, stage.before, staged, {}), printed


def _read(root: Path, path: str, history: History) -> _Edited | None:
    """A file of content as it is now; None if more than its body was edited, or if there is something wrong with it."""
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
    from .markdown import render_body

    made, found = render_body(body, line, known.title, json.loads(known.facts))
    if found or gist_key(made.gist, known.wanted, history.base_url) != known.gist:
        return None
    return _Edited(replace(known, digest=sha256(content).hexdigest()), made)
