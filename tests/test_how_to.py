"""The recipes of the page of how-tos work as they stand: each is followed in a site of its own."""

from __future__ import annotations

import io
import re
import shlex
from datetime import date
from pathlib import Path

import pytest
from conftest import SiteFolder
from documentation import DOCS
from PIL import Image
from signing import credential, signed
from small_site import front_matter
from test_docs import fenced

from portfolio.scaffold.starter import SCHEMAS
from portfolio.schema.fields import Fields
from portfolio.settings import PublishSettings, SiteSettings

TEXT = (DOCS / "how-to.md").read_text("utf-8")
RECIPES = dict(re.findall(r"^## (.+)\n((?:(?!^## )[^\n]*\n)*)", TEXT, re.MULTILINE))
_STEP = re.compile(r"(?:`([\w/.-]+)`:\n\n)?^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_NAMED_FILE = re.compile(r"^(?:image|certificate|photo|badge_file): (\S+)$", re.MULTILINE)
_ROW = re.compile(r"^\| (.+) \| (.+) \|$", re.MULTILINE)
TODAY = date(2026, 5, 28)
"""A day on which nothing in the recipes is about to expire."""


def put(site: SiteFolder, path: str) -> None:
    """Write a picture, a document with one page, or a signed badge, as the file name says."""
    if (site.root / path).exists():
        return
    if path.endswith(".json"):
        badge = credential(name="Python for Data Science", validFrom="2024-03-11T00:00:00Z")
        badge["issuer"]["name"] = "IBM"
        badge["credentialSubject"]["achievement"]["name"] = badge["name"]
        del badge["credentialSubject"]["licenseNumber"], badge["validUntil"]
        site.write(path, signed(badge))
        return
    made = io.BytesIO()
    kind = {".pdf": "PDF", ".jpg": "JPEG", ".png": "PNG"}[Path(path).suffix]
    Image.new("RGB", (120, 170), "white").save(made, kind)
    site.write(path, made.getvalue())


def run(site: SiteFolder, line: str) -> None:
    """Run a command of a recipe, which must succeed."""
    program, *arguments = shlex.split(line)
    assert program == "portfolio"
    for name in arguments:
        if Path(name).suffix in (".pdf", ".jpg", ".png") and "pdf" not in arguments:
            put(site, name)
    done = site.run(*arguments, env=site.environ)
    assert done.returncode == 0, done.stdout + done.stderr


def follow(name: str, site: SiteFolder) -> dict[str, str]:
    """Run the commands of a recipe and write its files, in their order; the pages of the site."""
    site.write("portfolio.toml", "")
    site.write("content/credentials/statistics.md", front_matter(title="Statistics", type="course"))
    for path, language, code in _STEP.findall(RECIPES[name]):
        if language == "sh":
            for line in code.splitlines():
                run(site, line)
            continue
        assert path, f"no file is named for: {code}"
        site.write(path, code)
        for named in _NAMED_FILE.findall(code):
            put(site, str(Path(path).parent / named))
    built = site.build(strict=True, as_of=TODAY)
    assert built.diagnostics == ()
    return {
        path.removesuffix("index.html"): content.decode()
        for path, content in site.files().items()
        if path.endswith(".html")
    }


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_works(name: str, site: SiteFolder, request: pytest.FixtureRequest) -> None:
    """Whoever runs the commands of a recipe and writes its files gets a site without a warning."""
    if "portfolio pdf" in RECIPES[name]:
        site.environ["PORTFOLIO_BROWSER"] = request.getfixturevalue("chromium")
    follow(name, site)


SHOWN = [
    ("Add a certificate", "credentials/certified-kubernetes-application-developer/", ".pdf"),
    ("Renew a certificate", "credentials/scrum-master/", "/scrum-master-2025/index.html"),
    ("Renew a certificate", "credentials/scrum-master-2025/", "/scrum-master/index.html"),
    ("List a programme with its courses", "credentials/data-engineering/", "/databases/index.html"),
    ("List a programme with its courses", "credentials/databases/", "/data-engineering/index.html"),
    ("Show what you did with a certificate", "projects/buses/", "/data-engineering/index.html"),
    ("Show what you did with a certificate", "technologies/python/", "/projects/buses/index.html"),
    ("Show a selection to one reader", "for/data-teams/", "/data-engineering/index.html"),
    ("Add a badge from Credly", "credentials/python-data-science/", "Check at Credly"),
    ("Prove a badge with its file", "credentials/python-data-science/", "Proved here"),
    ("Add a photo of yourself", "", "Portrait of Ada Example"),
    ("Change the colours", "", 'data-scheme="light"'),
    ("Move from Hugo", "posts/linux-basics/", "credentials/linux-basics/"),
    ("Write a site in another language", "", '<html lang="de"'),
]


@pytest.mark.parametrize(("name", "page", "words"), SHOWN)
def test_a_recipe_shows_what_it_says(name: str, page: str, words: str, site: SiteFolder) -> None:
    """What a recipe is for is on the page."""
    assert words in follow(name, site)[page]


def test_other_files_of_recipes_are_published(site: SiteFolder) -> None:
    """A domain of one's own is told to the host; labels are used; a draft has no page."""
    follow("Use your own domain", site)
    assert (site.output / "CNAME").read_text() == "ada.example.org\n"
    settings = RECIPES["Write a site in another language"].partition("```toml\n")[2]
    site.write("portfolio.toml", settings.partition("```")[0])
    site.record(
        "a",
        type="professional_certification",
        category="cloud_computing",
        competencies=["cloud"],
    )
    site.record("b", draft="yes")
    pages = site.publish(as_of=TODAY)
    assert "Berufliche Zertifizierung" in pages["credentials/a/index.html"].decode()
    assert "Was ich kann" in pages["skills/index.html"].decode()
    assert "Cloud-Computing" in pages["credentials/a/index.html"].decode()
    assert "credentials/b/index.html" not in pages


def test_every_recipe_shows_something() -> None:
    """Each recipe has an example, which is short."""
    for name, text in RECIPES.items():
        codes = fenced(text, "sh", "markdown", "toml", "jinja", "css")
        assert codes, name
        assert max(len(code.splitlines()) for code in codes) <= 20, name


def test_other_colours_are_loaded_after_those_of_the_theme(site: SiteFolder) -> None:
    """The stylesheet of the recipe comes last, and sets names that the theme uses."""
    steps = _STEP.findall(RECIPES["Change the colours"])
    files = {path: code for path, _, code in steps if path != "portfolio.toml"}
    for path, code in files.items():
        site.write(path, code)
    site.record()
    made = site.publish()
    home = made["index.html"].decode()
    assert 0 < home.index("assets/ledger.") < home.index("assets/custom.")
    (theirs,) = [text for name, text in made.items() if name.startswith("assets/ledger.")]
    for name in re.findall(r"--\w+", files["static/custom.css"]):
        assert f"var({name})".encode() in theirs


def test_pages_of_the_owner_are_in_their_order(site: SiteFolder) -> None:
    """The pages of the recipe come last in the navigation, a lower order first."""
    site.record()
    for path, language, code in _STEP.findall(RECIPES["Change the order"]):
        assert language == "markdown"
        site.write(path, code)
    home = site.publish()["index.html"].decode()
    navigation = home.partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', navigation)[-2:] == [
        "talks/index.html",
        "about/index.html",
    ]


@pytest.mark.parametrize("name", [name for name in RECIPES if name.startswith("Move from")])
def test_what_other_tools_call_something_leads_to_a_name_of_ours(name: str) -> None:
    """The right column of a table names fields, settings and folders that exist."""
    known = {"label", "url", "portfolio.toml", "static/root/", "content/pages/"}
    known |= {"content/profile.md"}
    models: list[type[Fields]] = [*SCHEMAS.values(), SiteSettings, PublishSettings]
    for model in models:
        known |= set(model.specs())
    rows = _ROW.findall(RECIPES[name])
    assert rows[0][1] == "Here"
    for theirs, ours in rows[2:]:
        named = set(re.findall(r"`([^`]+)`", theirs if ours == "the same" else ours))
        assert named <= known, (theirs, ours)
