"""What a credential says of itself, and whose it is."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from signing import credential

from portfolio.domain.proof import Answer, Period
from portfolio.proving.claims import (
    UNREADABLE,
    Identity,
    claims_of,
    date_text,
    ending,
    recipient_of,
)

ADDRESS = "ada@example.org"


def hashed(kind: str, salt: str = "") -> Identity:
    """The hash of an address."""
    return Identity(f"{kind}${hashlib.new(kind, (ADDRESS + salt).encode()).hexdigest()}", salt)


@pytest.mark.parametrize(
    "identity",
    [
        Identity(ADDRESS),
        Identity("Ada@Example.org"),
        hashed("sha256"),
        hashed("sha256", "deadsea"),
        hashed("md5", "salt"),
        Identity(hashed("sha256").value.upper().replace("SHA256", "sha256")),
    ],
)
def test_an_address_is_found_in_an_identity(identity: Identity) -> None:
    """Plain and hashed, with salt and without; also where the owner writes capitals."""
    for written in (ADDRESS, " Ada@example.org ", f"mailto:{ADDRESS}"):
        assert recipient_of((identity,), written).answer is Answer.YES
    assert recipient_of((identity,), "eve@example.org").answer is Answer.NO


def test_identities_that_cannot_be_compared() -> None:
    """A DID is no address, and no address is nothing to compare with."""
    assert recipient_of((Identity("did:key:z6Mk"),), ADDRESS).answer is Answer.UNKNOWN
    assert recipient_of((), ADDRESS).answer is Answer.UNKNOWN
    assert recipient_of((Identity(ADDRESS),), " ").answer is Answer.NONE
    assert recipient_of((Identity("sha1$" + "0" * 40),), ADDRESS).answer is Answer.NO


def test_one_of_several_identities_is_enough() -> None:
    """A subject may have an id and identifiers."""
    data = credential()
    data["credentialSubject"] |= {
        "id": f"mailto:{ADDRESS}",
        "identifier": [{"identityHash": "x", "hashed": False}],
    }
    assert recipient_of(claims_of(data).identities, ADDRESS).answer is Answer.YES


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({}, "title", "Machine Learning"),
        ({"credentialSubject": {}}, "title", "Machine Learning"),
        ({"awardedDate": "2024-05-01"}, "issued", "2024-05-01"),
        ({"validFrom": None, "issuanceDate": "2023"}, "issued", "2023"),
        ({"validUntil": None, "expirationDate": "2030"}, "expires", "2030"),
        ({"name": ["A", "B"], "credentialSubject": {}}, "title", ""),
        (
            {"type": ["VerifiableCredential", "ClrCredential"], "name": "Transcript"},
            "title",
            "Transcript",
        ),
    ],
)
def test_fields(changes: dict[str, Any], field: str, value: str) -> None:
    """Fields are read where both versions of the data model have them."""
    assert getattr(claims_of(credential(**changes)).fields, field) == value


@pytest.mark.parametrize("value", [["2024", "2025"], {"a": 1}, True, [[]]])
def test_dates_that_are_none_are_not_left_out(value: Any) -> None:
    """A credential with an end that cannot be read does not become one without an end."""
    assert claims_of(credential(validUntil=value)).period.end == UNREADABLE


def test_several_issuers_are_none() -> None:
    """Who issued it must be clear."""
    assert claims_of({**credential(), "issuer": ["did:key:a", "did:key:b"]}).issuer == ""
    assert claims_of({**credential(), "issuer": ["did:key:a"]}).issuer == "did:key:a"
    assert claims_of({}).issuer == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1715904000, "2024-05-17T00:00:00Z"),
        ("2024", "2024"),
        (10**300, UNREADABLE),
        (None, UNREADABLE),
    ],
)
def test_dates_as_numbers(value: Any, text: str) -> None:
    """Seconds become a time."""
    assert date_text(value) == text


@pytest.mark.parametrize(
    ("end", "ends", "first"),
    [
        ("", (), ""),
        ("2027", (), "2027"),
        ("2027", ("2026-12-31",), "2026-12-31"),
        ("", ("2026", "2025-05-01T00:00:00Z"), "2025-05-01T00:00:00Z"),
        ("2027", ("soon",), UNREADABLE),
    ],
)
def test_the_first_end_counts(end: str, ends: tuple[str, ...], first: str) -> None:
    """What ends twice ends with the first."""
    assert ending(Period("2024", end), ends) == Period("2024", first)
