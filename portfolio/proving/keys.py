"""Public keys, and whether a signature was made with one.

All are JWK, whatever form they were written in. The key says which algorithms it may be used with,
never the file that is signed.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from ..diagnostics import attempt
from ..text import quoted
from .documents import UnprovableError, text_or_empty

Jwk = Mapping[str, Any]

MIN_RSA_BITS, MAX_RSA_BITS = 2048, 8192
"""RSA keys that are shorter can be broken; longer ones only cost time."""
MAX_MULTIBASE = 600
"""Maximum characters of a key or signature in base58, whose decoding takes the square of them."""

_ALGORITHMS = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "P-256": ("ES256",),
    "P-384": ("ES384",),
    "P-521": ("ES512",),
    "Ed25519": ("EdDSA", "Ed25519"),
}
_OLDER_NAMES = {"Ed25519": "EdDSA"}
"""Names of algorithms with those that all versions of joserfc know; the key says the curve."""
_MULTICODECS = {b"\xed\x01": "Ed25519", b"\x80\x24": "P-256", b"\x81\x24": "P-384"}
_PUBLIC = ("kty", "crv", "x", "y", "n", "e")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
_BASE58 = re.compile("[1-9A-HJ-NP-Za-km-z]+")


def from_base64url(text: str) -> bytes:
    """The bytes of a text in base64url without padding. Raises UnprovableError for other texts.

    Each sequence of bytes has one text, so that nobody can change a signature that still fits.
    """
    try:
        if not _BASE64URL.fullmatch(text):
            raise ValueError(text)
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise UnprovableError("It has a value that is not in base64url") from None
    if to_base64url(content) != text:
        raise UnprovableError("It has a value that is not in base64url")
    return content


def to_base64url(content: bytes) -> str:
    """Bytes in base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def from_multibase(text: str) -> bytes:
    """The bytes of a text that begins with `z` (base58) or `u` (base64url)."""
    if text[:1] == "u":
        return from_base64url(text[1:])
    if text[:1] == "z" and len(text) <= MAX_MULTIBASE and _BASE58.fullmatch(text[1:]):
        import base58

        return bytes(base58.b58decode(text[1:]))
    raise UnprovableError("It has a key or signature that is not written in multibase")


def key_from_multibase(text: str) -> Jwk:
    """The key in a multibase text, as in `did:key`."""
    content = from_multibase(text)
    kind = _MULTICODECS.get(content[:2])
    if kind == "Ed25519" and len(content) == 34:
        return {"kty": "OKP", "crv": kind, "x": to_base64url(content[2:])}
    if kind in ("P-256", "P-384"):
        return _from_point(kind, content[2:])
    raise UnprovableError("Its key is of a kind that is not read")


def _from_point(curve: str, point: bytes) -> Jwk:
    from cryptography.hazmat.primitives.asymmetric import ec

    kind = ec.SECP256R1() if curve == "P-256" else ec.SECP384R1()
    try:
        numbers = ec.EllipticCurvePublicKey.from_encoded_point(kind, point).public_numbers()
    except ValueError:
        raise UnprovableError("Its key is not a point of its curve") from None
    size = kind.key_size // 8
    x, y = (to_base64url(part.to_bytes(size, "big")) for part in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": curve, "x": x, "y": y}


def key_from_jwk(data: Mapping[str, Any]) -> Jwk:
    """The public key in a JWK."""
    kind = _kind({name: text_or_empty(data.get(name)) for name in _PUBLIC})
    if kind == "RSA":
        bits = len(from_base64url(text_or_empty(data.get("n"))).lstrip(b"\0")) * 8
        if not MIN_RSA_BITS <= bits <= MAX_RSA_BITS or len(text_or_empty(data.get("e"))) > 6:
            raise UnprovableError(f"Its RSA key is too short or too long ({bits} bits)")
    return {name: data[name] for name in _PUBLIC if isinstance(data.get(name), str)}


def key_from_pem(text: str) -> Jwk:
    """The public key in a PEM text."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    key = attempt(lambda: load_pem_public_key(text.encode()))
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        n, e = (to_base64url(_whole(part)) for part in (numbers.n, numbers.e))
        return key_from_jwk({"kty": "RSA", "n": n, "e": e})
    if isinstance(key, ed25519.Ed25519PublicKey):
        return {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(key.public_bytes_raw())}
    if isinstance(key, ec.EllipticCurvePublicKey):
        return _from_ec(key)
    raise UnprovableError("Its key is not a public key in PEM")


def _from_ec(key: Any) -> Jwk:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    curve = {"secp256r1": "P-256", "secp384r1": "P-384"}.get(key.curve.name)
    if curve is None:
        raise UnprovableError("Its key is of a kind that is not read")
    return _from_point(curve, key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))


def _whole(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _kind(key: Jwk) -> str:
    kind = str(key.get("crv") if key.get("kty") in ("EC", "OKP") else key.get("kty"))
    if kind not in _ALGORITHMS:
        raise UnprovableError("Its key is of a kind that is not read")
    return kind


def is_made_with(algorithm: str, key: Jwk, message: bytes, signature: bytes) -> bool:
    """Whether a signature of a message was made with a key.

    Raises UnprovableError for an algorithm that is not one for this kind of key.
    """
    from joserfc.jwk import JWKRegistry
    from joserfc.jws import JWSRegistry

    if algorithm not in _ALGORITHMS[_kind(key)]:
        raise UnprovableError(f"Its key is not one for the algorithm {quoted(algorithm)}")
    name = _OLDER_NAMES.get(algorithm, algorithm)
    found = attempt(
        lambda: JWSRegistry.algorithms[name].verify(
            message,
            signature,
            JWKRegistry.import_key({part: str(value) for part, value in key.items()}),
        )
    )
    if isinstance(found, Exception):
        raise UnprovableError("Its key cannot be used")
    return found is True
