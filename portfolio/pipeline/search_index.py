"""Has Pagefind make the index with which a browser searches the texts of the pages of credentials.

Pagefind reads the pages as they will be published. The index is a part of the site like any other
file, and is made again only when one of these pages differs.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path

from ..diagnostics import PortfolioError
from ..linking.editions import language_folders
from ..output.publish import Stage
from ..paths import SEARCH_INDEX_FOLDER
from ..store.cache import key_of
from ..store.fingerprint import program_digest
from ..text import quoted
from .details import OutputFile
from .inputs import Inputs
from .render_all import RenderedFile

PAGEFIND_TIMEOUT = 600
"""Seconds after which Pagefind is stopped; it needs a few for a thousand pages."""
_BINARY = "PAGEFIND_BINARY_PATH"
"""The environment variable that names another build of Pagefind."""
_OWN = ("pagefind-ui.", "pagefind-modular-ui.", "pagefind-component-ui.", "pagefind-highlight.")
"""Prefixes of the files of Pagefind's own user interfaces, which no page loads."""
_LETTERS = "#+"
"""Characters that are part of words, such as `C#` and `C++`."""
_WITHOUT_BLANKS = frozenset({"ja", "th", "zh"})
"""Languages written without spaces, whose words only the extended build of Pagefind finds."""


def refuse_without_pagefind(inputs: Inputs) -> None:
    """Raise PortfolioError if the settings ask for an index that cannot be made here."""
    if not _is_wanted(inputs):
        return
    cure = (
        "install it: pip install 'credential-portfolio[search]'; "
        "or take `search` out of portfolio.toml"
    )
    if find_spec("pagefind") is None:
        raise PortfolioError('`search = "pagefind"` needs Pagefind, which is not installed', cure)
    has_extended = find_spec("pagefind_bin_extended") or os.environ.get(_BINARY)
    languages = inputs.setup.settings.site.languages
    language = next((tag for tag in languages if tag.partition("-")[0] in _WITHOUT_BLANKS), "")
    if language and not has_extended:
        missing = (
            f"words within sentences in {quoted(language)} are found by the extended build "
            "of Pagefind, which is not installed"
        )
        raise PortfolioError(missing, cure)


def index_pages(
    inputs: Inputs,
    stage: Stage,
    before: Iterable[str],
    intact: Mapping[str, OutputFile],
    rendered: Iterable[RenderedFile],
) -> list[RenderedFile]:
    """What came of the files of the index, if one is wanted for the pages that were `rendered`.

    `before` are the files of the last build, `intact` those that are as it left them. Raises
    OSError if a file cannot be written, and PortfolioError if Pagefind fails.
    """
    folders = "|".join(map(re.escape, language_folders(inputs.setup.settings.site).values()))
    of_credential = re.compile(rf"(?:{folders})credentials/[^/]+/index\.html")
    shown = {one.name: one.is_staged for one in rendered if of_credential.fullmatch(one.name)}
    if not (shown and _is_wanted(inputs)):
        return []
    pages = {
        name: Path(stage.path_of(name) if shown[name] else f"{stage.output}/{name}").read_bytes()
        for name in sorted(shown)
    }
    key = key_of("index", program_digest(), *(part for page in pages.items() for part in page))
    last = sorted(name for name in before if name.startswith(f"{SEARCH_INDEX_FOLDER}/"))
    if last and all(name in intact and intact[name].key == key for name in last):
        return [RenderedFile(name, OutputFile(key)) for name in last]
    return [
        RenderedFile(name, OutputFile(key), stage.add(name, content))
        for name, content in _index(pages).items()
    ]


def _is_wanted(inputs: Inputs) -> bool:
    return inputs.setup.settings.site.search == "pagefind"


def _index(pages: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of the index of these pages."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="portfolio-") as folder:
        for name, content in pages.items():
            path = Path(folder, "site", name)
            path.parent.mkdir(parents=True)
            path.write_bytes(content)
        _run(folder)
        made = Path(folder, SEARCH_INDEX_FOLDER)
        files = sorted(
            path for path in made.rglob("*") if path.is_file() and not path.name.startswith(_OWN)
        )
        return {
            f"{SEARCH_INDEX_FOLDER}/{path.relative_to(made).as_posix()}": path.read_bytes()
            for path in files
        }


def _run(folder: str) -> None:
    """Run Pagefind on the pages in a folder, without its settings from the environment."""
    import subprocess

    environ = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PAGEFIND_") or name == _BINARY
    }
    options = [
        "--site",
        "site",
        "--output-path",
        SEARCH_INDEX_FOLDER,
        "--keep-index-url",
        "--exclude-selectors",
        ".anchor",
        "--silent",
    ]
    command = [sys.executable, "-m", "pagefind", *options, "--include-characters", _LETTERS]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PAGEFIND_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _failure(f"it took more than {PAGEFIND_TIMEOUT // 60} minutes") from None
    if done.returncode or not Path(folder, SEARCH_INDEX_FOLDER, "pagefind.js").is_file():
        said = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
        raise _failure(said[-1].strip() if said else f"exit code {done.returncode}")


def _failure(reason: str) -> PortfolioError:
    cure = (
        "install it again: pip install --force-reinstall 'credential-portfolio[search]'; "
        "or take `search` out of portfolio.toml"
    )
    return PortfolioError(f"Pagefind could not index the pages: {reason}", cure)
