"""The descriptions of declared fields, and the JSON Schema that editors use."""

from __future__ import annotations

import ast
import inspect
import itertools
import sys
from typing import Any

from .fields import Fields

TAG = "[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*"
"""A pattern of language tags (BCP 47), as they end the names of fields."""
_A_TEXT = {"description": "The same in another language.", "type": ["string", "null"]}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _definition(kind: type[Fields]) -> ast.ClassDef:
    """The definition of a record of fields, read from its source.

    Python may run without its docstrings (`-OO`).
    """
    module = ast.parse(inspect.getsource(sys.modules[kind.__module__]))
    return next(
        found
        for found in module.body
        if isinstance(found, ast.ClassDef) and found.name == kind.__name__
    )


def descriptions(kind: type[Fields]) -> dict[str, str]:
    """The description below each field, as one line."""
    lines = _definition(kind).body
    return {
        field.target.id: " ".join(sentence.value.value.split())
        for field, sentence in itertools.pairwise(lines)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(sentence, ast.Expr)
        and isinstance(sentence.value, ast.Constant)
        and isinstance(sentence.value.value, str)
    }


def json_schema(kind: type[Fields]) -> dict[str, Any]:
    """The JSON Schema of the fields, with their descriptions and examples."""
    described = descriptions(kind)
    properties = {
        name: {"description": described[name], "examples": list(spec.examples), **spec.schema}
        for name, spec in kind.specs().items()
    }
    in_words = "|".join(kind.words.specs()) if kind.words else ""
    return {
        "$schema": DIALECT,
        "title": kind.__name__,
        "description": ast.get_docstring(_definition(kind)) or "",
        "type": "object",
        "properties": properties,
        "required": [name for name, spec in kind.specs().items() if spec.is_required],
        **({"patternProperties": {f"^({in_words})\\.{TAG}$": _A_TEXT}} if in_words else {}),
        "additionalProperties": False,
    }
