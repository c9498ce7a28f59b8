"""A new record: a file with the known fields, and the likely next ones as comments.

A site with it builds without an error.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..content.read import load_credential
from ..diagnostics import Diagnostics, PortfolioError
from ..domain.model import Content
from ..domain.record import Record
from ..linking.checks import check_content
from ..paths import CREDENTIALS_FOLDER
from ..text import slug

_HINTS = (
    "type",
    "category",
    "expiry_date",
    "platform",
    "credential_id",
    "verification_url",
    "technologies",
    "competencies",
    "duration_hours",
    "summary",
)
"""The fields that a stub offers as comments."""
_REMARKS = {"expiry_date": "  # or never, if it does not expire"}


def stub(values: Mapping[str, Any]) -> str:
    """The text of a new record with `values`: fields by name, with text or lists of text."""
    stated = [f"{name}: {_written(values[name])}" for name in Record.specs() if values.get(name)]
    hints = [
        f"# {name}: {_written((Record.specs()[name].examples or ('',))[0])}{_REMARKS.get(name, '')}"
        for name in _HINTS
        if not values.get(name)
    ]
    return "\n".join(
        [
            "---",
            *stated,
            *hints,
            "---",
            "",
            "<!-- What does it cover, and what did you do with it? -->",
            "",
        ]
    )


def _written(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_written(item) for item in value)}]"
    return json.dumps(str(value), ensure_ascii=False)


def check_stub(path: str, text: str, as_of: date) -> Diagnostics:
    """What is wrong with a new record."""
    loaded = load_credential(path, text.encode(errors="surrogateescape"))
    found = check_content(Content((loaded.value,)), as_of) if loaded.value else ()
    return (*loaded.problems, *found)


def new_path(title: str) -> str:
    """The path of a new record in the site; always one that is read as content."""
    name = slug(title)
    return f"{CREDENTIALS_FOLDER}/{f'{name}-credential' if name == 'readme' else name}.md"


def write_record(root: Path, path: str, text: str) -> None:
    """Write a new record. Raises PortfolioError if the file exists or cannot be written."""
    try:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        with (root / path).open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise PortfolioError(
            f"{path} already exists", "edit it, or give the new record another title"
        ) from None
    except OSError as reason:
        raise PortfolioError(
            f"{path} cannot be written: {reason.strerror}", "check the folder's permissions"
        ) from None
