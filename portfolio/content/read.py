"""One file of content becomes a credential, the profile, a page and so on, or the reasons why not.

What it becomes depends only on its path and its bytes; nothing here touches the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from ..diagnostics import Diagnostic, Diagnostics, Location, error, has_errors, warning
from ..domain.body import NO_BODY, Body, BodyOutline, BodyProblem
from ..domain.model import (
    AnyText,
    Asset,
    Collection,
    Credential,
    FreePage,
    Profile,
    Project,
    Target,
    Translation,
)
from ..domain.privacy import may_have_links, redact_values
from ..domain.proof import Proof
from ..domain.records.collection import CollectionRecord
from ..domain.records.credential import Record
from ..domain.records.page import PageRecord
from ..domain.records.profile import ProfileRecord
from ..domain.records.project import ProjectRecord
from ..domain.records.target import TargetRecord
from ..paths import (
    COLLECTIONS_FOLDER,
    CREDENTIALS_FOLDER,
    PAGES_FOLDER,
    PROFILE_FILES,
    PROJECTS_FOLDER,
    TARGETS_FOLDER,
    is_project,
    text_name,
)
from ..schema.fields import Fields
from ..source_text import locate_line
from ..text import is_invisible, slug, snake
from ..validation.validate import FieldSyntax, guess_record, locator, validate
from .locate import locate
from .translated import foreign_name, read_translated_words, split_words

if TYPE_CHECKING:
    from .front_matter import Document


class TextForm(Struct, frozen=True):
    """What the files of one folder are."""

    kind: type[AnyText]
    model: type[Fields]
    """Their fields."""
    section: str
    """The table of other names for these fields."""


TEXT_FORMS = {
    CREDENTIALS_FOLDER: TextForm(Credential, Record, "credential"),
    PAGES_FOLDER: TextForm(FreePage, PageRecord, "page"),
    PROJECTS_FOLDER: TextForm(Project, ProjectRecord, "project"),
    COLLECTIONS_FOLDER: TextForm(Collection, CollectionRecord, "collection"),
    TARGETS_FOLDER: TextForm(Target, TargetRecord, "target"),
}
"""The files of each folder."""
PROFILE = TextForm(Profile, ProfileRecord, "profile")
_LISTS = ("item", "items", "certifications", "certificates", "accomplishments")
"""Keys under which people list several credentials in one file."""

WordsByLanguage = Mapping[str, Mapping[str, str]]
"""The words of a text in other languages, by language and field."""
Value_co = TypeVar("Value_co", bound=AnyText | Translation, covariant=True)


class LoadedFile(Struct, Generic[Value_co], frozen=True):
    """What one file of content became."""

    value: Value_co | None = None
    """None if it has errors."""
    body: Body = NO_BODY
    """Left out if it is in a cache."""
    digest: str = ""
    """Of the file's bytes; empty if they could not be read."""
    problems: Diagnostics = ()
    """Problems with the file itself."""
    assets: Mapping[str, Asset] = MappingProxyType({})
    """The files that it refers to, by the paths that it uses."""
    asset_problems: Diagnostics = ()
    """Problems with the files that it refers to."""
    elsewhere: Mapping[str, str] = MappingProxyType({})
    """Help on files that it looks for at the site's root and that are elsewhere."""
    proof: Proof | None = None
    """What its badge file shows; None if it names none."""
    probable_id: str = ""
    """The id that a record without a value seems to have."""
    guessed: Value_co | None = None
    """What it was probably meant to be if it has errors; never shown."""
    unreadable_fields: tuple[str, ...] = ()
    """The fields of `guessed` whose values cannot be read."""
    original: str = ""
    """The file whose words it translates; empty for a text of its own."""


AnyLoadedFile = LoadedFile[AnyText | Translation]


def load_file(path: str, content: bytes, original: str = "", language: str = "") -> AnyLoadedFile:
    """What the bytes of a file become, by its path: a credential, the profile, a page and so on.

    Or else a translation into a language, if it is one of the `original`.
    """
    if original:
        return load_translation(path, content, original, language)
    return _load_own(path, content)


def load_credential(path: str, content: bytes) -> LoadedFile[Credential]:
    """The credential in the bytes of a file, whatever its folder, or why there is none."""
    return cast("LoadedFile[Credential]", _load_own(path, content))


def load_profile(path: str, content: bytes) -> LoadedFile[Profile]:
    """The profile in the bytes of `content/profile.md`, or why there is none."""
    return cast("LoadedFile[Profile]", _load_own(path, content))


def text_form(path: str) -> TextForm:
    """What the file at a path is."""
    if path in PROFILE_FILES:
        return PROFILE
    folder = next((each for each in TEXT_FORMS if path.startswith(f"{each}/")), CREDENTIALS_FOLDER)
    return TEXT_FORMS[folder]


def load_translation(
    path: str, content: bytes, original: str, language: str
) -> LoadedFile[Translation]:
    """The translation in the bytes of a file, or why there is none. It needs no front matter."""
    from .front_matter import read_translation

    document, problems = read_translation(path, content)
    if document is None:
        return LoadedFile(problems=problems, original=original)
    form = text_form(original)
    model = form.model
    syntax = FieldSyntax(locator(locate, path, document.text), section=form.section)
    metadata, leak_warnings = _without_private_links(document, model, syntax)
    words, invalid = read_translated_words(model, metadata, syntax, foreign_name(path, original))
    value = Translation(path, document.front_matter, original, language, words, BodyOutline())
    body, body_problems = _body_of(document, title_of(value), {})
    value = replace(value, outline=body.outline, has_text=bool(body.html))
    found = (*invalid, *leak_warnings, *body_problems)
    return LoadedFile(None if has_errors(found) else value, body, problems=found, original=original)


def title_of(text: AnyText | Translation) -> str:
    """What a text is called, which its body may repeat."""
    if isinstance(text, Translation):
        return text.words.get("title") or text.words.get("name", "")
    return _title(text.record)


def _title(record: Fields) -> str:
    title: str = getattr(record, "name" if isinstance(record, ProfileRecord) else "title")
    return title


def _load_own(path: str, content: bytes) -> LoadedFile[AnyText]:
    """The text in the bytes of a file, or why there is none."""
    from .front_matter import read_document

    document, problems = read_document(path, content)
    if document is None:
        return LoadedFile(problems=problems)
    form = text_form(path)
    model = form.model
    syntax = FieldSyntax(locator(locate, path, document.text), section=form.section)
    metadata, leak_warnings = _without_private_links(document, model, syntax)
    metadata, words, foreign = split_words(model, metadata, syntax)
    record, invalid = validate(model, metadata, syntax)
    found = (*invalid, *foreign, *leak_warnings)
    if is_invisible(text_name(path)):
        return LoadedFile(problems=(*found, _invisible_name(path)))
    if record:
        body, body_problems = _render(document, record)
        made = _make(form, document, record, body.outline, words)
        return LoadedFile(made, body, problems=(*found, *body_problems))
    if several := _several_in_one(document):
        return LoadedFile(problems=several)
    meant, unreadable = guess_record(model, metadata, syntax)
    if meant is None:
        return LoadedFile(problems=found)
    body, body_problems = _render(document, meant, unreadable)
    guessed = _make(form, document, meant, body.outline, words)
    return LoadedFile(
        guessed=guessed, unreadable_fields=unreadable, problems=(*found, *body_problems)
    )


def _make(
    form: TextForm, document: Document, record: Fields, outline: BodyOutline, words: WordsByLanguage
) -> AnyText:
    """A text of a form; its file names it where its record does not."""
    path = document.path
    names: dict[str, Any] = {}
    if form is not PROFILE:
        names["slug"] = getattr(record, "slug", None) or slug(text_name(path))
    if isinstance(record, Record):
        names["id"] = record.entity_id or snake(text_name(path))
    kind: Callable[..., AnyText] = form.kind
    return kind(path, document.front_matter, outline, words, record=record, **names)


def _without_private_links(
    document: Document, model: type[Fields], syntax: FieldSyntax
) -> tuple[dict[str, Any], Diagnostics]:
    """The front matter with private links redacted, and a warning for each."""
    if not may_have_links(document.front_matter):
        return document.metadata, ()
    metadata, leaks = redact_values(document.metadata)
    return metadata, tuple(
        warning(
            "private-link",
            leak.message,
            syntax.locate(keys),
            leak.advice(may_allow=model is Record),
        )
        for keys, leak in leaks
    )


def _invisible_name(path: str) -> Diagnostic:
    message = "the file's name has only invisible characters"
    return error("invisible-text", message, Location(path), "rename the file")


def _several_in_one(document: Document) -> Diagnostics:
    """An error for a file that is a list of credentials."""
    for key in _LISTS:
        if isinstance(document.metadata.get(key), list):
            place = locate(document.path, document.text, (key,), at_key=True)
            return (
                error(
                    "several-in-one-file",
                    f"`{key}` lists several credentials",
                    place,
                    "write one file for each credential",
                ),
            )
    return ()


def _render(
    document: Document, record: Fields, unreadable: tuple[str, ...] = ()
) -> tuple[Body, Diagnostics]:
    title = _title(record)
    facts = {}
    if isinstance(record, Record):
        facts = {**record.facts, **dict.fromkeys(unreadable, ())}
    return _body_of(document, title, facts)


def _body_of(
    document: Document, title: str, facts: Mapping[str, tuple[str, ...]]
) -> tuple[Body, Diagnostics]:
    """The body of a document whose front matter states a title and some facts."""
    from ..markdown.render_body import render_body

    body, problems = render_body(
        document.body,
        document.body_line,
        title,
        facts,
        story=is_project(document.path),
    )
    return body, tuple(_located(document, problem) for problem in problems)


def _located(document: Document, problem: BodyProblem) -> Diagnostic:
    make = error if problem.is_error else warning
    return make(
        problem.code,
        problem.message,
        locate_line(document.path, document.text, problem.line, problem.needle),
        problem.help,
    )
