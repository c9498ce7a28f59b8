"""What `content/evidence/` keeps: what is written is what is read, and what else lies there harms nothing."""

from __future__ import annotations

import base64
import json
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st

from portfolio.content.evidence import (
    LINKS_FILE,
    MAX_EVIDENCE_BYTES,
    document_content,
    document_path,
    links_content,
    read_evidence,
)
from portfolio.domain.proof import Evidence, KeptDocument, LinkCheck, LinkState
from portfolio.paths import EVIDENCE_FOLDER
from portfolio.source_text import read_regular_file

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
LINKS = st.builds(
    LinkCheck,
    TEXTS,
    st.sampled_from(LinkState),
    DAYS,
    TEXTS,
    TEXTS,
    st.none() | DAYS,
    st.none() | DAYS,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.builds(
    lambda value, indent: json.dumps(value, indent=indent),
    st.dictionaries(TEXTS, JSON, max_size=3),
    st.none() | st.just(2),
)
DOCUMENTS = st.builds(KeptDocument, TEXTS, OBJECTS | TEXTS, st.none() | DAYS, st.integers(100, 999))
FOLDER = Path(EVIDENCE_FOLDER)


def write(root: Path, path: str, content: bytes | str) -> None:
    """Write a file of the site."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(content if isinstance(content, bytes) else content.encode())


def write_all(root: Path, evidence: Evidence) -> None:
    """Write evidence as the command does."""
    write(root, LINKS_FILE, links_content(evidence.links))
    for document in evidence.documents.values():
        write(root, document_path(document.address), document_content(document))


@given(links=st.lists(LINKS, max_size=4), documents=st.lists(DOCUMENTS, max_size=4))
@examples(100)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, links: list[LinkCheck], documents: list[KeptDocument]
) -> None:
    """Links and documents come back equal, whatever they say, and are written with the same bytes."""
    root = tmp_path_factory.mktemp("site")
    said = Evidence({one.url: one for one in links}, {one.address: one for one in documents})
    write_all(root, said)
    before = {path.name: path.read_bytes() for path in (root / FOLDER).iterdir()}
    read, problems = read_evidence(root)
    assert problems == ()
    assert read == said
    write_all(root, read)
    assert {path.name: path.read_bytes() for path in (root / FOLDER).iterdir()} == before


def test_a_link_has_a_line() -> None:
    """The table is in the order of the links, with a line for each and without what is not known."""
    day = date(2026, 11, 29)
    checks = (
        LinkCheck("https://b.example/2", LinkState.DEAD, day, "404", dead_since=day),
        LinkCheck("https://a.example/1", LinkState.ALIVE, day, "200", last_alive=day),
    )
    assert links_content({one.url: one for one in checks}).decode() == (
        '[\n{"url":"https://a.example/1","state":"alive","checked":"2026-11-29","why":"200",'
        '"last_alive":"2026-11-29"},\n'
        '{"url":"https://b.example/2","state":"dead","checked":"2026-11-29","why":"404",'
        '"dead_since":"2026-11-29"}\n]\n'
    )


def test_a_document_is_kept_as_it_came() -> None:
    """Its JSON stays byte for byte, because a signature may depend on it."""
    text = '{"id": "did:web:a.example",\r\n  "n": 1.0, "n": 1.00}'
    kept = KeptDocument("did:web:a.example", text, date(2026, 11, 29))
    content = document_content(kept).decode()
    assert content == (
        '{\n"address": "did:web:a.example",\n"fetched": "2026-11-29",\n"code": 200,\n'
        f'"document": {text}\n}}\n'
    )


def test_names_of_files_are_short_and_stable() -> None:
    """The name says which document it is, and no two addresses share one, on any system."""
    path = document_path("https://Example.org/Lists/1?x=1#2")
    assert path == "content/evidence/example-org-lists-1-x-equals-sign-1-sharp-2-d667a1b7.json"
    assert path != document_path("https://example.org/lists/1?x=1#2")
    assert len(document_path("https://example.org/" + "a" * 5000)) < 100


def jws(payload: object) -> str:
    """A compact JWS with this payload and no sound signature."""
    parts = (json.dumps(part).encode() for part in ({"alg": "RS256"}, payload))
    return ".".join(
        [*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), "c2ln"]
    )


@pytest.mark.parametrize(
    ("name", "content", "address"),
    [
        ("did.json", '\ufeff{"id": "did:web:a.example"}\n', "did:web:a.example"),
        ("list.JSON", '{"id": "https://a.example/list", "x": [1]}', "https://a.example/list"),
        ("list.jws", jws({"id": "https://a.example/1"}) + "\n", "https://a.example/1"),
        ("list.jwt", jws({"vc": {"id": "https://a.example/2"}}), "https://a.example/2"),
        ("old.jwt", jws({"jti": "https://a.example/3", "vc": {}}), "https://a.example/3"),
    ],
)
def test_documents_of_the_owner_are_kept_under_their_id(
    tmp_path: Path, name: str, content: str, address: str
) -> None:
    """Any JSON with an `id`, and any signed JSON, can be put there by hand."""
    write(tmp_path, f"{EVIDENCE_FOLDER}/{name}", content)
    evidence, problems = read_evidence(tmp_path)
    assert problems == ()
    text = content.removeprefix("\ufeff").strip()
    assert dict(evidence.documents) == {address: KeptDocument(address, text)}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.txt", "x", "only JSON and signed JSON (`.jws`, `.jwt`) are read here"),
        ("a.json", "[1]", "it has no object"),
        ("a.json", '{"x": 1}', "the document has no `id`, so nothing can refer to it"),
        ("a.json", '{"id": 7}', "the document has no `id`, so nothing can refer to it"),
        ("a.jws", "aaaa.bbbbb.cc", "it looks like signed JSON, but cannot be decoded"),
        ("a.jws", "aaaa.bbbb.cc", "it looks like signed JSON, but cannot be decoded"),
        ("links.json", '{"a": 1}', "it has no list of links"),
        (
            "links.json",
            '[\n{"url": "u", "state": "lost", "checked": "2026-11-29"}]',
            "this row is not what was seen of a link: Invalid enum value 'lost'",
        ),
        (
            "links.json",
            '[\n{"url": "u", "state": "dead", "checked": "2026-02-30"}]',
            "this row is not what was seen of a link: Invalid ",
        ),
        (
            "a.json",
            '{"address": "u", "document": {}, "fetched": "soon"}',
            "it is not a document that was fetched: Invalid ",
        ),
    ],
)
def test_what_is_not_evidence_is_a_warning(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    """A file, or a row, that is none of the known things is not read, and said to be so."""
    write(tmp_path, f"{EVIDENCE_FOLDER}/{name}", content)
    evidence, (problem,) = read_evidence(tmp_path)
    assert evidence == Evidence()
    assert problem.severity == "warning"
    assert problem.message.startswith(said)
    assert problem.location.line == (2 if "\n" in content else 0)


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (b'{\n"id": \xff"}', 2, 7),
        (b'{\n"id": "a",\n}', 3, 1),
        (b'{\n"id": "\xc3\xa4", x', 2, 12),
        (b'[\n<<<<<<< HEAD\n{"id": "a"}', 2, 1),
        (b"", 1, 1),
        (b'{"id": ' + b"[" * 9000, 1, 1),
    ],
)
@pytest.mark.parametrize("name", ["links.json", "a.json"])
def test_broken_json_is_an_error_at_its_place(
    tmp_path: Path, name: str, content: bytes, line: int, column: int
) -> None:
    """A merge conflict or a cut file is told with its line and column."""
    write(tmp_path, f"{EVIDENCE_FOLDER}/{name}", content)
    evidence, (problem,) = read_evidence(tmp_path)
    assert evidence == Evidence()
    assert (problem.severity, problem.code) == ("error", "unreadable-evidence")
    assert (problem.location.line, problem.location.column) == (line, column)


def test_a_sound_row_stays_beside_a_broken_one(tmp_path: Path) -> None:
    """One row that cannot be read takes no other with it, and of two for a link the later holds."""
    row = '{"url": "u", "state": "alive", "checked": "2026-11-%d"}'
    write(tmp_path, LINKS_FILE, f"[{row % 28}, {row % 29}, {row % 27}, 5]")
    evidence, problems = read_evidence(tmp_path)
    assert dict(evidence.links) == {"u": LinkCheck("u", LinkState.ALIVE, date(2026, 11, 29))}
    assert [one.code for one in problems] == ["unknown-evidence"]


def test_of_two_documents_the_newer_one_holds(tmp_path: Path) -> None:
    """What was fetched is newer than what the owner put there; the file that is not used is named."""
    kept = KeptDocument("did:web:a", '{"id":"did:web:a"}', date(2026, 11, 29))
    write(tmp_path, document_path("did:web:a"), document_content(kept))
    write(tmp_path, f"{EVIDENCE_FOLDER}/own.json", '{"id": "did:web:a"}')
    evidence, (problem,) = read_evidence(tmp_path)
    assert dict(evidence.documents) == {"did:web:a": kept}
    assert problem.location.path == f"{EVIDENCE_FOLDER}/own.json"
    assert document_path("did:web:a") in problem.message


def test_only_ordinary_files_within_limits_are_read(tmp_path: Path) -> None:
    """Links, folders and large files are warnings; hidden files are nothing."""
    folder = tmp_path / FOLDER
    (folder / "folder.json").mkdir(parents=True)
    (folder / "large.json").write_bytes(b" " * (MAX_EVIDENCE_BYTES + 1))
    (folder / "link.json").symlink_to(folder / "large.json")
    (folder / ".hidden.json").write_bytes(b"{")
    evidence, problems = read_evidence(tmp_path)
    assert evidence == Evidence()
    assert [(one.severity.value, one.code) for one in problems] == [
        ("warning", "not-a-file"),
        ("warning", "file-too-large"),
        ("warning", "not-a-file"),
    ]
    assert isinstance(read_regular_file(tmp_path, "content/evidence/large.json", 10**8), bytes)


def test_a_site_without_the_folder_has_none(tmp_path: Path) -> None:
    """No evidence is the same as none of it, and a link in place of the folder is not followed."""
    assert read_evidence(tmp_path) == (Evidence(MappingProxyType({})), ())
    write(tmp_path, "elsewhere/a.json", '{"id": "a"}')
    (tmp_path / "content").mkdir()
    (tmp_path / FOLDER).symlink_to(tmp_path / "elsewhere")
    assert read_evidence(tmp_path) == (Evidence(), ())
