"""The command `schema`: prints the JSON Schema of the front matter."""

from __future__ import annotations

import json

import click

from .. import console

FRONT_MATTER_KINDS = ("credential", "profile", "page", "project", "collection", "target")
"""The kinds of files that have front matter."""


@click.command(
    short_help="Print the JSON Schema of the front matter, for editors.",
    epilog="For example: portfolio schema --kind project > project.schema.json",
)
@click.option(
    "--kind",
    type=click.Choice(FRONT_MATTER_KINDS),
    default="credential",
    help="The kind of file that it describes.",
)
def schema(kind: str) -> None:
    """Print the JSON Schema of the front matter, for completion and checks in editors."""
    from ..scaffold.starter import SCHEMAS
    from ..schema.json_schema import json_schema

    console.write_line(json.dumps(json_schema(SCHEMAS[kind]), ensure_ascii=False, indent=2))
