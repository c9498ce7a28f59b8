"""The live site: changed files are read again, and pages are rendered when they are asked for.

A new state replaces the old one in one assignment, so every request sees one whole site. A site
with errors is never shown: the last good one stays, with a report of what is wrong.
"""

from __future__ import annotations

import contextlib
import gc
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from .. import report
from ..diagnostics import Diagnostic, Diagnostics, PortfolioError, Severity, has_errors
from ..domain.model import Asset, GeneratedFile
from ..options import Environ, Options, Progress
from ..paths import CONTENT_FOLDER, NOTES_FOLDER
from ..pipeline.assemble import AssembledSite, assemble, in_order
from ..pipeline.inputs import Inputs, UntoldError, places, read_inputs, reread
from ..render.compiled import CompiledTemplates
from ..render.environment import compile_templates, make_environments
from ..render.fragments import Fragment, Fragments, Place
from ..site.outline import Route
from ..store.cache import Cache
from ..theme.themes import Theme
from ..views.pages import SiteView
from .changes import changed_address, different
from .snapshot import PageCache, Snapshot

KEPT_BYTES = 64 * 1024 * 1024
"""Maximum size in bytes of pictures and documents that are kept in case their files break."""
GOOD_SITES = 3
"""Maximum number of earlier sites that are kept for pages that the newest fails to make."""
LEISURE = 3
"""Pause after each page that is checked in the background, as a multiple of its rendering time."""
PAUSE = 0.5
"""Seconds without a change after which all other pages are checked."""


class Report(Struct, frozen=True):
    """What is wrong, as the terminal and the browser show it."""

    text: str = ""
    errors: int = 0
    warnings: int = 0


class PreviewAnswer(Struct, frozen=True):
    """What is sent for an address."""

    content: bytes
    address: str
    """The address that it was made for: `404.html` for one that the site does not have."""
    status: int


class PreviewState(Struct, frozen=True):
    """What every request sees."""

    number: int = 0
    """Of the state: each has a higher one than the one before."""
    sites: tuple[Snapshot, ...] = ()
    """The newest good site, then earlier ones for pages that it may fail to make."""
    report: Report = Report()
    latest: str = ""
    """The address of the page whose file was saved last, if it was one file."""
    latest_number: int = 0
    """Of the state with which that page came."""

    @property
    def newest(self) -> Snapshot | None:
        """The newest good site; None before there is one."""
        return next(iter(self.sites), None)


class Live:
    """Keeps the state up to date; nothing else in the program changes what other threads see."""

    def __init__(
        self, root: Path, options: Options, environ: Environ, tell: Callable[[], None]
    ) -> None:
        self._root = root
        # An index of the texts is made of the pages of a build, so a preview has none.
        self._options = replace(options, search="list")
        self._environ = environ
        self._tell = tell
        self._inputs: Inputs | None = None
        self._elsewhere: tuple[Path, ...] = ()
        """The folders of themes outside the site."""
        self._compiled: CompiledTemplates | None = None
        self._lock = threading.Lock()
        self._found: Diagnostics = ()
        self._refusal = ""
        self._sent: OrderedDict[str, bytes] = OrderedDict()
        self._unread: frozenset[str] = frozenset()
        self.state = PreviewState()
        self.is_updating = False
        """Whether a change is being taken up: who can wait a moment will see it."""
        self._news = threading.Event()
        self._is_closed = False

    def places(self) -> tuple[Path, ...]:
        """The files and folders that the site is made of, as far as they are known."""
        return (*places(self._root, None), *self._elsewhere)

    def open(self, progress: Progress | None = None) -> None:
        """Read the whole site, with what the last build kept of it.

        Raises PortfolioError if there is no site.
        """
        with contextlib.closing(Cache(self._root / NOTES_FOLDER, may_write=False)) as cache:
            inputs = read_inputs(self._root, self._options, self._environ, progress, cache)
        self._take(inputs, ())
        gc.collect()
        gc.freeze()

    def update(self, changed: frozenset[str]) -> tuple[str, ...] | None:
        """Read changed files again; return those that made a difference, or None if nothing did."""
        if changed:
            self.is_updating = True
            self._news.set()
        try:
            return self._update(changed)
        finally:
            if self.is_updating:
                self.is_updating = False
                self._tell()

    def _update(self, changed: frozenset[str]) -> tuple[str, ...] | None:
        if self._inputs is None:
            return None
        changed |= self._unread
        try:
            inputs = reread(self._inputs, self._environ, changed)
        except PortfolioError as reason:
            self._unread = changed
            return self._refuse(report.error_text(reason))
        except UntoldError as reason:  # if they are gone at the next look as well, they are
            self._unread = changed | reason.paths
            return None
        except OSError:  # a folder vanished while it was read; the next look reads what is there
            self._unread = changed
            return None
        self._unread = frozenset()
        before = _listing_others(self._inputs, inputs.texts.others)
        if inputs == before and not self._refusal:
            self._inputs = before
            return None
        found = tuple(sorted({*different(self._inputs, inputs, changed)}))
        self._refusal = ""
        self._take(inputs, found)
        return found

    def _refuse(self, reason: str) -> tuple[str, ...] | None:
        if reason == self._refusal:
            return None
        self._refusal = reason
        self._publish(self.state.sites)
        return (CONTENT_FOLDER,)

    def _take(self, inputs: Inputs, changed: tuple[str, ...]) -> None:
        found = assemble(inputs)
        if self._inputs and self._inputs.setup.extensions != inputs.setup.extensions:
            self._compiled = None
        self._inputs = inputs
        self._found = found.diagnostics
        if theme := inputs.setup.theme:
            self._elsewhere = places(self._root, theme)[len(places(self._root, None)) :]
        if found.site is None or theme is None or has_errors(found.diagnostics):
            self._publish(self.state.sites)
            return
        newest = self.state.newest
        if newest and newest.found.site is found.site and newest.found.inputs.setup is inputs.setup:
            pages = newest.cache
        else:
            pages = self._page_cache(found, theme, found.site.views)
        site = Snapshot(found, found.site.resources, pages)
        failed = newest.failed() if newest else {}
        for address in {problem: address for address, problem in failed.items()}.values():
            if address in site.resources:
                pages.render(site, address)
        earlier = tuple(one for one in self.state.sites if not one.failed())
        self._publish((site, *earlier[:GOOD_SITES]), changed_address(found, changed))

    def _page_cache(
        self, found: AssembledSite, theme: Theme, views: Mapping[str, SiteView]
    ) -> PageCache:
        """A cache for a new site, with the fragments of the one before if they would be the same.

        Those of a site with filters of the owner's, which may read anything, never are.
        """
        setup = found.inputs.setup
        filters = setup.extensions.filters
        self._compiled = self._compiled or compile_templates(theme, filters)
        known: Mapping[Place, Fragment] = {}
        for before in () if filters else self.state.sites[:1]:
            if before.found.inputs.setup is setup and before.views == views:
                cards = {entry.id for entry in found.portfolio.entries}
                known = before.cache.fragments.known(cards)
        fragments = Fragments(lambda: known)
        environments = make_environments(theme, views, filters, self._compiled, fragments)
        return PageCache(environments, fragments)

    def _report(self, sites: tuple[Snapshot, ...]) -> Report:
        """What is wrong with the newest inputs, and with templates that are still in use."""
        if self._refusal:
            return Report(self._refusal, errors=1)
        found = self._found
        if sites and self._inputs and sites[0].found.inputs.setup is self._inputs.setup:
            found = (*found, *sites[0].problems())
        found = in_order(found)
        counts = [
            sum(problem.severity is kind for problem in found)
            for kind in (Severity.ERROR, Severity.WARNING)
        ]
        return Report(report.as_text(found), *counts)

    def _publish(self, sites: tuple[Snapshot, ...], latest: str = "") -> None:
        with self._lock:
            number = self.state.number + 1
            self.state = PreviewState(number, sites, self._report(sites), latest, number)
        self._news.set()
        self._tell()

    def is_page(self, address: str) -> bool:
        """Whether the site has a page at this address."""
        newest = self.state.newest
        return newest is not None and isinstance(newest.resources.get(address), Route)

    def at_hand(self, address: str) -> PreviewAnswer | None:
        """The answer for an address, if nothing has to be rendered for it."""
        newest = self.state.newest
        if newest and (content := newest.at_hand(address)) is not None:
            return PreviewAnswer(content, address, 200)
        return None

    def answer(self, address: str) -> PreviewAnswer | None:
        """The answer for an address; None if its page has never been good."""
        sites = self.state.sites
        if not sites:
            return None
        content = self._content(sites, address)
        if content is not None:
            return PreviewAnswer(content, address, 200)
        if isinstance(sites[0].resources.get(address), Route):
            return None
        missing = self._content(sites, "404.html")
        if missing is None:
            return None
        return PreviewAnswer(missing, "404.html", 404)

    def _content(self, sites: tuple[Snapshot, ...], address: str) -> bytes | None:
        """The bytes of an address: of the newest site, or of one before if that fails."""
        if address not in sites[0].resources and not address.startswith("assets/"):
            return None
        for site in (site for site in sites if address in site.resources):
            content = site.cache.render(site, address, keep=True)
            if isinstance(site.resources[address], Asset | GeneratedFile):
                return self._as_it_was(address, content)
            if isinstance(content, bytes):
                return content
            if site is sites[0]:
                self._note()
        return None

    def _as_it_was(self, address: str, content: bytes | Diagnostic) -> bytes | None:
        """The bytes of a picture or document, or those sent before if its file is broken."""
        if isinstance(content, Diagnostic):
            return self._sent.get(address)
        self._sent[address] = content
        while len(self._sent) > 1 and sum(map(len, self._sent.values())) > KEPT_BYTES:
            self._sent.popitem(last=False)
        return content

    def _note(self) -> None:
        """Tell of what rendering found."""
        with self._lock:
            found = self._report(self.state.sites)
            if found == self.state.report:
                return
            self.state = replace(self.state, number=self.state.number + 1, report=found)
        self._news.set()
        self._tell()

    def close(self) -> None:
        """End `keep_checking`."""
        self._is_closed = True
        self._news.set()

    def keep_checking(self) -> None:
        """After each change and a pause, render all other pages to find errors of templates."""
        tidied: PageCache | None = None
        while self._news.wait() and not self._is_closed:
            self._news.clear()
            if not self._news.wait(PAUSE):
                self.check()
                newest = self.state.sites[0].cache if self.state.sites else None
                if newest is not tidied and not self._news.is_set():
                    tidied = newest
                    gc.collect()  # the templates of sites that are gone hold each other

    def check(self) -> None:
        """Render the pages that are not known yet, with pauses, until something changes."""
        site = self.state.newest
        if site is None:
            return
        for address, entry in site.resources.items():
            if isinstance(entry, Route) and not site.is_known(address):
                began = time.monotonic()
                site.cache.render(site, address)
                if self._news.wait(LEISURE * (time.monotonic() - began)):
                    return
        self._note()
        if not site.failed():
            self._trust(site)

    def _trust(self, site: Snapshot) -> None:
        """Forget the sites before one whose pages are all sound."""
        with self._lock:
            if self.state.newest is site:
                self.state = replace(self.state, sites=(site,))


def _listing_others(inputs: Inputs, others: tuple[str, ...]) -> Inputs:
    """The inputs with other stray files: those that matter are among the problems."""
    return replace(inputs, texts=replace(inputs.texts, others=others))
