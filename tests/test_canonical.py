"""Statements: what a signature over RDF covers, and what no two programs would agree on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from signing import OB3, V2, canonical, credential

from portfolio.proving.canonical import statements_of
from portfolio.proving.documents import UnprovableError

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"


def test_statements_are_those_of_pyld() -> None:
    """The lines are the canonical ones, as PyLD has them."""
    assert statements_of(credential()).lines.encode() == canonical(credential())


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the repository")
def test_statements_are_those_of_the_standard() -> None:
    """The lines of the test vector of the W3C."""
    folder = SAMPLES / "w3c-eddsa"
    document = json.loads((folder / "unsigned.json").read_text("utf-8"))
    wanted = (folder / "canonDocDataInt.txt").read_text("utf-8")
    assert statements_of(document).lines.split() == wanted.split()


def test_said_is_what_statements_say() -> None:
    """A credential is read from its statements, by the usual names."""
    said = statements_of(credential()).said
    assert said["name"] == "Machine Learning"
    assert said["issuer"]["name"] == "Example University"
    assert said["credentialSubject"]["achievement"]["name"] == "Machine Learning"
    assert said["validUntil"] == "2027-05-17T00:00:00Z"
    assert "VerifiableCredential" in said["type"]
    assert statements_of({"@context": [V2], "id": "urn:a", "name": "x"}).said == {}


UNSAID: dict[str, tuple[dict[str, Any], str]] = {
    "a property": ({"honours": 1}, "honours"),
    "a property of a label": ({"_:honours": 1}, "_:honours"),
    "a property of nothing": (
        {"@context": [V2, OB3, {"honours": None}], "honours": 1},
        "a word set to null",
    ),
    "a type": ({"type": ["VerifiableCredential", "Phd"]}, "Phd"),
    "a type of a label": ({"type": ["VerifiableCredential", "_:Phd"]}, "_:Phd"),
    "an id": ({"evidence": {"id": "thesis", "name": "x"}}, "thesis"),
    "an id with a space": ({"evidence": {"id": "urn:my thesis", "name": "x"}}, "urn:my thesis"),
    "an empty id": ({"evidence": {"id": "", "name": "x"}}, "an empty id"),
    "a key of an index": (
        {
            "@context": [
                V2,
                OB3,
                {"by": {"@id": "https://example.org/by", "@container": "@index"}},
            ],
            "by": {"honours": "x"},
        },
        "honours",
    ),
}


@pytest.mark.parametrize(("changes", "word"), UNSAID.values(), ids=UNSAID)
def test_words_in_no_statement_are_named(changes: dict[str, Any], word: str) -> None:
    """Whatever gets lost on the way to statements is named."""
    assert word in statements_of(credential(**changes)).unsaid


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown context": ({"@context": [V2, "https://example.org/c"]}, "https://example.org/c"),
    "a context within": (
        {"evidence": {"@context": "https://example.org/c", "id": "urn:a"}},
        "https://example.org/c",
    ),
    "a context in a context": (
        {"@context": [V2, {"a": {"@id": "urn:a", "@context": "https://example.org/c"}}]},
        "https://example.org/c",
    ),
    "a redefined word": ({"@context": [V2, OB3, {"id": "urn:id"}]}, "contradict"),
    "a direction": ({"name": {"@value": "x", "@direction": "rtl"}}, "direction"),
    "a control character": ({"name": "a\x7fb"}, "control character"),
    "a form feed": ({"name": "a\fb"}, "control character"),
    "a language": ({"name": {"@value": "x", "@language": 'en"'}}, "language"),
    "an address": ({"evidence": {"id": "urn:a>b"}}, "address"),
    "a datatype": ({"name": {"@value": "x", "@type": "urn:a>b"}}, "address"),
    "a number as text": (
        {"name": {"@value": "1.50", "@type": "http://www.w3.org/2001/XMLSchema#double"}},
        "number as text",
    ),
    "a reverse property": (
        {"@context": [V2, OB3, {"of": {"@reverse": "urn:of"}}], "of": {"id": "urn:a"}},
        "something else",
    ),
    "two credentials": (
        {
            "@graph": [
                {"id": "urn:2", "type": "VerifiableCredential"},
                {"id": "urn:3", "type": "VerifiableCredential"},
            ],
            "id": None,
            "type": None,
        },
        "more than one",
    ),
}


@pytest.mark.parametrize(("changes", "part"), REFUSED.values(), ids=REFUSED)
def test_what_programs_sign_differently_is_refused(changes: dict[str, Any], part: str) -> None:
    """Each is one line with its reason."""
    data = credential(**changes)
    if "@graph" in changes:
        data = {"@context": data["@context"], **changes}
        data = {key: value for key, value in data.items() if value is not None}
    with pytest.raises(UnprovableError, match=part):
        statements_of(data)


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """No document leads to a request, whatever context it names, and in whatever way."""
    import socket

    def refuse(*args: object, **named: object) -> None:
        raise AssertionError(args)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for context in ("https://example.org/c", {"@import": "https://example.org/c"}, "relative"):
        with pytest.raises(UnprovableError):
            statements_of(credential(**{"@context": [V2, context]}))


def test_endorsements_within_do_not_hide_the_credential() -> None:
    """A credential that others within it endorse is still the one that is meant."""
    endorsement = {
        "id": "urn:uuid:endorsement",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": "did:key:x",
        "validFrom": "2024-01-01T00:00:00Z",
        "credentialSubject": {"id": credential()["id"], "type": ["EndorsementSubject"]},
    }
    said = statements_of(credential(endorsement=[endorsement])).said
    assert (said["id"], said["name"]) == (credential()["id"], "Machine Learning")


def test_alike_nodes_are_told_apart_as_the_standard_does() -> None:
    """A few nodes without an id that look alike are ordered; more would take too long."""
    several = credential(evidence=[{"type": ["Evidence"]} for _ in range(4)])
    assert statements_of(several).lines.encode() == canonical(several)
    names = [f"_:n{number}" for number in range(12)]
    knows = "https://schema.org/knows"
    nodes = [{"id": one, knows: [{"id": other} for other in names]} for one in names]
    with pytest.raises(UnprovableError, match="alike"):
        statements_of(credential(evidence=[{"id": "urn:a", knows: nodes}]))
