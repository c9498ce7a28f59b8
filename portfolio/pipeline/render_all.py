"""Renders every address of a site that is not known to be as it was, and stages it.

The key of a page is made of the bytes of everything that its template is given, so a page with the
same key has the same content.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct, field

from ..diagnostics import Diagnostic
from ..domain.body import NO_BODY
from ..domain.model import Artifact, Asset, GeneratedFile
from ..output.publish import Stage
from ..render.environment import Environments, Sandbox
from ..render.fragments import Fragment, Fragments, Place, keep_fragments, recall_fragments
from ..render.render import make_shell
from ..render.shell import fill, render_key, shell_key
from ..site.addresses import file_name
from ..site.outline import Route, folder_of
from ..store.cache import Cache, key_of
from ..store.codec import encode
from ..store.fingerprint import program_digest
from ..views.pages import Page, SiteView
from ..workers import spread
from .assemble import AssembledSite, content_of
from .details import OutputFile
from .inputs import Inputs

FORK_FROM = 64
"""Minimum number of addresses that are rendered by copies of this process; fewer are rendered
faster than a process is copied."""


class RenderedFile(Struct, frozen=True):
    """What came of rendering an address."""

    name: str
    """The name of its file."""
    made_of: OutputFile = OutputFile()
    is_staged: bool = False
    problem: Diagnostic | None = None
    kept: Mapping[str, bytes] = {}
    """What the cache should keep: a drawing, or the shell of a page that shows a text."""
    fragments: tuple[Fragment, ...] = ()
    """The fragments that were rendered for it."""


class Before(Struct, frozen=True):
    """What the last build made and this one may use; by default nothing."""

    environment: str = ""
    """The key of what all pages share; empty if pages depend on code that may do anything."""
    files: Mapping[str, OutputFile] = {}
    """The files of the output that are as they were rendered."""
    cache: Cache | None = None
    """The cache of drawings and fragments; None to make no drawings."""
    output: str = ""
    """The key of the output."""

    def fragments(self) -> dict[Place, Fragment]:
        """The fragments of the last build by place."""
        if self.cache:
            return recall_fragments(self.cache, self.output, self.environment)
        return {}

    def keep(self, made: Iterable[Fragment], cards: Collection[str]) -> None:
        """Keep the fragments of these cards for the next build."""
        if self.cache:
            keep_fragments(self.cache, self.output, self.environment, tuple(made), cards)


class Renderer(Struct, frozen=True):
    """Renders the addresses of one site."""

    found: AssembledSite
    environments: Environments
    before: Before
    stage: Stage | None = None
    """Where files are staged; None to publish nothing."""
    fragments: Fragments = field(default_factory=Fragments)

    def render(self, address: str) -> RenderedFile:
        """Render an address, unless it is as it was; return what came of it."""
        entry = self.found.resources[address]
        made = entry.make() if isinstance(entry, Route) else entry
        path = entry.path if isinstance(entry, Route) else ""
        folder = folder_of(entry)
        name, made_of = file_name(address), self._made_of(made, path, folder)
        is_known = made_of.key and made_of == self.before.files.get(name)
        if is_known or (isinstance(made, GeneratedFile) and self.before.cache is None):
            return RenderedFile(name, made_of)
        content, kept = self._content(made, made_of, folder)
        fragments = self.fragments.take_made()
        if isinstance(content, Diagnostic):
            return RenderedFile(name, problem=content, fragments=fragments)
        is_staged = self.stage is not None and self.stage.add(name, content)
        return RenderedFile(name, made_of, is_staged, kept=kept, fragments=fragments)

    def _made_of(
        self, made: Page | Artifact | Asset | GeneratedFile, path: str, folder: str
    ) -> OutputFile:
        """What a file is made of; `path` is the file of content whose body it shows."""
        if isinstance(made, Page):
            return self._page_made_of(made, path, folder)
        if isinstance(made, GeneratedFile) and self.before.cache is not None:
            function = f"{made.generate.__module__}.{made.generate.__qualname__}"
            return OutputFile(key_of("drawing", program_digest(), function, encode(made.made_of)))
        return OutputFile(key_of("file", made.address) if isinstance(made, Asset) else "")

    def _page_made_of(self, page: Page, path: str, folder: str) -> OutputFile:
        environment = self.before.environment
        if not environment:
            return OutputFile("", path)
        try:
            key = key_of("page", program_digest(), folder, encode(page))
        except RecursionError:  # rendering it says what is wrong
            return OutputFile("", path)
        digest = self.found.inputs.texts.files[path].digest if path else ""
        return OutputFile(render_key(environment, key, digest), path, key if path else "")

    def _content(
        self, made: Page | Artifact | Asset | GeneratedFile, made_of: OutputFile, folder: str
    ) -> tuple[bytes | Diagnostic, Mapping[str, bytes]]:
        """The bytes of a file or why there are none, and what the cache should keep."""
        if isinstance(made, Page):
            return self._page(made, made_of, self.environments[folder])
        if not isinstance(made, GeneratedFile) or self.before.cache is None:
            return content_of(made, self.found.inputs.root), {}
        if (known := self.before.cache.get(made_of.key)) is not None:
            return known, {}
        content = content_of(made, self.found.inputs.root)
        if isinstance(content, bytes):
            return content, {made_of.key: content}
        return content, {}

    def _page(
        self, page: Page, made_of: OutputFile, environment: Sandbox
    ) -> tuple[bytes | Diagnostic, Mapping[str, bytes]]:
        path = made_of.path
        body = self.found.inputs.texts.bodies[path] if path else NO_BODY
        shell = make_shell(page, body, environment)
        if isinstance(shell, Diagnostic):
            return shell, {}
        if not made_of.page:
            return fill(shell, body), {}
        key = shell_key(self.before.environment, made_of.page, body)
        return fill(shell, body), {key: encode(shell)}


def environment_key(inputs: Inputs, views: Mapping[str, SiteView]) -> str:
    """The key of what all pages share: the site in its languages, the theme and the program.

    It is empty if there is code of the owner's, which may read anything.
    """
    theme = inputs.setup.theme
    if theme is None or inputs.setup.extensions.digest:
        return ""
    templates = {name: template.text for name, template in theme.templates.items()}
    static = {name: artifact.address for name, artifact in theme.static.items()}
    layers = tuple(layer.name for layer in theme.layers)
    # Options of a theme may be values that encoding does not tell apart, as a date and its text.
    shared = (theme.name, layers, templates, static, theme.options, views)
    return key_of("environment", program_digest(), repr(shared))


def render_all(renderer: Renderer, copies: int) -> Iterator[RenderedFile]:
    """Render every address of a site, those of rare kinds first, as they are the long lists.

    Raises OSError if a file cannot be written.
    """
    resources = renderer.found.resources
    kinds: dict[object, list[str]] = {}
    for address, entry in resources.items():
        kind = getattr(entry.make, "func", entry.make) if isinstance(entry, Route) else None
        kinds.setdefault(kind, []).append(address)
    in_order = sorted(kinds.values(), key=len)
    addresses = [*itertools.chain.from_iterable(in_order)]
    return spread(renderer.render, addresses, copies if len(resources) >= FORK_FROM else 0)
