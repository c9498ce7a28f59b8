"""A new file of content: with the known fields, and the likely next ones as comments.

A site with it builds without an error.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from ..content.read import load_file
from ..diagnostics import Diagnostics, PortfolioError
from ..domain.model import Content, Credential, Project
from ..linking.checks import check_content
from ..locale.messages import Messages
from ..schema.fields import Fields
from ..text import slug
from .starter import SCHEMAS
from .stubs import STUBS


def fields_of(kind: str) -> type[Fields]:
    """The fields of a kind of file."""
    return SCHEMAS[kind]


def stub(values: Mapping[str, Any], messages: Messages, kind: str = "credential") -> str:
    """The text of a new file with `values`: fields by name, with text, or lists or tables of it.

    Its comments are in the language of the site.
    """
    names = fields_of(kind).specs()
    stated = [f"{name}: {_written(values[name])}" for name in names if values.get(name)]
    offered = [
        line
        for heading, fields in STUBS[kind].groups.items()
        if (free := [name for name in fields if not values.get(name)])
        for line in (
            "",
            f"# {messages.gettext(heading)}",
            *(f"# {name}: # {messages.gettext(fields[name])}" for name in free),
        )
    ]
    question = messages.gettext(STUBS[kind].question)
    return "\n".join(["---", *stated, *offered, "---", "", f"<!-- {question} -->", ""])


def _written(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_written(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_written(item)}' for name, item in value.items())}}}"
    return json.dumps(str(value), ensure_ascii=False)


def check_stub(path: str, text: str, as_of: date) -> Diagnostics:
    """What is wrong with a new file."""
    loaded = load_file(path, text.encode(errors="surrogateescape"))
    content = Content()
    if isinstance(loaded.value, Credential):
        content = Content((loaded.value,))
    elif isinstance(loaded.value, Project):
        content = Content(projects=(loaded.value,))
    return (*loaded.problems, *check_content(content, as_of))


def new_path(title: str, kind: str = "credential") -> str:
    """The path of a new file in the site; always one that is read as content."""
    name = slug(title)
    if name == "readme":
        name = f"{name}-{kind}"
    return f"{STUBS[kind].folder}/{name}.md"


def attached_files(
    path: str, files: Mapping[str, Path | None]
) -> dict[str, tuple[PurePosixPath, Path]]:
    """By field, where a copy of its file is put beside a new file of content, and the file."""
    stem = path.removesuffix(".md")
    return {
        field: (PurePosixPath(f"{stem}-{field}{file.suffix.lower()}"), file)
        for field, file in files.items()
        if file
    }


def write_record(
    root: Path, path: str, text: str, attached: Iterable[tuple[PurePosixPath, Path]] = ()
) -> None:
    """Write a new file of content, after copies of the files that belong to it.

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
                f"{name} already exists", "edit it, or give the new one another title"
            ) from None
        raise PortfolioError(
            f"{name} cannot be written: {reason.strerror}", "check the folder's permissions"
        ) from None
