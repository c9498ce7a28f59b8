"""Checks, links, prints and publishes a site that was read, and reuses what the last build made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from .. import report
from ..content.load import MAX_BATCH
from ..content.read import AnyLoadedFile
from ..diagnostics import Diagnostics, has_errors
from ..domain.model import Credential, Profile
from ..options import Progress
from ..output.folder import Output
from ..output.publish import Stage, publish, staging
from ..render.compiled import CompiledTemplates
from ..render.environment import compile_templates, make_environment
from ..render.fragments import Fragments
from ..site.own_links import texts_of, wanted_anchors
from ..store import frozen
from ..store.cache import Cache, key_of
from ..store.program import program
from ..store.signatures import Look
from .history import History, SourceEntry, intact, outline_key
from .inputs import Inputs, places
from .outcome import Result, count_pages, remember
from .printing import Before, CardKeys, PageRenderer, RenderedPage, print_all, setting_of
from .routes import pages_of
from .search_index import index_pages, refuse_without_pagefind
from .survey import Survey, assemble, in_order
from .unchanged import Fact


class Job(Struct, frozen=True):
    """How a site is printed and published."""

    copies: int
    """The number of processes that may work beside this one."""
    progress: Progress
    compiled: CompiledTemplates | None
    """The compiled templates; None if they are still to be compiled."""
    manner: str = ""
    """The options of the build, as one text."""
    is_strict: bool = False


def publish_site(
    job: Job, inputs: Inputs, looked: Look, output: Output, cache: Cache, history: History
) -> Result:
    """Publish the site that was read, unless it has errors; return the result.

    Raises PortfolioError.
    """
    refuse_without_pagefind(inputs)
    found = assemble(inputs)
    setting = setting_of(found.inputs, found.site.view) if found.site else ""
    came, result = _publish(job, found, setting, output, cache, history)
    if result.written and found.site:
        known = _history(cache, found, setting, came, result.diagnostics)
        remember(output, cache, known, looked, _facts(job, found, output, known, result))
    return result


def check_site(job: Job, inputs: Inputs) -> Result:
    """Everything that is wrong with the site that was read; nothing is published."""
    refuse_without_pagefind(inputs)
    found = assemble(inputs)
    came = list(_printed(job, found, Before()))
    problems = [one.problem for one in came if one.problem]
    pages = count_pages({one.name: one for one in came if not one.problem})
    diagnostics = in_order((*found.diagnostics, *problems))
    return Result(diagnostics, len(found.portfolio.entries), pages, survey=found)


def _printed(
    job: Job, found: Survey, before: Before, stage: Stage | None = None
) -> Iterator[RenderedPage]:
    """Print every address of a site, and tell of the progress."""
    theme, extensions = found.inputs.setup.theme, found.inputs.setup.extensions
    if found.site is None or theme is None:
        return
    names = CardKeys()
    fragments = Fragments(before.fragments, names.key_of_card)
    compiled = job.compiled or compile_templates(theme, extensions.filters)
    environment = make_environment(theme, found.site.view, extensions.filters, compiled, fragments)
    press = PageRenderer(found.inputs, found.site, environment, before, stage, names, fragments)
    total = len(found.site.entries)
    for number, came in enumerate(print_all(press, job.copies), 1):
        job.progress("rendering", number, total)
        yield came


def _publish(
    job: Job, found: Survey, setting: str, output: Output, cache: Cache, history: History
) -> tuple[list[RenderedPage], Result]:
    """Print and publish a site; return what came of each address, and the result."""
    before = Before(setting, intact(history, output.folder).printed, cache, output.key)
    with staging(output, before.printed.keys()) as stage:
        came = list(_kept(cache, _printed(job, found, before, stage)))
        diagnostics = in_order((*found.diagnostics, *(one.problem for one in came if one.problem)))
        if job.is_strict:
            diagnostics = tuple(problem.as_error() for problem in diagnostics)
        pages = count_pages({one.name: one for one in came if not one.problem})
        entries = len(found.portfolio.entries)
        result = Result(diagnostics, entries, pages, output.folder, survey=found)
        if has_errors(diagnostics):
            return came, result
        came += index_pages(found.inputs, stage, history, before.printed, came)
        staged = [one.name for one in came if one.is_staged]
        ranks = {name: _rank(name) for name in staged}
        written = publish(output, stage, {one.name for one in came}, staged, ranks)
    before.keep(
        (made for one in came for made in one.fragments),
        {entry.id for entry in found.portfolio.entries},
    )
    return came, replace(result, written=written)


def _kept(cache: Cache, came: Iterable[RenderedPage]) -> Iterator[RenderedPage]:
    """Yield what came, after the cache has received what it should keep of it."""
    kept: dict[str, bytes] = {}
    for one in came:
        kept.update(one.kept)
        if len(kept) > MAX_BATCH:
            cache.put(kept)
            kept = {}
        yield replace(one, kept={})
    cache.put(kept)


def _history(
    cache: Cache,
    found: Survey,
    setting: str,
    came: Iterable[RenderedPage],
    diagnostics: Diagnostics,
) -> History:
    """The history of this build; the problems that it names are put into the cache."""
    key = ""
    if diagnostics:
        problems = frozen.dump(diagnostics)
        key = key_of("problems", program(), problems)
        cache.put({key: problems})
    base_url = found.inputs.setup.settings.site.base_url or ""
    entries = found.site.entries if found.site else {}
    wanted = wanted_anchors(texts_of(found.portfolio), pages_of(entries, found.portfolio, base_url))
    return History(
        setting=setting,
        problems=key,
        texts={
            path: _text(loaded, wanted.get(path, ()), base_url)
            for path, loaded in found.inputs.texts.files.items()
        },
        printed={one.name: one.printed for one in came},
        told=tuple(sorted({place.path for problem in diagnostics for place in problem.locations})),
        base_url=base_url,
        entries=len(found.portfolio.entries),
    )


def _text(loaded: AnyLoadedFile, wanted: Iterable[str], base_url: str) -> SourceEntry:
    """What the history says of a file of content; `wanted` are its anchors with links."""
    value = loaded.value
    if value is None:
        return SourceEntry(loaded.digest, "", "", "", "")
    title = value.record.name if isinstance(value, Profile) else value.record.title
    facts = value.record.facts if isinstance(value, Credential) else {}
    named = "\n".join(sorted(wanted))
    outline = outline_key(value.outline, named, base_url)
    stated = json.dumps(facts, ensure_ascii=False)
    return SourceEntry(loaded.digest, key_of(value.front_matter), title, stated, outline, named)


def _facts(
    job: Job, found: Survey, output: Output, history: History, result: Result
) -> dict[str, Fact]:
    """The fields of the seal of this build that do not come from the file system."""
    problems, settings = result.diagnostics, found.inputs.setup.settings
    return {
        "manner": job.manner,
        "root": str(found.inputs.root.resolve()),
        "output": str(output.folder),
        "manifest": str(output.manifest),
        "setting": history.setting,
        "as_of": found.inputs.as_of.isoformat(),
        "is_dated": "yes" if found.inputs.options.as_of or settings.publish.as_of else "",
        "entries": str(result.entries),
        "pages": str(result.pages),
        "warnings": str(len(problems)),
        "report": report.as_text(problems) if problems else "",
        "colored": report.as_text(problems, color=True) if problems else "",
        "places": tuple(map(str, places(found.inputs.root, found.inputs.setup.theme))),
    }


def _rank(name: str) -> int:
    """When a file appears: assets first, then pages, then lists of them, then home."""
    if not name.endswith((".html", ".xml", ".json")):
        return 0
    if name.count("/") >= 2:
        return 1
    return 2 if "/" in name else 3
