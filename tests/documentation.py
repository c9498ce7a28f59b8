"""What the pages of `docs/` say of the program, made from the program itself.

A page holds blocks between the lines `<!-- begin: NAME -->` and `<!-- end: NAME -->`; `filled`
writes them anew from `BLOCKS`. The sentences come from the docstrings of fields, values, readers
and commands, so that nothing is said twice.
"""

from __future__ import annotations

import ast
import enum
import functools
import inspect
import itertools
import json
import re
import tomllib
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from msgspec import Struct
from small_site import NO_VARIABLES
from test_shape import FOLDERS

from portfolio import dates, diagnostics, settings
from portfolio.cli import cli
from portfolio.commands.export import NAMES as FORM_NAMES
from portfolio.commands.export import form_named
from portfolio.diagnostics import Diagnostic
from portfolio.domain import body, model, platforms, proof, terms
from portfolio.domain.records.collection import CollectionRecord
from portfolio.domain.records.credential import Record, RecordWords
from portfolio.domain.records.page import PageWords
from portfolio.domain.records.profile import ProfileRecord, ProfileWords
from portfolio.domain.records.project import ProjectRecord
from portfolio.domain.records.target import TargetRecord
from portfolio.drawing import share_card
from portfolio.exports.form import RECORD_TEXT, ExportForm
from portfolio.importing.model import LINK, SKILLS, TEXT
from portfolio.importing.readers import all_readers
from portfolio.locale import messages
from portfolio.locale.display import display_language
from portfolio.options import Options
from portfolio.pipeline import assemble as assembling
from portfolio.scaffold.starter import SCHEMAS, STARTER_FOLDER, Answers, starter_files
from portfolio.schema import types as values
from portfolio.schema.fields import Fields, FieldSpec
from portfolio.schema.json_schema import descriptions
from portfolio.site import outline
from portfolio.theme import accent
from portfolio.validation import setting_types
from portfolio.validation.field_names import other_names
from portfolio.views import cards as card_views
from portfolio.views import charts as chart_views
from portfolio.views import checks as check_views
from portfolio.views import history as history_views
from portfolio.views import pages as views
from portfolio.views import projects as project_views
from portfolio.views import selections as selection_views

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PACKAGE = ROOT / "portfolio"


def _named_commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command of a group and of those within it, by all of its words."""
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command
        yield f"{before}{word}", command
        if isinstance(command, click.Group):
            yield from _named_commands(command, f"{before}{word} ")


WITH_GROUPS = dict(_named_commands(cli))
"""The commands of the program by name, and the groups that some of them are in."""
COMMANDS = {
    name: command for name, command in WITH_GROUPS.items() if not isinstance(command, click.Group)
}
"""The commands of the program by name, such as `theme list`."""
_BLOCK = re.compile(r"(<!-- begin: ([\w-]+) -->\n).*?(<!-- end: \2 -->)", re.DOTALL)
_PLAIN = re.compile(r"[\w./][^\n]*")
_ELSEWHERE: dict[type, str] = {
    Record: "fields.md",
    ProjectRecord: "fields.md",
    CollectionRecord: "fields.md",
    TargetRecord: "fields.md",
    Diagnostic: "diagnostics.md",
}
"""Pages that describe what is not described on the page of the templates."""


def pages() -> list[Path]:
    """Every page of documentation."""
    return [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        *sorted(DOCS.glob("*.md")),
    ]


def filled(text: str) -> str:
    """A page with its blocks as they should be now."""
    return _BLOCK.sub(lambda block: f"{block[1]}\n{BLOCKS[block[2]]().strip()}\n\n{block[3]}", text)


def block_names(text: str) -> list[str]:
    """The blocks of a page."""
    return [found[2] for found in _BLOCK.finditer(text)]


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines
    )


def one_line(text: str | None) -> str:
    """A docstring as one line."""
    return " ".join((text or "").split())


# Fields and settings


def field_sections(record: type[Fields]) -> str:
    """A section for each field of the front matter."""
    return "\n\n".join(_field_section(record, name) for name in record.specs())


def _field_section(record: type[Fields], name: str) -> str:
    field = record.specs()[name]
    example = (field.examples or ("",))[0]
    value = f"Value: {_lower(value_words(field))} {default_words(field)}"
    return (
        f"### `{name}`\n\n{one_line(descriptions(record)[name])}\n\n{value}\n\n```yaml\n"
        f"{yaml_text(name, example)}\n```"
    )


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def default_words(field: FieldSpec) -> str:
    """Whether a field must be given, and what holds if it is not."""
    if field.is_required:
        return "**Required.**"
    default = field.default
    if isinstance(default, bool):
        return f"Default: {'yes' if default else 'no'}."
    return f"Default: `{default}`." if isinstance(default, str) and default else "Optional."


def value_words(field: FieldSpec) -> str:
    """What a field takes, in the words of its reader."""
    if field.reader:
        return one_line(inspect.getdoc(field.reader.read))
    if field.table:
        return f"{'Tables' if field.shape else 'A table'}, described below."
    return "A table."


def yaml_text(name: str, example: Any) -> str:
    """A line of front matter, or the few that a list of mappings takes."""
    if isinstance(example, dict):
        return "\n".join(
            [f"{name}:", *(f"  {key}: {_scalar(value)}" for key, value in example.items())]
        )
    if isinstance(example, list) and example and isinstance(example[0], dict):
        rows = [
            f"{'- ' if not number else '  '}{key}: {_scalar(item[key])}"
            for item in example
            for number, key in enumerate(item)
        ]
        return "\n".join([f"{name}:", *(f"  {row}" for row in rows)])
    if isinstance(example, list):
        return f"{name}: [{', '.join(map(_scalar, example))}]"
    return f"{name}: {_scalar(example)}"


def _scalar(value: Any) -> str:
    text = str(value)
    plain = _PLAIN.fullmatch(text) and ": " not in text and " #" not in text
    return text if plain else json.dumps(text, ensure_ascii=False)


def setting_rows(record: type[Fields]) -> str:
    """A table of the keys of a table of `portfolio.toml`."""
    rows = [
        [
            f"`{name}`",
            value_words(field),
            default_words(field),
            one_line(descriptions(record)[name]),
        ]
        for name, field in record.specs().items()
    ]
    return table(["Key", "Value", "Needed", "Meaning"], rows)


def translated_fields() -> str:
    """The fields that can be said in other languages, by kind of file."""
    kinds: dict[str, type[Fields]] = {
        "Credential": RecordWords,
        "Profile": ProfileWords,
        "Page": PageWords,
    }
    rows = [
        [kind, ", ".join(f"`{field}`" for field in words.specs())] for kind, words in kinds.items()
    ]
    return table(["Kind of file", "Fields with translations"], rows)


def synonyms() -> str:
    """What other tools call our fields."""
    known = other_names("credential")
    rows = [
        [f"`{name}`", ", ".join(f"`{other}`" for other in others)] for name, others in known.items()
    ]
    return table(["Our name", "Names that are recognized"], rows)


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((PACKAGE / "data" / f"{name}.toml").read_text("utf-8"))


def known_types() -> str:
    """The values of `type` that have words of their own."""
    return table(
        ["Value", "Shown as"],
        ([f"`{key}`", words] for key, words in _data("labels")["types"].items()),
    )


def known_languages() -> str:
    """The languages with words of their own, and what they call themselves."""
    return table(
        ["`language`", "Language", "In its own words"],
        (
            [f"`{tag}`", display_language(tag, "en"), display_language(tag, tag)]
            for tag in messages.languages()
        ),
    )


def known_labels() -> str:
    """The words within keys that have capitals of their own, and the keys of categories and skills
    with words of their own.
    """
    labels = _data("labels")
    words = ", ".join(f"`{key}` {shown}" for key, shown in labels["initialisms"].items())
    rows = [
        [f"`{key}`", shown]
        for key, shown in sorted({**labels["skills"], **labels["categories"]}.items())
    ]
    return f"{words}.\n\n{table(['Key', 'Shown as'], rows)}"


def known_aliases() -> str:
    """The technologies that have other names."""
    names: dict[str, list[str]] = {}
    for alias, name in _data("aliases")["technologies"].items():
        names.setdefault(name, []).append(f"`{alias}`")
    return table(
        ["Name", "Other names"], ([name, ", ".join(aliases)] for name, aliases in names.items())
    )


def known_platforms() -> str:
    """The platforms that need no setting, with how many forms of links each has."""
    rows = []
    for key, platform in _data("platforms").items():
        kinds = [link.get("kind", "check") for link in platform["links"]]
        checks = kinds.count("check")
        rows.append(
            [
                platform["name"],
                f"`{key}`",
                str(checks),
                str(len(kinds) - checks),
                min(link["seen"] for link in platform["links"]),
            ]
        )
    return table(["Platform", "Key", "Checks", "Other links", "Last seen"], rows)


# Values of templates


def sentences(kind: type) -> dict[str, str]:
    """The sentence beneath each field of a class, and of each property."""
    tree = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(tree, ast.ClassDef)
    found: dict[str, str] = {}
    for statement, following in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            said = following.value if isinstance(following, ast.Expr) else None
            found[statement.target.id] = (
                one_line(str(said.value)) if isinstance(said, ast.Constant) else ""
            )
        elif isinstance(statement, ast.FunctionDef) and any(
            ast.unparse(d) == "property" for d in statement.decorator_list
        ):
            found[statement.name] = one_line(ast.get_docstring(statement))
    return found


def type_words(kind: Any) -> str:
    """The type of a value in words, with a link where it has a section of its own."""
    arguments = typing.get_args(kind)
    if kind is type(None):
        return "none"
    if isinstance(kind, types.UnionType):
        return " or ".join(type_words(option) for option in arguments)
    if typing.get_origin(kind) is tuple:
        return (
            f"list of {type_words(arguments[0])}"
            if arguments[-1] is Ellipsis
            else f"pair ({', '.join(map(type_words, arguments))})"
        )
    if isinstance(typing.get_origin(kind), type) and issubclass(typing.get_origin(kind), Mapping):
        return f"mapping from {type_words(arguments[0])} to {type_words(arguments[1])}"
    if typing.get_origin(kind) is Callable:
        return (
            f"function of {', '.join(map(type_words, arguments[0])) or 'nothing'} "
            f"that gives {type_words(arguments[1])}"
        )
    return _class_words(kind)


def _class_words(kind: Any) -> str:
    plain = {
        str: "text",
        int: "number",
        float: "number",
        Decimal: "number",
        bool: "yes or no",
        Diagnostic: "problem",
        date: "day",
        bytes: "bytes",
        Path: "path",
    }
    if kind in plain:
        return plain[kind]
    if kind is Any:
        return "anything"
    page = _ELSEWHERE.get(kind, f"#{kind.__name__.lower()}")
    return f"[{kind.__name__}]({page})"


def value_section(kind: type) -> str:
    """A section for one kind of value."""
    hints = typing.get_type_hints(kind)
    rows = []
    for name, sentence in sentences(kind).items():
        returned = getattr(getattr(kind, name, None), "fget", None)
        hint = (
            typing.get_type_hints(returned, localns={kind.__name__: kind})["return"]
            if returned
            else hints[name]
        )
        rows.append([f"`{name}`", type_words(hint), sentence])
    return (
        f"### {kind.__name__}\n\n{one_line(kind.__doc__)}\n\n"
        f"{table(['Name', 'Value', 'Meaning'], rows)}"
    )


def choice_section(kind: type[enum.Enum]) -> str:
    """A section for the values of an enumeration."""
    lines = inspect.getsource(kind).splitlines()
    said = dict(_choice_sentences(lines))
    rows = [[f"`{choice.value}`", said.get(choice.name, "")] for choice in kind]
    head = (
        table(["Value", "Meaning"], rows)
        if said
        else f"One of {', '.join(row[0] for row in rows)}."
    )
    return f"### {kind.__name__}\n\n{one_line(kind.__doc__)}\n\n{head}"


def _choice_sentences(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line, following in itertools.pairwise(lines):
        if (name := re.match(r"\s+([A-Z_]+) = ", line)) and (
            sentence := re.match(r'\s+"""(.*)"""', following)
        ):
            yield name[1], sentence[1]


_BEHIND = (
    views.Page,
    model.Artifact,
    model.GeneratedFile,
    outline.Route,
    outline.Site,
    share_card.ShareCard,
    share_card.Font,
)
_OTHERS = (
    messages.Messages,
    model.Verification,
    model.Asset,
    body.Heading,
    dates.PartialDate,
    values.Hours,
    accent.Accent,
    diagnostics.Location,
)


def view_sections() -> str:
    """All that templates are given, in the order of the modules."""
    own = [
        kind
        for module in (
            *(views, card_views, history_views, project_views, selection_views),
            *(check_views, chart_views),
        )
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, Struct)
        and kind.__module__ == module.__name__
        and kind not in _BEHIND
    ]
    return "\n\n".join(value_section(kind) for kind in own)


def other_sections() -> str:
    """The values within those."""
    choices = [
        choice_section(kind)
        for kind in (
            *(model.State, model.Standing, terms.TermKind, model.LinkKind, terms.GapAnswer),
            *(proof.Answer, proof.CheckMark),
        )
    ]
    return "\n\n".join([*(value_section(kind) for kind in _OTHERS), *choices])


def behind_sections() -> str:
    """What holds the values while a site is made."""
    return "\n\n".join(value_section(kind) for kind in _BEHIND)


@functools.cache
def example_site() -> assembling.AssembledSite:
    """The example of this repository, as a value."""
    return assembling.survey(ROOT, Options(), NO_VARIABLES)


def page_values() -> str:
    """Which template makes which pages, and what it is given: as of the day of the example,
    and of one when some was still to come.
    """
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for example in (
        example_site(),
        assembling.survey(ROOT, Options(as_of=date(2025, 1, 1)), NO_VARIABLES),
    ):
        assert example.site is not None
        for page in (assembling.make(example, address) for address in example.site.resources):
            if isinstance(page, views.Page):
                known = found.get(page.template, ("", {}))[1]
                given = {
                    name: _instance_words(value)
                    for name, value in page.values.items()
                    if value or name not in known
                }
                found[page.template] = (page.view.kind, known | given)
    rows = [
        [
            f"`{template}`",
            f"`{kind}`",
            ", ".join(f"`{name}`: {words}" for name, words in given.items()) or "nothing more",
        ]
        for template, (kind, given) in sorted(found.items())
    ]
    return table(["Template", "`page.kind`", "Values beside `site`, `page` and `body`"], rows)


def _instance_words(value: Any) -> str:
    if isinstance(value, tuple):
        return f"list of {_class_words(type(value[0]))}" if value else "list"
    return _class_words(type(value))


# Themes


def theme_templates(theme: str) -> str:
    """The templates of a theme with the blocks and macros that they offer."""
    folder = ROOT / "themes" / theme / "templates"
    rows = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        text = path.read_text("utf-8")
        blocks = [f"`{name}`" for name in dict.fromkeys(re.findall(r"\{%-?\+? block (\w+)", text))]
        macros = [f"`{call}`" for call in re.findall(r"\{%-? macro (\w+\([^)]*\))", text)]
        parent = re.search(r"\{% extends \"([^\"]+)\"", text)
        rows.append(
            [
                f"`{path.relative_to(folder).as_posix()}`",
                f"`{parent[1]}`" if parent else "",
                ", ".join([*blocks, *macros]),
            ]
        )
    return table(["Template", "Extends", "Blocks and macros"], rows)


def theme_options(theme: str) -> str:
    """The options of a theme, with the comment above each."""
    text = (ROOT / "themes" / theme / "theme.toml").read_text("utf-8")
    options = tomllib.loads(text).get("options", {})
    rows = []
    for name, default in options.items():
        comment = re.search(rf"((?:^#.*\n)+){re.escape(name)}\s*=", text, re.MULTILINE)
        said = " ".join(line.lstrip("# ") for line in comment[1].splitlines()) if comment else ""
        rows.append([f"`{name}`", f"`{json.dumps(default)}`", said])
    return table(["Option", "Default", "Meaning"], rows)


# Commands


def command_section(name: str) -> str:
    """What a command is for, and its options."""
    command = COMMANDS[name]
    context = click.Context(command, info_name=f"portfolio {name}")
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    usage = " ".join([f"portfolio {name}", *command.collect_usage_pieces(context)])
    rows = [[f"`{_option_words(option)}`", _option_help(option)] for option in options]
    parts = [
        f"### `{name}`",
        one_line(command.help),
        f"```text\n{usage}\n```",
        table(["Option", "Meaning"], rows) if rows else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _option_words(option: click.Option) -> str:
    metavar = "" if option.is_flag else f" {option.metavar or option.type.name.upper()}"
    return f"{', '.join(option.opts)}{metavar}"


def _option_help(option: click.Option) -> str:
    kinds = option.type.choices if isinstance(option.type, click.Choice) else ()
    names = f" One of {', '.join(f'`{kind}`' for kind in kinds)}" if kinds else ""
    default = f"; default: `{option.default}`" if names and isinstance(option.default, str) else ""
    return f"{one_line(option.help)}{names}{default}{'.' if names else ''}"


# Exports


def export_forms() -> str:
    """Each form of an export: where our fields are in it, and what it has no place for."""
    return "\n\n".join(_form_section(name) for name in FORM_NAMES)


def _form_section(name: str) -> str:
    form = form_named(name)
    parts = [f"### `{name}`", f"{form.title}."]
    if form.left_out:
        parts.append(f"Some credentials are left out: {form.left_out}.")
    places = ([f"`{field}`", place] for field, place in form.places.items())
    parts.append(table(["Field", "Place"], places))
    parts.append(table(["No place for", "Because"], _lacks_by_reason(form)))
    return "\n\n".join(parts)


def _lacks_by_reason(form: ExportForm) -> Iterator[list[str]]:
    """The fields without a place, those with one reason in one row."""
    for reason in dict.fromkeys(form.lacks.values()):
        fields = [name for name, why in form.lacks.items() if why == reason]
        words = ["the text" if name == RECORD_TEXT else f"`{name}`" for name in fields]
        yield [", ".join(words), reason]


# Modules


def modules() -> str:
    """Each folder of the program with its modules, and what each is for, in the order
    in which they build on one another.
    """
    sections = []
    for folder in ("", *FOLDERS):
        place = PACKAGE.joinpath(*folder.split("."))
        heading = f"### `{place.relative_to(ROOT).as_posix()}/`"
        rows = (
            [f"`{path.name}`", _said(path)]
            for path in sorted(place.glob("*.py"))
            if path.name != "__init__.py"
        )
        sections.append(
            f"{heading}\n\n{_said(place / '__init__.py')}\n\n"
            f"{table(['Module', 'What it is'], rows)}"
        )
    return "\n\n".join(sections)


def _said(path: Path) -> str:
    """What a module says of itself in its first paragraph."""
    return one_line((ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n\n")[0])


def host_files(host: setting_types.Host) -> str:
    """The files that `init` writes for a host."""
    names = {
        path.relative_to(STARTER_FOLDER / host).as_posix().replace("dot-", ".")
        for path in (STARTER_FOLDER / host).rglob("*")
    }
    files = starter_files(Answers("Ada Example", host=host), date(2026, 11, 30), with_samples=False)
    return "\n\n".join(
        f"`{path}`:\n\n```{_LANGUAGES.get(Path(path).suffix, 'text')}\n{text}```"
        for path, text in files.items()
        if path in names
    )


_FILLED = {
    LINK: "`verification_url`, `badge_url` or `course_url`, as its form says",
    SKILLS: "`technologies` or `competencies`",
    TEXT: "the text",
}
"""What imports fill that is not one field."""


def import_formats() -> str:
    """Each format that can be imported: where its files are from, and what of them is kept."""
    sections = []
    for reader in all_readers():
        rows = (
            [f"`{name}`", _FILLED.get(ours, f"`{ours}`")] for name, ours in reader.fields.items()
        )
        sections.append(
            f"### {reader.title}\n\n`--from {reader.name}`. {reader.origin}\n\n"
            f"{table(['Theirs', 'Ours'], rows)}"
        )
    return "\n\n".join(sections)


_LANGUAGES = {".yml": "yaml"}


BLOCKS: dict[str, Callable[[], str]] = {
    "record": lambda: field_sections(Record),
    "profile": lambda: field_sections(ProfileRecord),
    **{
        kind: functools.partial(field_sections, SCHEMAS[kind])
        for kind in ("page", "project", "collection", "target")
    },
    "types": known_types,
    "labels": known_labels,
    "languages": known_languages,
    "aliases": known_aliases,
    "synonyms": synonyms,
    "settings": lambda: setting_rows(settings.Settings),
    "settings-site": lambda: setting_rows(settings.SiteSettings),
    "settings-publish": lambda: setting_rows(settings.PublishSettings),
    "settings-platform": lambda: setting_rows(platforms.Platform),
    "settings-platform-link": lambda: setting_rows(platforms.PlatformLink),
    "platforms": known_platforms,
    "page-values": page_values,
    "views": view_sections,
    "values": other_sections,
    "behind": behind_sections,
    "base-templates": lambda: theme_templates("base"),
    "ledger-templates": lambda: theme_templates("ledger"),
    "plain-templates": lambda: theme_templates("plain"),
    "gallery-templates": lambda: theme_templates("gallery"),
    "base-options": lambda: theme_options("base"),
    "ledger-options": lambda: theme_options("ledger"),
    "settings-translations": lambda: setting_rows(settings.SiteTranslation),
    "words": translated_fields,
    "settings-navigation": lambda: setting_rows(settings.NavigationItem),
    "exports": export_forms,
    "modules": modules,
    "imports": import_formats,
    **{
        f"host-{host}": functools.partial(host_files, host)
        for host in setting_types.Host
        if (STARTER_FOLDER / host).is_dir()
    },
    **{
        f"command-{name.replace(' ', '-')}": functools.partial(command_section, name)
        for name in COMMANDS
    },
}
"""What makes each block."""
