"""The environment in which templates run: Jinja's sandbox, with what the program gives them.

Templates run with autoescape everywhere. Content never becomes a template: it is always a value.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, MutableMapping
from functools import partial
from types import CodeType
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from ..dates import FIRST_YEAR, PartialDate
from ..diagnostics import attempt
from ..domain.model import Asset
from ..locale.display import display_number
from ..locale.messages import Messages
from ..paths import SHARED_FOLDERS
from ..text import did_you_mean, did_you_mean_path, quoted, with_suggestion
from ..theme import themes
from ..theme.themes import Theme
from ..urls import absolute_url
from ..views.cards import Card
from ..views.pages import SiteView
from .compiled import CompiledTemplates, keep_compiled, read_compiled
from .filters import OWN_FILTERS, language_attributes
from .fragments import Fragments
from .shell import BodyPlaceholder

Filters = Mapping[str, Callable[..., Any]]
_SCOPES = frozenset({"_loop_vars", "_block_vars"})
"""What Jinja adds to a call."""
_WITH_CONTEXT = ("_", "ngettext", "url", "asset", "static", "once")
"""The functions of ours that take the context."""


class HelpfulUndefined(StrictUndefined):
    """An undefined value whose message says what was probably meant."""

    @property
    def _undefined_message(self) -> str:
        name, owner = self._undefined_name, self._undefined_obj
        if self._undefined_hint or name is None:
            return super()._undefined_message
        if type(owner).__name__ == "MissingType":
            return f"{quoted(name)} is undefined"
        known = [
            str(key)
            for key in (owner if isinstance(owner, Mapping) else dir(owner))
            if not str(key).startswith("_")
        ]
        near = did_you_mean(str(name), known)
        return with_suggestion(f"{type(owner).__name__} has no {quoted(name)}", near)


def escaped(value: object) -> str:
    """A value as HTML: what `markupsafe.escape` makes of it, as plain text."""
    if isinstance(value, Markup):
        return value
    if hasattr(value, "__html__"):
        return str(value.__html__())
    text = str(value)
    if text.isalnum():
        return text
    return (
        text.replace("&", "&amp;")
        .replace(">", "&gt;")
        .replace("<", "&lt;")
        .replace("'", "&#39;")
        .replace('"', "&#34;")
    )


class PlainTemplate(Template):
    """A template that escapes values to plain text, which is faster than making `Markup`."""

    @classmethod
    def from_code(
        cls, environment: Environment, code: CodeType, *args: Any, **options: Any
    ) -> Template:
        """The template of compiled code, in which `escape` is replaced by `escaped`."""
        template = super().from_code(environment, code, *args, **options)
        template.root_render_func.__globals__["escape"] = escaped
        return template


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with the theme and the site that it serves.

    It asks once for each kind of value and name whether it is safe: the answer never changes.
    """

    template_class = PlainTemplate

    def __init__(self, theme: Theme, site: SiteView, *, is_open: bool, **options: Any) -> None:
        super().__init__(**options)
        self.theme = theme
        self.site = site
        self.is_open = is_open
        own = {message: str(escape(words)) for message, words in site.messages.own.items()}
        self.messages = replace(site.messages, own=own)
        """The words of the interface as HTML."""
        self._shared = frozenset(artifact.address for artifact in theme.static.values())
        """The addresses of static files, which all editions have at the root of the site."""
        self.own: frozenset[int] = frozenset()
        """The functions of ours that take the context."""
        self._known: dict[tuple[type, str], bool] = {}
        self._fields: set[tuple[type, str]] = set()
        """The fields of records that templates read."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template is given besides its own values, as a plain dictionary.

        It is gone through whenever a template includes or imports another, and that takes several
        times as long with Jinja's chain of dictionaries.
        """
        return {**self.globals, **(d or {})}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What a template reads of a value; fields of our records are checked only once."""
        key = (type(obj), attribute)
        if key in self._fields:
            return getattr(obj, attribute)
        if (
            isinstance(obj, Struct)
            and attribute in obj.__struct_fields__
            and not attribute.startswith("_")
        ):
            self._fields.add(key)
        return super().getattr(obj, attribute)

    def is_shared(self, address: str) -> bool:
        """Whether something stands at the root of the site, for all its languages."""
        return address in self._shared or address.startswith((*SHARED_FOLDERS, "/"))

    def link(self, root: str, address: str) -> str:
        """A link to an address from a page with this way to the root of its edition.

        An address that begins with `/` is one of the whole site, in the folder of its language.
        """
        if self.site.folder and self.is_shared(address):
            root = f"{root}../"
        return relative(root, address.removeprefix("/"))

    def absolute(self, address: str) -> str:
        """The whole address; empty if the base URL is not known."""
        base = self.site.root_url if self.is_shared(address) else self.site.base_url
        return absolute_url(base, address.removeprefix("/"))

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """The result of a call in a template; our own functions are called directly."""
        if id(obj) not in self.own:
            return super().call(context, obj, *args, **kwargs)
        return obj(
            context, *args, **{name: value for name, value in kwargs.items() if name not in _SCOPES}
        )

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read the attribute."""
        key = (type(obj), attr)
        if key not in self._known:
            self._known[key] = super().is_safe_attribute(obj, attr, value)
        return self._known[key]


class MissingStaticError(LookupError):
    """A template asks for a static file that no layer of the theme has."""


def make_environment(
    theme: Theme,
    site: SiteView,
    filters: Filters | None = None,
    compiled: CompiledTemplates | None = None,
    fragments: Fragments | None = None,
) -> Sandbox:
    """The environment that renders the pages of one site; `filters` are the owner's."""
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
        "_": _gettext,
        "ngettext": _ngettext,
        "site": site,
        "url": _url,
        "asset": _asset,
        "static": _static_finder(theme),
        "absolute": environment.absolute,
        "english": language_attributes(site, site.messages.marked),
    }
    environment.globals["once"] = _rememberer(environment, fragments or Fragments())
    environment.own = frozenset(id(environment.globals[name]) for name in _WITH_CONTEXT)
    environment.filters.update({**OWN_FILTERS, **(filters or {})})
    del environment.filters["random"]
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    return environment


Environments = Mapping[str, Sandbox]
"""The environments of the editions of a site, by their folders."""


def make_environments(
    theme: Theme,
    views: Mapping[str, SiteView],
    filters: Filters | None = None,
    compiled: CompiledTemplates | None = None,
    fragments: Fragments | None = None,
) -> Environments:
    """The environments that render a site; `views` are by the folder of the edition."""
    return {
        folder: make_environment(theme, view, filters, compiled, fragments)
        for folder, view in views.items()
    }


def compile_templates(theme: Theme, filters: Filters | None = None) -> CompiledTemplates:
    """The templates of a theme, compiled before there is a site, as far as they can be.

    Those of the built-in themes are compiled only once. With filters of the owner's none is
    compiled, because what a filter makes of a constant is compiled into a template.
    """
    if filters:
        return CompiledTemplates()
    compiled = read_compiled()
    before = compiled.builtin()
    environment = make_environment(
        theme, SiteView("", "en", "ltr", PartialDate(FIRST_YEAR)), compiled=compiled
    )
    for name in dict.fromkeys(name.partition("/")[2] for name in theme.templates):
        attempt(partial(environment.get_template, name))
    if compiled.builtin() != before:
        keep_compiled(compiled)
    return compiled


def _load_template(theme: Theme, name: str) -> tuple[str, str, None] | None:
    found = find_template(theme, name)
    if found is None:
        return None
    return found.text, str(found.path), None


def find_template(theme: Theme, name: str) -> themes.Template | None:
    """The template of a name, which may state a layer, or else from the first with it."""
    names = (*(f"{layer.name}/{name}" for layer in theme.layers), name)
    return next((theme.templates[full] for full in names if full in theme.templates), None)


def _placed(value: object) -> object:
    if isinstance(value, BodyPlaceholder):
        return Markup(value.mark)  # noqa: S704 - no text of anybody's
    return value


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
def _gettext(context: Context, message: str, /, **values: object) -> Markup:
    """A message of a theme, in which `%(name)s` stands for a value."""
    return _placed_in(_messages(context).gettext(message), values)


@pass_context
def _ngettext(context: Context, one: str, many: str, num: int, /, **values: object) -> Markup:
    """A message in the form for a number, which is `%(num)s` in it."""
    figure = display_number(num, context["site"].language)
    words = _messages(context).form(one, many, num)
    return _placed_in(words, {"num": figure, **values})


def _messages(context: Context) -> Messages:
    environment: Any = context.environment
    messages: Messages = environment.messages
    return messages


def _placed_in(words: str, values: Mapping[str, object]) -> Markup:
    """The words of a template or a catalogue with values, which are escaped."""
    marked = Markup(words)  # noqa: S704 - no text of anybody's: those of owners are escaped
    if values:
        return marked % values
    return marked


@pass_context
def _url(context: Context, address: str) -> str:
    if "://" in address:
        return address
    return _link(context, address)


@pass_context
def _asset(context: Context, asset: Asset) -> str:
    return _link(context, asset.address)


def _link(context: Context, address: str) -> str:
    """A link from the page of a context."""
    environment: Any = context.environment
    link: str = environment.link(context["root"], address)
    return link


def _static_finder(theme: Theme) -> Callable[..., str]:
    @pass_context
    def _static(context: Context, name: str) -> str:
        return _link(context, _static_address(theme, name))

    return _static


def _rememberer(environment: Sandbox, fragments: Fragments) -> Callable[..., Markup]:
    """The function `once(template, card)`, which renders each card once for each path to the root.

    The template is given the card and no page, so that it says the same on every page.
    """

    @pass_context
    def _once(context: Context, template: str, card: Card) -> Markup:
        root: str = context["root"]
        make = partial(_of_card, environment, template, card, root)
        made = fragments.html((template, environment.site.folder, root, card.id), card, make)
        return Markup(made)  # noqa: S704 - a template escaped it

    return _once


def _of_card(environment: Sandbox, template: str, card: Card, root: str) -> str:
    return environment.get_template(template).render(card=card, root=root)


def _static_address(theme: Theme, name: str) -> str:
    if name in theme.static:
        return theme.static[name].address
    near = did_you_mean_path(name, theme.static)
    raise MissingStaticError(with_suggestion(f"there is no static file {quoted(name)}", near))
