"""Loads themes: layers of templates and static files.

The site's own `templates/` and `static/` come first, then the theme, then its parents. A template
can always be addressed with its theme (`ledger/credential.html`), so that an override can extend
the template that it overrides.
"""

from __future__ import annotations

import functools
import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ..diagnostics import Diagnostic, Diagnostics, Location, error, warning
from ..domain.model import Artifact
from ..paths import SETTINGS_FILE
from ..settings import Settings, find_key
from ..source_text import MAX_TEXT_BYTES, decode_text, read_regular_file
from ..text import did_you_mean, did_you_mean_path, listed, quoted, suggestion
from .accent import Accent
from .declarations import Declaration, Layer, read_chain
from .look import CUSTOM_CSS, choose_look
from .remote_files import has_policy_of_base, host_of, remote_files
from .static_files import collect_static, shown_path, unreferenced_files, walk_files

HOME_PARTS = "home"
"""The folder of the templates that the home page is made of."""
SITE_LAYER = "site"
"""The name of the layer with the site's own templates."""


class Template(Struct, frozen=True):
    """The text of a template.

    Rendering does not read files again, so a page never mixes old and new templates.
    """

    path: Path
    text: str


class Theme(Struct, frozen=True):
    """A theme with its parents, templates and static files."""

    name: str
    layers: tuple[Layer, ...]
    """In order of precedence: the first that has a file wins."""
    templates: Mapping[str, Template]
    """By layer and name: `ledger/credential.html`."""
    static: Mapping[str, Artifact]
    """Static files by name; their addresses contain a digest of the content."""
    options: Mapping[str, Any]
    """The themes' defaults, overridden by the settings."""
    root: Path
    """The site's folder; paths in messages are relative to it."""
    options_text: str
    """The options as text, by which those differ that compare equal, as `1` and `true` do."""
    accent: Accent
    """The owner's colour, or else the theme's, as it is legible in both schemes."""

    def has_template(self, name: str) -> bool:
        """Return whether any layer has a template of that name."""
        return any(f"{layer.name}/{name}" in self.templates for layer in self.layers)

    def location_of(self, name: str) -> Location:
        """Return the location of the static file of that name."""
        paths = (layer.folder / "static" / name for layer in self.layers)
        own = self.root / "static" / name
        return Location(
            shown_path(self.root, next((path for path in paths if path.is_file()), own))
        )


def load_theme(
    root: Path, settings: Settings, settings_text: str
) -> tuple[Theme | None, Diagnostics]:
    """Return the theme that the settings name, and the problems in it; None if it is unusable."""
    chain, chain_problems = read_chain(
        root, settings.site.theme, find_key(SETTINGS_FILE, settings_text, ("site", "theme"))
    )
    if chain_problems:
        return None, chain_problems
    layers = (Layer(SITE_LAYER, root), *(declaration.layer for declaration in chain))
    options, option_problems = _options(chain, settings, settings_text)
    place = functools.partial(_option_place, chain, settings, settings_text)
    stylesheet = next((one.stylesheet for one in chain if one.stylesheet), "")
    accent, rules, look_problems = choose_look(root, chain, options, stylesheet, place)
    static, static_problems = collect_static(
        root,
        [layer.folder / "static" for layer in reversed(layers)],
        own_host := host_of(settings.site.base_url),
        {stylesheet: rules},
    )
    templates, template_problems = _templates(root, layers)
    name = settings.site.theme
    used = _without_spare_scripts(static, layers[-1], templates)
    theme = Theme(name, layers, templates, used, options, root, repr(options), accent)
    texts = {name: template.text for name, template in templates.items()}
    own_assets = _own_assets(root, layers, static)
    problems = (
        *option_problems,
        *look_problems,
        *static_problems,
        *_missing_stylesheets(chain, static),
        *template_problems,
        *unreferenced_files(own_assets, static, (settings_text, *texts.values())),
        *_misnamed_templates(templates),
        *_missing_parts(theme, place("home")),
        *_remote_files(root, layers, templates, own_host),
    )
    if not has_policy_of_base(texts):
        problems = tuple(problem for problem in problems if problem.code != "remote-file")
    return None if template_problems else theme, problems


def _without_spare_scripts(
    static: Mapping[str, Artifact], base: Layer, templates: Mapping[str, Template]
) -> dict[str, Artifact]:
    """The static files without the scripts of `base` that no template names.

    `base` has them for all themes, and a theme may do without.
    """
    spare = {path.name for path in (base.folder / "static").glob("*.js")}
    for template in templates.values():
        spare = {name for name in spare if name not in template.text}
    return {name: file for name, file in static.items() if name not in spare}


def _remote_files(
    root: Path, layers: Iterable[Layer], templates: Mapping[str, Template], own_host: str
) -> Iterator[Diagnostic]:
    """A warning for each file of another site in the templates of the site and its own themes."""
    own = {layer.name for layer in layers if layer.folder.is_relative_to(root)}
    for name, template in templates.items():
        if name.partition("/")[0] in own:
            yield from remote_files(shown_path(root, template.path), template.text, own_host)


def _templates(root: Path, layers: Iterable[Layer]) -> tuple[dict[str, Template], Diagnostics]:
    """The templates of all layers by full name, and the problems in others."""
    templates: dict[str, Template] = {}
    problems: list[Diagnostic] = []
    for layer in layers:
        for found in _read_templates(root, layer):
            if isinstance(found, Diagnostic):
                problems.append(found)
            else:
                templates[f"{layer.name}/{found[0]}"] = found[1]
    return templates, tuple(problems)


def _missing_stylesheets(
    chain: Iterable[Declaration], static: Mapping[str, Artifact]
) -> Iterator[Diagnostic]:
    """An error for each stylesheet that a theme names and does not have."""
    for declaration in chain:
        name = declaration.stylesheet
        if name and name not in static:
            near = did_you_mean_path(name, (other for other in static if other.endswith(".css")))
            yield error(
                "missing-file",
                f"`stylesheet`: there is no file {quoted(f'static/{name}')}",
                declaration.location_of("stylesheet"),
                suggestion(near, "write the name of a file in `static/`"),
            )


def _missing_parts(theme: Theme, where: Location) -> Iterator[Diagnostic]:
    """An error for each part of the home page that no template makes."""
    names = {name.partition("/")[2] for name in theme.templates}
    parts = [
        posixpath.basename(name).removesuffix(".html")
        for name in sorted(names)
        if posixpath.dirname(name) == HOME_PARTS
    ]
    for part in theme.options["home"]:
        if part not in parts:
            near = did_you_mean(str(part), parts)
            yield error(
                "unknown-option",
                f"`home`: the theme {quoted(theme.name)} has no part {quoted(part)} of a home page",
                where,
                suggestion(near, f"its parts are {listed(parts)}"),
            )


def _misnamed_templates(templates: Mapping[str, Template]) -> Iterator[Diagnostic]:
    """A warning for each template of the site that is probably misnamed.

    It is not used, and its name is similar to that of one of the theme's templates.
    """
    own = {
        key.partition("/")[2]: template
        for key, template in templates.items()
        if key.startswith(f"{SITE_LAYER}/")
    }
    known = {key.partition("/")[2] for key in templates if not key.startswith(f"{SITE_LAYER}/")}
    stems = {posixpath.splitext(name)[0]: name for name in sorted(known)}
    for name in own.keys() - known:
        near = stems.get(did_you_mean(posixpath.splitext(name)[0], stems) or "")
        if near and not any(name in template.text for template in templates.values()):
            where = Location(f"templates/{name}")
            yield warning(
                "unread-file",
                f"no page uses {quoted(where.path)}",
                where,
                f"did you mean `templates/{near}`?",
            )


def _own_assets(
    root: Path, layers: tuple[Layer, ...], static: Mapping[str, Artifact]
) -> dict[str, str]:
    """The stylesheets and scripts of the site and of its own themes by name, with their paths.

    Without those that override one of a theme.
    """
    folders = [layer.folder / "static" for layer in layers]
    own = [folder for folder in folders if folder.is_relative_to(root)]
    return {
        name: shown_path(root, folder / name)
        for name in static
        if name.endswith((".css", ".js")) and not name.startswith("root/") and name != CUSTOM_CSS
        for folder in own
        if (folder / name).is_file() and sum((other / name).is_file() for other in folders) == 1
    }


def _option_place(
    chain: Iterable[Declaration], settings: Settings, settings_text: str, key: str
) -> Location:
    """The location of the value of an option: in the settings, or else in a theme."""
    for declaration in chain:
        if key not in settings.theme and declaration.options.get(key):
            return declaration.location_of("options", key)
    return find_key(SETTINGS_FILE, settings_text, ("theme", key))


def _options(
    chain: tuple[Declaration, ...], settings: Settings, text: str
) -> tuple[dict[str, Any], Diagnostics]:
    defaults, problems = _defaults(chain)
    for key, value in settings.theme.items():
        where = find_key(SETTINGS_FILE, text, ("theme", key), at_key=key not in defaults)
        if key not in defaults:
            problems.append(
                error(
                    "unknown-option",
                    f"the theme {quoted(settings.site.theme)} has no option {quoted(key)}",
                    where,
                    _option_cure(key, defaults),
                )
            )
        elif (typed := _as_type_of(defaults[key], value)) is None:
            problems.append(
                error(
                    "wrong-type",
                    f"`{key}`: {quoted(value)} is not the same type as {quoted(defaults[key])}",
                    where,
                    f"the default is {defaults[key]}",
                )
            )
        else:
            defaults[key] = typed
    return defaults, tuple(problems)


def _defaults(chain: tuple[Declaration, ...]) -> tuple[dict[str, Any], list[Diagnostic]]:
    """The defaults of all options, and those of a theme that are of another type than before."""
    defaults: dict[str, Any] = {}
    problems = []
    for declaration in reversed(chain):
        for key, value in declaration.options.items():
            typed = _as_type_of(defaults[key], value) if key in defaults else value
            if typed is not None:
                defaults[key] = typed
                continue
            problems.append(
                error(
                    "wrong-type",
                    f"`{key}`: {quoted(value)} is not the same type as {quoted(defaults[key])}",
                    declaration.location_of("options", key),
                    f"its parent has `{json.dumps(defaults[key], default=str)}`",
                )
            )
    return defaults, problems


def _option_cure(key: str, options: Mapping[str, Any]) -> str:
    """Advice on an unknown option: a similar one, or all options."""
    if near := did_you_mean(key, options):
        return f"did you mean `{near}`?"
    if not options:
        return "it has no options"
    return f"its options are {listed(sorted(options))}"


def _as_type_of(default: Any, value: Any) -> Any:
    """`value` converted to the type of `default`; None if that is impossible."""
    if type(value) is type(default):
        return value
    written = str(value)
    if isinstance(default, bool):
        return None
    if isinstance(default, int):
        if written.isascii() and written.isdecimal():
            return int(value)
        return None
    if isinstance(default, float):
        if re.fullmatch(r"\d+(\.\d+)?", written, re.ASCII):
            return float(value)
        return None
    return None


def _read_templates(root: Path, layer: Layer) -> Iterator[tuple[str, Template] | Diagnostic]:
    """The templates of a layer by name; links and files that are not UTF-8 are problems."""
    for found in walk_files(root, layer.folder / "templates"):
        if isinstance(found, Diagnostic):
            yield found
            continue
        name, path = found
        content = read_regular_file(path.parent, path.name, MAX_TEXT_BYTES)
        text, problems = _decoded(path.name, content)
        yield from (
            replace(p, location=replace(p.location, path=shown_path(root, path))) for p in problems
        )
        if not problems:
            yield name, Template(path, text)


def _decoded(name: str, content: bytes | Diagnostic) -> tuple[str, Diagnostics]:
    if isinstance(content, Diagnostic):
        return "", (content,)
    return decode_text(name, content)
