"""What the tests share: a small site to write and build, the example site built once, a browser."""

from __future__ import annotations

import gc
import html.parser
import json
import os
import posixpath
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from copied import Copy, can_copy, run_copy, start_copy
from hypothesis import HealthCheck, settings
from small_site import NO_FONTS

from portfolio.diagnostics import Diagnostic
from portfolio.options import Options
from portfolio.output.manifest import MARK
from portfolio.pipeline import build as pipeline
from portfolio.pipeline.result import BuildResult

if sys.platform != "win32":
    import fcntl

REPOSITORY = Path(__file__).resolve().parent.parent
AS_OF = date(2025, 6, 1)
"""The day for which the sites of these tests are built."""
SETTINGS = (
    '[site]\ntitle = "Test site"\nbase_url = "https://example.org/"\n\n[publish]\n'
    'as_of = "2025-06-01"\nshare_pictures = false\n'
)
FACTOR = 10 if os.environ.get("THOROUGH") else 1
"""How many times more examples of a property are tried than in every run."""
MEMORY = Path("/dev/shm")
"""A folder in memory: builds flush what they write, and a disk would be waited for each time."""
PATIENCE = 60.0
"""Seconds after which what has not ended will not end."""
ROOM = 2 * 1024**3
"""Bytes that the temporary folders of a run fit in."""
VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}
INLINE = {"a", "abbr", "b", "code", "em", "i", "mark", "small", "span", "strong", "time"}
SHIFTS = (
    "new PerformanceObserver((list) => list.getEntries().forEach((e) => (window.shift = "
    "(window.shift || 0) + e.value))).observe({type: 'layout-shift', buffered: true})"
)
"""A script that adds up, in `window.shift`, how far a page moves what was already shown."""


settings.register_profile(
    "tests",
    max_examples=50 * FACTOR,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("tests")
"""A busy machine does not make a property false: no example has a deadline."""


def examples(count: int, **options: Any) -> settings:
    """So many examples of a property, more of them in a thorough run."""
    return settings(max_examples=count * FACTOR, **options)


class Tree(html.parser.HTMLParser):
    """The elements, links, scripts and words of a page; a tag that is not closed
    where it must be is a fault.
    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        if self.open:
            self.faults.append(f"never closed: {self.open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if len(named) != len(attrs):
            self.faults.append(f"repeated attribute in {tag}")
        self.elements.append((tag, named))
        self._part(tag)
        if tag == "script":
            self.scripts.append((named, ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def _part(self, tag: str) -> None:
        if tag not in INLINE:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._part(tag)
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-3:]}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            attributes, before = self.scripts[-1]
            self.scripts[-1] = (attributes, before + data)
        else:
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment: {data[:40]}")

    @property
    def text(self) -> str:
        """The visible words, with single spaces."""
        return " ".join("".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of all elements of one kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    def attribute_values(self) -> list[str]:
        """Every value of every attribute."""
        return [value for _, attributes in self.elements for value in attributes.values()]

    @property
    def json_ld(self) -> Any:
        """The structured data of the page."""
        (text,) = [
            text
            for attributes, text in self.scripts
            if attributes.get("type") == "application/ld+json"
        ]
        return json.loads(text)


@dataclass
class SiteFolder:
    """A writable site in a folder of its own."""

    root: Path
    environ: dict[str, str] = field(default_factory=NO_FONTS.copy)

    @property
    def output(self) -> Path:
        """The folder of the built site."""
        return self.root / "output"

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file of the site."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return target

    def record(self, name: str = "a", body: str = "Some words.\n", /, **fields: Any) -> Path:
        """Write a record; what is not given is a title, an issuer and a date.

        None leaves a field out.
        """
        values = {
            "title": f"Title {name}",
            "issuer": "Issuer",
            "issued_date": "2024-05-17",
            **fields,
        }
        lines = [
            f"{key}: {json.dumps(value, ensure_ascii=False)}"
            for key, value in values.items()
            if value is not None
        ]
        return self.write(
            f"content/credentials/{name}.md", "\n".join(["---", *lines, "---", "", body])
        )

    def template(self, name: str, text: str, theme: str = "") -> Path:
        """Write a template of the site, or of one of its themes."""
        return self.write(
            f"themes/{theme}/templates/{name}" if theme else f"templates/{name}", text
        )

    def theme(self, name: str, description: str = 'parent = "ledger"\n') -> Path:
        """Write the description of a theme."""
        return self.write(f"themes/{name}/theme.toml", f'name = "{name}"\n{description}')

    def build(self, *, strict: bool = False, **options: Any) -> BuildResult:
        """Build the site in this process."""
        return pipeline.build(
            self.root, Options(**{"as_of": AS_OF, **options}), self.environ.get, strict=strict
        )

    def publish(self, **options: Any) -> dict[str, bytes]:
        """Build the site, which must succeed, and return its files."""
        result = self.build(**options)
        assert result.written is not None, "\n".join(
            f"{d.location.path}:{d.location.line} {d.code} {d.message}" for d in result.diagnostics
        )
        return self.files()

    def problems(self, **options: Any) -> list[Diagnostic]:
        """What a build finds, errors and warnings."""
        return list(self.build(**options).diagnostics)

    def files(self, folder: Path | None = None) -> dict[str, bytes]:
        """Every file of the built site by its name."""
        return tree_of(folder or self.output)

    def page(self, address: str = "") -> Tree:
        """A page of the built site."""
        name = f"{address}index.html" if not address or address.endswith("/") else address
        return Tree((self.output / name).read_text("utf-8"))

    def run(
        self,
        *arguments: str,
        env: dict[str, str] | None = None,
        errors: str = "strict",
        is_new: bool = False,
        **options: Any,
    ) -> subprocess.CompletedProcess[str]:
        """Run the command in this site: in a copy of this process, or in a new one if `is_new`
        or if only a new one heeds the variables and options.
        """
        if not is_new and not options and can_copy(env):
            return run_copy(arguments, self.root, environment(env), errors=errors, timeout=PATIENCE)
        options = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "timeout": PATIENCE,
            **options,
        }
        return subprocess.run(
            command(*arguments),
            cwd=self.root,
            env=environment(env),
            encoding="utf-8",
            errors=errors,
            check=False,
            **options,
        )

    def run_python(
        self, program: str, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program in this site that may import ours."""
        return subprocess.run(
            [sys.executable, "-c", program],
            cwd=self.root,
            env=environment(env),
            encoding="utf-8",
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
        )

    def start(
        self, *arguments: str, env: dict[str, str] | None = None, **options: Any
    ) -> subprocess.Popen[str]:
        """Start the command in this site."""
        options = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            **options,
        }
        return subprocess.Popen(
            command(*arguments), cwd=self.root, env=environment(env), encoding="utf-8", **options
        )

    def begin(
        self, *arguments: str, env: dict[str, str] | None = None
    ) -> Copy | subprocess.Popen[str]:
        """Start the command in this site, in a copy of this process if that heeds the variables;
        both of its streams are read as one.
        """
        if can_copy(env):
            return start_copy(arguments, self.root, environment(env))
        return self.start(*arguments, env=env, stderr=subprocess.STDOUT)


def command(*arguments: str) -> list[str]:
    """The command as these tests run it."""
    return [sys.executable, "-m", "portfolio", *arguments]


def environment(changes: dict[str, str] | None = None) -> dict[str, str]:
    """The variables of a subprocess: ours, without what would change its answers,
    and the changes; "" removes one.
    """
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in ("SOURCE_DATE_EPOCH", "NO_COLOR", "CI", "FORCE_COLOR")
    }
    path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]))
    merged = {**kept, **NO_FONTS, "PYTHONPATH": path, **(changes or {})}
    return {key: value for key, value in merged.items() if value != ""}


def write_misnamed(root: Path, path: str) -> None:
    """Write a file at a path that has bytes that are not UTF-8, as surrogates;
    skip the test where no file system takes it.
    """
    try:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"x { order: 1 }\n")
    except OSError:
        pytest.skip("this file system takes only UTF-8")


def tree_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its relative name, but for the mark of a build."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MARK
    }


def links_of(tree: Tree) -> list[str]:
    """Every link, picture, script and style of a page, without those
    that are meant to be absolute.
    """
    found = []
    for tag, attributes in tree.elements:
        if tag == "link" and attributes.get("rel") == "canonical":
            continue
        found += [attributes[name] for name in ("href", "src") if name in attributes]
    return found


def dead_links(folder: Path, *, reachable: bool = False) -> list[str]:
    """The relative links of all pages below a folder, or of those that home leads to, that lead
    to no file or part of one.
    """
    dead = []
    leads: dict[Path, set[Path]] = {}
    pages = {path: Tree(path.read_text("utf-8")) for path in folder.rglob("*.html")}
    anchors = {
        path: {attributes["id"] for _, attributes in tree.elements if "id" in attributes}
        for path, tree in pages.items()
    }
    for path, tree in pages.items():
        for link in links_of(tree):
            parts = urlsplit(link)
            if parts.scheme:
                continue
            base = folder if parts.path.startswith("/") else path.parent
            target = (
                path
                if not parts.path
                else Path(posixpath.normpath(base / unquote(parts.path).lstrip("/")))
            )
            if target.is_dir():
                target /= "index.html"
            leads.setdefault(path, set()).add(target)
            missing = not target.is_relative_to(folder) or not target.is_file()
            if missing or (
                parts.fragment
                and target in anchors
                and unquote(parts.fragment) not in anchors[target]
            ):
                dead.append((path, f"{path.relative_to(folder)}: {link}"))
    followed, todo = set(), [folder / "index.html"]
    while todo:
        path = todo.pop()
        followed.add(path)
        todo += leads.get(path, set()) - followed
    return [words for path, words in dead if path in followed or not reachable]


def pytest_configure() -> None:
    """Prepare this process, and with it those that it starts, before a test runs.

    What is compiled is kept, or hundreds of processes would compile the program each. Ctrl-C has
    its usual meaning even where it is ignored, as under `nohup`: children would ignore it too.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if "TMPDIR" not in os.environ and _has_room(MEMORY):
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


def _has_room(folder: Path) -> bool:
    return folder.is_dir() and shutil.disk_usage(folder).free > ROOM


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    """A site with settings and no content yet."""
    folder = SiteFolder(tmp_path / "site")
    folder.write("portfolio.toml", SETTINGS)
    (folder.root / "content/credentials").mkdir(parents=True)
    return folder


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """The repository's own example, built; all processes of a run read the same one."""
    if "PYTEST_XDIST_WORKER" not in os.environ or sys.platform == "win32":
        return _built_example(tmp_path_factory.mktemp("example"))
    shared = tmp_path_factory.getbasetemp().parent / "example"
    with open(shared.with_name("example.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            _built_example(shared.with_name("example.new")).root.rename(shared)
    return SiteFolder(shared)


def _built_example(root: Path) -> SiteFolder:
    for name in ("content", "templates", "static"):
        if (REPOSITORY / name).is_dir():
            shutil.copytree(REPOSITORY / name, root / name)
    shutil.copy(REPOSITORY / "portfolio.toml", root)
    folder = SiteFolder(root)
    folder.publish(as_of=None)
    return folder


def pytest_collection_finish() -> None:
    """Keep the garbage collector from looking through thousands of tests again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium of the system.

    Where there is none the test is skipped, and fails on a CI machine.
    """
    path = next(
        filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None
    )
    if path is None:
        reason = "there is no Chromium on this machine"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """A Chromium of the system, started."""
    from playwright.sync_api import sync_playwright

    switches = [
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
    ]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium, args=[f"--{switch}" for switch in (*switches, "disable-sync")]
        )
        yield started
        started.close()


def watch(page: Any) -> None:
    """Keep what goes wrong on a page."""
    page.troubles = []
    page.on(
        "console",
        lambda message: (
            page.troubles.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on(
        "requestfailed",
        lambda request: (
            None
            if request.failure == "net::ERR_ABORTED"
            else page.troubles.append(f"failed: {request.url} {request.failure}")
        ),
    )
    page.on(
        "response",
        lambda response: (
            page.troubles.append(f"{response.status}: {response.url}")
            if response.status >= 400
            else None
        ),
    )


class Tabs:
    """A window in which pages are opened one after another: a tab costs less than a window."""

    def __init__(self, browser: Any, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(1000 * PATIENCE)
        self._kept = self.context.new_page()
        self._session = self.context.new_cdp_session(self._kept)

    @contextmanager
    def page(self, width: int = 1280, height: int = 900, **media: str) -> Iterator[Any]:
        """A page of this size, that knows nothing of those before it."""
        fresh = self.context.new_page()
        fresh.set_viewport_size({"width": width, "height": height})
        if media:
            fresh.emulate_media(**media)
        try:
            yield fresh
        finally:
            for page in self.context.pages:
                if page is not self._kept:
                    page.close()
            everything = {"origin": "*", "storageTypes": "all"}
            self._session.send("Storage.clearDataForOrigin", everything)
            self._session.send("Network.clearBrowserCache")


def too_wide(page: Any, paths: Iterable[Path], widths: Iterable[int]) -> list[tuple[str, int]]:
    """The pages with a scroll bar across, each with the width of the window that shows it.

    A page is loaded once: another width costs a tenth of another load.
    """
    found = []
    for path in paths:
        page.goto(path.as_uri())
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
                found.append((path.as_uri(), width))
    return found


def objections(page: Any) -> list[tuple[str, str]]:
    """The rules that Axe finds broken on a page, each with the first element that breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_script())
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in found]


@cache
def axe_script() -> str:
    """The text of Axe; the test is skipped where it is not installed."""
    package = pytest.importorskip("axe_playwright_python.sync_playwright")
    script: str = package.Axe().axe_script
    return script


@pytest.fixture(scope="session")
def tabs(browser: Any) -> Iterator[Tabs]:
    """A window for pages that need none of their own."""
    opened = Tabs(browser)
    yield opened
    opened.context.close()


@pytest.fixture
def page(tabs: Tabs) -> Iterator[Any]:
    """A fresh page, with the list of all that went wrong on it."""
    with tabs.page() as fresh:
        watch(fresh)
        yield fresh
