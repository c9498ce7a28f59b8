"""Proofs that stand in a credential itself: Data Integrity with Ed25519, and its predecessor.

A credential may have several. One that does not fit is enough for *no*; of those that cannot be
read, each is named, and the others count.
"""

from __future__ import annotations

import hashlib
from typing import Any

from msgspec import Struct

from ..diagnostics import attempt
from ..domain.proof import Answer, Check, KeptDocuments
from ..text import listed, quoted
from .canonical import statements_of
from .dids import SigningKey, refuse_expired, signing_key
from .documents import UnprovableError, as_list, id_of, text_or_empty
from .keys import from_multibase, is_made_with

FITS = "The signature fits the content"
FITS_NOT = "The signature does not fit the content"
MAX_PROOFS = 10
"""Maximum proofs of a credential; each costs some milliseconds, and real ones have two."""

_RDF_SUITES = ("eddsa-rdfc-2022", "eddsa-2022")
"""Names of one and the same suite; the second is that of its draft."""
_JSON_SUITE = "eddsa-jcs-2022"
_OLDER_TYPE = "Ed25519Signature2020"
_PURPOSE = "assertionMethod"


class Signed(Struct, frozen=True):
    """What the signatures of a credential show."""

    check: Check
    key: SigningKey | None = None
    said: dict[str, Any] = {}
    """What is signed, by the usual names; empty unless the signatures fit."""
    unsaid: tuple[str, ...] = ()
    """The words that no signature covers."""
    expires: tuple[str, ...] = ()
    """When signatures expire."""


class _Outcome(Struct, frozen=True):
    """What one proof shows."""

    fits: bool
    key: SigningKey
    said: dict[str, Any]
    """What it signs, by the usual names."""
    unsaid: tuple[str, ...] = ()
    expires: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the key is that of the issuer."""
        return bool(self.key.owner) and self.key.owner == id_of(self.said.get("issuer"))


def signed_by_proofs(data: dict[str, Any], documents: KeptDocuments) -> Signed:
    """What the proofs in a credential show."""
    proofs = as_list(data.get("proof")) or as_list(data.get("signature"))
    if not proofs:
        return Signed(Check(Answer.NONE, "It has no signature"))
    document = {name: value for name, value in data.items() if name != "proof"}
    outcomes: list[_Outcome] = []
    reasons: list[str] = []
    for proof in proofs[: MAX_PROOFS + 1]:
        try:
            if len(proofs) > MAX_PROOFS:
                raise UnprovableError(f"It has more than {MAX_PROOFS} signatures")
            outcomes.append(_outcome(document, proof, documents))
        except UnprovableError as reason:
            reasons.append(str(reason))
    return _summary(outcomes, tuple(dict.fromkeys(reasons)))


def _summary(outcomes: list[_Outcome], reasons: tuple[str, ...]) -> Signed:
    """What several proofs show.

    What is signed is what one of them signs, with the key of that one: the others may cover more or
    less of the same JSON.
    """
    if any(not outcome.fits for outcome in outcomes):
        return Signed(Check(Answer.NO, FITS_NOT))
    if not outcomes:
        return Signed(Check(Answer.UNKNOWN, reasons[0]))
    best = next((outcome for outcome in outcomes if outcome.is_own), outcomes[0])
    if not best.said:
        why = "The signature does not cover that it is a credential"
        return Signed(Check(Answer.UNKNOWN, why))
    others = f"; of another signature: {listed(map(_lowered, reasons))}" if reasons else ""
    ends = tuple(outcome.expires for outcome in outcomes if outcome.expires)
    return Signed(Check(Answer.YES, FITS + others), best.key, best.said, best.unsaid, ends)


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _kind_of_proof(proof: Any) -> str:
    """The name of the kind of a proof, which is that of its suite if it has one."""
    if not isinstance(proof, dict):
        return ""
    names = [text_or_empty(one) for one in as_list(proof.get("type"))]
    suite = text_or_empty(proof.get("cryptosuite"))
    return suite if suite and "DataIntegrityProof" in names else listed(filter(None, names))


def _outcome(document: dict[str, Any], proof: Any, documents: KeptDocuments) -> _Outcome:
    kind = _kind_of_proof(proof)
    if kind not in (*_RDF_SUITES, _JSON_SUITE, _OLDER_TYPE):
        raise UnprovableError(f"Its signature is of the kind {quoted(kind)}, which is not read")
    if "previousProof" in proof:
        raise UnprovableError("Its signature is one of a chain, which is not read")
    if proof.get("proofPurpose") != _PURPOSE:
        raise UnprovableError("Its signature was made for another purpose than to issue it")
    key = signing_key(id_of(proof.get("verificationMethod")), documents)
    signature = _signature(text_or_empty(proof.get("proofValue")))
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    expires = text_or_empty(proof.get("expires"))
    refuse_expired(key, text_or_empty(proof.get("created")))
    if kind == _JSON_SUITE:
        message = _json_message(document, options)
        is_fitting = is_made_with("EdDSA", key.jwk, message, signature)
        return _Outcome(is_fitting, key, document, (), expires)
    said = statements_of(document)
    configuration = statements_of({**options, "@context": document.get("@context", [])})
    if "proofPurpose" in configuration.unsaid:
        raise UnprovableError("Its signature does not cover what it was made for")
    message = _digest(configuration.lines.encode()) + _digest(said.lines.encode())
    is_fitting = is_made_with("EdDSA", key.jwk, message, signature)
    if said.is_disputed and not is_fitting:
        raise UnprovableError("It has parts that programs sign differently")
    unsaid = tuple(sorted({*said.unsaid, *configuration.unsaid}))
    return _Outcome(is_fitting, key, said.said, unsaid, expires)


def _signature(text: str) -> bytes:
    if text[:1] != "z":
        raise UnprovableError("It has a key or signature that is not written in multibase")
    return from_multibase(text)


def _json_message(document: dict[str, Any], options: dict[str, Any]) -> bytes:
    """What `eddsa-jcs-2022` signs: contexts may have been added behind those of the proof."""
    named, all_named = as_list(options.get("@context")), as_list(document.get("@context"))
    if named:
        if all_named[: len(named)] != named:
            raise UnprovableError("Its contexts are others than those of its signature")
        document = {**document, "@context": options["@context"]}
    return _digest(_canonical_json(options)) + _digest(_canonical_json(document))


def _canonical_json(data: dict[str, Any]) -> bytes:
    import rfc8785

    found = attempt(lambda: rfc8785.dumps(data))
    if isinstance(found, Exception):
        raise UnprovableError("It has values that JSON does not have")
    return found


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
