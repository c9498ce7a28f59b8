"""The pages of credentials become an index, with which a browser searches their texts: Pagefind reads them as they will be published.

The index is a part of the site like any other file. It is made again when a page differs, and else is as it was.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path

from .cache import key_of
from .diagnostics import PortfolioError
from .folders import INDEX
from .history import History, Printed
from .inputs import Inputs
from .printing import Came
from .program import program
from .text import quoted
from .write import Stage

LONGEST = 600
"""Seconds that Pagefind may take."""
_BINARY = "PAGEFIND_BINARY_PATH"
"""The variable that names another build of Pagefind."""
_OWN = ("pagefind-ui.", "pagefind-modular-ui.", "pagefind-component-ui.", "pagefind-highlight.")
"""Begins the files of Pagefind's own user interfaces, which no page loads."""
_LETTERS = "#+"
"""Signs that are part of words, such as `C#` and `C++`."""
_WITHOUT_BLANKS = frozenset({"ja", "th", "zh"})
"""Languages whose sentences only the extended build of Pagefind takes apart into words."""


def refuse_without_pagefind(inputs: Inputs) -> None:
    """Go on only if the search that the settings ask for can be made. Raises PortfolioError."""
    if not _is_wanted(inputs):
        return
    cure = "install it: pip install 'credential-portfolio[search]'; or take `search` out of portfolio.toml"
    if find_spec("pagefind") is None:
        raise PortfolioError('`search = "pagefind"` needs Pagefind, which is not installed', cure)
    language = inputs.setup.settings.site.language
    if language.partition("-")[0] in _WITHOUT_BLANKS and not (find_spec("pagefind_bin_extended") or os.environ.get(_BINARY)):
        missing = f"words within sentences in {quoted(language)} are found by the extended build of Pagefind, which is not installed"
        raise PortfolioError(missing, cure)


def index_pages(inputs: Inputs, stage: Stage, before: History, intact: Mapping[str, Printed], came: Iterable[Came]) -> list[Came]:
    """What comes of the index of the pages that came, if one is wanted; `intact` are the files that are as they were before.

    Raises OSError if the disk refuses, and PortfolioError if Pagefind fails.
    """
    shown = {one.name: one.is_staged for one in came if one.name.startswith("credentials/") and one.name.count("/") == 2}
    if not (shown and _is_wanted(inputs)):
        return []
    pages = {name: _read(stage.place(name) if shown[name] else f"{stage.output}/{name}") for name in sorted(shown)}
    key = key_of("index", program(), *(part for page in pages.items() for part in page))
    last = sorted(name for name in before.printed if name.startswith(f"{INDEX}/"))
    if last and all(name in intact and intact[name].key == key for name in last):
        return [Came(name, Printed(key)) for name in last]
    return [Came(name, Printed(key), stage.add(name, content)) for name, content in _index(pages).items()]


def _is_wanted(inputs: Inputs) -> bool:
    return inputs.setup.settings.site.search == "pagefind"


def _read(path: str) -> bytes:
    return Path(path).read_bytes()


def _index(pages: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of the index of these pages."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="portfolio-") as folder:
        for name, content in pages.items():
            path = Path(folder, "site", name)
            path.parent.mkdir(parents=True)
            path.write_bytes(content)
        _run(folder)
        made = Path(folder, INDEX)
        files = sorted(path for path in made.rglob("*") if path.is_file() and not path.name.startswith(_OWN))
        return {f"{INDEX}/{path.relative_to(made).as_posix()}": path.read_bytes() for path in files}


def _run(folder: str) -> None:
    """Have Pagefind index the pages in a folder, with none of its settings from elsewhere."""
    import subprocess

    environ = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_") or name == _BINARY}
    options = ["--site", "site", "--output-path", INDEX, "--keep-index-url", "--exclude-selectors", ".anchor", "--silent"]
    command = [sys.executable, "-m", "pagefind", *options, "--include-characters", _LETTERS]
    try:
        done = subprocess.run(command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, capture_output=True, timeout=LONGEST, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise _failure(f"it took more than {LONGEST // 60} minutes") from None
    if done.returncode or not Path(folder, INDEX, "pagefind.js").is_file():
        said = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
        raise _failure(said[-1].strip() if said else f"exit code {done.returncode}")


def _failure(reason: str) -> PortfolioError:
    cure = "install it again: pip install --force-reinstall 'credential-portfolio[search]'; or take `search` out of portfolio.toml"
    return PortfolioError(f"Pagefind could not index the pages: {reason}", cure)
