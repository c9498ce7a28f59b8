"""Renders pages with the templates of a theme; errors of templates become diagnostics."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.nodes import Const, Extends, FromImport, Import, Include, Stmt
from markupsafe import Markup, escape
from msgspec.structs import replace

from ..diagnostics import Diagnostic, Location, Related, attempt, error, exception_text
from ..domain.body import Body
from ..extensions import extension_lines, extension_location
from ..locale.language import other_language
from ..source_text import locate_line
from ..text import quoted
from ..theme.static_files import shown_path
from ..theme.themes import Template, Theme
from ..views.cards import LinkTarget, Prose
from ..views.pages import Page, SiteView
from .environment import MissingStaticError, Sandbox, find_template
from .shell import (
    LEAD_MARK,
    PLACEHOLDER,
    REST_MARK,
    BodyPlaceholder,
    ClosedTextError,
    PageShell,
    divided,
    fill,
    linked,
    shown_headings,
)

TEXT_WIDTH = "(min-width: 48rem) 45rem, 100vw"
"""The width at which a picture of a text is shown: in any theme at most a readable column."""


def render(page: Page, body: Body, environment: Sandbox) -> bytes | Diagnostic:
    """The bytes of a page with its body, or what its template has wrong."""
    made = make_shell(page, body, environment)
    if isinstance(made, Diagnostic):
        return made
    return fill(made, body)


def make_shell(page: Page, body: Body, environment: Sandbox) -> PageShell | Diagnostic:
    """What the template makes of a page around its body, or what it has wrong."""
    root = _root_of(page.address, environment.site)
    way = partial(environment.link, root)
    links = {
        path: (way(target.address), _picture_attributes(way, target))
        for path, target in page.targets.items()
    }
    shell = PageShell(
        (PLACEHOLDER,),
        links,
        bool(environment.theme.options.get("highlight")),
        environment.messages,
    )
    whole, lead, rest = _text(shell, body, environment)
    language = other_language(
        body.outline.first_paragraph, environment.site.language, page.text_language
    )
    prose = Prose(whole, lead, rest, shown_headings(body), language)
    text = attempt(
        lambda: environment.get_template(page.template).render(
            **page.values, page=page.view, body=prose, root=root
        )
    )
    if isinstance(text, Exception):
        return _template_problem(text, page.template, environment.theme)
    return replace(shell, pieces=tuple(text.split(PLACEHOLDER)))


def check_templates(environment: Sandbox) -> Iterator[Diagnostic]:
    """What is wrong with templates before any is rendered, also with those that no page uses.

    That is their syntax, and the names of templates that they extend, include or import.
    """
    theme = environment.theme
    for name, template in theme.templates.items():
        parsed = attempt(partial(environment.get_template, name))
        if isinstance(parsed, Exception):
            yield _template_problem(parsed, name, theme)
            continue
        for called, line in _names_of_others(environment, template.text):
            if find_template(theme, called) is None:
                code, message, cure = _explained(TemplateNotFound(called))
                yield error(code, message, _template_place(theme, template, line), cure)


def _names_of_others(environment: Sandbox, text: str) -> Iterator[tuple[str, int]]:
    """The templates that a template cannot do without, as far as it names them, with the lines."""
    for node in environment.parse(text).find_all(Stmt):
        if not isinstance(node, Extends | Include | Import | FromImport):
            continue
        named = node.template
        is_needed = not (isinstance(node, Include) and node.ignore_missing)
        if is_needed and isinstance(named, Const) and isinstance(named.value, str):
            yield named.value, node.lineno


def _text(shell: PageShell, body: Body, environment: Sandbox) -> Iterator[Any]:
    """The text of a page, its first paragraph and the rest.

    They are the texts themselves if the owner's filters may read them.
    """
    if environment.is_open:
        text = linked(shell, body)
        yield from (Markup(part) for part in (text, *divided(text)))  # noqa: S704 - the sanitizer's own output
        return
    parts = (body.html, *divided(body.html))
    for part, mark in zip(parts, (PLACEHOLDER, LEAD_MARK, REST_MARK), strict=True):
        yield BodyPlaceholder(mark) if part else Markup()


def _root_of(address: str, site: SiteView) -> str:
    """The path from a page to the root of the site.

    It is absolute for the error page, which is served at any address.
    """
    if address == "404.html":
        return unquote(urlsplit(site.base_url).path) or "/"
    return "../" * address.count("/")


def _picture_attributes(way: Callable[[str], str], target: LinkTarget) -> str:
    """The attributes of a picture of a text: its size, and the copies for other widths.

    `way` makes the link to an address.
    """
    asset, copies = target.asset, target.copies
    if asset is None or not asset.width:
        return ""
    candidates = ", ".join(f"{way(copy.address)} {copy.width}w" for copy in copies)
    choice = f' srcset="{escape(candidates)}" sizes="{TEXT_WIDTH}"' if copies else ""
    return f'{choice} width="{asset.width}" height="{asset.height}" loading="lazy" decoding="async"'


def _template_problem(reason: Exception, name: str, theme: Theme) -> Diagnostic:
    code, message, cure = _explained(reason)
    by_file = {str(template.path): template for template in theme.templates.values()}
    if isinstance(reason, TemplateSyntaxError) and reason.filename in by_file:
        return error(
            code, message, _template_place(theme, by_file[reason.filename], reason.lineno), cure
        )
    frames = [
        frame for frame in traceback.extract_tb(reason.__traceback__) if frame.filename in by_file
    ]
    related = tuple(
        Related("raised here", extension_location(theme.root, line))
        for line in extension_lines(theme.root, reason)[-1:]
    )
    if frames:
        return error(
            code,
            message,
            _template_place(theme, by_file[frames[-1].filename], frames[-1].lineno or 1),
            cure,
            related,
        )
    where = find_template(theme, name)
    return error(
        code,
        message,
        Location(shown_path(theme.root, where.path) if where else f"theme {theme.name}"),
        cure,
    )


def _explained(reason: Exception) -> tuple[str, str, str]:
    """Code, message and help for what a template raised."""
    words = exception_text(reason).rstrip(".") or type(reason).__name__
    if re.match(r"[A-Z][a-z]*[ ']", words) and not isinstance(reason, UndefinedError):
        words = words[:1].lower() + words[1:]
    if isinstance(reason, TemplateSyntaxError):
        return "template-syntax", words, "correct the template"
    if isinstance(reason, TemplateNotFound):
        return (
            "missing-template",
            f"there is no template {quoted(reason.name)}",
            "correct the name, or write that template",
        )
    if isinstance(reason, UndefinedError):
        return "undefined-name", words, "docs/templates.md lists what a template can use"
    if isinstance(reason, SecurityError):
        return (
            "unsafe-template",
            words,
            "templates can read values, not change them or reach into the program",
        )
    if isinstance(reason, RecursionError):
        return (
            "template-cycle",
            "templates extend or include each other in a circle",
            "remove one `extends` or `include`",
        )
    if isinstance(reason, ClosedTextError):
        return (
            "closed-text",
            words,
            "write `{{ body.html }}` without a filter; `sheet.card.summary` is a short text",
        )
    if isinstance(reason, MissingStaticError):
        return "missing-file", words, "put the file under static/, or correct its name"
    return "template-error", f"{type(reason).__name__}: {words}", "correct the template"


def _template_place(theme: Theme, template: Template, line: int) -> Location:
    return locate_line(shown_path(theme.root, template.path), template.text, line)
