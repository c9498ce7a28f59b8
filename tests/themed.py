"""A site of somebody who has a profile, in a theme."""

from __future__ import annotations

from pathlib import Path

from conftest import SETTINGS, SiteFolder


def themed(theme: str, folder: Path, options: str = "", **site: str) -> SiteFolder:
    """A site with a theme, its options and settings; its records are yet to be written."""
    found = SiteFolder(folder)
    lines = "".join(f'{name} = "{value}"\n' for name, value in site.items())
    settings = SETTINGS.replace("\n\n[publish]", f'\ntheme = "{theme}"\n{lines}\n[publish]')
    found.write("portfolio.toml", f"{settings}\n[theme]\n{options}\n")
    found.write(
        "content/profile.md",
        "---\nname: Dario Venn\nheadline: Platform engineer\nemail: dario@venn.test\n---\n\nI run it.",
    )
    return found
