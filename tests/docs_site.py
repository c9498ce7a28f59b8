"""Builds the documents as a site, with the program that they describe.

`docs_site.py FOLDER`. Each document becomes a page, in the order of a reader; the credentials of
the example are beside them, so that what is described can be seen.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from portfolio.text import slug

ROOT = Path(__file__).resolve().parents[1]
PARTS = {
    "Tutorial": ["tutorial", "tutorial-projects"],
    "How to": ["how-to", "import", "publishing", "preview", "translate"],
    "Reference": ["fields", "settings", "commands", "templates", "texts", "exports", "diagnostics"],
    "Explanation": ["trust", "security"],
    "For maintainers": ["architecture", "design", "performance", "releasing"],
}
"""The documents in their order, by part."""


def write_site(folder: Path) -> None:
    """Write the documents as the content of a site."""
    order = [name for names in PARTS.values() for name in names]
    pages = folder / "content" / "pages"
    pages.mkdir(parents=True)
    texts = {name: (ROOT / "docs" / f"{name}.md").read_text("utf-8") for name in order}
    anchors = dict(pair for text in texts.values() for pair in anchors_of(text))
    for name, text in texts.items():
        title, _, body = with_anchors(text, anchors).removeprefix("# ").partition("\n")
        fields = {"title": title, "slug": name, "order": order.index(name)}
        written = "".join(f"{key}: {json.dumps(value)}\n" for key, value in fields.items())
        (pages / f"{name}.md").write_text(f"---\n{written}---\n{body}", "utf-8")
        for image in re.findall(r"\]\((images/[\w.-]+)\)", body):
            target = pages / image
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(ROOT / "docs" / image, target)
    shutil.copytree(ROOT / "content" / "credentials", folder / "content" / "credentials")
    settings = '[site]\ntitle = "Documentation of portfolio"\n\n[publish]\nas_of = "2026-11-29"\n'
    links = [*order, "credentials"]
    tables = "".join(f'\n[[site.navigation]]\nto = "{name}"\n' for name in links)
    (folder / "portfolio.toml").write_text(settings + tables, "utf-8")


def anchors_of(text: str) -> Iterator[tuple[str, str]]:
    """The anchors of headings as a code host makes them, each with that of a site."""
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        bare = re.sub(r"[^\w\s-]", "", heading.lower())
        yield bare.replace(" ", "-"), slug(heading.replace("`", ""))


def with_anchors(text: str, anchors: Mapping[str, str]) -> str:
    """A text whose links lead to the anchors of a site."""
    return re.sub(
        r"(\]\((?:[\w-]+\.md)?#)([^)]+)\)",
        lambda link: f"{link[1]}{anchors.get(link[2], link[2])})",
        text,
    )


def main() -> None:
    """Write and build the site; exit with the code of the build."""
    output = Path(sys.argv[1]).absolute()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_site(folder)
        command = [sys.executable, "-m", "portfolio", "build", "--strict", "--output", str(output)]
        sys.exit(subprocess.run(command, cwd=folder, check=False).returncode)


if __name__ == "__main__":
    main()
