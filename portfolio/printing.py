"""Every page of a site is printed, or known to be as it was: staged for publication, with the key of all that it is made of.

The key of a page is that of the bytes of everything its template is given: nothing that a template can read is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from . import frozen
from .addresses import file_name
from .cache import Cache, key_of
from .diagnostics import Diagnostic
from .files import read_asset
from .history import Printed
from .inputs import Inputs, Setup
from .load import AnyLoaded
from .model import NO_BODY, Asset
from .program import program
from .render import Sandbox, render
from .views import Card, Page, Route, Site, SiteView
from .workers import spread
from .write import Stage

UNKNOWN = Printed("")
"""What is not known of a page."""
FEW = 150
"""So many pages are printed by one process: more are quicker in several."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of an address."""

    name: str
    """Of its file."""
    printed: Printed = UNKNOWN
    is_staged: bool = False
    problem: Diagnostic | None = None
    kept: Mapping[str, bytes] = field(default_factory=dict)
    """What the cache should have: the page without its body, and cards."""


@dataclass(frozen=True, slots=True)
class Press:
    """Prints the addresses of one site."""

    inputs: Inputs
    site: Site
    environment: Sandbox
    setting: str
    """The key of what all pages share; empty where something may have a hand in them that cannot be told."""
    stage: Stage | None
    """None to publish nothing."""
    known: Mapping[str, Printed]
    """The files that are as they were printed."""
    cards: dict[str, str] = field(default_factory=dict)
    """The names of cards by their ids."""

    def print(self, address: str) -> Came:
        """Print an address, unless it is known."""
        entry = self.site.entries[address]
        made = entry.make() if isinstance(entry, Route) else entry
        if isinstance(made, Page):
            return self._page(made, entry.path if isinstance(entry, Route) else "")
        key = key_of("file", made.address) if isinstance(made, Asset) else ""
        name = file_name(address)
        if key and key == self.known.get(name, UNKNOWN).key:
            return Came(name, Printed(key))
        content = read_asset(self.inputs.root, made) if isinstance(made, Asset) else made.content
        return self._staged(name, content, Printed(key), {})

    def _page(self, page: Page, path: str) -> Came:
        kept: dict[str, bytes] = {}
        content = frozen.dump(page, partial(_named, self.cards, kept))
        name, key = file_name(page.address), key_of("page", program(), content)
        shown = self.inputs.texts.files[path].digest if path else ""
        printed = Printed(_print_key(self.setting, key, shown), path, key if path else "")
        if path:
            kept[key] = content
        if self.setting and self.known.get(name) == printed:
            return Came(name, printed, kept=kept)
        body = self.inputs.texts.bodies[path] if path else NO_BODY
        return self._staged(name, render(page, body, self.environment), printed, kept)

    def _staged(self, name: str, content: bytes | Diagnostic, printed: Printed, kept: Mapping[str, bytes]) -> Came:
        if isinstance(content, Diagnostic):
            return Came(name, problem=content)
        return Came(name, printed, self.stage is not None and self.stage.add(name, content), kept=kept)


def _named(names: dict[str, str], kept: dict[str, bytes], card: Card) -> str:
    """The name of a card: the key of its bytes. Parts get their names before their programmes, which may be deep."""
    waiting = [] if card.id in names else [card]
    while waiting:
        parts = [part for part in waiting[-1].parts if part.id not in names]
        if parts:
            waiting += parts
            continue
        named = waiting.pop()
        content = frozen.dump_card(named, lambda other: names[other.id])
        names[named.id] = key_of("card", program(), content)
        kept[names[named.id]] = content
    return names[card.id]


def setup_key(inputs: Inputs) -> str:
    """The key of all that a site is made of but its content; empty with code of the owner's, which may know more."""
    theme = _theme_key(inputs.setup)
    settings = frozen.dump(inputs.setup.settings)
    return theme and key_of("setup", program(), theme, settings, inputs.as_of.isoformat(), str(inputs.options.drafts))


def setting_of(inputs: Inputs, view: SiteView) -> str:
    """The key of what all pages share: the site, the theme, the program; empty with code of the owner's."""
    theme = _theme_key(inputs.setup)
    return theme and key_of("setting", program(), theme, frozen.dump(view))


def _theme_key(setup: Setup) -> str:
    theme = setup.theme
    if theme is None or setup.extensions.digest:
        return ""
    templates = {name: template.text for name, template in theme.templates.items()}
    static = {name: artifact.address for name, artifact in theme.static.items()}
    layers = tuple(layer.name for layer in theme.layers)
    return key_of("theme", frozen.dump((theme.name, layers, templates, static, theme.options)))


def print_all(press: Press, workers: int) -> Iterator[Came]:
    """Print every address of a site. Raises OSError if the disk refuses."""
    entries = press.site.entries
    kinds = {getattr(entry.make, "func", entry.make): address for address, entry in entries.items() if isinstance(entry, Route)}
    first = tuple(kinds.values())
    addresses = (*first, *(address for address in entries if address not in set(first)))
    return spread(press.print, addresses, workers if len(addresses) >= FEW else 1, len(first))


def reprint(cache: Cache, name: str, printed: Printed, setting: str, loaded: AnyLoaded, environment: Sandbox, stage: Stage) -> Came | None:
    """Print a page that the cache has, with another body; None if it is not there."""
    page = recalled(cache, printed.page)
    if not isinstance(page, Page):
        return None
    again = Printed(_print_key(setting, printed.page, loaded.digest), printed.path, printed.page)
    content = render(page, loaded.body, environment)
    return Came(name, problem=content) if isinstance(content, Diagnostic) else Came(name, again, stage.add(name, content))


def _print_key(setting: str, page: str, digest: str) -> str:
    return setting and key_of("print", setting, page, digest)


def recalled(cache: Cache, key: str) -> object:
    """What the cache has under a key; None if there is nothing, or nothing sound."""
    content = cache.get(key) if key else None
    if content is None:
        return None

    def _card(name: str) -> Card:
        kept = cache.get(name)
        if kept is None:
            raise frozen.DamagedError(name)
        return frozen.load_card(kept, _card)

    try:
        return frozen.load(content, _card)
    except frozen.DamagedError:
        return None
