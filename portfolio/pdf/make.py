"""Prints one page of the site as a PDF, and moves the file into place once it is complete.

Scripts are disabled, because they ask the clock what has expired. The dates in the file are the
as-of date.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from ..diagnostics import Diagnostic, Diagnostics, PortfolioError, has_errors
from ..options import Environ, Options, Progress
from ..pipeline.assemble import AssembledSite, in_order, make, render_address, survey
from ..render.environment import Environments, make_environments
from ..text import did_you_mean_path
from ..urls import absolute_url
from ..views.pages import Page
from .browser import find_browser, is_pdf, print_page
from .local_server import serve_site

PAPER_SIZES = {"a4": "A4", "letter": "letter"}
"""Paper sizes, and their names in CSS."""
RESUME_NAME = "resume"
"""The file name for the home page."""
_STYLE = "~paper.css"
"""The address of the stylesheet with the paper size; no page of a site can have it."""
_LINK = re.compile(r'(<a\b[^>]*?) href="([^"]*)"')
_INDEX = re.compile(r"(?<=/)index\.html(?=$|[?#])")
_TIME = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")


class PrintRequest(Struct, frozen=True):
    """What to print."""

    address: str = ""
    """The page, with or without leading and trailing slashes."""
    paper: str = "a4"
    output: Path | None = None
    """The file; None for one in the current folder, named after the page."""


def make_pdf(
    root: Path,
    options: Options,
    environ: Environ,
    request: PrintRequest,
    progress: Progress | None = None,
) -> tuple[Diagnostics, Path | None]:
    """Print a page of the site in `root`; return the problems of the site, and the file.

    The file is None if nothing was printed. Raises PortfolioError.
    """
    browser = find_browser(environ)
    found = survey(root, options, environ, progress)
    theme, site = found.inputs.setup.theme, found.site
    if theme is None or site is None or has_errors(found.diagnostics):
        return found.diagnostics, None
    address = _address_of(found, request.address)
    environments = make_environments(theme, site.views, found.inputs.setup.extensions.filters)
    page = render_address(found, environments, address)
    if isinstance(page, Diagnostic):
        return in_order((*found.diagnostics, page)), None
    target = request.output or Path(f"{address.strip('/').rpartition('/')[2] or RESUME_NAME}.pdf")
    text = _prepared_for_print(page.decode(), site.view.base_url, address)
    own = {
        address: text.encode(),
        _STYLE: f"@page {{ size: {PAPER_SIZES[request.paper]}; }}\n".encode(),
    }
    requested: set[str] = set()

    def _print(file: Path) -> None:
        with serve_site(partial(_content_of, found, environments, own, requested)) as web:
            print_page(browser, web(address), file)
        if address not in requested:
            raise PortfolioError(
                f"{browser} did not reach this program",
                "allow programs on this machine to connect to 127.0.0.1",
            )

    _print_into(target, found.inputs.as_of, _print)
    return found.diagnostics, target


def _address_of(found: AssembledSite, requested: str) -> str:
    """The address of the requested page. Raises PortfolioError if there is none."""
    name = requested.removesuffix("index.html").strip("/")
    address = f"{name}/" if name else ""
    entries = found.site.resources if found.site else {}
    made = make(found, address) if address in entries else None
    if not isinstance(made, Page) or made.view.kind == "redirect":
        near = did_you_mean_path(address, [other for other in entries if other.endswith("/")])
        raise PortfolioError(
            f"there is no page {requested}",
            f"did you mean {near}?" if near else "give its address, such as credentials/",
        )
    return address


def _content_of(
    found: AssembledSite,
    environments: Environments,
    own: Mapping[str, bytes],
    requested: set[str],
    address: str,
) -> bytes | None:
    requested.add(address)
    if address in own or not found.site or address not in found.site.resources:
        return own.get(address)
    content = render_address(found, environments, address)
    if isinstance(content, Diagnostic):
        return None
    return content


def _prepared_for_print(page: str, base_url: str, address: str) -> str:
    """The page with its paper size, and with links to the published site.

    Without a base URL the links are removed.
    """

    def _published(link: re.Match[str]) -> str:
        target = html.unescape(link[2])
        if urlsplit(target).scheme or target.startswith("#"):
            return link[0]
        if not base_url:
            return link[1]
        whole = _INDEX.sub("", urljoin(absolute_url(base_url, address), target))
        return f'{link[1]} href="{html.escape(whole)}"'

    style = f'<link rel="stylesheet" href="/{_STYLE}" media="print">\n'
    return _LINK.sub(_published, page).replace("</head>", f"{style}</head>", 1)


def _print_into(target: Path, as_of: date, make_file: Callable[[Path], None]) -> None:
    """Print into a temporary file and move it to `target`, whose folder is made if it is missing.

    Raises PortfolioError if it cannot be written, or if `target` exists and is not a PDF.
    """
    if target.exists() and not is_pdf(target):
        raise PortfolioError(
            f"{target} exists and is not a PDF", "choose another file with --output"
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(
            prefix=f"{target.name[:100]}-", dir=target.parent, ignore_cleanup_errors=True
        ) as folder:
            aside = Path(folder, RESUME_NAME).with_suffix(".pdf")
            make_file(aside)
            aside.write_bytes(
                _TIME.sub(rb"\g<1>" + f"{as_of:%Y%m%d}000000".encode(), aside.read_bytes())
            )
            aside.replace(target)
    except OSError as reason:
        raise PortfolioError(
            f"{target} cannot be written: {reason.strerror}", "choose another file with --output"
        ) from None
