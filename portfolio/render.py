"""Pages become bytes: a pure function of a page and its theme.

Templates run in Jinja's sandbox with autoescape everywhere, and an undefined name is an error with its template and
line. Content never becomes a template: it only ever enters as a value.
"""

from __future__ import annotations

import functools
import re
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from types import BuiltinMethodType, CodeType, MethodType
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from jinja2 import (
    BytecodeCache,
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    pass_context,
)
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape
from msgspec.structs import replace

from .body import Body
from .dates import EARLIEST, PartialDate, display_date, display_language
from .diagnostics import Diagnostic, Location, Related, attempt, error, words_of
from .extensions import own_lines, own_place
from .frame import MARK, TEXT, ClosedTextError, Frame, fill, linked, shown_headings
from .language import ENGLISH, direction_of, isolated
from .linkedin import profile_link
from .manuscript import line_place
from .model import Asset
from .qr import qr_code
from .static import within
from .text import did_you_mean, did_you_mean_path, quoted
from .theme import Template, Theme
from .views import Card, Page, Prose, SiteView, Target
from .web import absolute

Filters = Mapping[str, Callable[..., Any]]
TEXT_WIDTH = "(min-width: 48rem) 45rem, 100vw"
"""How wide a picture of a text is shown, as far as can be said for all themes: no wider than a column that is easily read."""
_MISSING = object()
_SCOPES = frozenset({"_loop_vars", "_block_vars"})
"""What Jinja adds to a call."""
_MARKED = re.compile(r"[\\`*_\[\]<>&~|]")
"""What Markdown may take for markup within a line."""
_METHODS = (MethodType, BuiltinMethodType)


class HelpfulUndefined(StrictUndefined):
    """An undefined value whose message says what was probably meant."""

    @property
    def _undefined_message(self) -> str:
        name, owner = self._undefined_name, self._undefined_obj
        if self._undefined_hint or name is None:
            return super()._undefined_message
        if type(owner).__name__ == "MissingType":
            return f"{quoted(name)} is undefined"
        known = [str(key) for key in (owner if isinstance(owner, Mapping) else dir(owner)) if not str(key).startswith("_")]
        near = did_you_mean(str(name), known)
        return f"{type(owner).__name__} has no {quoted(name)}" + (f"; did you mean `{near}`?" if near else "")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with the theme and the site that it serves.

    It asks once for each kind of value and name whether it is safe: the answer never changes.
    """

    def __init__(self, theme: Theme, site: SiteView, *, is_open: bool, **options: Any) -> None:
        super().__init__(**options)
        self.theme = theme
        self.site = site
        self.is_open = is_open
        self.own: frozenset[int] = frozenset()
        """The functions of ours that take the context."""
        self._known: dict[tuple[type, str], bool] = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What a template reads of a value. Jinja's own answer, which is asked only once for what is safe and no method."""
        value = getattr(obj, attribute, _MISSING) if self._known.get((type(obj), attribute)) else _MISSING
        return super().getattr(obj, attribute) if value is _MISSING or isinstance(value, _METHODS) else value

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """What a call in a template gives; our own functions need the page's context alone, and are called without ado."""
        if id(obj) not in self.own:
            return super().call(context, obj, *args, **kwargs)
        return obj(context, *args, **{name: value for name, value in kwargs.items() if name not in _SCOPES})

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read the attribute."""
        key = (type(obj), attr)
        if key not in self._known:
            self._known[key] = super().is_safe_attribute(obj, attr, value)
        return self._known[key]


class MissingStaticError(LookupError):
    """A template asks for a static file that no layer of the theme has."""


class CompiledTemplates(BytecodeCache):
    """Keeps templates compiled, for environments that are made one after another."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code, if its text is the one that was compiled."""
        checksum, code = self._known.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        self._known[bucket.key] = (bucket.checksum, bucket.code)


def make_environment(theme: Theme, site: SiteView, filters: Filters | None = None, compiled: CompiledTemplates | None = None) -> Sandbox:
    """The environment in which the pages of one site are rendered; `filters` are the owner's own."""
    environment = Sandbox(
        theme,
        site,
        is_open=bool(filters),
        finalize=_placed,
        loader=FunctionLoader(functools.partial(_load_template, theme)),
        bytecode_cache=compiled,
        autoescape=True,
        undefined=HelpfulUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals = {
        "site": site,
        "url": _url,
        "asset": _asset,
        "static": _static_finder(theme),
        "absolute": functools.partial(absolute, site.base_url),
        "english": _language_attributes(site, ENGLISH),
    }
    environment.globals["once"] = _rememberer(environment)
    environment.own = frozenset(id(environment.globals[name]) for name in ("url", "asset", "static", "once"))
    environment.filters.update({**_own_filters(site), **(filters or {})})
    del environment.filters["random"]
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    return environment


def _own_filters(site: SiteView) -> Filters:
    return {
        "date": functools.partial(_date, site),
        "host": _host,
        "literal": _literal,
        "number": _number,
        "language": functools.partial(_language, site.language),
        "qr": qr_code,
        "linkedin": functools.partial(profile_link, site.base_url),
        "lang": _lang,
        "isolated": lambda text: isolated(text, site.direction),
    }


def compile_templates(theme: Theme) -> CompiledTemplates:
    """The templates of a theme, compiled before there is a site; those that cannot be are left for when they are needed."""
    compiled = CompiledTemplates()
    environment = make_environment(theme, SiteView("", "en", "ltr", PartialDate(EARLIEST)), compiled=compiled)
    for name in dict.fromkeys(name.partition("/")[2] for name in theme.templates):
        attempt(partial(environment.get_template, name))
    return compiled


def _load_template(theme: Theme, name: str) -> tuple[str, str, None] | None:
    found = _find_template(theme, name)
    return (found.text, str(found.path), None) if found else None


def _find_template(theme: Theme, name: str) -> Template | None:
    """The template of a name: from the first layer that has it, or, named with its layer, from that one."""
    names = (*(f"{layer.name}/{name}" for layer in theme.layers), name)
    return next((theme.templates[full] for full in names if full in theme.templates), None)


def render(page: Page, body: Body, environment: Sandbox) -> bytes | Diagnostic:
    """The bytes of a page with its body, or what its template has wrong."""
    made = make_frame(page, body, environment)
    return made if isinstance(made, Diagnostic) else fill(made, body)


def make_frame(page: Page, body: Body, environment: Sandbox) -> Frame | Diagnostic:
    """What the template makes of a page around its body, or what it has wrong."""
    root = _root_of(page.address, environment.site)
    links = {path: (relative(root, target.address), _picture_attributes(root, target)) for path, target in page.targets.items()}
    frame = Frame((MARK,), links, bool(environment.theme.options.get("highlight")))
    prose = Prose(_text(frame, body, environment), shown_headings(body))
    text = attempt(lambda: environment.get_template(page.template).render(**page.values, page=page.view, body=prose, root=root))
    return (
        _template_problem(text, page, environment.theme) if isinstance(text, Exception) else replace(frame, pieces=tuple(text.split(MARK)))
    )


def _text(frame: Frame, body: Body, environment: Sandbox) -> Any:
    """What templates have as `body.html`. Filters of the owner's may look into it, and then all is printed at every build."""
    if not body.html:
        return Markup()
    return Markup(linked(frame, body)) if environment.is_open else TEXT  # noqa: S704 - the sanitizer's own output


def _placed(value: object) -> object:
    return Markup(MARK) if value is TEXT else value  # noqa: S704 - no text of anybody's


def _root_of(address: str, site: SiteView) -> str:
    """The way from a page to the site's root; the error page is served at any address and needs an absolute one."""
    if address == "404.html":
        return unquote(urlsplit(site.base_url).path) or "/"
    return "../" * address.count("/")


@functools.lru_cache(maxsize=65_536)
def relative(root: str, address: str) -> str:
    """A link to an address from a page with this way to the root.

    Pages are named with their `index.html`, so that the link also works from the disk.
    """
    path, mark, fragment = address.partition("#")
    is_page = not path or path.endswith("/")
    named = f"{path}index.html" if is_page and not root.startswith("/") else path
    return quote(f"{root}{named}") + (f"#{quote(fragment)}" if mark else "")


@pass_context
def _url(context: Context, address: str) -> str:
    return relative(context["root"], address)


@pass_context
def _asset(context: Context, asset: Asset) -> str:
    return relative(context["root"], asset.address)


def _static_finder(theme: Theme) -> Callable[..., str]:
    @pass_context
    def _static(context: Context, name: str) -> str:
        return relative(context["root"], _static_address(theme, name))

    return _static


def _rememberer(environment: Sandbox) -> Callable[..., Markup]:
    """`once(template, card)`: lists repeat the same cards, so what a template makes of one is made once for each way to the root.

    The template is given the card and no page, so that it says the same on every page.
    """
    known: dict[tuple[str, str, str], Markup] = {}

    @pass_context
    def _once(context: Context, template: str, card: Card) -> Markup:
        key = (template, card.id, context["root"])
        if key not in known:
            known[key] = Markup(environment.get_template(template).render(card=card, root=context["root"]))  # noqa: S704 - escaped there
        return known[key]

    return _once


def _static_address(theme: Theme, name: str) -> str:
    if name in theme.static:
        return theme.static[name].address
    near = did_you_mean_path(name, theme.static)
    raise MissingStaticError(f"there is no static file {quoted(name)}" + (f"; did you mean `{near}`?" if near else ""))


def _date(site: SiteView, value: PartialDate) -> str:
    return isolated(display_date(value, site.language), site.direction)


_NO_ATTRIBUTES = Markup()
"""Of an element in the language of the site."""


@pass_context
def _lang(context: Context, language: str, *, turned: bool = True) -> Markup:
    """The filter `lang`. It takes the context so that Jinja does not work it out for a constant before there is a site."""
    return _language_attributes(context["site"], language, turned=turned) if language else _NO_ATTRIBUTES


def _language_attributes(site: SiteView, language: str, *, turned: bool = True) -> Markup:
    """The attributes of an element in a language other than the site's, and if it may be `turned`, of another direction."""
    if not language or language.partition("-")[0] == site.language.partition("-")[0]:
        return _NO_ATTRIBUTES
    direction = direction_of(language)
    own = Markup(' dir="{}"').format(direction) if turned and direction != site.direction else ""
    return Markup(' lang="{}"{}').format(language, own)


def _language(language: str, tag: str) -> str:
    return display_language(tag, language)


def _number(figure: int) -> str:
    return f"{figure:,}"


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _picture_attributes(root: str, target: Target) -> str:
    """What a picture of a text has beside its address: its size, and the copies that a browser may show instead."""
    asset, copies = target.asset, target.copies
    if asset is None or not asset.width:
        return ""
    candidates = ", ".join(f"{relative(root, copy.address)} {copy.width}w" for copy in copies)
    choice = f' srcset="{escape(candidates)}" sizes="{TEXT_WIDTH}"' if copies else ""
    return f'{choice} width="{asset.width}" height="{asset.height}" loading="lazy" decoding="async"'


def _literal(text: str) -> Markup:
    return Markup(_MARKED.sub(r"\\\g<0>", text))  # noqa: S704 - for Markdown, where a backslash says that what follows is no markup


def _template_problem(reason: Exception, page: Page, theme: Theme) -> Diagnostic:
    code, message, cure = _explained(reason)
    by_file = {str(template.path): template for template in theme.templates.values()}
    if isinstance(reason, TemplateSyntaxError) and reason.filename in by_file:
        return error(code, message, _template_place(theme, by_file[reason.filename], reason.lineno), cure)
    frames = [frame for frame in traceback.extract_tb(reason.__traceback__) if frame.filename in by_file]
    related = tuple(Related("raised here", own_place(theme.root, line)) for line in own_lines(theme.root, reason)[-1:])
    if frames:
        return error(code, message, _template_place(theme, by_file[frames[-1].filename], frames[-1].lineno or 1), cure, related)
    where = _find_template(theme, page.template)
    return error(code, message, Location(within(theme.root, where.path) if where else f"theme {theme.name}"), cure)


def _explained(reason: Exception) -> tuple[str, str, str]:
    """Code, message and help for what a template raised."""
    words = words_of(reason).rstrip(".") or type(reason).__name__
    words = words[:1].lower() + words[1:] if re.match(r"[A-Z][a-z]*[ ']", words) and not isinstance(reason, UndefinedError) else words
    if isinstance(reason, TemplateSyntaxError):
        return "template-syntax", words, "correct the template"
    if isinstance(reason, TemplateNotFound):
        return "missing-template", f"there is no template {quoted(reason.name)}", "correct the name, or write that template"
    if isinstance(reason, UndefinedError):
        return "undefined-name", words, "docs/templates.md lists what a template can use"
    if isinstance(reason, SecurityError):
        return "unsafe-template", words, "templates can read values, not change them or reach into the program"
    if isinstance(reason, RecursionError):
        return "template-cycle", "templates extend or include each other in a circle", "remove one `extends` or `include`"
    if isinstance(reason, ClosedTextError):
        return "closed-text", words, "write `{{ body.html }}` without a filter; `sheet.card.summary` is a short text"
    if isinstance(reason, MissingStaticError):
        return "missing-file", words, "put the file under static/, or correct its name"
    return "template-error", f"{type(reason).__name__}: {words}", "correct the template"


def _template_place(theme: Theme, template: Template, line: int) -> Location:
    return line_place(within(theme.root, template.path), template.text, line)
