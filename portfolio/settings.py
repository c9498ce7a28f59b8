"""`portfolio.toml`: everything about the site that is not content, all of it optional."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from msgspec.structs import force_setattr

from .diagnostics import Diagnostic, Diagnostics, Location, error, has_errors, warning
from .domain.platforms import MAX_LINK_LENGTH, Platform
from .domain.privacy import Leak, redact_values
from .locale.language import ENGLISH
from .locale.messages import Messages, all_messages, placeholders_of, unfit_sign
from .paths import DEFAULT_OUTPUT, SETTINGS_FILE
from .schema.fields import Fields, InvalidValue
from .schema.types import Date, Flag, Language, Text
from .source_text import KeyPath, Span, find_conflict_mark, locate_line, locate_span
from .text import did_you_mean, quoted, suggestion
from .validation.lines import toml_line
from .validation.setting_types import (
    BaseUrl,
    Destination,
    GitName,
    Host,
    HostName,
    Languages,
    Name,
    Search,
    Words,
)
from .validation.validate import FieldSyntax, locator, validate

_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'|\[[^\]]*\]|[^#]+")
_WORD = re.compile(r"[\w-]+|\"[^\"\n]*\"|'[^'\n]*'")


class NavigationItem(Fields, frozen=True):
    """A link of the navigation."""

    to: Text
    """Where it leads: the address of a page on this site, such as `skills` or `about`, or a web
    address."""
    label: Text | None = None
    """Its text. Default: the title of the page."""


class SiteSettings(Fields, frozen=True):
    """The table `[site]`."""

    title: Text | None = None
    """The name of the site. Default: the owner's name, or "Credentials"."""
    base_url: BaseUrl = ""
    """The address of the home page. Without it there are no canonical links, no feed and no
    sitemap."""
    language: Language = ""
    """The language of the site, as a BCP 47 tag, for its words, dates, numbers and order of names.
    `docs/translate.md` lists the languages that have words. Default: the first of `languages`, or
    `en`."""
    languages: Languages = ()
    """All languages of the site: `["en", "de"]`. The pages in `language` are at the root, those in
    each other language in a folder named like it (`/de/`)."""
    theme: Name = "ledger"
    """The theme that renders the site."""
    output: Text = DEFAULT_OUTPUT
    """The folder for the built site, relative to this file."""
    search: Search = "list"
    """What the search field of the list finds: words in the list (`list`), or also words on the
    pages of credentials (`pagefind`)."""
    navigation: tuple[NavigationItem, ...] = ()
    """The links at the top of every page, in their order, one table `[[site.navigation]]` each.
    Default: all kinds of pages, then the pages of `content/pages/`."""

    def __post_init__(self) -> None:
        """The language of the pages at the root is the first, if none is stated."""
        if not self.language:
            force_setattr(self, "language", next(iter(self.languages), ENGLISH))
        if not self.languages:
            force_setattr(self, "languages", (self.language,))

    def check_fields(self) -> None:
        """Raise InvalidValue if the language of the pages at the root is none of the site's."""
        if self.language not in self.languages:
            raise InvalidValue(
                "unknown-language",
                f"{quoted(self.language)} is the `language`, but none of the `languages`",
                "add it to `languages`, or leave `language` out",
            )


class PublishSettings(Fields, frozen=True):
    """The table `[publish]`."""

    as_of: Date | None = None
    """The date for which states are determined; a month or year means its last day. Default: today
    in UTC."""
    planned: Flag = False
    """Whether planned credentials are published, on the roadmap."""
    to: Destination = ""
    """Where `portfolio publish` puts the site: `branch` for a branch of its git repository,
    `rsync:user@host:/path` for a server, or `folder:DIR` for a folder, relative to this file."""
    branch: GitName = "gh-pages"
    """The branch for `to = "branch"`. It holds the built site only."""
    remote: GitName = "origin"
    """The remote that has this branch."""
    pictures: Flag = True
    """Whether pictures are also published in smaller sizes, and PDF certificates with a picture of
    their first page."""
    share_pictures: Flag = True
    """Whether a picture is drawn for each page, to be shown where somebody shares a link to it."""
    host: HostName = Host.NONE
    """The host for which the site has the files that it reads: `github` (`CNAME`), `gitlab`
    (`_redirects`), `netlify` or `cloudflare` (`_headers` and `_redirects`), or your own server with
    `nginx` (`_nginx.conf`). `none` makes no such files."""
    share_font: Text | None = None
    """A font in `static/` for words in these pictures whose letters the built-in font lacks. It is
    not published."""


class SiteTranslation(Fields, frozen=True):
    """The table `[translations.LANGUAGE]`."""

    title: Text | None = None
    """The name of the site."""
    navigation: Words = {}
    """The labels of the navigation, by where its links lead: `about = "Über mich"`."""
    labels: Words = {}
    """Words to show for snake_case keys and in place of ours, as in `[labels]`."""


class Settings(Fields, frozen=True):
    """All of `portfolio.toml`."""

    site: SiteSettings = SiteSettings()
    """What the site is called and where it lives."""
    theme: dict[str, Any] = {}
    """The options of the theme; each theme says which it has."""
    publish: PublishSettings = PublishSettings()
    """What is published, and for which date."""
    labels: Words = {}
    """Words to show for snake_case keys: `mlops = "MLOps"`."""
    translations: dict[str, SiteTranslation] = {}
    """What these settings say in another of the `languages`: `[translations.de]`."""
    aliases: Words = {}
    """Spellings that mean one term: `sklearn = "scikit-learn"`."""
    platforms: dict[str, Platform] = {}
    """More platforms whose links and numbers are known, one table each."""

    @property
    def messages(self) -> Messages:
        """The words of the program in the language of the site, or those of the owner."""
        return Messages(self.site.language, self.labels)


def read_settings(content: bytes | None) -> tuple[Settings, str, Diagnostics]:
    """The settings, the text they come from, and problems; the defaults if they cannot be read."""
    if content is None:
        return Settings(), "", ()
    text, values, unreadable = _read_toml(content)
    if unreadable:
        return Settings(), text, unreadable
    written, leaks = _without_private(_as_text(values))
    leak_warnings = tuple(
        warning(
            "private-link",
            leak.message,
            find_key(SETTINGS_FILE, text, keys),
            leak.advice(may_allow=False),
        )
        for keys, leak in leaks
    )
    settings, problems = validate(
        Settings, written, FieldSyntax(locator(find_key, SETTINGS_FILE, text), toml_line)
    )
    unfit: Diagnostics = ()
    if settings:
        unfit = (*_slow_patterns(settings, text), *_unfit_labels(settings.labels, text))
    if settings is None or has_errors(unfit):
        settings = Settings()
    return settings, text, (*problems, *leak_warnings, *unfit)


def _read_toml(content: bytes) -> tuple[str, dict[str, Any], Diagnostics]:
    """The text of the file and its values, or why it cannot be read."""
    text = ""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        return text, tomllib.loads(text), ()
    except UnicodeDecodeError:
        where, fix = Location(SETTINGS_FILE), "save it as UTF-8"
        return "", {}, (error("not-utf-8", "the file is not UTF-8", where, fix),)
    except tomllib.TOMLDecodeError as reason:
        conflict = find_conflict_mark(SETTINGS_FILE, text)
        return text, {}, (conflict or _syntax_problem(text, str(reason)),)


def _without_private(tables: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[KeyPath, Leak]]]:
    """The tables with links redacted in all published texts, and the leaks with the paths to them.

    Patterns and the address of the site are left alone.
    """
    texts = {
        name: {key: text for key, text in table.items() if key != "base_url"}
        for name, table in _tables(tables)
        if name != "platforms"
    }
    shown, leaks = redact_values(texts)
    return {
        **tables,
        **{name: {**table, **shown.get(name, {})} for name, table in _tables(tables)},
    }, leaks


def _tables(values: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(name, table) for name, table in values.items() if isinstance(table, dict)]


def _slow_patterns(settings: Settings, text: str) -> Diagnostics:
    """An error for each pattern of the owner's that could take forever."""
    if not settings.platforms:
        return ()
    from .schema.patterns import MAX_WAYS, count_ways

    said = (
        form
        for platform in settings.platforms.values()
        for link in platform.links
        for form in link.patterns
    )
    slow = [form for form in dict.fromkeys(said) if count_ways(form, MAX_LINK_LENGTH) > MAX_WAYS]
    message = (
        "the pattern {} could take forever: its repetitions can match one text in too many ways"
    )
    fix = (
        "make each `+` or `*` stop at the next character, as in `[^/]+/`, "
        "and do not nest repetitions"
    )
    return tuple(
        error("slow-pattern", message.format(quoted(form)), _place_of(form, text), fix)
        for form in slow
    )


def _unfit_labels(labels: Mapping[str, str], text: str) -> Iterator[Diagnostic]:
    """What is wrong with the owner's words for messages of the program."""
    for message, words in labels.items():
        if sign := unfit_sign(message, words):
            kept = ", ".join(f"`{name}`" for name in placeholders_of(message))
            yield error(
                "unknown-placeholder",
                f"{quoted(message)} has nothing to put in place of `{sign}`",
                find_key(SETTINGS_FILE, text, ("labels", message)),
                f"use {kept}, and `%%` for a percent sign" if kept else "leave it out",
            )
        elif placeholders_of(message) and message not in all_messages():
            near = did_you_mean(message, all_messages())
            yield warning(
                "unknown-label",
                f"the program never says {quoted(message)}",
                find_key(SETTINGS_FILE, text, ("labels", message), at_key=True),
                suggestion(near, "docs/translate.md says which words it has"),
            )


def _place_of(value: str, text: str) -> Location:
    number = text.count("\n", 0, max(text.find(value), 0)) + 1
    if value in text:
        return locate_line(SETTINGS_FILE, text, number, value)
    return find_key(SETTINGS_FILE, text, ("platforms",))


def _as_text(value: Any) -> Any:
    """TOML's typed values as the text that our readers take; true and false stay."""
    if isinstance(value, dict):
        return {key: _as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool | str):
        return value
    return str(value)


def _syntax_problem(text: str, reason: str) -> Any:
    where = re.search(r"\(at line (\d+), column (\d+)\)", reason)
    line, column = text.count("\n") + 1, 1
    if where:
        line, column = int(where[1]), int(where[2])
    message = re.sub(r"\s*\(at .*\)$", "", reason)
    start = sum(len(row) + 1 for row in text.split("\n")[: line - 1]) + column - 1
    return error(
        "toml-syntax",
        f"invalid TOML: {message[:1].lower()}{message[1:]}",
        locate_span(SETTINGS_FILE, text, Span(start, start + 1)),
        'write `key = "value"` lines under `[table]` lines',
    )


def find_key(path: str, text: str, keys: KeyPath, *, at_key: bool = False) -> Location:
    """The location of a key in a TOML text, found by its table and its name.

    The line of its table if the key is not there. Of tables in a list, a number among the keys says
    which is meant.
    """
    names = [str(key) for key in keys if isinstance(key, str)]
    wanted = next((key for key in keys if isinstance(key, int)), 0)
    table: list[str] = []
    best = Location(path, 1, 1)
    in_list = -1
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if bare.startswith("["):
            table = _parts(bare.strip("[]"))
            if bare.startswith("[[") and table == names[: len(table)]:
                in_list += 1
                if in_list != wanted:
                    table = []
            if table == names[: len(table)] and table:
                best = locate_line(path, text, number)
        name, has_value, rest = line.partition("=")
        if not has_value or bare.startswith("#"):
            continue
        own = _parts(name)
        if own and [*table, *own] == names[: len(table) + len(own)]:
            value = _VALUE.match(rest.strip())
            needle = name if at_key or not value else value[0]
            return locate_line(path, text, number, needle.strip())
    return best


def _parts(dotted: str) -> list[str]:
    return [word.strip("\"'") for word in _WORD.findall(dotted)]
