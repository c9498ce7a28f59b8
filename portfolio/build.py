"""The pipeline in one sentence: read, check, link, make pages, print, publish.

What the last build knew is not worked out again: texts that are as they were are not parsed, pages whose every value is
as it was are not printed, files that are as they were are not written. Where only bodies have changed, nothing but the
pages that show them is even looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import frozen, report
from .cache import Cache, key_of
from .diagnostics import Diagnostic, Diagnostics, Location, error, has_errors
from .folders import NOTES
from .history import History, Mark, Printed, Text, as_lists, intact, marks_of, read_history, write_history
from .inputs import Environ, Inputs, Setup, as_of_date, places, read_setup
from .load import (
    CREDENTIALS,
    KEPT_TOGETHER,
    NO_TEXTS,
    AnyLoaded,
    Progress,
    keep,
    list_texts,
    load_text,
    load_with,
    meaning_of,
    recall_whole,
)
from .options import Options
from .printing import Came, Press, print_all, recalled, reprint, setting_of, setup_key
from .program import program
from .render import make_environment
from .settings import Settings
from .signatures import Look, look
from .unchanged import Seal, mark_of, set_seal, sign, sign_marks
from .views import SiteView
from .workers import processors
from .write import Output, Stage, Written, open_output, publish, read_manifest, staging

if TYPE_CHECKING:
    from .survey import Survey

FEW = 50
"""So many edited bodies are printed without looking at the rest of the site."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a build did."""

    diagnostics: Diagnostics
    entries: int = 0
    """How many credentials are published."""
    pages: int = 0
    folder: Path = Path()
    """Where the site is written."""
    written: Written | None = None
    """None if nothing was published."""
    survey: Survey | None = None
    """None if the rest of the site was not looked at."""


def output_folder(root: Path, options: Options, settings: Settings) -> Path:
    """Where the site is written: absolute, with its parents' symbolic links resolved."""
    folder = options.output or root / settings.site.output
    folder = folder if folder.is_absolute() else Path.cwd() / folder
    return folder.parent.resolve() / folder.name


@dataclass(frozen=True, slots=True)
class _Job:
    """What a build works with."""

    setup: Setup
    inputs: Inputs
    """Without texts yet."""
    output: Output
    cache: Cache
    history: History
    """Of the last build."""
    looked: Look
    """What the file system said of the site before it was read."""
    progress: Progress
    workers: int
    is_strict: bool


def build(
    root: Path, options: Options, environ: Environ, progress: Progress | None = None, *, strict: bool = False, workers: int = 0
) -> Result:
    """Build and publish the site. If anything is wrong, the site published before stays as it was.

    `workers` is the number of processes; 0 for as many as there are processors. Raises PortfolioError.
    """
    setup = read_setup(root, options)
    inputs = Inputs(root, options, as_of_date(options, environ, setup.settings), setup, NO_TEXTS)
    with open_output(root, output_folder(root, options, setup.settings)) as output, closing(Cache(output.notes)) as cache:
        looked = look(root, places(root, setup.theme))
        cache.limit(len(looked))
        history = read_history(cache, output.key)
        job = _Job(setup, inputs, output, cache, history, looked, progress or _quietly, workers or processors(), strict)
        return _print_edited(job) or _print_whole(job)


def _quietly(what: str, done: int, total: int) -> None:
    """Show no progress."""


def check(root: Path, options: Options, environ: Environ, progress: Progress | None = None, *, workers: int = 0) -> Result:
    """Everything that a build finds, with nothing published."""
    from .survey import assemble, in_order

    setup = read_setup(root, options)
    shown = progress or _quietly
    with closing(Cache(root / NOTES, may_write=False)) as cache:
        texts = load_with(cache, root, shown, workers or processors())
        found = assemble(Inputs(root, options, as_of_date(options, environ, setup.settings), setup, texts))
        came = list(_printed(found, None, {}, workers or processors(), shown))
    problems = [one.problem for one in came if one.problem]
    return Result(in_order((*found.diagnostics, *problems)), len(found.portfolio.entries), _pages(came), survey=found)


def _printed(found: Survey, stage: Stage | None, known: Mapping[str, Printed], workers: int, progress: Progress) -> Iterator[Came]:
    theme, extensions = found.inputs.setup.theme, found.inputs.setup.extensions
    if found.site is None or theme is None:
        return
    environment = make_environment(theme, found.site.view, extensions.filters)
    press = Press(found.inputs, found.site, environment, setting_of(found.inputs, found.site.view), stage, known)
    total = len(found.site.entries)
    for number, came in enumerate(print_all(press, workers), 1):
        progress("rendering", number, total)
        yield came


def _pages(came: Iterable[Came]) -> int:
    return sum(one.name.endswith(".html") and not one.problem for one in came)


def _print_edited(job: _Job) -> Result | None:
    """Print the pages whose bodies were edited; None where more than bodies has changed."""
    texts = _edited(job)
    view, problems = (recalled(job.cache, key) for key in (job.history.view, job.history.problems))
    if texts is None or not isinstance(view, SiteView) or not isinstance(problems, tuple) or (problems and job.is_strict):
        return None
    theme = job.setup.theme
    assert theme is not None  # noqa: S101 - a build with an unsound theme leaves no history
    environment = make_environment(theme, view)
    printed = dict(job.history.printed)
    staged: list[str] = []
    with staging(job.output) as stage:
        for name in [name for name, one in printed.items() if one.path in texts]:
            loaded = texts[printed[name].path]
            came = reprint(job.cache, name, printed[name], job.history.setting, loaded, environment, stage)
            if came is None or came.problem:
                return None
            printed[name] = came.printed
            staged += [name] if came.is_staged else []
        if stage.before != printed.keys():
            return None
        written = publish(job.output, stage, stage.before, staged, {})
    for path, loaded in texts.items():
        keep(job.cache, path, loaded)
    known = {path: replace(job.history.texts[path], digest=loaded.digest) for path, loaded in texts.items()}
    history = replace(job.history, texts={**job.history.texts, **known}, printed=printed)
    pages = sum(name.endswith(".html") for name in printed)
    return _end(job, history, Result(problems, history.entries, pages, job.output.folder, written))


def _edited(job: _Job) -> dict[str, AnyLoaded] | None:
    """The texts of which nothing but the body was edited; None if anything else is not as the last build knew it."""
    history, root = job.history, job.inputs.root
    paths, problems = list_texts(root)
    if problems or history.setup != setup_key(job.inputs) or not history.setup or set(paths) != history.texts.keys():
        return None
    looked, before = as_lists(job.looked), history.looked
    others = {path for path in looked.keys() | before.keys() if path not in history.texts}
    if any(looked.get(path) is None or looked.get(path) != before.get(path) for path in others):
        return None
    changed = [path for path in paths if looked.get(path) is None or looked[path] != before.get(path)]
    if len(changed) > FEW or marks_of(job.output.folder, history.marks) != history.marks:
        return None
    found: dict[str, AnyLoaded] = {}
    for path in changed:
        loaded = recall_whole(job.cache, root, path) or load_text(root, path)
        if loaded.problems or path in history.told or meaning_of(loaded) != history.texts[path].meaning:
            return None
        if loaded.digest != history.texts[path].digest:
            found[path] = loaded
    return found


def _print_whole(job: _Job) -> Result:
    """Read, check and link everything, and print what is not as it was."""
    from .survey import assemble, in_order

    texts = load_with(job.cache, job.inputs.root, job.progress, job.workers)
    found = assemble(replace(job.inputs, texts=texts))
    known = intact(job.history, job.output.folder).printed
    kept: dict[str, bytes] = {}
    came: list[Came] = []
    with staging(job.output) as stage:
        for one in _printed(found, stage, known, job.workers, job.progress):
            came.append(replace(one, kept={}))
            kept.update(one.kept)
            if len(kept) > KEPT_TOGETHER:
                job.cache.put(kept)
                kept = {}
        job.cache.put(kept)
        diagnostics = in_order((*found.diagnostics, *(one.problem for one in came if one.problem)))
        if job.is_strict:
            diagnostics = tuple(problem.as_error() for problem in diagnostics)
        if not has_errors(diagnostics) and (emptied := _would_empty(job.output, found)):
            diagnostics = (*diagnostics, emptied)
        result = Result(diagnostics, len(found.portfolio.entries), _pages(came), job.output.folder, survey=found)
        if has_errors(diagnostics):
            return result
        names = {one.name for one in came}
        staged = [one.name for one in came if one.is_staged]
        written = publish(job.output, stage, names, staged, {name: _rank(name) for name in staged})
    return _end(job, _history(job, found, came, diagnostics), replace(result, written=written))


def _history(job: _Job, found: Survey, came: Iterable[Came], diagnostics: Diagnostics) -> History:
    """What the next build should know of this one."""
    view = frozen.dump(found.site.view) if found.site else b""
    problems = frozen.dump(diagnostics)
    keys = key_of("view", program(), view), key_of("problems", program(), problems)
    job.cache.put({keys[0]: view, keys[1]: problems})
    return History(
        setup=setup_key(job.inputs),
        setting=setting_of(job.inputs, found.site.view) if found.site else "",
        view=keys[0],
        problems=keys[1],
        texts={path: Text(loaded.digest, meaning_of(loaded)) for path, loaded in found.inputs.texts.files.items()},
        printed={one.name: one.printed for one in came},
        told=tuple(sorted({place.path for problem in diagnostics for place in problem.places})),
        entries=len(found.portfolio.entries),
    )


def _end(job: _Job, history: History, result: Result) -> Result:
    """Let the next build know what this one did."""
    marks = marks_of(job.output.folder, history.printed)
    write_history(job.cache, job.output.key, replace(history, looked=as_lists(job.looked), marks=marks))
    seal = _seal(job, history, marks, result) if history.setup else None
    set_seal(job.cache, job.inputs.options, seal, strict=job.is_strict)
    return result


def _seal(job: _Job, history: History, marks: Mapping[str, Mark], result: Result) -> Seal | None:
    """What tells the next build that nothing has changed; None if a file that is no text was just being written."""
    young = {path: history.texts[path].digest if path in history.texts else "" for path, found in job.looked.items() if found is None}
    if not all(young.values()) or job.output.notes != job.inputs.root / NOTES:
        return None
    found, settings = result.diagnostics, job.setup.settings
    return Seal(
        places=tuple(map(str, places(job.inputs.root, job.setup.theme))),
        site=sign(job.looked, young),
        young=young,
        output=str(job.output.folder),
        names=tuple(marks),
        marks=sign_marks(marks),
        manifest=str(job.output.manifest),
        listed=mark_of(job.output.manifest),
        as_of=job.inputs.as_of.isoformat(),
        is_dated=bool(job.inputs.options.as_of or settings.publish.as_of),
        entries=result.entries,
        pages=result.pages,
        report=report.terminal(found) if found else "",
        colored=report.terminal(found, color=True) if found else "",
        warnings=len(found),
    )


def _rank(name: str) -> int:
    """Assets first, then pages, then the lists that lead to them, then home."""
    if not name.endswith((".html", ".xml", ".json")):
        return 0
    if name.count("/") >= 2:
        return 1
    return 2 if "/" in name else 3


def _would_empty(output: Output, found: Survey) -> Diagnostic | None:
    pages = (name for name in read_manifest(output) if name.startswith("credentials/") and name.count("/") == 2)
    had = any((output.folder / name).exists() for name in pages)
    if had and not found.portfolio.entries:
        return error(
            "nothing-to-publish",
            "there are no credentials, but a site with some is published",
            Location(CREDENTIALS),
            "put the records back, or delete the output folder first",
        )
    return None
