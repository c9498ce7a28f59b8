"""What a file was probably meant to be, by its name: its ending, its beginning and its folder."""

from __future__ import annotations

import posixpath
import re

from ..folders import CONTENT, CREDENTIALS, MARKDOWN, PAGES
from ..images.file_kinds import PICTURE_TYPES
from ..text import did_you_mean

KIND_BY_ENDING = {
    **dict.fromkeys(
        (
            *MARKDOWN,
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
    **dict.fromkeys(PICTURE_TYPES, "picture"),
    ".pdf": "document",
}
"""The kind of a file by its ending; those with other endings were not meant to be read."""
FOLDERS = {
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
        CREDENTIALS,
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
        CREDENTIALS,
    ),
    **dict.fromkeys(("posts", "blog", "articles", "page"), PAGES),
}
"""The folder of texts that is meant by another name."""
PORTRAITS = ("profile", "portrait", "photo", "avatar", "headshot", "me")
"""The names of pictures of a person."""
FOR_PEOPLE = re.compile(
    r"(readme|licen[cs]e|changelog|contributing|todo|makefile|cname|thumbs\.db|desktop\.ini)(\.|$)",
    re.IGNORECASE,
)
"""The beginning of the name of a file that is for people or for other programs."""
TRANSLATED = re.compile(r"_?index\.[a-z]{2,3}(-\w+)?\.\w+$", re.IGNORECASE)
"""The name of a translation, as Hugo has them."""
DOUBLE = re.compile(r"(.+\.(?:md|markdown))\.te?xt$", re.IGNORECASE)
"""A text whose name was given another ending, as systems do that hide endings."""

WRITTEN = ("text", "fields", "data", "table")
"""The kinds that can be credentials, whatever their folder is called."""


def kind_by_name(name: str) -> str:
    """The kind of a file by its ending; empty for other endings."""
    return KIND_BY_ENDING.get(posixpath.splitext(name)[1].lower(), "")


def meant_folder(name: str) -> str | None:
    """The folder of texts that is meant by a name; None if there is none."""
    if known := FOLDERS.get(name.lower()):
        return known
    near = did_you_mean(name, [posixpath.basename(known) for known in (CREDENTIALS, PAGES)])
    return f"{CONTENT}/{near}" if near else None
