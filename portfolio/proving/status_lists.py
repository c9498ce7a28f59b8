"""Whether a credential is in force, as status lists say: one bit among many, or a list of names.

A list that is not at hand, not properly signed, of another purpose or too short gives *unknown*.
When it is valid is handed on, since that depends on the day.
"""

from __future__ import annotations

import math
import re
import zlib
from datetime import date, timedelta
from typing import Any

from ..domain.proof import Answer, Check, KeptDocument, KeptDocuments, Period, StatusAnswer
from ..text import quoted
from .baked import COMPACT_JWS
from .claims import claims_of, ending
from .data_integrity import Signed, signed_by_proofs
from .dids import signer_of
from .documents import UnprovableError, as_list, id_of, kept, objects, text_or_empty, types_of
from .jws import signed_by_jws
from .keys import from_base64url
from .open_badges_2 import unknown_status

MAX_LIST_BYTES = 16 * 1024**2
"""Maximum bytes of an unpacked list, which has room for 16 million statuses of a byte each."""
MAX_ENTRIES = 20
"""Maximum statuses of a credential; real ones have up to two."""

_BITSTRINGS = {
    "BitstringStatusListEntry": ("BitstringStatusListCredential", "BitstringStatusList"),
    "StatusList2021Entry": ("StatusList2021Credential", "StatusList2021"),
}
"""The types of entries with those of their lists and of what is in them."""
_NAMES = "1EdTechRevocationList"
_WORDS = {"revocation": "revoked", "suspension": "suspended"}
"""Purposes of lists that end a credential; others, such as messages, say nothing of its force."""
_DIGITS = re.compile(r"\d{1,12}")
_MAX_DAYS = 36_500
"""A list that holds for longer holds for good."""


def statuses_of(said: dict[str, Any], documents: KeptDocuments) -> tuple[StatusAnswer, ...]:
    """What each status list says of a credential; nothing if it has none."""
    entries = as_list(said.get("credentialStatus"))
    if len(entries) > MAX_ENTRIES:
        return (unknown_status(f"It has more than {MAX_ENTRIES} statuses"),)
    return tuple(_status(entry, said, documents) for entry in entries)


def list_addresses(said: dict[str, Any]) -> tuple[str, ...]:
    """The addresses of the status lists of a credential."""
    return tuple(filter(None, map(_address, objects(said.get("credentialStatus")))))[:MAX_ENTRIES]


def _address(entry: dict[str, Any]) -> str:
    if _NAMES in types_of(entry):
        return id_of(entry).partition("#")[0]
    return id_of(entry.get("statusListCredential"))


def _status(entry: Any, said: dict[str, Any], documents: KeptDocuments) -> StatusAnswer:
    try:
        if not isinstance(entry, dict):
            raise UnprovableError("Its status says nothing that is signed")
        if _NAMES in types_of(entry):
            return _named_status(entry, said, documents)
        kinds = sorted(types_of(entry) & set(_BITSTRINGS))
        if not kinds:
            raise UnprovableError("Its status is of a kind that is not read")
        return _bit_status(entry, _BITSTRINGS[kinds[0]], documents)
    except UnprovableError as reason:
        return unknown_status(str(reason))


def _named_status(
    entry: dict[str, Any], said: dict[str, Any], documents: KeptDocuments
) -> StatusAnswer:
    """What a list says that names the credentials that are revoked."""
    data = kept(_address(entry), documents)
    if "revokedCredentials" not in data and "revokedCredential" not in data:
        raise UnprovableError("What was found is not a revocation list")
    if id_of(data.get("issuer")) not in ("", id_of(said.get("issuer"))):
        raise UnprovableError("The list is one of another issuer")
    if not id_of(said):
        raise UnprovableError("It has no id that a list could name")
    revoked = as_list(data.get("revokedCredentials")) + as_list(data.get("revokedCredential"))
    if id_of(said) in map(id_of, revoked):
        return StatusAnswer(Check(Answer.NO, "Its issuer has revoked it"))
    return StatusAnswer(Check(Answer.YES, "The revocation list does not have it"))


def _bit_status(
    entry: dict[str, Any], kinds: tuple[str, str], documents: KeptDocuments
) -> StatusAnswer:
    """What a list of bits says at the place of an entry."""
    purpose = text_or_empty(entry.get("statusPurpose"))
    if not purpose:
        raise UnprovableError("Its status does not say what it is for")
    if purpose not in _WORDS:
        return StatusAnswer(Check(Answer.NONE, f"Its status is only for {quoted(purpose)}"))
    address = id_of(entry.get("statusListCredential"))
    document = documents.get(address)
    if document is None:
        raise UnprovableError("The list was not at hand")
    said, period = _list(address, document, documents)
    inner = said.get("credentialSubject")
    if kinds[0] not in types_of(said) or not isinstance(inner, dict):
        raise UnprovableError("What was found is not a list of its kind")
    if kinds[1] not in types_of(inner):
        raise UnprovableError("What was found is not a list of its kind")
    if purpose not in as_list(inner.get("statusPurpose")):
        raise UnprovableError("The list is for another purpose")
    size = _whole(entry.get("statusSize", 1), "size")
    period = ending(period, _refreshed(inner.get("ttl"), document.fetched))
    value = _value(inner, _whole(entry.get("statusListIndex"), "place"), size)
    if value:
        return StatusAnswer(Check(Answer.NO, f"Its issuer has {_WORDS[purpose]} it"), period)
    return StatusAnswer(Check(Answer.YES, f"It is not {_WORDS[purpose]}"), period)


def _list(
    address: str, document: KeptDocument, documents: KeptDocuments
) -> tuple[dict[str, Any], Period]:
    """What a list says, if it is properly signed, and when it is valid."""
    signed = signed_document(address, document, documents)
    if signed.check.answer is not Answer.YES:
        raise UnprovableError(f"The list is not proved: {signed.check.why}")
    claims = claims_of(signed.said)
    signer, _ = signer_of(signed.key, claims.issuer)
    if signer.answer is Answer.NO:
        raise UnprovableError("The list was signed with a key that is not one of its issuer")
    if signer.answer is Answer.UNKNOWN:
        raise UnprovableError(f"Nobody can tell who signed the list: {signer.why}")
    return signed.said, ending(claims.period, signed.expires)


def signed_document(address: str, document: KeptDocument, documents: KeptDocuments) -> Signed:
    """What the signature of a kept credential shows."""
    if COMPACT_JWS.fullmatch(document.text.encode(errors="replace")):
        return signed_by_jws(document.text, documents)
    return signed_by_proofs(kept(address, documents), documents)


def _whole(value: Any, what: str) -> int:
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or not _DIGITS.fullmatch(text):
        raise UnprovableError(f"Its {what} in the list is not a number")
    return int(text)


def _refreshed(ttl: Any, fetched: date | None) -> tuple[str, ...]:
    """The last day on which a list holds that says how soon to ask again."""
    if ttl is None:
        return ()
    days = min(math.ceil(_whole(ttl, "age") / 86_400_000), _MAX_DAYS)
    if fetched is None:
        raise UnprovableError("Nobody knows how old the list is, and it is soon too old")
    return ((fetched + timedelta(days=days - 1)).isoformat(),)


def _value(inner: dict[str, Any], index: int, size: int) -> int:
    """The number that a list has at a place; each has `size` bits, the highest first."""
    if not 1 <= size <= 64:
        raise UnprovableError("Its size in the list is not possible")
    content = _unpacked(text_or_empty(inner.get("encodedList")))
    start, end = index * size, (index + 1) * size
    if end > len(content) * 8:
        raise UnprovableError("The list ends before its place")
    first, last = start // 8, (end + 7) // 8
    number = int.from_bytes(content[first:last], "big")
    return (number >> (last * 8 - end)) & ((1 << size) - 1)


def _unpacked(text: str) -> bytes:
    packed = from_base64url(text.removeprefix("u").rstrip("="))
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        content = unpacker.decompress(packed, MAX_LIST_BYTES)
    except zlib.error:
        raise UnprovableError("The list cannot be unpacked") from None
    if unpacker.unconsumed_tail:
        raise UnprovableError(f"The list has more than {MAX_LIST_BYTES // 1024**2} MiB")
    if not unpacker.eof:
        raise UnprovableError("The list is cut off")
    return content
