"""Every page of a site is printed, or known to be as it was: staged for publication, with the key of all that it is made of.

The key of a page is that of the bytes of everything its template is given: nothing that a template can read is left out.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from . import frozen
from .addresses import file_name
from .body import NO_BODY
from .cache import Cache, key_of
from .diagnostics import Diagnostic
from .environment import Sandbox
from .files import read_asset
from .fragments import Fragment, Fragments, Place, keep_fragments, recall_fragments
from .frame import dump, fill, frame_key, print_key
from .history import Printed
from .inputs import Inputs
from .model import Asset, Drawing
from .outline import Route, Site
from .program import program
from .render import make_frame
from .views import Card, Page, SiteView
from .workers import spread
from .write import Stage

UNKNOWN = Printed("")
"""What is not known of a page."""
MANY = 64
"""So many pages are printed in copies of this process: fewer are printed sooner than it is copied."""


class Came(Struct, frozen=True):
    """What came of an address."""

    name: str
    """Of its file."""
    printed: Printed = UNKNOWN
    is_staged: bool = False
    problem: Diagnostic | None = None
    kept: Mapping[str, bytes] = {}
    """What the cache should have: the frame of a page that shows a text."""
    fragments: tuple[Fragment, ...] = ()
    """What was made of cards for lists."""


class Names:
    """The names of cards: the keys of their bytes, in which other cards are only named."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._dumper = frozen.Dumper({Card: self.key_of_card})

    def key(self, page: Page) -> str:
        """The key of a page: that of the bytes of everything that its template is given."""
        return key_of("page", program(), self._dumper.dump(page))

    def key_of_card(self, card: Card) -> str:
        """The name of a card. Parts get their names before their programmes, which may be deep."""
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
    """What the last build made that may still be so; by itself, that there was none."""

    setting: str = ""
    """The key of what all pages share; empty where something may have a hand in them that cannot be told."""
    printed: Mapping[str, Printed] = {}
    """The files that are as they were printed."""
    cache: Cache | None = None
    """Where drawings and fragments are kept; None to make no drawings."""
    output: str = ""
    """The key of the output."""

    def fragments(self) -> dict[Place, Fragment]:
        """What was made of cards for lists."""
        return recall_fragments(self.cache, self.output, self.setting) if self.cache else {}

    def keep(self, made: Iterable[Fragment], cards: Collection[str]) -> None:
        """Let the next build have the fragments that were made, if they are of these cards."""
        if self.cache:
            keep_fragments(self.cache, self.output, self.setting, tuple(made), cards)


class Press(Struct, frozen=True):
    """Prints the addresses of one site."""

    inputs: Inputs
    site: Site
    environment: Sandbox
    before: Before
    stage: Stage | None = None
    """None to publish nothing."""
    names: Names = field(default_factory=Names)
    fragments: Fragments = field(default_factory=Fragments)

    def print(self, address: str) -> Came:
        """Print an address, unless it is known."""
        came = self._print(address)
        made = self.fragments.take_made()
        return replace(came, fragments=made) if made else came

    def _print(self, address: str) -> Came:
        entry = self.site.entries[address]
        made = entry.make() if isinstance(entry, Route) else entry
        if isinstance(made, Page):
            return self._page(made, entry.path if isinstance(entry, Route) else "")
        if isinstance(made, Drawing):
            return self._drawing(made)
        key = key_of("file", made.address) if isinstance(made, Asset) else ""
        name = file_name(address)
        if key and key == self.before.printed.get(name, UNKNOWN).key:
            return Came(name, Printed(key))
        content = read_asset(self.inputs.root, made) if isinstance(made, Asset) else made.content
        return self._staged(name, content, Printed(key), {})

    def _page(self, page: Page, path: str) -> Came:
        name, key = file_name(page.address), self.names.key(page)
        digest = self.inputs.texts.files[path].digest if path else ""
        printed = Printed(print_key(self.before.setting, key, digest), path, key if path else "")
        if self.before.setting and self.before.printed.get(name) == printed:
            return Came(name, printed)
        body = self.inputs.texts.bodies[path] if path else NO_BODY
        frame = make_frame(page, body, self.environment)
        if isinstance(frame, Diagnostic):
            return Came(name, problem=frame)
        kept = {frame_key(self.before.setting, key, body): dump(frame)} if path and self.before.setting else {}
        return self._staged(name, fill(frame, body), printed, kept)

    def _drawing(self, drawing: Drawing) -> Came:
        name = file_name(drawing.address)
        key = key_of("drawing", program(), drawing.draw.__module__, drawing.draw.__qualname__, frozen.dump(drawing.made_of))
        if self.before.cache is None or key == self.before.printed.get(name, UNKNOWN).key:
            return Came(name, Printed(key))
        kept = self.before.cache.get(key)
        content = kept if kept is not None else drawing.draw(drawing.made_of, self.inputs.root)
        new = {key: content} if kept is None and isinstance(content, bytes) else {}
        return self._staged(name, content, Printed(key), new)

    def _staged(self, name: str, content: bytes | Diagnostic, printed: Printed, kept: Mapping[str, bytes]) -> Came:
        if isinstance(content, Diagnostic):
            return Came(name, problem=content)
        return Came(name, printed, self.stage is not None and self.stage.add(name, content), kept=kept)


def setting_of(inputs: Inputs, view: SiteView) -> str:
    """The key of what all pages share: the site, the theme, the program; empty with code of the owner's, which may know more."""
    theme = inputs.setup.theme
    if theme is None or inputs.setup.extensions.digest:
        return ""
    templates = {name: template.text for name, template in theme.templates.items()}
    static = {name: artifact.address for name, artifact in theme.static.items()}
    layers = tuple(layer.name for layer in theme.layers)
    return key_of("setting", program(), frozen.dump((theme.name, layers, templates, static, theme.options)), frozen.dump(view))


def print_all(press: Press, copies: int) -> Iterator[Came]:
    """Print every address of a site, first the rarest kinds, which are the long lists. Raises OSError if the disk refuses."""
    entries = press.site.entries
    kinds: dict[object, list[str]] = {}
    for address, entry in entries.items():
        kinds.setdefault(getattr(entry.make, "func", entry.make) if isinstance(entry, Route) else None, []).append(address)
    in_order = sorted(kinds.values(), key=len)
    return spread(press.print, [*itertools.chain.from_iterable(in_order)], copies if len(entries) >= MANY else 0)
