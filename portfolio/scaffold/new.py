"""A new record: a file with the known fields, and the likely next ones as comments.

A site with it builds without an error.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from ..content.read import load_credential
from ..diagnostics import Diagnostics, PortfolioError
from ..domain.model import Content
from ..domain.records.credential import Record
from ..linking.checks import check_content
from ..locale.messages import Messages, gettext_noop
from ..paths import CREDENTIALS_FOLDER
from ..text import slug

_GROUPS = {
    gettext_noop("Until when it is valid:"): {
        "expiry_date": gettext_noop("YYYY-MM-DD, YYYY-MM, or never")
    },
    gettext_noop("Where it can be checked:"): {
        "platform": gettext_noop("such as Credly"),
        "credential_id": gettext_noop("the number on it"),
        "verification_url": gettext_noop("the public page that confirms it"),
    },
    gettext_noop("What it looks like:"): {
        "image": gettext_noop("a picture of the badge, beside this file"),
        "image_alt": gettext_noop("what the picture shows"),
        "certificate": gettext_noop("a PDF or picture of the certificate, beside this file"),
    },
    gettext_noop("What it is about:"): {
        "type": gettext_noop("such as professional_certification, course or badge"),
        "category": gettext_noop("such as cloud_computing"),
        "technologies": gettext_noop("a list: [Python, SQL]"),
        "competencies": gettext_noop("a list: [data_modelling]"),
        "duration_hours": gettext_noop("a number"),
        "summary": gettext_noop("one sentence"),
    },
}
"""The fields that a stub offers as comments, with what they take."""


def stub(values: Mapping[str, Any], messages: Messages) -> str:
    """The text of a new record with `values`: fields by name, with text or lists of text.

    Its comments are in the language of the site.
    """
    stated = [f"{name}: {_written(values[name])}" for name in Record.specs() if values.get(name)]
    offered = [
        line
        for heading, fields in _GROUPS.items()
        if (free := [name for name in fields if not values.get(name)])
        for line in (
            "",
            f"# {messages.gettext(heading)}",
            *(f"# {name}: # {messages.gettext(fields[name])}" for name in free),
        )
    ]
    question = messages.gettext("What does it cover, and what did you do with it?")
    return "\n".join(["---", *stated, *offered, "---", "", f"<!-- {question} -->", ""])


def _written(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_written(item) for item in value)}]"
    return json.dumps(str(value), ensure_ascii=False)


def check_stub(path: str, text: str, as_of: date) -> Diagnostics:
    """What is wrong with a new record."""
    loaded = load_credential(path, text.encode(errors="surrogateescape"))
    if not loaded.value:
        return loaded.problems
    return (*loaded.problems, *check_content(Content((loaded.value,)), as_of))


def new_path(title: str) -> str:
    """The path of a new record in the site; always one that is read as content."""
    name = slug(title)
    if name == "readme":
        name = f"{name}-credential"
    return f"{CREDENTIALS_FOLDER}/{name}.md"


def attached_files(
    path: str, files: Mapping[str, Path | None]
) -> dict[str, tuple[PurePosixPath, Path]]:
    """By field, where a copy of its file is put beside a new record, and the file."""
    stem = path.removesuffix(".md")
    return {
        field: (PurePosixPath(f"{stem}-{field}{file.suffix.lower()}"), file)
        for field, file in files.items()
        if file
    }


def write_record(
    root: Path, path: str, text: str, attached: Iterable[tuple[PurePosixPath, Path]] = ()
) -> None:
    """Write a new record, after copies of the files that belong to it.

    Raises PortfolioError if a file exists or cannot be written; then none is left.
    """
    written: list[Path] = []
    name = path
    contents = {str(copy): file.read_bytes() for copy, file in attached} | {path: text.encode()}
    try:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            with (root / name).open("xb") as file:
                written.append(root / name)
                file.write(content)
    except OSError as reason:
        for made in written:
            made.unlink()
        if isinstance(reason, FileExistsError):
            raise PortfolioError(
                f"{name} already exists", "edit it, or give the new record another title"
            ) from None
        raise PortfolioError(
            f"{name} cannot be written: {reason.strerror}", "check the folder's permissions"
        ) from None
