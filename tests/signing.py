"""Credentials that are signed in tests, with keys made from names."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import struct
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any

import base58
import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from joserfc import jwk
from joserfc.jws import JWSRegistry
from pyld import jsonld

from portfolio.domain.proof import KeptDocument
from portfolio.proving.contexts import load_context

V1, V2 = "https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
STATUS_URL = "https://example.edu/status/1"
DOMAIN = "did:web:example.edu"


def private_key(name: str) -> Ed25519PrivateKey:
    """The Ed25519 key of somebody."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


def multibase(name: str) -> str:
    """The public key of somebody, as DIDs have it."""
    raw = private_key(name).public_key().public_bytes_raw()
    return "z" + base58.b58encode(b"\xed\x01" + raw).decode()


def did_key(name: str) -> str:
    """The `did:key` of somebody."""
    return f"did:key:{multibase(name)}"


def method(did: str, name: str = "issuer") -> str:
    """The name of the key of somebody in the document of a DID."""
    return f"{did}#{multibase(name)}"


def did_document(did: str = DOMAIN, name: str = "issuer", **changes: Any) -> dict[str, Any]:
    """A document of a `did:web` with the key of somebody."""
    key = {"id": method(did, name), "type": "Multikey", "controller": did}
    document = {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": did,
        "assertionMethod": [{**key, "publicKeyMultibase": multibase(name)}],
    }
    return {**document, **changes}


def kept(*documents: tuple[str, Any], **named: Any) -> Mapping[str, KeptDocument]:
    """Documents as they are kept, by their address."""
    return {
        address: KeptDocument(
            address, value if isinstance(value, str) else json.dumps(value), **named
        )
        for address, value in documents
    }


def credential(issuer: Any = "", **changes: Any) -> dict[str, Any]:
    """An Open Badge 3 that is not signed."""
    data = {
        "@context": [V2, OB3],
        "id": "urn:uuid:11111111-1111-4111-8111-111111111111",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {
            "id": issuer or did_key("issuer"),
            "type": ["Profile"],
            "name": "Example University",
        },
        "validFrom": "2024-05-17T00:00:00Z",
        "validUntil": "2027-05-17T00:00:00Z",
        "name": "Machine Learning",
        "credentialSubject": {
            "id": "did:example:holder",
            "type": ["AchievementSubject"],
            "licenseNumber": "X-17",
            "achievement": {
                "id": "https://example.edu/achievements/ml",
                "type": ["Achievement"],
                "name": "Machine Learning",
                "description": "Learned how machines learn.",
                "criteria": {"narrative": "Passed the exam."},
            },
        },
    }
    return {key: value for key, value in {**data, **changes}.items() if value is not None}


def canonical(data: Any) -> bytes:
    """The statements of a document, by PyLD as it is."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "base": None}
    lines: str = jsonld.normalize(data, {**options, "documentLoader": load_context})
    return lines.encode()


def made_proof(data: dict[str, Any], name: str = "issuer", **changes: Any) -> dict[str, Any]:
    """A proof of a credential by somebody."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2024-05-17T08:00:00Z",
        "verificationMethod": method(did_key(name), name),
        "proofPurpose": "assertionMethod",
        **changes,
    }
    options = {key: value for key, value in options.items() if value is not None}
    document = {key: value for key, value in data.items() if key != "proof"}
    parts: tuple[bytes, ...]
    if options.get("cryptosuite") == "eddsa-jcs-2022":
        options = {"@context": document["@context"], **options}
        parts = rfc8785.dumps(options), rfc8785.dumps(document)
    else:
        parts = canonical({**options, "@context": document["@context"]}), canonical(document)
    message = b"".join(hashlib.sha256(part).digest() for part in parts)
    value = base58.b58encode(private_key(name).sign(message)).decode()
    return {**options, "proofValue": f"z{value}"}


def signed(data: dict[str, Any] | None = None, name: str = "issuer", **changes: Any) -> bytes:
    """A credential with a proof, as a file."""
    document = credential() if data is None else data
    return json.dumps({**document, "proof": [made_proof(document, name, **changes)]}).encode()


def signed_2020(data: dict[str, Any] | None = None, name: str = "issuer", **changes: Any) -> bytes:
    """A credential with a proof of the older kind."""
    document = credential() if data is None else data
    document = {**document, "@context": [*document["@context"], ED25519_2020]}
    return signed(document, name, type="Ed25519Signature2020", cryptosuite=None, **changes)


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """An RSA key."""
    return rsa.generate_private_key(65537, bits)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    """A key on the curve P-256."""
    return ec.generate_private_key(ec.SECP256R1())


def joserfc_key(key: Any) -> Any:
    """A key of `cryptography` as one of joserfc."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    if isinstance(key, rsa.RSAPrivateKey):
        return jwk.RSAKey.import_key(pem)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return jwk.ECKey.import_key(pem)
    return jwk.OKPKey.import_key(pem)


def as_jwk(key: Any) -> dict[str, Any]:
    """The public part of a key, as JWK."""
    return dict(joserfc_key(key).as_dict(private=False))


def as_pem(key: Any) -> str:
    """The public part of a key, as PEM."""
    form = PublicFormat.SubjectPublicKeyInfo
    pem: bytes = key.public_key().public_bytes(Encoding.PEM, form)
    return pem.decode()


def base64url(content: bytes) -> str:
    """Bytes in base64url."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def jws(payload: Any, key: Any, algorithm: str, **header: Any) -> str:
    """A compact JWS."""
    head = base64url(json.dumps({"alg": algorithm, **header}).encode())
    message = f"{head}.{base64url(json.dumps(payload).encode())}"
    name = "EdDSA" if algorithm == "Ed25519" else algorithm
    made = JWSRegistry.algorithms[name].sign(message.encode(), joserfc_key(key))
    return f"{message}.{base64url(made)}"


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(*chunks: bytes) -> bytes:
    """A PNG of one pixel with some chunks, behind its picture."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    picture = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + picture + b"".join(chunks) + chunk(b"IEND", b"")


def itxt(text: bytes, keyword: bytes = b"openbadgecredential", *, is_packed: bool = False) -> bytes:
    """An iTXt chunk."""
    flag, content = (b"\1", zlib.compress(text)) if is_packed else (b"\0", text)
    return chunk(b"iTXt", keyword + b"\0" + flag + b"\0\0\0" + content)


def encoded_list(revoked: tuple[int, ...] = (), *, entries: int = 131_072, size: int = 1) -> str:
    """A packed list of statuses, all zero but some that are one."""
    content = bytearray((entries * size + 7) // 8)
    for index in revoked:
        bit = (index + 1) * size - 1
        content[bit // 8] |= 128 >> bit % 8
    return "u" + base64url(gzip.compress(bytes(content), mtime=0))


def status_list(
    encoded: str, name: str = "issuer", *, subject: dict[str, Any] | None = None, **changes: Any
) -> str:
    """A signed status list."""
    document = {
        "@context": [V2],
        "id": STATUS_URL,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_key(name),
        "credentialSubject": {
            "id": f"{STATUS_URL}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
            **(subject or {}),
        },
        **changes,
    }
    return signed(document, name).decode()


def entry(index: Any = 5, **changes: Any) -> dict[str, Any]:
    """The status of a credential: a place in a list."""
    return {
        "id": f"{STATUS_URL}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": STATUS_URL,
        **changes,
    }
