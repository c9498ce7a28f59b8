"""Checks, links, renders and publishes a site that was read; reuses what the last build made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from .. import report
from ..content.load import MAX_BATCH
from ..content.read import AnyLoadedFile, title_of
from ..diagnostics import Diagnostics, has_errors
from ..domain.model import Credential
from ..linking.link import texts_of
from ..options import Progress
from ..output.folder import Output
from ..output.publish import Stage, publish_stage, staging
from ..render.compiled import CompiledTemplates
from ..render.environment import compile_templates, make_environments
from ..render.fragments import Fragments
from ..site.own_links import wanted_anchors
from ..store.cache import Cache, key_of
from ..store.codec import encode
from ..store.file_status import FileTable, scan
from ..store.fingerprint import program_stat
from .assemble import AssembledSite, assemble, in_order
from .details import Details, SourceEntry, outline_key
from .inputs import Inputs, places
from .last_build import LastBuild, intact_files, published_status, site_status, write_last_build
from .render_all import Before, RenderedFile, Renderer, environment_key, render_all
from .result import BuildResult, count_pages
from .routes import pages_of
from .search_index import index_pages, refuse_without_pagefind


class Job(Struct, frozen=True):
    """How a site is rendered and published."""

    copies: int
    """The number of processes that may work beside this one."""
    progress: Progress
    compiled: CompiledTemplates | None
    """The compiled templates; None if they are still to be compiled."""
    options: str = ""
    """The key of the options."""
    is_strict: bool = False


def publish_site(
    job: Job,
    inputs: Inputs,
    files: FileTable,
    output: Output,
    cache: Cache,
    last: LastBuild | None,
    known: Details,
) -> BuildResult:
    """Publish the site that was read, unless it has errors; return the result.

    `files` is the table of the site's files from before any was read, `last` and `known` are the
    last build of this output. Raises PortfolioError.
    """
    refuse_without_pagefind(inputs)
    found = assemble(inputs)
    environment = environment_key(inputs, found.site.views) if found.site else ""
    intact = intact_files(last, output.folder) if last else frozenset()
    made_of = {name: file for name, file in known.files.items() if name in intact}
    before = Before(environment, made_of, cache, output.key)
    rendered, result = _publish(job, found, output, before, known)
    if result.written and found.site:
        details = _details(found, known, rendered, result.diagnostics)
        write_last_build(
            output.notes, _record(job, found, output, files, environment, details, result)
        )
    return result


def check_site(job: Job, inputs: Inputs) -> BuildResult:
    """Everything that is wrong with the site that was read; nothing is published."""
    refuse_without_pagefind(inputs)
    found = assemble(inputs)
    rendered = tuple(_rendered(job, found, Before()))
    return _result(found, rendered)


def _result(found: AssembledSite, rendered: Iterable[RenderedFile]) -> BuildResult:
    """The result of rendering a site, of which nothing is published yet."""
    problems = [file.problem for file in rendered if file.problem]
    pages = count_pages(file.name for file in rendered if not file.problem)
    diagnostics = in_order((*found.diagnostics, *problems))
    return BuildResult(diagnostics, len(found.portfolio.entries), pages, assembled=found)


def _rendered(
    job: Job, found: AssembledSite, before: Before, stage: Stage | None = None
) -> Iterator[RenderedFile]:
    """Render every address of a site, and tell of the progress."""
    theme, extensions = found.inputs.setup.theme, found.inputs.setup.extensions
    if found.site is None or theme is None:
        return
    fragments = Fragments(before.fragments)
    compiled = job.compiled or compile_templates(theme, extensions.filters)
    environments = make_environments(
        theme, found.site.views, extensions.filters, compiled, fragments
    )
    renderer = Renderer(found, environments, before, stage, fragments)
    total = len(found.resources)
    for number, rendered in enumerate(render_all(renderer, job.copies), 1):
        job.progress("rendering", number, total)
        yield rendered


def _publish(
    job: Job, found: AssembledSite, output: Output, before: Before, known: Details
) -> tuple[list[RenderedFile], BuildResult]:
    """Render and publish a site; return what came of each address, and the result."""
    with staging(output, before.files.keys()) as stage:
        rendered = list(_kept(before.cache, _rendered(job, found, before, stage)))
        result = replace(_result(found, rendered), folder=output.folder)
        if job.is_strict:
            strict = tuple(problem.as_error() for problem in result.diagnostics)
            result = replace(result, diagnostics=strict)
        if has_errors(result.diagnostics):
            return rendered, result
        rendered += index_pages(found.inputs, stage, known.files, before.files, rendered)
        staged = [file.name for file in rendered if file.is_staged]
        folders = tuple(found.site.views) if found.site else ()
        ranks = {name: publication_rank(name, folders) for name in staged}
        written = publish_stage(output, stage, {file.name for file in rendered}, staged, ranks)
    before.keep(
        (made for file in rendered for made in file.fragments),
        {entry.id for entry in found.portfolio.entries},
    )
    return rendered, replace(result, written=written)


def _kept(cache: Cache | None, rendered: Iterable[RenderedFile]) -> Iterator[RenderedFile]:
    """Yield what was rendered, after the cache has received what it should keep of it."""
    kept: dict[str, bytes] = {}
    for file in rendered:
        kept.update(file.kept)
        if cache and len(kept) > MAX_BATCH:
            cache.put(kept)
            kept = {}
        yield replace(file, kept={})
    if cache:
        cache.put(kept)


def _details(
    found: AssembledSite,
    known: Details,
    rendered: Iterable[RenderedFile],
    diagnostics: Diagnostics,
) -> Details:
    """What the next build should know of each text and each file; `known` is of the last one."""
    base_url = found.inputs.setup.settings.site.base_url or ""
    pages = pages_of(found.resources, found.portfolio, base_url)
    shown = (text for edition in found.editions for text in texts_of(edition.portfolio))
    anchors = wanted_anchors(shown, pages)
    before = known.texts if known.base_url == base_url else {}
    texts = {}
    for path, loaded in found.inputs.texts.files.items():
        named = anchors.get(path, set()) | anchors.get(loaded.original, set())
        wanted, text = "\n".join(sorted(named)), before.get(path)
        if text is None or (text.digest, text.wanted) != (loaded.digest, wanted):
            text = _source_entry(loaded, wanted, base_url)
        texts[path] = text
    return Details(
        diagnostics,
        texts,
        {file.name: file.made_of for file in rendered},
        tuple(sorted({place.path for problem in diagnostics for place in problem.locations})),
        base_url,
    )


def _source_entry(loaded: AnyLoadedFile, wanted: str, base_url: str) -> SourceEntry:
    """What the next build should know of a text; `wanted` are its anchors that links name."""
    value = loaded.value
    if value is None:
        return SourceEntry(loaded.digest)
    title = title_of(value)
    facts = value.record.facts if isinstance(value, Credential) else {}
    outline = outline_key(value.outline, wanted, base_url)
    return SourceEntry(loaded.digest, key_of(value.front_matter), title, facts, outline, wanted)


def _record(
    job: Job,
    found: AssembledSite,
    output: Output,
    files: FileTable,
    environment: str,
    details: Details,
    result: BuildResult,
) -> LastBuild:
    """The record of this build."""
    problems, settings, root = result.diagnostics, found.inputs.setup.settings, found.inputs.root
    digests = {path: text.digest for path, text in details.texts.items()}
    return LastBuild(
        encode(details),
        program=program_stat(),
        options=job.options,
        root=str(root.resolve()),
        output=str(output.folder),
        manifest=str(output.manifest),
        environment=environment,
        as_of=found.inputs.as_of.isoformat(),
        is_dated="yes" if found.inputs.options.as_of or settings.publish.as_of else "",
        entries=str(result.entries),
        pages=str(result.pages),
        warnings=str(len(problems)),
        report=report.as_text(problems) if problems else "",
        colored=report.as_text(problems, color=True) if problems else "",
        places=(*map(str, places(root, found.inputs.setup.theme)), *found.font_folders),
        site=site_status({**files, **scan(root, found.font_folders)}, digests),
        published=published_status(output.folder, details.files, str(output.manifest)),
    )


def publication_rank(name: str, folders: Iterable[str] = ()) -> int:
    """When a file appears: assets first, then pages, then lists of them, then home.

    `folders` are those of the languages of the site.
    """
    for folder in folders:
        name = name.removeprefix(folder)
    if not name.endswith((".html", ".xml", ".json")):
        return 0
    if name.count("/") >= 2:
        return 1
    if "/" in name:
        return 2
    return 3
