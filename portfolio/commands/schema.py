"""The command `schema`: prints the JSON Schema of the front matter."""

from __future__ import annotations

import json

import click

from .. import console


@click.command(
    short_help="Print the JSON Schema of the front matter, for editors.",
    epilog="For example: portfolio schema > credential.schema.json",
)
def schema() -> None:
    """Print the JSON Schema of the front matter, for completion and checks in editors."""
    from ..domain.records.credential import Record
    from ..schema.json_schema import json_schema

    console.write_line(json.dumps(json_schema(Record), ensure_ascii=False, indent=2))
