"""What a file was probably meant to be, judged by its name, extension and folder."""

from __future__ import annotations

import posixpath
import re

from ...images.file_kinds import PICTURE_TYPES
from ...paths import (
    COLLECTIONS_FOLDER,
    CONTENT_FOLDER,
    CREDENTIALS_FOLDER,
    MARKDOWN_SUFFIXES,
    PAGES_FOLDER,
    PROJECTS_FOLDER,
    TARGETS_FOLDER,
    TEXT_FOLDERS,
)
from ...text import did_you_mean

KIND_BY_SUFFIX = {
    **dict.fromkeys(
        (
            *MARKDOWN_SUFFIXES,
            ".mdx",
            ".mdown",
            ".mkd",
            ".mkdn",
            ".mkdown",
            ".mdwn",
            ".mdtxt",
            ".mdtext",
            ".mdc",
            ".rmd",
            ".qmd",
        ),
        "text",
    ),
    **dict.fromkeys((".yml", ".yaml"), "fields"),
    **dict.fromkeys((".json", ".jsonc", ".json5", ".jsonl", ".jsonld", ".toml", ".xml"), "data"),
    **dict.fromkeys((".csv", ".tsv", ".xlsx", ".xls", ".ods", ".numbers"), "table"),
    **dict.fromkeys(
        (
            ".docx",
            ".doc",
            ".odt",
            ".rtf",
            ".pages",
            ".html",
            ".htm",
            ".rst",
            ".adoc",
            ".org",
            ".tex",
        ),
        "writing",
    ),
    **dict.fromkeys((".txt", ""), "plain"),
    **dict.fromkeys((".css", ".js"), "static"),
    **dict.fromkeys((".zip", ".7z", ".rar", ".tar", ".gz", ".tgz"), "archive"),
    **dict.fromkeys(PICTURE_TYPES, "picture"),
    ".pdf": "document",
}
"""The kind of a file by its extension; files with other extensions were not meant to be read."""
FOLDER_ALIASES = {
    **dict.fromkeys(
        (
            "certificates",
            "certificate",
            "certs",
            "certifications",
            "certification",
            "courses",
            "course",
            "badges",
        ),
        CREDENTIALS_FOLDER,
    ),
    **dict.fromkeys(
        (
            "licenses",
            "licences",
            "education",
            "degrees",
            "diplomas",
            "awards",
            "achievements",
            "credential",
        ),
        CREDENTIALS_FOLDER,
    ),
    **dict.fromkeys(("posts", "blog", "articles", "page"), PAGES_FOLDER),
    **dict.fromkeys(("project", "work", "works", "case_studies", "case-studies"), PROJECTS_FOLDER),
    **dict.fromkeys(("collection", "audiences", "selections", "for"), COLLECTIONS_FOLDER),
    **dict.fromkeys(("target", "goals", "roles"), TARGETS_FOLDER),
}
"""The content folder that is meant by another name."""
PORTRAIT_NAMES = ("profile", "portrait", "photo", "avatar", "headshot", "me")
"""Names for the portrait of a person."""
NOT_CONTENT = re.compile(
    r"(readme|licen[cs]e|changelog|contributing|todo|makefile|cname|thumbs\.db|desktop\.ini)(\.|$)",
    re.IGNORECASE,
)
"""A pattern for the start of names of files that are for people or other programs."""
TRANSLATION = re.compile(r"_?index\.[a-z]{2,3}(-\w+)?\.\w+$", re.IGNORECASE)
"""A pattern for the names of translations in Hugo."""
DOUBLE_SUFFIX = re.compile(r"(.+\.(?:md|markdown))\.te?xt$", re.IGNORECASE)
"""A pattern for the names of texts with a second extension, added by systems that hide them."""
EXPORT = re.compile(
    r"(certifications|badges|backpack|resume|europass[\w-]*)\.(json|xml|csv)$", re.IGNORECASE
)
"""A pattern for the names of files in which other tools hand out all credentials of a person."""

RECORD_KINDS = ("text", "fields", "data", "table")
"""The kinds that can hold credentials, whatever their folder is called."""


def kind_by_name(name: str) -> str:
    """The kind of a file by its extension; empty for other extensions."""
    return KIND_BY_SUFFIX.get(posixpath.splitext(name)[1].lower(), "")


def intended_folder(name: str) -> str | None:
    """The content folder that is meant by a name; None if there is none."""
    if known := FOLDER_ALIASES.get(name.lower()):
        return known
    near = did_you_mean(name, [posixpath.basename(known) for known in TEXT_FOLDERS])
    if not near:
        return None
    return f"{CONTENT_FOLDER}/{near}"
