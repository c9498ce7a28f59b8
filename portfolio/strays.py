"""Files that nothing reads, though somebody meant them to be read: what each probably is, and what to do so that it is.

Nothing is said of pictures and documents that a text names, of notes for people, of files of kinds that no site is made of,
and of pictures that no text names yet, unless one is called like a record or lies in its folder.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct

from .diagnostics import Diagnostic, Location, Related, warning
from .folders import CONTENT, CREDENTIALS, MARKDOWN, PAGES, PROFILES, SETTINGS, name_of_text
from .kinds import PICTURES
from .record import PageRecord, ProfileRecord, Record
from .text import did_you_mean, quoted

ALSO = 9
"""So many other files of one kind in one folder are named."""
FENCES = "between two lines `---`"
KINDS = {
    **dict.fromkeys(
        (*MARKDOWN, ".mdx", ".mdown", ".mkd", ".mkdn", ".mkdown", ".mdwn", ".mdtxt", ".mdtext", ".mdc", ".rmd", ".qmd"), "text"
    ),
    **dict.fromkeys((".yml", ".yaml"), "fields"),
    **dict.fromkeys((".json", ".jsonc", ".json5", ".jsonl", ".jsonld", ".toml", ".xml"), "data"),
    **dict.fromkeys((".csv", ".tsv", ".xlsx", ".xls", ".ods", ".numbers"), "table"),
    **dict.fromkeys((".docx", ".doc", ".odt", ".rtf", ".pages", ".html", ".htm", ".rst", ".adoc", ".org", ".tex"), "writing"),
    **dict.fromkeys((".txt", ""), "plain"),
    **dict.fromkeys((".css", ".js"), "static"),
    **dict.fromkeys(PICTURES, "picture"),
    ".pdf": "document",
}
"""What a file is by its ending; nothing is said of those with other endings."""
FOLDERS = {
    **dict.fromkeys(
        ("certificates", "certificate", "certs", "certifications", "certification", "courses", "course", "badges"), CREDENTIALS
    ),
    **dict.fromkeys(("licenses", "licences", "education", "degrees", "diplomas", "awards", "achievements", "credential"), CREDENTIALS),
    **dict.fromkeys(("posts", "blog", "articles", "page"), PAGES),
}
"""Where the texts of folders with other names belong."""
PORTRAITS = ("profile", "portrait", "photo", "avatar", "headshot", "me")
"""What pictures of a person are called."""
_FOR_PEOPLE = re.compile(r"(readme|licen[cs]e|changelog|contributing|todo|makefile|cname|thumbs\.db|desktop\.ini)(\.|$)", re.IGNORECASE)
_TRANSLATED = re.compile(r"_?index\.[a-z]{2,3}(-\w+)?\.\w+$", re.IGNORECASE)
_DOUBLE = re.compile(r"(.+\.(?:md|markdown))\.te?xt$", re.IGNORECASE)
"""A text whose name was given another ending, as systems do that hide endings."""

WRITTEN = ("text", "fields", "data", "table")
"""The kinds that can be credentials, whatever their folder is called."""

AnyRecord = Record | PageRecord | ProfileRecord
Said = tuple[str, str, str]
"""The folder that is spoken of, what is wrong and what helps."""


class _Site(Struct, frozen=True):
    """What tells whether a file was meant to be read."""

    texts: Mapping[str, AnyRecord | None]
    """What is read by its path; None where it has errors."""
    named: AbstractSet[str]
    """The paths that texts name."""
    others: tuple[str, ...]
    is_sound: bool
    """Whether no text has errors, so that all names are known."""


def find_strays(others: tuple[str, ...], texts: Mapping[str, AnyRecord | None], named: AbstractSet[str]) -> Iterator[Diagnostic]:
    """What is wrong with those of the other files of the content folder that somebody meant to be read."""
    groups: dict[tuple[str, str], list[tuple[str, Said]]] = {}
    site = _Site(texts, named, others, None not in texts.values())
    for path in others:
        name = posixpath.basename(path)
        said = None if path in named or _FOR_PEOPLE.match(name) else _said(site, path, name)
        if said:
            groups.setdefault((said[0], _kind(name)), []).append((path, said))
    for group in groups.values():
        (path, (_, message, cure)), *rest = group
        message += f" ({len(rest)} more like it)" if rest and rest[0][1][1] != message else ""
        related = tuple(Related("also here", Location(other)) for other, _ in rest[:ALSO])
        yield warning("unread-file", message, Location(path), cure, related)


def _kind(name: str) -> str:
    return KINDS.get(posixpath.splitext(name)[1].lower(), "")


def _said(site: _Site, path: str, name: str) -> Said | None:
    if path.startswith((f"{CREDENTIALS}/", f"{PAGES}/")):
        return _among_texts(site, path, name)
    top, _, inner = path.partition("/")
    if top != CONTENT:
        return _beside_content(top, name)
    return _in_another_folder(path, inner) if "/" in inner else _in_content(site, path, name)


def _among_texts(site: _Site, path: str, name: str) -> Said | None:
    """Of a file below `content/credentials/` or `content/pages/`."""
    folder, stem = posixpath.dirname(path), posixpath.splitext(name)[0]
    kind = _kind(name)
    if _TRANSLATED.match(name):
        return folder, f"nothing reads {quoted(name)}: a site has one language", "keep one language, and call its file `index.md`"
    if stem.lower() in ("index", "_index") and kind in (*WRITTEN, "writing"):
        return folder, f"nothing reads {quoted(name)} here: it is the name of a list, which the program makes", _list_cure(folder)
    partner = _partner(site, path, stem)
    if kind in ("picture", "document"):
        return _shown_nowhere(site, path, kind, partner)
    if kind and (partner is None or kind == "text"):
        return folder, f"nothing reads {quoted(name)}: texts end in `.md`", _text_cure(name, stem, kind, partner)
    return None


def _list_cure(folder: str) -> str:
    if folder == PAGES:
        return f"if it is a page, give it a name of its own; the home page shows `{PROFILES[0]}`"
    if folder != CREDENTIALS:
        return "if it is the record of this folder, call it `index.md`, or else remove it"
    return f"if it is a record, give it a name of its own, such as `aws-developer.md`; other words belong in `{PAGES}/NAME.md`"


def _text_cure(name: str, stem: str, kind: str, partner: str | None) -> str:
    """How a file becomes a text."""
    if partner:
        return f"{quoted(posixpath.basename(partner))} is there too: keep one of them"
    double = _DOUBLE.match(name)
    called = quoted(double[1] if double else f"{stem}.md")
    cures = {
        "text": f"call it {called}",
        "fields": f"call it {called}, and write a line `---` above its fields and another below",
        "data": f"write {called} in its place, with its values as fields {FENCES}, and one file more for each further credential",
        "table": f"write one file for each of its rows, with their values as fields {FENCES}: `portfolio new` begins one",
        "plain": f"call it {called}, with fields {FENCES} above its text",
        "writing": f"write its text as Markdown into {called}, below fields {FENCES}",
        "static": "move it to `static/`, and load it in a template",
    }
    return cures["text" if double else kind]


def _partner(site: _Site, path: str, stem: str) -> str | None:
    """The text of the same name in the folder, or the one that the folder is named for, if this is the only file of its kind in it."""
    folder, kind = posixpath.dirname(path), _kind(path)
    found = (f"{folder}/{name}{ending}" for name in (stem, "index") for ending in MARKDOWN)
    partner = next((text for text in found if text in site.texts), None)
    is_own = partner and posixpath.splitext(posixpath.basename(partner))[0] == stem
    others = [other for other in site.others if posixpath.dirname(other) == folder and _kind(other) == kind] if partner else []
    return partner if is_own or others == [path] else None


def _shown_nowhere(site: _Site, path: str, kind: str, partner: str | None) -> Said | None:
    """Of a picture or document that no text names: something only if it is clear which one should."""
    folder, name = posixpath.split(path)
    if not site.is_sound:
        return None
    record = site.texts.get(partner or "")
    field = "image" if kind == "picture" else "certificate"
    message = f"nothing names {quoted(name)}"
    if isinstance(record, Record) and partner and not getattr(record, field):
        line = f"`image: {name}` and `image_alt: WHAT IT SHOWS`" if kind == "picture" else f"`certificate: {name}`"
        return folder, message, f"write {line} into {quoted(posixpath.basename(partner))}"
    is_new = kind == "document" and partner is None and path.startswith(f"{CREDENTIALS}/")
    if is_new and not any(posixpath.dirname(other) == folder and other.lower().endswith(".pdf") for other in site.named):
        text = f"{posixpath.splitext(name)[0]}.md"
        return folder, message, f"write a record {quoted(text)} for it, with `certificate: {name}`; or begin its name with `_`"
    return None


def _in_content(site: _Site, path: str, name: str) -> Said | None:
    """Of a file in `content/` itself."""
    stem, kind = posixpath.splitext(name)[0].lower(), _kind(name)
    message = f"nothing reads {quoted(path)}"
    if kind == "picture":
        return _portrait(site, name, stem)
    if stem == "portfolio" and kind in ("fields", "data"):
        return CONTENT, f"{message}: settings stand beside the content", f"move it one folder up, as `{SETTINGS}`"
    if stem in ("index", "_index", "home") and kind in ("text", "writing", "fields"):
        return CONTENT, f"{message}: the home page shows the profile", f"write its text into `{PROFILES[0]}`"
    if stem == "profile" and kind:
        return CONTENT, message, _profile_cure(site, kind)
    each = f"write one file for each credential into `{CREDENTIALS}/`"
    places = f"a page belongs in `{PAGES}/{stem}.md`, a credential in `{CREDENTIALS}/{stem}.md`, and who you are in `{PROFILES[0]}`"
    cures = {
        "text": places,
        "fields": f"{each}, with its fields {FENCES}",
        **dict.fromkeys(("data", "table"), f"{each}, with its values as fields {FENCES}"),
        "static": "move it to `static/`, and load it in a template",
    }
    return (CONTENT, message, cures[kind]) if kind in cures else None


def _profile_cure(site: _Site, kind: str) -> str:
    if read := next((path for path in PROFILES if path in site.texts), None):
        return f"`{read}` is read: keep one of them"
    return f"call it `{PROFILES[0]}`" + ("" if kind == "text" else f", with its fields {FENCES}")


def _portrait(site: _Site, name: str, stem: str) -> Said | None:
    path = next((path for path in PROFILES if path in site.texts), "")
    profile = site.texts.get(path)
    if stem not in PORTRAITS or not isinstance(profile, ProfileRecord) or profile.photo or not site.is_sound:
        return None
    return CONTENT, f"nothing names {quoted(name)}", f"write `photo: {name}` and `photo_alt: WHAT IT SHOWS` into `{path}`"


def _in_another_folder(path: str, inner: str) -> Said | None:
    """Of a file in a folder of the content that holds no texts."""
    top, kind = inner.partition("/")[0], _kind(path)
    folder = f"{CONTENT}/{top}"
    message = f"nothing reads the folder {quoted(f'{folder}/')}"
    if top.lower() == "profile" and kind == "text" and name_of_text(path).lower() == "profile":
        return folder, message, f"call its text `{PROFILES[0]}`"
    known = next(filter(None, map(meant_folder, posixpath.splitext(inner)[0].split("/"))), None) if kind in WRITTEN else None
    if known:
        cure = f"move its texts to `{known}/`" if kind == "text" else f"write each of its entries as a text `NAME.md` into `{known}/`"
        return folder, message, cure
    if kind == "text":
        return folder, message, f"credentials belong in `{CREDENTIALS}/`, other pages in `{PAGES}/`"
    return None


def meant_folder(name: str) -> str | None:
    """The folder of texts that is meant by a name."""
    near = did_you_mean(name, [posixpath.basename(known) for known in (CREDENTIALS, PAGES)])
    return FOLDERS.get(name.lower()) or (f"{CONTENT}/{near}" if near else None)


def _beside_content(top: str, name: str) -> Said | None:
    """Of what lies beside the content folder under a name that says what it is."""
    stem, kind = posixpath.splitext(top)[0].lower(), _kind(name)
    message = f"nothing reads {quoted(top)} beside `{CONTENT}/`"
    if top == name and stem == "portfolio":
        cure = f"call it `{SETTINGS}`" if name.endswith(".toml") else f"write it as TOML, in a file `{SETTINGS}`"
        return "", f"{message}: settings are read from `{SETTINGS}`", cure
    if top == name and stem == "profile":
        return "", message, f"move it to `{PROFILES[0]}`"
    if top == name:
        return "", message, f"write one file for each credential into `{CREDENTIALS}/`: `portfolio new` begins one"
    where = PAGES if top == "pages" else CREDENTIALS
    ismeant_folder = kind in (("text",) if top == "pages" else WRITTEN)
    return (
        (top, f"nothing reads the folder {quoted(f'{top}/')} beside `{CONTENT}/`", f"move its texts to `{where}/`")
        if ismeant_folder
        else None
    )
