"""PDF documents are read in a process of its own, within limits, and Pillow behind one door:
whatever fails there is a problem with words.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import PATIENCE, SiteFolder
from helpers_reading import lightly
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import GPS, IFD
from test_live import opened
from test_shape import imports, trees

from portfolio.images import pdf_first_page
from portfolio.images.pdf_first_page import (
    UnreadableDocumentError,
    draw_first_page,
    inspect_document,
)
from portfolio.images.pdf_private_data import private_data_in
from portfolio.images.raster import UnreadableError, raises_unreadable

FILES = "content/credentials/"


def paper(**options: Any) -> bytes:
    """A certificate in PDF."""
    made = io.BytesIO()
    Image.new("RGB", (200, 100), "red").save(made, "PDF", **options)
    return made.getvalue()


def test_one_process_reads_all_documents() -> None:
    """A process is begun for the first document and serves the others."""
    inspect_document(paper())
    reader = pdf_first_page._workers[os.getpid()].pid
    size, pixels = draw_first_page(paper(), 50)
    assert (size, len(pixels)) == ((50, 25), 3 * 50 * 25)
    assert pdf_first_page._workers[os.getpid()].pid == reader


def stopped() -> subprocess.Popen[bytes]:
    """The process that reads, which does not go on: what is asked of it takes for ever."""
    inspect_document(paper())
    reader = pdf_first_page._workers[os.getpid()]
    os.kill(reader.pid, signal.SIGSTOP)
    return reader


@pytest.mark.parametrize("width", [0, 100])
def test_a_document_that_takes_too_long_is_given_up(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading and drawing end after a while, and the next document is read as
    if nothing had happened.
    """
    stopped()
    monkeypatch.setattr(pdf_first_page, "DOCUMENT_TIMEOUT", 0.01)
    with pytest.raises(UnreadableDocumentError, match="too long"):
        draw_first_page(paper(), width) if width else inspect_document(paper())
    monkeypatch.undo()
    assert inspect_document(paper())[0] == (200, 100)


def test_a_process_that_ends_is_begun_again() -> None:
    """Where the process that reads dies of a document, that document cannot be
    shown, and the next one can.
    """
    threading.Timer(0.1, stopped().kill).start()
    with pytest.raises(UnreadableDocumentError, match="damaged"):
        inspect_document(paper())
    assert inspect_document(paper())[0] == (200, 100)


def test_the_process_that_reads_has_limits() -> None:
    """It may not take more memory than is stated, where the system counts it."""
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("this system does not tell the limits of another process")
    inspect_document(paper())
    assert (
        resource.prlimit(pdf_first_page._workers[os.getpid()].pid, resource.RLIMIT_DATA)[0]
        == 2 * 1024**3
    )


def test_the_process_that_reads_ends_with_the_one_that_asks() -> None:
    """Nothing is left behind by a program that ended, even one that was killed."""
    program = (
        "import os, signal; from portfolio.images import pdf_first_page as f\n"
        "try: f.inspect_document(b'%PDF-1.7')\nexcept ValueError: pass\n"
        "print(f._workers[os.getpid()].pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, check=False)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            os.kill(int(done.stdout), 0)
        except ProcessLookupError:
            return
        if (
            Path(f"/proc/{int(done.stdout)}/stat").exists()
            and " Z " in Path(f"/proc/{int(done.stdout)}/stat").read_text()
        ):
            return
        time.sleep(0.05)
    pytest.fail("the process is still there")


def test_a_certificate_that_takes_too_long_is_a_link(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document that is given up is a warning with its place, and its page has a link to it."""
    site.write(f"{FILES}b.pdf", paper())
    site.record("a", certificate="b.pdf")
    stopped()
    monkeypatch.setattr(pdf_first_page, "DOCUMENT_TIMEOUT", 0.01)
    (problem,) = site.problems()
    assert (problem.code, problem.severity) == ("unshown-document", "warning")
    assert "takes too long" in problem.message
    monkeypatch.undo()
    assert any(name.endswith(".pdf") for name in site.publish())


@lightly
@given(st.integers(0, 900), st.binary(max_size=30))
def test_any_document_is_shown_or_not(length: int, more: bytes) -> None:
    """A document that is cut off or followed by anything is read or refused with a reason."""
    try:
        assert inspect_document(paper()[:length] + more)[0] > (0, 0)
    except UnreadableDocumentError as reason:
        assert str(reason).startswith("it ")


# What documents say beside their pages


def test_a_document_without_notes_is_no_problem() -> None:
    """Names of authors and programs are nobody's secret."""
    assert (
        inspect_document(paper(author="Ada Example", creator="A program of info@example.org"))[1]
        == ""
    )


@pytest.mark.parametrize("field", ["author", "title", "subject", "keywords"])
def test_an_address_in_the_properties_is_told_of(field: str) -> None:
    """An e-mail address is told of by where it stands, and never itself."""
    (_, private) = inspect_document(paper(**{field: "Ada <ada@example.org>"}))
    assert private == f"an e-mail address in its properties ({field.capitalize()})"


def test_a_place_in_a_scan_is_told_of(site: SiteFolder) -> None:
    """A PDF that a telephone made of a photograph holds the photograph with its place."""
    exif = Image.Exif()
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (51.0, 28.0, 40.0)
    made = io.BytesIO()
    Image.new("RGB", (8, 8)).save(made, "JPEG", exif=exif)
    assert (
        private_data_in(b"%PDF-1.7 stream " + made.getvalue(), {})
        == "the place where a photograph in it was taken (EXIF)"
    )
    xmp = b"<x:xmpmeta><who>ada@example.org</who> exif:GPSLatitude='51'</x:xmpmeta> <x:xmpmeta"
    assert (
        private_data_in(xmp, {})
        == "an e-mail address in its metadata (XMP) and a place in its metadata (XMP)"
    )
    site.write(f"{FILES}b.pdf", paper(author="ada@example.org"))
    site.record("a", "[The programme](b.pdf)\n")
    (problem,) = site.problems()
    assert (problem.code, problem.severity) == ("private-document", "warning")
    assert "ada@" not in problem.message


# Doors


def test_libraries_have_one_door() -> None:
    """Pillow reads pictures in one module, and draws letters and shapes in two;
    PDFium is called in one, which runs apart. XML is parsed where SVG is cleaned, and where the
    data of a badge are taken out of one.
    """
    found = {
        library: {
            name
            for name in trees()
            if any(module.split(".")[0] == library for module in _outside(name))
        }
        for library in ("PIL", "pypdfium2", "xml")
    }
    assert found == {
        "PIL": {"images.raster", "drawing.canvas", "drawing.letters"},
        "pypdfium2": {"images.pdf_worker"},
        "xml": {"images.svg", "proving.baked"},
    }
    assert [name for name in trees() if "images.pdf_worker" in imports(name)] == [
        "images.pdf_first_page"
    ]


def _outside(name: str) -> list[str]:
    import ast

    found = []
    for node in ast.walk(trees()[name]):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.append(node.module or "")
    return found


@pytest.mark.parametrize(
    "reason",
    [
        ValueError("x"),
        EOFError(),
        IndexError("x"),
        MemoryError(),
        RecursionError(),
        SystemError("x"),
    ],
)
def test_whatever_a_library_raises_is_one_error(reason: Exception) -> None:
    """The door lets no exception of a library through."""

    @raises_unreadable
    def fails() -> None:
        raise reason

    with pytest.raises(UnreadableError, match="cut off or damaged"):
        fails()


def cut_animation() -> bytes:
    """A GIF that ends within its second picture."""
    made = io.BytesIO()
    frames = [Image.linear_gradient("L").rotate(90 * turn).convert("P") for turn in range(3)]
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:], duration=50)
    content = made.getvalue()
    second = content.index(b"!\xf9", content.index(b"!\xf9") + 1)
    return content[: second + 9]


def test_a_gif_that_is_cut_off_ends_nothing(site: SiteFolder) -> None:
    """A GIF that ends within its second picture is an error of `build` and `check`,
    and of a preview that goes on.
    """
    site.record("a", image="b.gif", image_alt="A badge")
    whole = io.BytesIO()
    Image.new("P", (9, 9)).save(whole, "GIF")
    site.write(f"{FILES}b.gif", whole.getvalue())
    live = opened(site)
    for command in ("check", "build"):
        site.write(f"{FILES}b.gif", cut_animation())
        ran = site.run(command)
        assert (ran.returncode, "unreadable-picture" in ran.stdout + ran.stderr) == (1, True)
        assert "Traceback" not in ran.stdout + ran.stderr
    live.update(frozenset({f"{FILES}b.gif"}))
    assert live.state.report.errors == 1
    assert live.answer("credentials/a/")
    site.write(f"{FILES}b.gif", whole.getvalue())
    live.update(frozenset({f"{FILES}b.gif"}))
    assert live.state.report.errors == 0
