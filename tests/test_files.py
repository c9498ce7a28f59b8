"""Reading the site's folder: only regular files inside it."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteFolder, write_misnamed
from helpers_reading import codes_of, lightly
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, features

from portfolio.content.files import MAX_ASSET_BYTES, find_asset, resolve_target
from portfolio.content.listing import list_content
from portfolio.content.site_files import SiteFiles
from portfolio.diagnostics import Diagnostic, Severity
from portfolio.domain.model import Asset
from portfolio.images.assets import Refusal
from portfolio.images.file_kinds import PICTURE_TYPES, PUBLISHED_TYPES
from portfolio.source_text import read_regular_file

FOLDER = "content/credentials"
RECORD = f"{FOLDER}/a.md"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20">{}</svg>'


def png(width: int = 3, height: int = 2) -> bytes:
    """A small picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = b"".join(b"\0" + b"\xff\0\0" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site's folder with an empty folder of credentials."""
    (tmp_path / "site" / FOLDER).mkdir(parents=True)
    return tmp_path / "site"


def write(root: Path, name: str, content: bytes | str = "x") -> None:
    """Put a file beside the records."""
    target = root / FOLDER / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.encode() if isinstance(content, str) else content)


def refused(root: Path, target: str, *, kinds: Mapping[str, str] = PICTURE_TYPES) -> str:
    """The code with which a file is not published."""
    found = find_asset(root, RECORD, target, kinds=kinds)
    assert isinstance(found, Refusal)
    assert found.message
    assert found.help
    return found.code


def published(root: Path, target: str, *, kinds: Mapping[str, str] = PICTURE_TYPES) -> Asset:
    """The asset that a file becomes."""
    found = find_asset(root, RECORD, target, kinds=kinds)
    assert isinstance(found, Asset), found
    return found


def test_content_is_every_markdown_file_in_the_order_of_names(root: Path) -> None:
    """Files in folders count; notes, hidden files, drafts beginning
    with `_` and other files do not.
    """
    for name in (
        "b.md",
        "a.MD",
        "sub/c.md",
        "README.md",
        "sub/readme.md",
        ".hidden.md",
        "_draft.md",
        "_old/d.md",
        ".git/e.md",
        "f.txt",
        "g.md~",
        "h.markdown",
    ):
        write(root, name)
    found = list_content(root)
    assert found.texts == tuple(
        f"{FOLDER}/{name}" for name in ("a.MD", "b.md", "h.markdown", "sub/c.md")
    )
    assert found.others == tuple(
        f"{FOLDER}/{name}" for name in ("README.md", "f.txt", "sub/readme.md")
    )
    assert found.problems == ()


@pytest.mark.parametrize("kind", ["file", "folder", "nowhere", "itself"])
def test_symbolic_links_are_reported_and_not_followed(root: Path, kind: str) -> None:
    """A link is named with its place, whatever it leads to."""
    targets = {
        "file": root / "secret.md",
        "folder": root / "elsewhere",
        "nowhere": root / "gone",
        "itself": root / FOLDER / "link.md",
    }
    (root / "secret.md").write_text("secret")
    (root / "elsewhere").mkdir()
    (root / "elsewhere" / "x.md").write_text("secret")
    (root / FOLDER / "link.md").symlink_to(targets[kind])
    found = list_content(root)
    assert found.texts == ()
    assert [(problem.code, problem.location.path) for problem in found.problems] == [
        ("symbolic-link", f"{FOLDER}/link.md")
    ]


def test_a_linked_folder_of_content_is_reported(root: Path, tmp_path: Path) -> None:
    """The folder of records itself is not read through a link."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.md").write_text("secret")
    (root / FOLDER).rmdir()
    (root / FOLDER).symlink_to(tmp_path / "elsewhere")
    found = list_content(root)
    assert (found.texts, codes_of(found.problems)) == ((), ["symbolic-link"])


def test_a_linked_content_folder_is_not_followed(tmp_path: Path) -> None:
    """Where the content folder itself is a link, nothing behind it is read."""
    elsewhere = tmp_path / "elsewhere" / "credentials"
    elsewhere.mkdir(parents=True)
    (elsewhere / "a.md").write_text("---\ntitle: T\n---\n", "utf-8")
    site = tmp_path / "site"
    site.mkdir()
    (site / "content").symlink_to(elsewhere.parent)
    found = list_content(site)
    assert (found.texts, found.others, codes_of(found.problems)) == ((), (), ["symbolic-link"])


@pytest.mark.parametrize(
    ("path", "shown", "severity"),
    [
        (f"{FOLDER}/caf\udce9.md", f"{FOLDER}/caf\\udce9.md", Severity.ERROR),
        (f"{FOLDER}/d\udce9/b.md", f"{FOLDER}/d\\udce9", Severity.ERROR),
        ("content/caf\udce9.md", "content/caf\\udce9.md", Severity.WARNING),
        ("content/d\udce9/b.md", "content/d\\udce9", Severity.WARNING),
        ("content/notes/caf\udce9.md", "content/notes/caf\\udce9.md", Severity.WARNING),
    ],
)
def test_a_name_that_is_not_utf_8_is_reported(
    root: Path, path: str, shown: str, severity: Severity
) -> None:
    """A file or folder whose name is no text is a problem and no crash, and the others are
    found; where nothing is read, it is a warning.
    """
    write(root, "a.md")
    write_misnamed(root, path)
    found = list_content(root)
    assert (found.texts, found.others) == ((RECORD,), ())
    (problem,) = found.problems
    assert (problem.code, problem.severity, problem.location.path) == ("not-utf-8", severity, shown)
    assert problem.help == "rename it"


def test_a_name_that_is_not_utf_8_is_never_suggested(root: Path) -> None:
    """Nobody can write such a name into a text."""
    write_at(root, "content/images/badge.png")
    write_misnamed(root, f"{FOLDER}/badg\udce9.png")
    write_misnamed(root, f"{FOLDER}/\udce9/badge.png")
    files = SiteFiles(root)
    assert files.names_in(FOLDER) == set()
    assert files.closest(RECORD, "badge.png", PICTURE_TYPES) == "content/images/badge.png"


def test_a_regular_file_is_read(root: Path) -> None:
    """The bytes are those on disk, up to the limit."""
    write(root, "a.md", b"\x00\xff\r\n")
    assert read_regular_file(root, RECORD, 4) == b"\x00\xff\r\n"


@pytest.mark.parametrize("kind", ["pipe", "folder", "link", "large", "gone"])
def test_what_is_no_regular_file_is_not_opened(root: Path, kind: str) -> None:
    """Pipes are never waited for, and links, folders,
    large and missing files each have their code.
    """
    path = root / RECORD
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "link":
        write(root, "b.md")
        path.symlink_to(root / FOLDER / "b.md")
    elif kind == "large":
        path.write_bytes(b"x" * 11)
    found = read_regular_file(root, RECORD, 10)
    assert isinstance(found, Diagnostic)
    assert found.location.path == RECORD
    assert found.code == {"large": "file-too-large", "gone": "unreadable-file"}.get(
        kind, "not-a-file"
    )


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("b.png", f"{FOLDER}/b.png"),
        ("./b.png", f"{FOLDER}/b.png"),
        ("../pages/x.md", "content/pages/x.md"),
        ("../../../x", "../x"),
        ("/etc/x", "/etc/x"),
    ],
)
def test_resolve_is_relative_to_the_file(target: str, wanted: str) -> None:
    """A path means what it means beside the file that names it."""
    assert resolve_target(RECORD, target) == wanted


def test_an_asset_is_known_by_its_content(root: Path) -> None:
    """Its address is readable and changes with its bytes, not with its place."""
    write(root, "My Badge.PNG", png())
    first = published(root, "My Badge.PNG")
    assert first.address.startswith("assets/my-badge.")
    assert first.address.endswith(".png")
    assert (first.media_type, first.width, first.height, first.size) == (
        "image/png",
        3,
        2,
        len(png()),
    )
    write(root, "sub/My Badge.PNG", png())
    assert published(root, "sub/My Badge.PNG").address == first.address
    write(root, "My Badge.PNG", png(4, 4))
    assert published(root, "My Badge.PNG").address != first.address


def test_documents_are_published_but_not_as_pictures(root: Path) -> None:
    """A PDF can be linked and cannot be shown as a picture."""
    write(root, "c.pdf", b"%PDF-1.7\n")
    assert published(root, "c.pdf", kinds=PUBLISHED_TYPES).media_type == "application/pdf"
    assert refused(root, "c.pdf") == "unsupported-file"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.png", b"no picture", "unreadable-picture"),
        ("a.png", b"", "unreadable-picture"),
        ("a.png", png()[:20], "unreadable-picture"),
        ("a.jpg", png(), "misnamed-file"),
        ("a.svg", b"no picture", "unreadable-picture"),
        ("a.svg", SVG.format("x").encode("utf-16"), "unreadable-picture"),
        ("a.exe", b"MZ", "unsupported-file"),
        ("a.html", b"<script>", "unsupported-file"),
        ("a", b"x", "unsupported-file"),
        ("a.svgz", b"x", "unsupported-file"),
    ],
)
def test_files_that_are_not_what_they_say_are_refused(
    root: Path, name: str, content: bytes, code: str
) -> None:
    """A picture must be one of the kind that its name says."""
    write(root, name, content)
    assert refused(root, name) == code


def test_a_pdf_must_be_one(root: Path) -> None:
    """A page that is called a PDF is refused."""
    write(root, "a.pdf", "<script>")
    assert refused(root, "a.pdf", kinds=PUBLISHED_TYPES) == "unreadable-picture"


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        "<SCRIPT/>",
        "<s:script xmlns:s='http://www.w3.org/2000/svg'>alert(1)</s:script>",
        "<g onload='alert(1)'/>",
        "<g\nonclick = 'x'/>",
        "<a href='javascript:alert(1)'><rect/></a>",
        "<a href='java&#115;cript:alert(1)'><rect/></a>",
        "<a href='&#x6A;avascript:alert(1)'><rect/></a>",
        "<a href='java&#10;script:alert(1)'><rect/></a>",
        "<foreignObject><b>x</b></foreignObject>",
        "<x:iframe xmlns:x='http://www.w3.org/1999/xhtml' src='https://example.org'/>",
        "<iframe src='x'/>",
    ],
)
def test_drawings_that_can_run_something_are_refused(root: Path, inner: str) -> None:
    """Scripts, handlers and embedded pages have no place in a drawing, however they are written."""
    write(root, "a.svg", SVG.format(inner))
    assert refused(root, "a.svg") == "unsafe-picture"


def test_an_entity_declaration_makes_a_drawing_unsafe(root: Path) -> None:
    """Entities could hide anything."""
    write(root, "a.svg", '<!DOCTYPE svg [<!ENTITY x "y">]>' + SVG.format("&x;"))
    assert refused(root, "a.svg") == "unsafe-picture"


@pytest.mark.parametrize(
    "inner",
    [
        "<rect width='3'/>",
        "<title>The one = the other</title>",
        "<desc>a script about javascript</desc>",
        "<g style='fill:red'/>",
    ],
)
def test_plain_drawings_are_published(root: Path, inner: str) -> None:
    """A drawing that only speaks of such things is fine."""
    write(root, "a.svg", SVG.format(inner))
    found = published(root, "a.svg")
    assert (found.width, found.height) == (30, 20)


@pytest.mark.parametrize(
    ("box", "wanted"),
    [
        ("0 0 30 20", (30, 20)),
        ("0,0,30.4,19.6", (30, 20)),
        ("-5 -5 10 10", (10, 10)),
        ("0 0 . .", (0, 0)),
        ("0 0 1.2.3 4", (0, 0)),
        ("0 0 " + "9" * 400 + " 4", (0, 0)),
        ("", (0, 0)),
    ],
)
def test_the_size_of_a_drawing_is_that_of_its_view(
    root: Path, box: str, wanted: tuple[int, int]
) -> None:
    """A view box gives width and height; one that says nothing sensible gives none
    or is refused, and nothing crashes.
    """
    write(root, "a.svg", f'<svg viewBox="{box}"/>')
    found = find_asset(root, RECORD, "a.svg", kinds=PICTURE_TYPES)
    assert ((found.width, found.height) if isinstance(found, Asset) else (0, 0)) == wanted


@pytest.mark.parametrize(
    "target",
    [
        "gone.png",
        "A.png",
        "sub/gone.png",
        "a.png/b.png",
        "\x00.png",
        "x" * 300 + ".png",
        "e\u0301.png",
    ],
)
def test_a_file_that_is_not_there_is_missing(root: Path, target: str) -> None:
    """Names are exact, in their case and their Unicode form, on every system."""
    write(root, "a.png", png())
    write(root, "\u00e9.png", png())
    assert refused(root, target) == "missing-file"


@pytest.mark.parametrize(
    ("target", "there", "cure"),
    [
        ("Badge.png", "content/credentials/badge.png", "did you mean `badge.png`?"),
        ("bagde.png", "content/credentials/badge.png", "did you mean `badge.png`?"),
        ("badge.jpg", "content/credentials/badge.jpeg", "did you mean `badge.jpeg`?"),
        ("e\u0301.png", "content/credentials/\u00e9.png", "did you mean `\u00e9.png`?"),
        (
            "badge.png",
            "content/credentials/files/badge.png",
            "did you mean `content/credentials/files/badge.png`? If so, write `files/badge.png`",
        ),
        (
            "Files/badge.png",
            "content/credentials/files/badge.png",
            "did you mean `content/credentials/files/badge.png`? If so, write `files/badge.png`",
        ),
        (
            "badge.png",
            "content/images/Badge.PNG",
            "did you mean `content/images/Badge.PNG`? If so, write `../images/Badge.PNG`",
        ),
        (
            "static/badge.png",
            "static/badge.png",
            (
                "did you mean `static/badge.png`? If so, move it into `content/credentials/` and "
                "write `badge.png`"
            ),
        ),
        (
            "/img/badge.png",
            "public/img/badge.png",
            (
                "did you mean `public/img/badge.png`? If so, move it into `content/credentials/` "
                "and write `badge.png`"
            ),
        ),
        (
            "../../img/badge.png",
            "img/badge.png",
            (
                "did you mean `img/badge.png`? If so, move it into `content/credentials/` and "
                "write `badge.png`"
            ),
        ),
        (
            "https://example.org/x/badge.png?s=9",
            "content/credentials/badge.png",
            "write `badge.png`",
        ),
        ("C:\\Users\\Ada\\badge.png", "content/credentials/badge.png", "write `badge.png`"),
        (
            "https://example.org/x/badge.png",
            "",
            "download it into this file's folder, and write `badge.png`",
        ),
        (
            "https://example.org/badges/7",
            "",
            "download it into this file's folder, and write its name",
        ),
        ("~/badge.png", "", "put the file into this one's folder, and write `badge.png`"),
        ("files\\badge.png", "", "write `files/badge.png`"),
        ("badge.png", "output/badge.png", "put the file there, or correct its name"),
        ("badge.png", ".cache/badge.png", "put the file there, or correct its name"),
        ("badge.png", "content/credentials/badge.txt", "put the file there, or correct its name"),
    ],
)
def test_a_file_that_is_elsewhere_is_found(root: Path, target: str, there: str, cure: str) -> None:
    """A missing file is answered with where one of that name lies, in other letters,
    folders or kinds, and with what to write.
    """
    if there:
        write_at(root, there)
    found = find_asset(root, RECORD, target, kinds=PICTURE_TYPES)
    assert isinstance(found, Refusal)
    assert found.help == cure


def write_at(root: Path, path: str) -> None:
    """Write a picture anywhere in the site."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(png())


def test_the_advice_is_right(root: Path) -> None:
    """What the help says to write is a file that is published."""
    write_at(root, "content/images/badge.png")
    found = find_asset(root, RECORD, "badge.png", kinds=PICTURE_TYPES)
    assert isinstance(found, Refusal)
    written = found.help.rpartition("write `")[2].rstrip("`")
    assert published(root, written).source == "content/images/badge.png"


def test_of_several_files_the_likest_and_nearest_is_meant(root: Path) -> None:
    """The exact name ranks above one in other case, and that above another ending;
    then the nearest folder.
    """
    where = []
    for path in (
        "img/badge.webp",
        "content/BADGE.png",
        "content/far/away/badge.png",
        "content/credentials/files/badge.png",
    ):
        write_at(root, path)
        where.append(SiteFiles(root).closest(RECORD, "badge.png", PICTURE_TYPES))
    assert where == [
        "img/badge.webp",
        "content/BADGE.png",
        "content/far/away/badge.png",
        "content/credentials/files/badge.png",
    ]
    assert SiteFiles(root).closest(RECORD, "other.png", PICTURE_TYPES) is None


@pytest.mark.parametrize(
    "target",
    [
        "../../../secret.png",
        "/etc/passwd.png",
        "../../portfolio.png",
        "..",
        "sub/../../../../x.png",
        "../../content-other/x.png",
    ],
)
def test_nothing_outside_the_content_is_read(root: Path, target: str) -> None:
    """A path that leads out of the content folder is refused before anything is looked at."""
    (root / "portfolio.png").write_bytes(png())
    (root.parent / "secret.png").write_bytes(png())
    assert refused(root, target) == (
        "invalid-path" if target.startswith("/") else "outside-content"
    )


@pytest.mark.parametrize("where", ["file", "folder"])
def test_assets_are_not_read_through_links(root: Path, where: str) -> None:
    """Neither a linked file nor a file in a linked folder is published."""
    (root / "away").mkdir()
    (root / "away" / "a.png").write_bytes(png())
    (root / FOLDER / ("a.png" if where == "file" else "sub")).symlink_to(
        root / "away" / ("a.png" if where == "file" else "")
    )
    assert refused(root, "a.png" if where == "file" else "sub/a.png") == "symbolic-link"


def test_pipes_and_large_files_are_no_assets(root: Path) -> None:
    """A pipe is not waited for, and a film is not published."""
    os.mkfifo(root / FOLDER / "a.png")
    assert refused(root, "a.png") == "not-a-file"
    with (root / FOLDER / "b.png").open("wb") as file:
        file.truncate(MAX_ASSET_BYTES + 1)
    assert refused(root, "b.png") == "file-too-large"


def test_a_damaged_avif_is_refused(root: Path) -> None:
    """A picture whose decoder fails in its own way is refused like any other."""
    if not features.check("avif"):
        pytest.skip("this Pillow reads no AVIF")
    sound = io.BytesIO()
    Image.new("RGB", (4, 3)).save(sound, "AVIF")
    write(root, "a.avif", sound.getvalue())
    assert (published(root, "a.avif").width, published(root, "a.avif").height) == (4, 3)
    write(root, "a.avif", sound.getvalue().replace(b"pitm", b"free"))
    assert refused(root, "a.avif") == "unreadable-picture"


def test_a_picture_of_enormous_size_is_no_noise(root: Path) -> None:
    """A picture that only claims millions of pixels is published or refused,
    without a warning of the decoder.
    """
    write(root, "a.gif", b"GIF89a" + struct.pack("<HHBBB", 10_000, 11_000, 0, 0, 0) + b";")
    assert isinstance(find_asset(root, RECORD, "a.gif", kinds=PICTURE_TYPES), Asset | Refusal)


@lightly
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.booleans())
@example("../" * 10 + "etc/passwd", False)
@example("\x00", True)
@example("." * 300, True)
def test_any_target_is_an_asset_or_a_refusal(root: Path, target: str, picture: bool) -> None:
    """Whatever a record names, the answer is a reason and nothing is read."""
    kinds = PICTURE_TYPES if picture else PUBLISHED_TYPES
    for name in (target, f"{target}.png", f"../{target}.pdf"):
        assert isinstance(find_asset(root, RECORD, name, kinds), Refusal)


@lightly
@given(
    st.sampled_from([".png", ".jpg", ".gif", ".webp", ".svg", ".avif"]),
    st.one_of(
        st.binary(max_size=60), st.tuples(st.integers(0, 70), st.binary(min_size=1, max_size=8))
    ),
)
def test_any_bytes_are_a_picture_or_a_refusal(
    root: Path, suffix: str, content: bytes | tuple[int, bytes]
) -> None:
    """Damaged pictures are refused and never stop the program."""
    if isinstance(content, tuple):
        at, damage = content
        content = png()[:at] + damage + png()[at + len(damage) :]
    write(root, f"a{suffix}", content)
    assert isinstance(find_asset(root, RECORD, f"a{suffix}", kinds=PICTURE_TYPES), Asset | Refusal)


def test_a_folder_is_listed_once_for_all_who_ask(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds of records may name a picture each in one folder, there or not."""
    site.write("content/credentials/a.png", b"")
    where = SiteFiles(site.root)
    listed: list[Path] = []

    def _scandir(folder: Path) -> Any:
        listed.append(Path(folder))
        return scandir(folder)

    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", _scandir)
    found = [
        find_asset(site.root, RECORD, name, kinds=PICTURE_TYPES, site_files=where)
        for name in ("a.png", "b.png", "c.png") * 2
    ]
    assert [isinstance(one, Refusal) and one.code == "missing-file" for one in found] == [
        False,
        True,
        True,
    ] * 2
    assert max(map(listed.count, listed)) == 2, (
        "once for its names, and once to look for a file of that name elsewhere"
    )
