"""Prints every address of a site that is not known to be as it was, and stages it for publication.

The key of a page is made of the bytes of everything that its template is given, so a page with the
same key has the same content.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from ..content.files import read_asset
from ..diagnostics import Diagnostic
from ..domain.body import NO_BODY
from ..domain.model import Artifact, GeneratedFile
from ..output.publish import Stage
from ..render.environment import Sandbox
from ..render.fragments import Fragment, Fragments, Place, keep_fragments, recall_fragments
from ..render.frame import dump, fill, frame_key, print_key
from ..render.render import make_frame
from ..site.addresses import file_name
from ..site.outline import Route, Site
from ..store import frozen
from ..store.cache import Cache, key_of
from ..store.program import program
from ..views.pages import Card, Page, SiteView
from ..workers import spread
from .history import Printed
from .inputs import Inputs

NOTHING_KNOWN = Printed("")
"""Stands for a file of which the history knows nothing."""
FORK_FROM = 64
"""Minimum number of addresses that are printed by copies of this process; fewer are printed faster
than a process is copied."""


class RenderedPage(Struct, frozen=True):
    """What came of printing an address."""

    name: str
    """The name of its file."""
    printed: Printed = NOTHING_KNOWN
    is_staged: bool = False
    problem: Diagnostic | None = None
    kept: Mapping[str, bytes] = {}
    """What the cache should keep: a drawing, or the frame of a page that shows a text."""
    fragments: tuple[Fragment, ...] = ()
    """The fragments that were rendered for it."""


class CardKeys:
    """The keys of pages and cards. Within the bytes of each, cards are replaced by their keys."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._dumper = frozen.Dumper({Card: self.key_of_card})

    def key(self, page: Page) -> str:
        """The key of everything that the template of a page is given."""
        return key_of("page", program(), self._dumper.dump(page))

    def key_of_card(self, card: Card) -> str:
        """The key of a card. Parts come before their programmes, which may be deep."""
        waiting = [] if card.id in self._known else [card]
        while waiting:
            parts = [part for part in waiting[-1].parts if part.id not in self._known]
            if parts:
                waiting += parts
                continue
            named = waiting.pop()
            self._known[named.id] = key_of("card", self._dumper.dump_fields(named))
        return self._known[card.id]


class Before(Struct, frozen=True):
    """What the last build made and this one may use; by default nothing."""

    setting: str = ""
    """The key of what all pages share; empty if pages depend on code that may do anything."""
    printed: Mapping[str, Printed] = {}
    """The files of the output that are as they were printed."""
    cache: Cache | None = None
    """The cache of drawings and fragments; None to make no drawings."""
    output: str = ""
    """The key of the output."""

    def fragments(self) -> dict[Place, Fragment]:
        """The fragments of the last build by place."""
        return recall_fragments(self.cache, self.output, self.setting) if self.cache else {}

    def keep(self, made: Iterable[Fragment], cards: Collection[str]) -> None:
        """Keep the fragments of these cards for the next build."""
        if self.cache:
            keep_fragments(self.cache, self.output, self.setting, tuple(made), cards)


class PageRenderer(Struct, frozen=True):
    """Prints the addresses of one site."""

    inputs: Inputs
    site: Site
    environment: Sandbox
    before: Before
    stage: Stage | None = None
    """Where files are staged; None to publish nothing."""
    names: CardKeys = field(default_factory=CardKeys)
    fragments: Fragments = field(default_factory=Fragments)

    def print(self, address: str) -> RenderedPage:
        """Print an address, unless it is as it was; return what came of it."""
        came = self._print(address)
        made = self.fragments.take_made()
        return replace(came, fragments=made) if made else came

    def _print(self, address: str) -> RenderedPage:
        entry = self.site.entries[address]
        made = entry.make() if isinstance(entry, Route) else entry
        if isinstance(made, Page):
            return self._page(made, entry.path if isinstance(entry, Route) else "")
        if isinstance(made, GeneratedFile):
            return self._drawing(made)
        name = file_name(address)
        if isinstance(made, Artifact):
            return self._staged(name, made.content, Printed(""), {})
        key = key_of("file", made.address)
        if key == self.before.printed.get(name, NOTHING_KNOWN).key:
            return RenderedPage(name, Printed(key))
        return self._staged(name, read_asset(self.inputs.root, made), Printed(key), {})

    def _page(self, page: Page, path: str) -> RenderedPage:
        """Print a page, unless it is as it was; `path` is the file of the body that it shows."""
        name, key = file_name(page.address), self.names.key(page)
        digest = self.inputs.texts.files[path].digest if path else ""
        printed = Printed(print_key(self.before.setting, key, digest), path, key if path else "")
        if self.before.setting and self.before.printed.get(name) == printed:
            return RenderedPage(name, printed)
        body = self.inputs.texts.bodies[path] if path else NO_BODY
        frame = make_frame(page, body, self.environment)
        if isinstance(frame, Diagnostic):
            return RenderedPage(name, problem=frame)
        kept: dict[str, bytes] = {}
        if path and self.before.setting:
            kept = {frame_key(self.before.setting, key, body): dump(frame)}
        return self._staged(name, fill(frame, body), printed, kept)

    def _drawing(self, drawing: GeneratedFile) -> RenderedPage:
        """Make a drawing, unless it is as it was or the cache has it."""
        name = file_name(drawing.address)
        key = key_of(
            "drawing",
            program(),
            drawing.generate.__module__,
            drawing.generate.__qualname__,
            frozen.dump(drawing.made_of),
        )
        if self.before.cache is None or key == self.before.printed.get(name, NOTHING_KNOWN).key:
            return RenderedPage(name, Printed(key))
        if (kept := self.before.cache.get(key)) is not None:
            return self._staged(name, kept, Printed(key), {})
        content = drawing.generate(drawing.made_of, self.inputs.root)
        new = {key: content} if isinstance(content, bytes) else {}
        return self._staged(name, content, Printed(key), new)

    def _staged(
        self, name: str, content: bytes | Diagnostic, printed: Printed, kept: Mapping[str, bytes]
    ) -> RenderedPage:
        """Stage a file whose content was made."""
        if isinstance(content, Diagnostic):
            return RenderedPage(name, problem=content)
        is_staged = self.stage is not None and self.stage.add(name, content)
        return RenderedPage(name, printed, is_staged, kept=kept)


def setting_of(inputs: Inputs, view: SiteView) -> str:
    """The key of what all pages share: the site, the theme and the program.

    It is empty if there is code of the owner's, which may read anything.
    """
    theme = inputs.setup.theme
    if theme is None or inputs.setup.extensions.digest:
        return ""
    templates = {name: template.text for name, template in theme.templates.items()}
    static = {name: artifact.address for name, artifact in theme.static.items()}
    layers = tuple(layer.name for layer in theme.layers)
    return key_of(
        "setting",
        program(),
        frozen.dump((theme.name, layers, templates, static, theme.options)),
        frozen.dump(view),
    )


def print_all(press: PageRenderer, copies: int) -> Iterator[RenderedPage]:
    """Print every address of a site, those of rare kinds first, as they are the long lists.

    Raises OSError if a file cannot be written.
    """
    entries = press.site.entries
    kinds: dict[object, list[str]] = {}
    for address, entry in entries.items():
        kind = getattr(entry.make, "func", entry.make) if isinstance(entry, Route) else None
        kinds.setdefault(kind, []).append(address)
    in_order = sorted(kinds.values(), key=len)
    addresses = [*itertools.chain.from_iterable(in_order)]
    return spread(press.print, addresses, copies if len(entries) >= FORK_FROM else 0)
