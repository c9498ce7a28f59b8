"""Public keys in all their forms, and signatures with them."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import examples
from cryptography.hazmat.primitives.asymmetric import dsa, ec
from hypothesis import given
from hypothesis import strategies as st
from signing import as_jwk, as_pem, ec_key, multibase, private_key, rsa_key

from portfolio.proving.documents import UnprovableError
from portfolio.proving.keys import (
    from_base64url,
    from_multibase,
    is_made_with,
    key_from_jwk,
    key_from_multibase,
    key_from_pem,
    to_base64url,
)


@examples(50)
@given(st.binary(max_size=40))
def test_base64url_has_one_spelling(content: bytes) -> None:
    """What was written is read; padding and another alphabet are refused."""
    text = to_base64url(content)
    assert from_base64url(text) == content
    assert from_multibase(f"u{text}") == content
    for other in (f"{text}=", f"{text} ", f"{text}\n", text + "+"):
        with pytest.raises(UnprovableError):
            from_base64url(other)


@pytest.mark.parametrize("text", ["AB", "A", "AAB", "é", "AAAA\n"])
def test_base64url_without_bits_that_are_nowhere(text: str) -> None:
    """Bits behind the last byte, and half a byte, are refused."""
    with pytest.raises(UnprovableError):
        from_base64url(text)


@pytest.mark.parametrize("text", ["", "z", "z0", "zIl", "mAAAA", "f00", "z" + "2" * 700])
def test_multibase_is_base58_or_base64url(text: str) -> None:
    """Other bases, other letters, and what is too long are refused."""
    with pytest.raises(UnprovableError):
        from_multibase(text)


def test_one_key_in_all_forms() -> None:
    """Multibase, JWK and PEM of a key are the same."""
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": as_jwk(private_key("a"))["x"]}
    assert key_from_multibase(multibase("a")) == key_from_jwk(as_jwk(private_key("a"))) == jwk
    assert key_from_pem(as_pem(private_key("a"))) == jwk
    assert key_from_pem(as_pem(ec_key())) == as_jwk(ec_key())
    assert key_from_pem(as_pem(rsa_key())) == as_jwk(rsa_key())


def test_private_parts_are_left_out() -> None:
    """A key that somebody published whole is read as public key."""
    from signing import joserfc_key

    whole = dict(joserfc_key(rsa_key()).as_dict(private=True))
    assert "d" in whole
    assert set(key_from_jwk(whole)) == {"kty", "n", "e"}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kty": "oct", "k": "AAAA"},
        {"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        {"kty": "RSA", "n": to_base64url(b"\xff" * 1025), "e": "AQAB"},
        {"kty": "RSA", "n": to_base64url(b"\xff" * 256), "e": "AQABAQABAQAB"},
        {"kty": "RSA", "n": 7, "e": "AQAB"},
        {"kty": ["RSA"]},
    ],
    ids=str,
)
def test_keys_that_are_not_read(data: dict[str, Any]) -> None:
    """Secrets, other curves, and RSA that is too short or too long are refused."""
    with pytest.raises(UnprovableError):
        key_from_jwk(data)


def test_pem_that_is_not_read() -> None:
    """Private keys, other curves and other kinds are refused."""
    curve = ec.generate_private_key(ec.SECP256K1())
    other = dsa.generate_private_key(1024)
    for text in ("", "x", as_pem(curve), as_pem(other), as_pem(rsa_key())[:200]):
        with pytest.raises(UnprovableError):
            key_from_pem(text)


def test_a_key_has_its_own_algorithms() -> None:
    """The key decides, so nobody uses a public key as a secret or a curve as another."""
    key = key_from_jwk(as_jwk(private_key("a")))
    signature = private_key("a").sign(b"message")
    assert is_made_with("EdDSA", key, b"message", signature)
    assert not is_made_with("EdDSA", key, b"other", signature)
    assert not is_made_with("EdDSA", key, b"message", b"")
    for algorithm in ("none", "HS256", "RS256", "ES256", "", "ES256K"):
        with pytest.raises(UnprovableError):
            is_made_with(algorithm, key, b"message", signature)
