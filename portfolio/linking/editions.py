"""The editions of a site: its portfolio and its settings in each of its languages.

An edition differs from the first in words and in the order of names, and in nothing else: what a
credential proves and where its page lies is the same. What has no translation keeps its words, with
the language that they are in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from ..content.locate import locate
from ..diagnostics import Diagnostic, Location, Related, warning
from ..domain.model import (
    AnyText,
    Content,
    Credential,
    Entry,
    Portfolio,
    Taxonomy,
    Term,
    Translation,
)
from ..domain.terms import TermKind
from ..locale.collation import ranks
from ..locale.messages import has_message
from ..paths import SETTINGS_FILE
from ..schema.fields import Fields
from ..settings import Settings, SiteSettings, find_key
from ..store.memo import remember_by_name
from ..summary import plural
from ..text import quoted
from .link import by_evidence, by_standing, newest_first
from .projects import in_project_order
from .relations import part_order
from .taxonomy import shown_name

TextKind = TypeVar("TextKind", bound=AnyText)
MAX_PLACES = 5
"""Maximum places that a warning names."""


class Edition(Struct, frozen=True):
    """A site in one of its languages."""

    portfolio: Portfolio
    settings: Settings
    folder: str = ""
    """The folder of its pages with a slash; empty for the edition at the root."""


def make_editions(portfolio: Portfolio, settings: Settings) -> tuple[Edition, ...]:
    """The site in each of its languages, the one at the root first."""
    return tuple(
        Edition(
            _portfolio_in(portfolio, language, settings), _settings_in(settings, language), folder
        )
        if folder
        else Edition(portfolio, settings)
        for language, folder in language_folders(settings.site).items()
    )


def language_folders(site: SiteSettings) -> dict[str, str]:
    """The folder of each language of a site with a slash, the one at the root first."""
    others = (language for language in site.languages if language != site.language)
    return {site.language: "", **{language: f"{language.lower()}/" for language in others}}


def _settings_in(settings: Settings, language: str) -> Settings:
    """The settings of the edition in a language."""
    words, base_url = settings.translations.get(language), settings.site.base_url
    labels = {
        key: label for key, label in settings.labels.items() if not has_message(language, key)
    }
    navigation = tuple(
        replace(item, label=words.navigation.get(item.to, item.label)) if words else item
        for item in settings.site.navigation
    )
    site = replace(
        settings.site,
        language=language,
        base_url=base_url and base_url + language_folders(settings.site)[language],
        title=(words and words.title) or settings.site.title,
        navigation=navigation,
    )
    return replace(settings, site=site, labels={**labels, **(words.labels if words else {})})


@remember_by_name
def _portfolio_in(portfolio: Portfolio, language: str, settings: Settings) -> Portfolio:
    """The portfolio with the words of a language."""
    main, here = settings.site.language, _settings_in(settings, language)
    files = portfolio.content.translations

    def _text(text: TextKind) -> TextKind:
        return _text_in(text, language, main, files.get(text.path, {}).get(language))

    texts = {entry.id: _text(entry.credential) for entry in portfolio.entries}
    titles = ranks((text.record.title for text in texts.values()), language)
    moved = (
        _entry_in(entry, language, texts[entry.id], _parts_in(entry, texts, titles))
        for entry in portfolio.entries
    )
    entries = {
        entry.id: entry for entry in sorted(moved, key=lambda entry: newest_first(entry, titles))
    }
    taxonomies = {
        kind: _taxonomy_in(taxonomy, here, settings, entries)
        for kind, taxonomy in portfolio.taxonomies.items()
    }
    profile = portfolio.content.profile
    content = replace(
        portfolio.content,
        profile=_text(profile) if profile else None,
        pages=tuple(map(_text, portfolio.content.pages)),
    )
    projects = (replace(entry, project=_text(entry.project)) for entry in portfolio.projects)
    return Portfolio(
        portfolio.as_of,
        tuple(entries.values()),
        taxonomies,
        content,
        in_project_order(projects, language),
        tuple(replace(c, collection=_text(c.collection)) for c in portfolio.collections),
        tuple(replace(t, target=_text(t.target)) for t in portfolio.targets),
    )


@remember_by_name
def _text_in(text: TextKind, language: str, main: str, translation: Translation | None) -> TextKind:
    """A text with its words in a language, as far as it has them."""
    words = {**text.words.get(language, {}), **(translation.words if translation else {})}
    kind: type[Fields] = type(text.record).words
    languages = {field: language if field in words else main for field in kind.specs()}
    if isinstance(text, Credential):
        languages["facts"] = main
        if "title" not in words:
            languages["title"] = text.record.language or main
    made = replace(text, record=replace(text.record, **words), languages=languages)
    if translation is None or not translation.has_text:
        return replace(made, languages={**languages, "text": main})
    outline = replace(
        translation.outline,
        verification_links=text.outline.verification_links,
        web_links=text.outline.web_links,
        left_out=text.outline.left_out,
        expiry_mention=text.outline.expiry_mention,
    )
    return replace(
        made,
        languages={**languages, "text": language},
        outline=outline,
        text_path=translation.path,
    )


def _parts_in(
    entry: Entry, texts: Mapping[str, Credential], titles: Mapping[str, int]
) -> tuple[str, ...]:
    """The parts of an entry in the order of their titles in a language."""
    return tuple(sorted(entry.parts, key=lambda part: part_order(texts[part], titles)))


@remember_by_name
def _entry_in(entry: Entry, language: str, credential: Credential, parts: tuple[str, ...]) -> Entry:
    """An entry with the words of a language."""
    return replace(entry, credential=credential, parts=parts)


def _taxonomy_in(
    taxonomy: Taxonomy, settings: Settings, main: Settings, entries: Mapping[str, Entry]
) -> Taxonomy:
    """The terms of one kind with their names in the language of an edition.

    `entries` are those of the edition, in their order.
    """
    places = {identity: place for place, identity in enumerate(entries)}
    terms = []
    for term in taxonomy.terms:
        members = sorted((entries[entry.id] for entry in term.entries), key=lambda e: places[e.id])
        members.sort(key=by_standing)
        terms.append(_term_in(term, settings.site.language, settings, main, tuple(members)))
    return Taxonomy(taxonomy.kind, by_evidence(terms, settings.site.language))


@remember_by_name
def _term_in(
    term: Term, language: str, settings: Settings, main: Settings, entries: tuple[Entry, ...]
) -> Term:
    """A term with its name in a language."""
    name = shown_name(term.kind, settings, term.written)
    if term.kind in (TermKind.ISSUERS, TermKind.TECHNOLOGIES):
        return replace(term, name=settings.labels.get(term.name, term.name), entries=entries)
    if name != shown_name(term.kind, main, term.written):
        return replace(term, name=name, language=language, entries=entries)
    return replace(term, language=main.site.language, entries=entries)


def check_translations(content: Content, settings: Settings, text: str) -> Iterator[Diagnostic]:
    """Words in languages that a site does not have, and words that are said twice.

    `text` is that of the settings.
    """
    yield from _in_no_language(content, settings)
    for language in settings.translations:
        if language not in settings.site.languages:
            yield warning(
                "unused-translation",
                f"{quoted(language)} is none of the languages of this site",
                find_key(SETTINGS_FILE, text, ("translations", language)),
                _cure(settings, language),
            )
    for own in content.texts:
        for translation in content.translations.get(own.path, {}).values():
            for field in own.words.get(translation.language, {}).keys() & translation.words.keys():
                yield warning(
                    "repeated-translation",
                    f"{quoted(own.path)} has `{field}.{translation.language}` too",
                    locate(translation.path, translation.front_matter, (field,)),
                    "keep one of them; this one is shown",
                )


def _in_no_language(content: Content, settings: Settings) -> Iterator[Diagnostic]:
    """A warning for each language that texts have words in and the site has no pages in."""
    found: dict[str, list[Location]] = {}
    for text in content.texts:
        for language in text.words.keys() - settings.site.languages:
            keys = (f"{next(iter(text.words[language]), '')}.{language}",)
            found.setdefault(language, []).append(locate(text.path, text.front_matter, keys))
    for translations in content.translations.values():
        for language in translations.keys() - settings.site.languages:
            found.setdefault(language, []).append(Location(translations[language].path))
    for language, places in found.items():
        yield warning(
            "unused-translation",
            f"{quoted(language)} is none of the languages of this site, "
            f"but of words in {plural(len(places), 'file')}",
            places[0],
            _cure(settings, language),
            tuple(Related("also here", place) for place in places[1:MAX_PLACES]),
        )


def _cure(settings: Settings, language: str) -> str:
    """How a site gets pages in a language."""
    tags = ", ".join(f'"{tag}"' for tag in (*settings.site.languages, language))
    return f"write `languages = [{tags}]` under [site] in {SETTINGS_FILE}, or remove it"
