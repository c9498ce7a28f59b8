"""Badges that are signed for a test: a credential as a wallet has it, and its signatures."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import base58
import rfc8785
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
"""The key of the issuer; a test has no secrets."""
DOMAIN = "did:web:example.edu"
"""An issuer that is a domain."""


def multikey(key: Ed25519PrivateKey = KEY) -> str:
    """The public key as documents write it: base58btc after `z`."""
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return "z" + base58.b58encode(b"\xed\x01" + raw).decode()


def did_key(key: Ed25519PrivateKey = KEY) -> str:
    """The issuer that is a key."""
    return f"did:key:{multikey(key)}"


def badge(issuer: str = "", **changes: Any) -> dict[str, Any]:
    """An Open Badge 3 without a signature, as `small_site.front_matter` describes it."""
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:5d1e3c5e-3f0b-4a52-8d2f-7d4e2f6b0c11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer or did_key(), "type": ["Profile"], "name": "Example Academy"},
        "validFrom": "2024-05-01T00:00:00Z",
        "name": "Data Basics",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://example.edu/achievements/data-basics",
                "type": ["Achievement"],
                "name": "Data Basics",
                "description": "Tables, joins and charts.",
                "criteria": {"narrative": "An exam."},
            },
        },
        **changes,
    }


def signed(document: dict[str, Any], method: str = "", key: Ed25519PrivateKey = KEY) -> bytes:
    """The document with a Data Integrity proof (`eddsa-jcs-2022`), as JSON."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2024-05-01T00:00:00Z",
        "verificationMethod": method or f"{did_key(key)}#{multikey(key)}",
        "proofPurpose": "assertionMethod",
        "@context": document["@context"],
    }
    hashes = (hashlib.sha256(rfc8785.dumps(part)).digest() for part in (options, document))
    value = "z" + base58.b58encode(key.sign(b"".join(hashes))).decode()
    whole = document | {"proof": options | {"proofValue": value}}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def signed_for_domain(document: dict[str, Any], key: Ed25519PrivateKey = KEY) -> bytes:
    """The document, signed with the key of a domain; `did_document` has that key."""
    return signed(document, f"{DOMAIN}#key-1", key)


def did_document(key: Ed25519PrivateKey = KEY) -> bytes:
    """The document that says which key belongs to the domain, as its owner keeps it."""
    return json.dumps(
        {
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": DOMAIN,
            "verificationMethod": [
                {
                    "id": f"{DOMAIN}#key-1",
                    "type": "Multikey",
                    "controller": DOMAIN,
                    "publicKeyMultibase": multikey(key),
                }
            ],
            "assertionMethod": [f"{DOMAIN}#key-1"],
        }
    ).encode()
