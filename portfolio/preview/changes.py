"""What differs between two readings of one site, and which page shows it."""

from __future__ import annotations

from collections.abc import Iterator

from ..content.load import SourceTexts, named_paths
from ..extensions import EXTENSIONS_FILE
from ..paths import CONTENT_FOLDER, EVIDENCE_FOLDER, LEARNING_FILE, SETTINGS_FILE
from ..pipeline.assemble import AssembledSite
from ..pipeline.inputs import Inputs
from ..site.outline import Route


def different(before: Inputs, after: Inputs, changed: frozenset[str]) -> Iterator[str]:
    """Those of the changed paths that made a difference, some of them twice."""
    yield from changed & _touched(before.texts, after.texts)
    yield from changed & {
        problem.location.path for problem in {*before.setup.problems} ^ {*after.setup.problems}
    }
    if before.texts.evidence != after.texts.evidence:
        yield from (path for path in changed if path.startswith(f"{EVIDENCE_FOLDER}/"))
    if before.texts.learning != after.texts.learning:
        yield LEARNING_FILE
    if before.setup.settings != after.setup.settings:
        yield SETTINGS_FILE
    if before.setup.extensions != after.setup.extensions:
        yield EXTENSIONS_FILE
    if before.setup.theme != after.setup.theme:
        own = [
            path
            for path in changed
            if not path.startswith(f"{CONTENT_FOLDER}/")
            and path not in (SETTINGS_FILE, EXTENSIONS_FILE)
        ]
        yield own[0] if len(own) == 1 else "the theme"


def _touched(before: SourceTexts, after: SourceTexts) -> frozenset[str]:
    """The files of content that differ, those that they name, and stray files."""
    paths = [
        path
        for path in before.files.keys() | after.files.keys()
        if before.files.get(path) is not after.files.get(path)
    ]
    named = (
        named_paths(texts.files[path])
        for texts in (before, after)
        for path in paths
        if path in texts.files
    )
    problems = {*before.problems, *before.unread_files} ^ {*after.problems, *after.unread_files}
    return frozenset(paths).union({problem.location.path for problem in problems}, *named)


def changed_address(found: AssembledSite, changed: tuple[str, ...]) -> str:
    """The page that shows the one file that changed."""
    if len(changed) != 1 or found.site is None:
        return ""
    shown = (
        entry
        for entry in found.site.resources.values()
        if isinstance(entry, Route) and entry.path == changed[0]
    )
    return next((entry.address for entry in shown), "")
