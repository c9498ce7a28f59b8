"""The contexts of standards, which say what the words of a credential mean (`data/contexts/`).

They come with the program, and no other is ever loaded: a context from elsewhere could change what
a signed credential says.
"""

from __future__ import annotations

import functools
import json
import tomllib
from pathlib import Path
from typing import Any

from ..paths import DATA_FOLDER
from ..text import quoted
from .documents import UnprovableError, as_list, inner_values

_FOLDER = Path(DATA_FOLDER, "contexts")
MAX_CONTEXTS = 400
"""Maximum objects with a context of their own; each is worked out anew, and takes its time."""


def refuse_unknown_contexts(data: Any) -> None:
    """Raise UnprovableError if a document names a context that the program does not have."""
    found = 0
    rest = [data]
    while rest:
        value = rest.pop()
        if isinstance(value, dict):
            found += "@context" in value
            for key in ("@context", "@import"):
                _refuse_unknown(value.get(key))
        rest.extend(inner_values(value))
    if found > MAX_CONTEXTS:
        raise UnprovableError(f"It has more than {MAX_CONTEXTS} contexts")


def _refuse_unknown(value: Any) -> None:
    for address in as_list(value):
        if isinstance(address, str) and address not in _addresses():
            raise UnprovableError(
                f"What its words mean is at {quoted(address, 200)}, which the program does not have"
            )


def load_context(address: str, options: Any = None) -> dict[str, Any]:
    """A context as PyLD wants it. Raises UnprovableError for others than those of standards."""
    _refuse_unknown(address)
    return {"contextUrl": None, "documentUrl": address, "document": _context(address)}


@functools.cache
def _addresses() -> dict[str, str]:
    return tomllib.loads((_FOLDER / "addresses.toml").read_text("utf-8"))


@functools.cache
def _context(address: str) -> Any:
    return json.loads((_FOLDER / _addresses()[address]).read_text("utf-8"))
