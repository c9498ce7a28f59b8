"""Files in the wrong place or form: each is read, or named with what to do,
or deliberately passed over.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import AS_OF, SiteFolder, dead_links
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from small_site import NO_VARIABLES, TODAY, codes, front_matter, only, surveyed

from portfolio.content.listing import list_content
from portfolio.content.unread.file_names import KIND_BY_SUFFIX
from portfolio.content.unread.unread_files import find_unread_files
from portfolio.diagnostics import Diagnostic, PortfolioError
from portfolio.domain.records.profile import ProfileRecord
from portfolio.images.file_kinds import PICTURE_TYPES
from portfolio.options import Options
from portfolio.pipeline import build as pipeline
from portfolio.pipeline.last_build import changed_files, find_last_build, options_key
from portfolio.preview.live import Live
from portfolio.store.file_status import STEP

CASES = tomllib.loads(
    (Path(__file__).parent / "cases" / "misplaced_files.toml").read_text("utf-8")
)["case"]
PROFILE = "---\nname: Ada Example\n---\n"
PAGE = "---\ntitle: About\n---\n"


def text_of(path: str) -> str:
    """What a file would hold."""
    return (
        PROFILE
        if "rofile" in path
        else PAGE
        if path.startswith("content/pages")
        else front_matter("Words.\n", title="Cloud Basics")
    )


def site_of(path: str) -> dict[str, str]:
    """A site of one sound record, with the owner unless the file is about
    the owner, and the file.
    """
    owner = {} if "rofile" in path else {"content/profile.md": PROFILE}
    return {"content/credentials/fine.md": front_matter("Words.\n"), **owner, path: text_of(path)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_misplaced_file_is_answered(case: dict[str, str], tmp_path: Path) -> None:
    """A file in the wrong place or form is read, named with the answer that a person
    would give, or passed over.
    """
    for path, text in site_of(case["file"]).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    found = surveyed(tmp_path, {})
    said = [(problem.code, problem.message, problem.help) for problem in found.diagnostics]
    assert said == ([("unread-file", case["says"], case["help"])] if "says" in case else [])
    assert found.site
    made = [
        f"/{entry.address}"
        for entry in found.site.resources.values()
        if getattr(entry, "path", "") == case["file"]
    ]
    assert made[:1] == ([case["reads"]] if "reads" in case else [])


@pytest.mark.parametrize(
    "case", [case for case in CASES if "says" in case], ids=lambda case: case["file"]
)
def test_a_site_of_nothing_else_is_not_published(case: dict[str, str], tmp_path: Path) -> None:
    """Where such a file is all that there is, the build is an error and nothing is written."""
    (tmp_path / "content/credentials").mkdir(parents=True)
    (tmp_path / case["file"]).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / case["file"]).write_text(text_of(case["file"]), "utf-8")
    result = pipeline.build(
        tmp_path, Options(as_of=TODAY, output=tmp_path / "output"), NO_VARIABLES
    )
    assert result.written is None
    assert "nothing-to-publish" in codes(result.diagnostics)
    assert not list((tmp_path / "output").glob("*"))


def test_a_folder_names_its_record(site: SiteFolder) -> None:
    """`index.md` in a folder of its own has the folder's name as address and id,
    and shows the picture beside it.
    """
    for name in ("cloud-basics", "data-basics"):
        site.record(
            f"{name}/index",
            "See [the other](../cloud-basics/index.md).\n\n![Dot](dot.svg)\n",
            image="dot.svg",
            image_alt="Dot",
        )
        site.write(
            f"content/credentials/{name}/dot.svg",
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        )
    result = site.build(strict=True)
    assert result.diagnostics == ()
    assert result.assembled
    assert {entry.id for entry in result.assembled.portfolio.entries} == {
        "cloud_basics",
        "data_basics",
    }
    assert "credentials/cloud-basics/index.html" in (
        site.output / "credentials/data-basics/index.html"
    ).read_text("utf-8")
    assert dead_links(site.output) == []


def test_a_folder_and_a_file_of_one_name(tmp_path: Path) -> None:
    """A folder's record and a file beside it that is called like the folder
    claim one id and one address.
    """
    found = surveyed(
        tmp_path, {"cloud": front_matter(), "content/credentials/cloud/index.md": front_matter()}
    )
    assert {"duplicate-id", "duplicate-address"} <= set(codes(found.diagnostics))


def test_files_of_one_kind_are_told_of_together(tmp_path: Path) -> None:
    """Twelve files of one kind in a folder are one warning, which names them, and those
    of another folder are another.
    """
    more = {f"content/credentials/{number:02}.mdx": "" for number in range(12)}
    found = surveyed(tmp_path, {"a": front_matter(), **more, "content/credentials/sub/x.mdx": ""})
    first, second = found.diagnostics
    assert (first.location.path, second.location.path) == (
        "content/credentials/00.mdx",
        "content/credentials/sub/x.mdx",
    )
    assert "11 more" in first.message
    assert [other.location.path for other in first.related] == sorted(more)[1:10]


def test_what_a_text_names_is_no_stray(tmp_path: Path) -> None:
    """Documents, data and pictures that a record, the profile or a text names
    are what they should be.
    """
    files = {
        "a": front_matter(
            "[Data](data/scores.csv), [badge](badge.json) and [words](a.txt).\n",
            certificate="a.pdf",
        ),
        "content/credentials/a.pdf": "%PDF-1.4\n",
        **dict.fromkeys(
            (
                "content/credentials/data/scores.csv",
                "content/credentials/badge.json",
                "content/credentials/a.txt",
            ),
            "1",
        ),
    }
    assert "unread-file" not in codes(surveyed(tmp_path, files).diagnostics)


def test_a_document_may_belong_to_what_cannot_be_read(tmp_path: Path) -> None:
    """While a text has errors, nothing is said of documents and pictures, which it may name."""
    files = {
        "a": "---\ntitle: [\n---\n",
        "b": front_matter(),
        "content/credentials/b.pdf": "",
        "content/credentials/c.pdf": "",
    }
    assert "unread-file" not in codes(surveyed(tmp_path, files).diagnostics)


def test_documents_that_wait_are_told_of_once(tmp_path: Path) -> None:
    """Documents without a record are one warning for each folder;
    a folder of which some are used is passed over.
    """
    folder = "content/credentials"
    waiting = {f"{folder}/later/{number}.pdf": "" for number in range(3)}
    used = {
        "a": front_matter(certificate="files/a.pdf"),
        f"{folder}/files/a.pdf": "%PDF-1.4\n",
        f"{folder}/files/b.pdf": "",
    }
    found = [
        problem
        for problem in surveyed(tmp_path, {**used, **waiting}).diagnostics
        if problem.code == "unread-file"
    ]
    assert [problem.location.path for problem in found] == [f"{folder}/later/0.pdf"]
    kept = surveyed(
        tmp_path / "kept", {**used, **{path.replace("/later/", "/_later/"): "" for path in waiting}}
    )
    assert "unread-file" not in codes(kept.diagnostics)


def test_the_only_picture_in_the_folder_of_a_record(tmp_path: Path) -> None:
    """A record in a folder of its own is told of the one picture there that it does not show;
    of two, it is not known which it should show.
    """
    index = "content/credentials/cloud/index.md"
    picture = "content/credentials/cloud/{}.png".format
    alone = surveyed(tmp_path / "alone", {index: front_matter(), picture("badge"): ""})
    assert (
        only(alone.diagnostics, "unread-file").help
        == "add `image: badge.png` and `image_alt: WHAT IT SHOWS` to `index.md`"
    )
    several = surveyed(
        tmp_path / "several", {index: front_matter(), picture("badge"): "", picture("other"): ""}
    )
    told = only(several.diagnostics, "unread-file")
    assert told.message == "nothing refers to `badge.png` (1 more like it)"
    assert told.help.startswith("add `image: badge.png` and `image_alt: WHAT IT SHOWS` to its")


def test_pictures_that_nothing_names_are_told_of_together(tmp_path: Path) -> None:
    """The pictures of a folder that no text names are one warning, with their number and the
    first names; those with a record of their name are told of beside it.
    """
    folder = "content/credentials/badges"
    files = {
        "a": front_matter(),
        "content/credentials/a.png": "",
        **{f"{folder}/{number:02}.png": "" for number in range(12)},
    }
    own, others = surveyed(tmp_path, files).diagnostics
    assert own.help == "add `image: a.png` and `image_alt: WHAT IT SHOWS` to `a.md`"
    assert others.message == "nothing refers to `00.png` (11 more like it)"
    assert others.help.startswith("add `image: badges/00.png` and ")
    shown = [f"{folder}/{number:02}.png" for number in range(1, 10)]
    assert [other.location.path for other in others.related] == shown


PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


def test_a_picture_that_any_text_names_is_used(tmp_path: Path) -> None:
    """A picture is used if a field, a text or a link names it: of a record, of a draft, of a page
    or of the profile, also in HTML.
    """
    folder = "content/images"
    files = {
        "a": front_matter("![One](../images/one.svg)\n", image="../images/two.svg", image_alt="x"),
        "b": front_matter("[Three](../images/three.svg)\n", draft="yes"),
        "content/pages/about.md": f"{PAGE}<img src='../images/four.svg' alt='Four'>\n",
        "content/profile.md": PROFILE.replace("name", "photo: images/me.svg\nphoto_alt: Ada\nname"),
        **{f"{folder}/{name}.svg": PICTURE for name in ("one", "two", "three", "four", "me")},
    }
    assert surveyed(tmp_path, files).diagnostics == ()


def test_a_picture_may_be_one_that_is_misspelt(tmp_path: Path) -> None:
    """While a text names a picture that is not there, or has errors, no picture is a stray."""
    stray = {"content/credentials/bagde.svg": PICTURE}
    misspelt = {"a": front_matter(image="badge.svg", image_alt="x"), **stray}
    assert codes(surveyed(tmp_path / "misspelt", misspelt).diagnostics) == ["missing-file"]
    broken = {"a": "---\ntitle: [\n---\n", **stray}
    assert codes(surveyed(tmp_path / "broken", broken).diagnostics) == ["yaml-syntax"]


@pytest.mark.parametrize("records", [{}, {"a": front_matter(sample="yes")}])
def test_a_resume_is_told_of_before_there_are_records(
    tmp_path: Path, records: dict[str, str]
) -> None:
    """`resume.json` beside the content is told of while there is no record but samples: later it
    belongs to another program.
    """
    found = surveyed(tmp_path, {"resume.json": "{}", **records}).diagnostics
    told = only(found, "unread-file")
    assert told.message == "`resume.json` beside `content/` is not read"
    assert told.help.endswith("`portfolio new` starts one")


@pytest.mark.parametrize(
    ("path", "help"),
    [
        ("content/a.md", "make that folder, and move your records from `content/` into it"),
        ("Certifications.csv", "`Certifications.csv` is not read: write one file for each"),
        ("certificates/a.md", "call `certificates/` `content/credentials/`"),
        ("notes.md", "go to the folder of your site"),
    ],
)
def test_a_folder_without_credentials(tmp_path: Path, path: str, help: str) -> None:
    """Where there is no folder of credentials, the answer goes by what there is instead."""
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(front_matter())
    with pytest.raises(PortfolioError) as raised:
        pipeline.check(tmp_path, Options(as_of=TODAY), NO_VARIABLES)
    assert raised.value.help.startswith(help)


def test_a_script_that_another_one_names_is_loaded(tmp_path: Path) -> None:
    """A stylesheet or script of the site is used if a template, a setting or another static file
    names it, or a theme has one.
    """
    files = {
        "a": front_matter(),
        "templates/layout.html": (
            "{% extends 'ledger/layout.html' %}{% block scripts %}"
            "<link href=\"{{ static('one.css') }}\">{% endblock %}"
        ),
        "static/one.css": "@import 'two.css';",
        "static/two.css": "a { color: #333 }",
        "static/ledger.css": "a { color: #333 }",
        "static/three.js": "let a = 1;",
        "static/root/four.css": "a { color: #333 }",
    }
    found = surveyed(tmp_path, files)
    assert [(problem.code, problem.location.path) for problem in found.diagnostics] == [
        ("unread-file", "static/three.js")
    ]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("credental.html", "credential.html"),
        ("home.htm", "home.html"),
        ("Credential.html", "credential.html"),
        ("feed.atom", "feed.xml"),
        ("mine.html", None),
    ],
)
def test_a_template_with_a_slip_in_its_name(tmp_path: Path, name: str, near: str | None) -> None:
    """A template that no page is made with, and that is nearly called like one, is a warning;
    one that another includes is none.
    """
    found = surveyed(tmp_path / "alone", {"a": front_matter(), f"templates/{name}": "Words"})
    assert [(problem.code, problem.help) for problem in found.diagnostics] == (
        [("unread-file", f"did you mean `templates/{near}`?")] if near else []
    )
    use = (
        "{% extends 'ledger/home.html' %}{% block main %}{% include '" + name + "' %}{% endblock %}"
    )
    used = surveyed(
        tmp_path / "used",
        {"a": front_matter(), f"templates/{name}": "Words", "templates/home.html": use},
    )
    assert used.diagnostics == ()


STRAYS = [
    "content/credentials/x.yml",
    "content/credentials/deep/x.mdx",
    "content/certs/x.md",
    "certificates/x.md",
    "badges.json",
    "profile.md",
    "content/images/x.png",
    "Basic_LinkedInDataExport_05-17-2025.zip",
]


@pytest.mark.parametrize("path", STRAYS)
def test_a_build_notices_what_comes_and_goes(site: SiteFolder, path: str) -> None:
    """A stray file that appears after a build is warned of by the next one,
    and one that goes no longer; the pages stay.
    """
    site.record()
    time.sleep(2 * STEP)
    site.publish()
    for is_there in (True, False, True):
        assert changes_of(site) == frozenset()
        site.write(path, "x") if is_there else (site.root / path).unlink()
        time.sleep(2 * STEP)
        assert changes_of(site) == frozenset({path})
        result = site.build()
        assert codes(result.diagnostics) == (["unread-file"] if is_there else [])
        assert result.written is not None
        assert (result.written.written, result.written.deleted) == (0, 0)


def changes_of(site: SiteFolder) -> frozenset[str] | None:
    """What has changed since the last build."""
    last = find_last_build(
        site.root,
        options_key({**structs.asdict(Options(as_of=AS_OF)), "strict": False}),
        site.environ.get,
    )
    assert last
    return changed_files(last)


@pytest.mark.parametrize("path", STRAYS)
def test_the_preview_notices_what_comes_and_goes(site: SiteFolder, path: str) -> None:
    """A stray file that appears while the site is shown is reported at once,
    and no longer when it is gone.
    """
    site.record()
    live = Live(site.root, Options(as_of=TODAY), NO_VARIABLES, lambda: None)
    live.open()
    assert any(
        (site.root / path).match(str(place)) or place in (site.root / path).parents
        for place in live.places()
    )
    site.write(path, "x")
    assert live.update(frozenset({path})) == (path,)
    assert (live.state.report.warnings, live.state.report.errors) == (1, 0)
    (site.root / path).unlink()
    assert live.update(frozenset({path})) == (path,)
    assert live.state.report.text == ""


def test_the_preview_follows_what_texts_name(site: SiteFolder) -> None:
    """A document that a text no longer names is a stray from the next look on."""
    site.record("a", "[The scores](scores.csv)\n")
    site.write("content/credentials/scores.csv", "1")
    live = Live(site.root, Options(as_of=TODAY), NO_VARIABLES, lambda: None)
    live.open()
    assert live.state.report.text == ""
    path = site.record("a", "No scores.\n").relative_to(site.root).as_posix()
    live.update(frozenset({path}))
    assert "`scores.csv`" in live.state.report.text


def test_the_folder_of_the_site_may_hold_anything_else(site: SiteFolder) -> None:
    """Files beside the content that have nothing to do with a site are nobody's business."""
    site.record()
    for path in (
        "README.md",
        "docs/guide.md",
        "package.json",
        "src/pages/x.mdx",
        "resume.json",
        "notes/x.yml",
        "data.csv",
    ):
        site.write(path, "x")
    assert site.problems() == []
    assert list_content(site.root).others == ("resume.json",)


NAMES = st.sampled_from(
    [
        "index",
        "_index",
        "profile",
        "Profile",
        "fine",
        "a",
        "about",
        "credentials",
        "README",
        "x.md",
        "index.de",
        "portfolio",
    ]
)
FOLDERS = st.sampled_from(
    [
        "content",
        "content/credentials",
        "content/credentials/a",
        "content/pages",
        "content/certs",
        "content/x/y",
        "pages",
        "credentials",
    ]
)


@given(
    st.lists(
        st.tuples(FOLDERS, NAMES, st.sampled_from([*KIND_BY_SUFFIX, ".zip", ".MD", ".Yml"])),
        max_size=8,
    )
)
def test_any_files_are_answered_in_words(files: list[tuple[str, str, str]]) -> None:
    """Whatever lies where, every answer is a warning with a message, a cure and a place
    that is one of the files.
    """
    paths = tuple(dict.fromkeys(f"{folder}/{name}{ending}" for folder, name, ending in files))
    for found in _found(paths):
        assert found.location.path in paths
        assert found.help
        assert not found.message.endswith(".")
    named = frozenset(paths)
    assert list(find_unread_files(paths, {}, named)) == []


def _found(paths: tuple[str, ...]) -> Iterator[Diagnostic]:
    profile: Any = ProfileRecord(name="Ada Example")
    yield from find_unread_files(paths, {"content/profile.md": profile}, frozenset())


def test_pictures_have_a_kind() -> None:
    """Every ending of a picture that is published is known to be one."""
    assert {KIND_BY_SUFFIX[ending] for ending in PICTURE_TYPES} == {"picture"}
