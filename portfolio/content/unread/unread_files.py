"""Files that are not read although they were meant to be, with help for each.

Nothing is reported for pictures and documents that a text refers to, notes for people, and kinds of
files that no site has.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct

from ...diagnostics import Diagnostic, Location, Related, warning
from ...domain.model import AnyText, Credential, Profile
from ...paths import (
    CONTENT_FOLDER,
    CREDENTIALS_FOLDER,
    LINKEDIN_EXPORTS,
    MARKDOWN_SUFFIXES,
    PAGES_FOLDER,
    PROFILE_FILES,
    SETTINGS_FILE,
    TEXT_FOLDERS,
    text_name,
)
from ...text import quoted
from .file_names import (
    DOUBLE_SUFFIX,
    EXPORT,
    NOT_CONTENT,
    PORTRAIT_NAMES,
    RECORD_KINDS,
    TRANSLATION,
    intended_folder,
    kind_by_name,
)

MAX_RELATED = 9
"""Maximum number of further files of one kind and folder that a warning lists, to keep it short."""
BETWEEN_FENCES = "between two `---` lines"
ONE_FILE_EACH = (
    f"write one file for each credential in it into `{CREDENTIALS_FOLDER}/`: "
    "`portfolio new` starts one"
)
Finding = tuple[str, str, str]
"""The group of files that a warning is about, which is their folder; its message and its help."""


class _Site(Struct, frozen=True):
    """The rest of the site, which shows whether a file was meant to be read."""

    texts: Mapping[str, AnyText | None]
    """The records that are read, by path; None for one with errors."""
    named: AbstractSet[str]
    """The paths that texts refer to."""
    others: tuple[str, ...]
    is_sound: bool
    """Whether no text has errors, so all references are known."""
    is_picture_missing: bool
    """Whether a text names a picture that is not there, so another may be meant."""
    folders: AbstractSet[str]
    """The folders of texts."""

    @property
    def has_own_records(self) -> bool:
        """Whether there is a record that is not a sample."""
        return any(
            path.startswith(f"{CREDENTIALS_FOLDER}/") and not (text and text.record.sample)
            for path, text in self.texts.items()
        )


def find_unread_files(
    others: tuple[str, ...], texts: Mapping[str, AnyText | None], named: AbstractSet[str]
) -> Iterator[Diagnostic]:
    """A warning for each group of the `others` that were meant to be read."""
    strays = [path for path in others if path not in named]
    if not strays:
        return
    groups: dict[tuple[str, str], list[tuple[str, Finding]]] = {}
    is_missing = any(kind_by_name(path) == "picture" for path in named - set(others))
    folders = {posixpath.dirname(path) for path in texts}
    site = _Site(texts, named, others, None not in texts.values(), is_missing, folders)
    for path in strays:
        name = posixpath.basename(path)
        if not NOT_CONTENT.match(name) and (finding := _finding(site, path, name)):
            groups.setdefault((finding[0], kind_by_name(name)), []).append((path, finding))
    for group in groups.values():
        (path, (_, message, fix)), *rest = group
        if rest and rest[0][1][1] != message:
            message += f" ({len(rest)} more like it)"
        related = tuple(Related("also here", Location(other)) for other, _ in rest[:MAX_RELATED])
        yield warning("unread-file", message, Location(path), fix, related)


def _stem(path: str) -> str:
    """The name of a file without folder and extension."""
    return posixpath.splitext(posixpath.basename(path))[0]


def _finding(site: _Site, path: str, name: str) -> Finding | None:
    if path.startswith(tuple(f"{folder}/" for folder in TEXT_FOLDERS)):
        return _among_texts(site, path, name)
    top, _, inner = path.partition("/")
    if top != CONTENT_FOLDER:
        return _beside_content(site, top, name)
    if "/" in inner:
        return _in_another_folder(site, path, inner)
    return _in_content(site, path, name)


def _among_texts(site: _Site, path: str, name: str) -> Finding | None:
    """What is wrong with a file below a folder of texts."""
    folder, stem = posixpath.dirname(path), _stem(name)
    kind = kind_by_name(name)
    if TRANSLATION.match(name):
        return (
            folder,
            f"{quoted(name)} is not read: there is no `index.md` that it could translate",
            "name the text in the language of the site `index.md`",
        )
    if stem.lower() in ("index", "_index") and kind in (*RECORD_KINDS, "writing"):
        return (
            folder,
            f"{quoted(name)} is not read here: the program makes this list itself",
            _list_cure(folder),
        )
    partner = _partner(site, path, stem)
    if kind in ("picture", "document"):
        return _shown_nowhere(site, path, kind, partner)
    if kind and (partner is None or kind == "text"):
        return (
            folder,
            f"{quoted(name)} is not read: content files end in `.md`",
            _text_cure(name, stem, kind, partner),
        )
    return None


def _list_cure(folder: str) -> str:
    if folder == PAGES_FOLDER:
        return (
            f"if it is a page, give it a name of its own; the home page shows `{PROFILE_FILES[0]}`"
        )
    if folder != CREDENTIALS_FOLDER:
        return "if it is this folder's record, rename it to `index.md`; otherwise delete it"
    return (
        f"if it is a record, give it a name of its own, such as `aws-developer.md`; other text "
        f"belong in `{PAGES_FOLDER}/NAME.md`"
    )


def _text_cure(name: str, stem: str, kind: str, partner: str | None) -> str:
    """How to turn a file into a text."""
    if partner:
        return f"{quoted(posixpath.basename(partner))} exists too: keep one of them"
    if kind == "data" and EXPORT.match(name):
        return ONE_FILE_EACH
    double = DOUBLE_SUFFIX.match(name)
    called = quoted(double[1] if double else f"{stem}.md")
    fixes = {
        "text": f"rename it to {called}",
        "fields": f"rename it to {called}, and add a `---` line above its fields and another below",
        "data": f"write {called} instead, with its values as fields {BETWEEN_FENCES}, "
        "and one more file for each further credential",
        "table": f"write one file for each row, with its values as fields {BETWEEN_FENCES}: "
        "`portfolio new` starts one",
        "plain": f"rename it to {called}, and add fields {BETWEEN_FENCES} above its text",
        "writing": f"rewrite it as Markdown in {called}, below fields {BETWEEN_FENCES}",
        "static": "move it to `static/`, and load it in a template",
        "archive": f"unpack it elsewhere, and {ONE_FILE_EACH}",
    }
    return fixes["text" if double else kind]


def _partner(site: _Site, path: str, stem: str) -> str | None:
    """The text in the same folder that a file belongs to; None if there is none.

    It has the same name, or is the folder's `index.md` and the file is the only one of its kind.
    """
    folder, kind = posixpath.dirname(path), kind_by_name(path)
    found = (f"{folder}/{name}{suffix}" for name in (stem, "index") for suffix in MARKDOWN_SUFFIXES)
    partner = next((text for text in found if text in site.texts), None)
    if partner is None or _stem(partner) == stem:
        return partner
    alike = [
        other
        for other in site.others
        if posixpath.dirname(other) == folder and kind_by_name(other) == kind
    ]
    return partner if alike == [path] else None


def _shown_nowhere(site: _Site, path: str, kind: str, partner: str | None) -> Finding | None:
    """What is wrong with a picture or document that no text refers to.

    None for a document unless it is clear which text should.
    """
    folder, name = posixpath.split(path)
    if not site.is_sound:
        return None
    record = site.texts.get(partner or "")
    field = "image" if kind == "picture" else "certificate"
    message = f"nothing refers to {quoted(name)}"
    if isinstance(record, Credential) and partner and not getattr(record.record, field):
        line = f"`certificate: {name}`"
        if kind == "picture":
            line = f"`image: {name}` and `image_alt: WHAT IT SHOWS`"
        return folder, message, f"add {line} to {quoted(posixpath.basename(partner))}"
    if kind == "picture":
        return _unused_picture(site, path)
    is_new = kind == "document" and partner is None and path.startswith(f"{CREDENTIALS_FOLDER}/")
    if is_new and not any(
        posixpath.dirname(other) == folder and other.lower().endswith(".pdf")
        for other in site.named
    ):
        text = f"{_stem(name)}.md"
        fix = (
            f"write a record {quoted(text)} for it, with `certificate: {name}`; "
            "or put `_` before its name to leave it out"
        )
        return folder, message, fix
    return None


def _unused_picture(site: _Site, path: str) -> Finding | None:
    """What is wrong with a picture that no text refers to; all of a folder are one group.

    None if a text may refer to it: one with errors, or one that misspells its name.
    """
    folder, name = posixpath.split(path)
    if not site.is_sound or site.is_picture_missing:
        return None
    home = next((f for f in TEXT_FOLDERS if path.startswith(f"{f}/")), CREDENTIALS_FOLDER)
    if folder in site.folders and folder != CONTENT_FOLDER:
        home = folder
    written = posixpath.relpath(path, home)
    fix = f"add `image: {written}` and `image_alt: WHAT IT SHOWS` to its record"
    if home.startswith(PAGES_FOLDER):
        fix = f"show it in a text, `![WHAT IT SHOWS](<{written}>)`"
    return (
        f"{folder}/*",
        f"nothing refers to {quoted(name)}",
        f"{fix}, or put `_` before its name to leave it out",
    )


def _in_content(site: _Site, path: str, name: str) -> Finding | None:
    """What is wrong with a file in `content/` itself."""
    stem, kind = _stem(name).lower(), kind_by_name(name)
    message = f"{quoted(path)} is not read"
    if kind == "picture":
        return _portrait(site, name, stem) or _unused_picture(site, path)
    if stem == "portfolio" and kind in ("fields", "data"):
        return (
            CONTENT_FOLDER,
            f"{message}: settings belong beside the content folder",
            f"move it one folder up, as `{SETTINGS_FILE}`",
        )
    if stem in ("index", "_index", "home") and kind in ("text", "writing", "fields"):
        return (
            CONTENT_FOLDER,
            f"{message}: the home page shows the profile",
            f"move its text to `{PROFILE_FILES[0]}`",
        )
    if stem == "profile" and kind:
        return CONTENT_FOLDER, message, _profile_cure(site, kind)
    each = f"write one file for each credential into `{CREDENTIALS_FOLDER}/`"
    places = (
        f"a page belongs in `{PAGES_FOLDER}/{stem}.md`, "
        f"a credential in `{CREDENTIALS_FOLDER}/{stem}.md`, and who you are in `{PROFILE_FILES[0]}`"
    )
    fixes = {
        "text": places,
        "fields": f"{each}, with its fields {BETWEEN_FENCES}",
        **dict.fromkeys(
            ("data", "table"),
            f"{each}, with its values as fields {BETWEEN_FENCES}: `portfolio new` starts one",
        ),
        "archive": f"unpack it elsewhere, and {ONE_FILE_EACH}",
        "static": "move it to `static/`, and load it in a template",
    }
    return (CONTENT_FOLDER, message, fixes[kind]) if kind in fixes else None


def _profile_cure(site: _Site, kind: str) -> str:
    if read := next((path for path in PROFILE_FILES if path in site.texts), None):
        return f"`{read}` is read instead: keep one of them"
    fix = f"rename it to `{PROFILE_FILES[0]}`"
    return fix if kind == "text" else f"{fix}, with its fields {BETWEEN_FENCES}"


def _portrait(site: _Site, name: str, stem: str) -> Finding | None:
    path = next((path for path in PROFILE_FILES if path in site.texts), "")
    profile = site.texts.get(path)
    if (
        stem not in PORTRAIT_NAMES
        or not isinstance(profile, Profile)
        or profile.record.photo
        or not site.is_sound
    ):
        return None
    return (
        CONTENT_FOLDER,
        f"nothing refers to {quoted(name)}",
        f"add `photo: {name}` and `photo_alt: WHAT IT SHOWS` to `{path}`",
    )


def _in_another_folder(site: _Site, path: str, inner: str) -> Finding | None:
    """What is wrong with a file in another folder of the content."""
    top, kind = inner.partition("/")[0], kind_by_name(path)
    folder = f"{CONTENT_FOLDER}/{top}"
    message = f"the folder {quoted(f'{folder}/')} is not read"
    if kind == "picture":
        return _unused_picture(site, path)
    if kind == "archive":
        return folder, f"{quoted(path)} is not read", f"unpack it elsewhere, and {ONE_FILE_EACH}"
    if top.lower() == "profile" and kind == "text" and text_name(path).lower() == "profile":
        return folder, message, f"move its text to `{PROFILE_FILES[0]}`"
    if kind in RECORD_KINDS and (known := _first_meant(inner)):
        fix = f"write each of its entries as a file `{known}/NAME.md`"
        if kind == "text":
            fix = f"move its files to `{known}/`"
        return folder, message, fix
    if EXPORT.match(posixpath.basename(path)):
        return folder, f"{quoted(path)} is not read", ONE_FILE_EACH
    if kind == "text":
        return (
            folder,
            message,
            f"credentials belong in `{CREDENTIALS_FOLDER}/`, other pages in `{PAGES_FOLDER}/`",
        )
    return None


def _first_meant(inner: str) -> str | None:
    """The content folder that is meant by the first part of a path that means one."""
    parts = posixpath.splitext(inner)[0].split("/")
    return next(filter(None, map(intended_folder, parts)), None)


def _beside_content(site: _Site, top: str, name: str) -> Finding | None:
    """What is wrong with a file beside the content folder that is named like content.

    `resume.json` is none if the site has records: other programs have files of that name.
    """
    if top.startswith(LINKEDIN_EXPORTS):
        return _linkedin_export(top, name)
    stem, kind = _stem(top).lower(), kind_by_name(name)
    message = f"{quoted(top)} beside `{CONTENT_FOLDER}/` is not read"
    if top == name and stem == "portfolio":
        fix = f"rewrite it as TOML in `{SETTINGS_FILE}`"
        if name.endswith(".toml"):
            fix = f"rename it to `{SETTINGS_FILE}`"
        return "", f"{message}: settings are read from `{SETTINGS_FILE}`", fix
    if top == name and stem == "profile":
        return "", message, f"move it to `{PROFILE_FILES[0]}`"
    if top == name:
        is_foreign = stem == "resume" and site.has_own_records
        return None if is_foreign else ("", message, ONE_FILE_EACH)
    where = PAGES_FOLDER if top == "pages" else CREDENTIALS_FOLDER
    if kind not in (("text",) if top in ("pages", "certs") else RECORD_KINDS):
        return None
    message = f"the folder {quoted(f'{top}/')} beside `{CONTENT_FOLDER}/` is not read"
    return top, message, f"move its files to `{where}/`"


def _linkedin_export(top: str, name: str) -> Finding | None:
    """What is wrong with an archive from LinkedIn, or a folder that was unpacked from one."""
    if top != name and not EXPORT.match(name):
        return None
    fix = (
        f"run `portfolio import {top}`, which makes a record of each certification, "
        "and keep it elsewhere: it holds your messages"
    )
    return top, f"{quoted(top)} beside `{CONTENT_FOLDER}/` is not read", fix
