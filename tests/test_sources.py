"""The files that are imported: folders, archives, and whatever somebody may hand over."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from pathlib import Path

import pytest
from importing_files import credly, imported, outcomes, put, records, table, zipped

from portfolio.importing.model import ReadOptions, Refused
from portfolio.importing.readers import all_readers
from portfolio.importing.records.run import import_files
from portfolio.importing.sources import MAX_SOURCE_BYTES, RawSource, files_at, open_file

CERTIFICATIONS = table([("Data Basics", "", "Example Academy", "Jan 2021", "", "")])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site without records."""
    (tmp_path / "site/content/credentials").mkdir(parents=True)
    return tmp_path / "site"


def test_an_archive_of_linkedin_is_read(root: Path) -> None:
    """Its table of certifications is imported under any name and in any folder; what else is in it
    is named in one line and not read.
    """
    messages = "FROM,TO,CONTENT\nAda,Bob,private\n"
    archive = zipped(
        {"Basic/Certs.csv": CERTIFICATIONS, "messages.csv": messages, "me.jpg": b"\xff\xd8\xff" * 9}
    )
    done = imported(root, {"Basic_LinkedInDataExport.zip": archive})
    assert outcomes(done) == (1, 0)
    assert [rest.names for rest in done.rest] == [("messages.csv",)]
    (found,) = done.planned[0].found
    assert found.source.endswith("Basic_LinkedInDataExport.zip/Basic/Certs.csv")


def test_both_mails_of_linkedin_give_one_record(root: Path) -> None:
    """The same table in two archives, and in an archive within one, is imported once."""
    archive = zipped({"Certifications.csv": CERTIFICATIONS})
    done = imported(
        root, {"1.zip": archive, "2.zip": archive, "3.zip.zip": zipped({"3.zip": archive})}
    )
    assert outcomes(done) == (3, 0)
    assert len(records(root)) == 1


def test_an_archive_without_credentials_is_refused(root: Path) -> None:
    """If nothing of an archive is of a known format, one line says so."""
    done = imported(root, {"a.zip": zipped({"a.txt": "x", "b.txt": "y"})})
    assert [one.reason for one in done.refused] == [
        "none of its 2 members is of a format that is read"
    ]


@pytest.mark.parametrize("name", ["/etc/passwd", "../../content/credentials/a.md", "C:\\a.csv"])
def test_members_with_names_that_lead_out_are_refused(root: Path, name: str) -> None:
    """Absolute names and those with `..` are not read, and nothing is unpacked anyway."""
    done = imported(root, {"a.zip": zipped({name: CERTIFICATIONS})})
    assert "leads out of the archive" in done.refused[0].reason
    assert records(root) == {}


def test_a_bomb_is_refused(root: Path) -> None:
    """Members that unpack to more than is read are refused, however small they are packed, and so
    are archives that are nested too deeply.
    """
    bomb = zipped({"Certifications.csv": b"\0" * (MAX_SOURCE_BYTES + 1)})
    nested = zipped({"a.zip": bomb})
    for _ in range(4):
        nested = zipped({"a.zip": nested})
    done = imported(root, {"bomb.zip": bomb, "nested.zip": nested})
    reasons = [one.reason for one in done.refused]
    assert reasons == [
        f"unpacked it has more than {MAX_SOURCE_BYTES:,} bytes",
        "it is an archive in 3 others",
    ]


def test_an_archive_with_a_password_is_refused(root: Path) -> None:
    """A member that is encrypted, or whose bytes are damaged, is refused with that reason."""
    archive = bytearray(zipped({"Certifications.csv": CERTIFICATIONS}))
    locked, damaged = archive.copy(), archive.copy()
    central = archive.rindex(b"PK\x01\x02")
    locked[6] |= 1
    locked[central + 8] |= 1
    damaged[60] ^= 255
    done = imported(
        root, {"1.zip": bytes(locked), "2.zip": bytes(damaged), "3.zip": bytes(archive[:-9])}
    )
    assert [one.reason for one in done.refused] == [
        "it has a password",
        "the member is damaged",
        "the archive is damaged: download it again",
    ]


def test_a_folder_is_read_whole(root: Path, tmp_path: Path) -> None:
    """Every file of a folder is imported or refused; hidden ones are left alone, and a file that is
    given twice is read once.
    """
    put(tmp_path / "in/deep", {"b.json": credly(), ".hidden.json": credly()})
    put(tmp_path / "in", {"note.txt": "x"})
    paths = [tmp_path / "in", tmp_path / "in/deep/b.json"]
    done = import_files(root, paths, all_readers(), ReadOptions())
    assert outcomes(done) == (1, 1)
    assert len(files_at(paths)) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes in folders")
def test_what_is_no_file_is_refused(root: Path, tmp_path: Path) -> None:
    """A missing file, a pipe and a file of too many bytes are refused without being waited for."""
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "large").open("wb") as large:
        large.truncate(MAX_SOURCE_BYTES + 1)
    found = [one for name in ("none", "pipe", "large") for one in open_file(tmp_path / name)]
    reasons = [one.reason for one in found if isinstance(one, Refused)]
    assert reasons[:2] == ["there is no such file", "it is not an ordinary file"]
    assert reasons[2].startswith(f"it has {MAX_SOURCE_BYTES + 1:,} bytes")


def test_an_empty_archive_has_nothing(tmp_path: Path) -> None:
    """An archive without members yields nothing."""
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w"):
        pass
    (path,) = put(tmp_path, {"a.zip": empty.getvalue()})
    assert [one for one in open_file(path) if isinstance(one, RawSource)] == []


def test_a_row_without_end_does_not_fill_memory(root: Path) -> None:
    """A table whose row never ends, and JSON with too many values, are refused."""
    done = imported(
        root,
        {
            "1.csv": 'Name,Authority,Url\n"' + "x" * 300_000,
            "2.csv": "Name,Authority,Url\n" + '"a\n",' * 60_000,
            "3.json": "[" + "1," * 1_000_001 + "1]",
            "4.json": "[" * 100_000,
        },
    )
    assert outcomes(done) == (0, 4)
    assert [one.place for one in done.refused] == ["line 1", "line 40001", "", ""]
