"""Loads themes: layers of templates and static files.

The site's own `templates/` and `static/` come first, then the theme, then its parents. A template
can always be addressed with its theme (`ledger/credential.html`), so that an override can extend
the template that it overrides.
"""

from __future__ import annotations

import functools
import posixpath
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ..diagnostics import Diagnostic, Diagnostics, Location, error, warning
from ..domain.model import Artifact
from ..paths import PACKAGE_FOLDER, SETTINGS_FILE
from ..settings import Settings, find_key
from ..source_text import MAX_TEXT_BYTES, decode_text, find_conflict_mark, read_regular_file
from ..text import did_you_mean, listed, quoted
from .remote_files import has_policy_of_base, host_of, remote_files
from .static_files import collect_static, shown_path, unreferenced_files, walk_files

_NAMES = re.compile(r"[a-z0-9][a-z0-9_-]*")
SITE_LAYER = "site"
"""The name of the layer with the site's own templates."""


class Layer(Struct, frozen=True):
    """A folder in which templates and static files are looked up."""

    name: str
    folder: Path


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


class _Declaration(Struct, frozen=True):
    layer: Layer
    parent: str
    parent_at: Location
    options: Mapping[str, Any]


def builtin_themes_folder() -> Path:
    """Return the folder of the bundled themes, in a wheel or in a checkout."""
    package = Path(PACKAGE_FOLDER)
    if (package / "themes").is_dir():
        return package / "themes"
    return package.parent / "themes"


def load_theme(
    root: Path, settings: Settings, settings_text: str
) -> tuple[Theme | None, Diagnostics]:
    """Return the theme that the settings name, and the problems in it; None if it is unusable."""
    chain = _chain(
        root, settings.site.theme, find_key(SETTINGS_FILE, settings_text, ("site", "theme"))
    )
    if isinstance(chain, Diagnostic):
        return None, (chain,)
    layers = (Layer(SITE_LAYER, root), *(declaration.layer for declaration in chain))
    options, option_problems = _options(chain, settings, settings_text)
    static, static_problems = collect_static(
        root,
        [layer.folder / "static" for layer in reversed(layers)],
        own_host := host_of(settings.site.base_url),
    )
    templates, template_problems = _templates(root, layers)
    theme = Theme(
        settings.site.theme,
        layers,
        templates,
        static,
        options,
        root,
        repr(options),
    )
    texts = {name: template.text for name, template in templates.items()}
    problems = (
        *option_problems,
        *static_problems,
        *template_problems,
        *unreferenced_files(
            _own_assets(root, layers, static), static, (settings_text, *texts.values())
        ),
        *_misnamed_templates(templates),
        *_remote_files(root, layers, templates, own_host),
    )
    if not has_policy_of_base(texts):
        problems = tuple(problem for problem in problems if problem.code != "remote-file")
    return None if template_problems else theme, problems


def _remote_files(
    root: Path, layers: Iterable[Layer], templates: Mapping[str, Template], own_host: str
) -> Iterator[Diagnostic]:
    """A warning for each file of another site in the templates of the site and its own themes."""
    own = {layer.name for layer in layers if layer.folder.is_relative_to(root)}
    for name, template in templates.items():
        if name.partition("/")[0] in own:
            yield from remote_files(shown_path(root, template.path), template.text, own_host)


def _chain(root: Path, name: str, asked_at: Location) -> list[_Declaration] | Diagnostic:
    """A theme and its parents, nearest first, or why they cannot be used."""
    chain: list[_Declaration] = []
    while name or not chain:
        names = [declaration.layer.name for declaration in chain]
        if name in names:
            ring = " → ".join([*names, name])
            return error(
                "theme-cycle",
                f"the parents of themes go in a circle: {ring}",
                asked_at,
                "remove one `parent`",
            )
        declaration = _read_declaration(root, name, asked_at)
        if isinstance(declaration, Diagnostic):
            return declaration
        chain.append(declaration)
        name, asked_at = declaration.parent, declaration.parent_at
    return chain


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
        if name.endswith((".css", ".js")) and not name.startswith("root/")
        for folder in own
        if (folder / name).is_file() and sum((other / name).is_file() for other in folders) == 1
    }


def _read_declaration(root: Path, name: str, asked_at: Location) -> _Declaration | Diagnostic:
    """The content of a `theme.toml`, or why the theme cannot be used."""
    folder = _find_theme(root, name)
    if folder is None:
        near = did_you_mean(name, theme_names(root))
        hint = f"did you mean `{near}`?" if near else f"the themes are {listed(theme_names(root))}"
        return error("unknown-theme", f"there is no theme {quoted(name)}", asked_at, hint)
    path = folder / "theme.toml"
    where, text = shown_path(root, path), ""
    try:
        text = path.read_text("utf-8")
        values = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as reason:
        return find_conflict_mark(where, text) or error(
            "broken-theme",
            f"the theme's description cannot be read: {reason}",
            Location(where, 1, 1),
            "write `name = …` and `parent = …`",
        )
    unknown = set(values) - {"name", "parent", "description", "options"}
    if unknown:
        key = min(unknown)
        return error(
            "unknown-field",
            f"there is no field {quoted(key)}",
            find_key(where, text, (key,), at_key=True),
            "a theme has name, parent, description and options",
        )
    options = values.get("options", {})
    if not isinstance(options, dict):
        at = find_key(where, text, ("options",))
        return error(
            "wrong-type",
            "`options`: expected a table",
            at,
            'write `[options]` on a line of its own, and `key = "value"` lines beneath it',
        )
    parent = str(values.get("parent", "" if name == "base" else "base"))
    parent_at = find_key(where, text, ("parent",))
    return _Declaration(Layer(name, folder), parent, parent_at, options)


def _find_theme(root: Path, name: str) -> Path | None:
    if not _NAMES.fullmatch(name):
        return None
    for folder in (root / "themes" / name, builtin_themes_folder() / name):
        if (folder / "theme.toml").is_file() and not folder.is_symlink():
            return folder
    return _installed(name)


@functools.cache
def _installed(name: str) -> Path | None:
    """The folder of a theme installed under the entry-point group `portfolio.themes`."""
    from importlib import metadata, resources

    for point in metadata.entry_points(group="portfolio.themes", name=name):
        return Path(str(resources.files(point.value)))
    return None


def theme_names(root: Path) -> list[str]:
    """Return the names of all available themes, without folders that cannot be named."""
    from importlib import metadata

    folders = [folder for folder in (root / "themes", builtin_themes_folder()) if folder.is_dir()]
    found = {path.parent.name for folder in folders for path in folder.glob("*/theme.toml")}
    found = {name for name in found if _NAMES.fullmatch(name)}
    return sorted(found | {point.name for point in metadata.entry_points(group="portfolio.themes")})


def _options(
    chain: list[_Declaration], settings: Settings, text: str
) -> tuple[dict[str, Any], Diagnostics]:
    defaults: dict[str, Any] = {}
    for declaration in reversed(chain):
        defaults |= declaration.options
    problems = []
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


def _option_cure(key: str, options: Mapping[str, Any]) -> str:
    """Advice on an unknown option: a similar one, or all options."""
    if near := did_you_mean(key, options):
        return f"did you mean `{near}`?"
    if not options:
        return "it has no options"
    return f"its options are {listed(sorted(options))}"


def _as_type_of(default: Any, value: Any) -> Any:
    """`value` converted to the type of `default`; None if that is impossible."""
    if isinstance(default, bool):
        return value if isinstance(value, bool) else None
    written = str(value)
    if isinstance(default, int):
        return int(value) if written.isascii() and written.isdecimal() else None
    if isinstance(default, float):
        return float(value) if re.fullmatch(r"\d+(\.\d+)?", written, re.ASCII) else None
    return value if isinstance(value, type(default)) else None


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
