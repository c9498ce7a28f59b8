"""The lowest versions of the packages that `pyproject.toml` allows, as constraints for pip:
`oldest.py > constraints.txt`.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
LOWEST = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,-]+\])?>=(?P<version>[\d.]+)(?P<marker>\s*;.*)?")


def main() -> None:
    """Print a line for each package that the program, its search or its server for assistants
    needs.
    """
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    for requirement in (*project["dependencies"], *extras["search"], *extras["mcp"]):
        found = LOWEST.fullmatch(requirement)
        if found is None:
            raise SystemExit(f"{requirement}: it has no lowest version")
        print(f"{found['name']}=={found['version']}{found['marker'] or ''}")


if __name__ == "__main__":
    main()
