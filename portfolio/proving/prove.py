"""What a badge file proves, from its bytes and the kept documents alone: no clock, no network."""

from __future__ import annotations

import functools
from importlib.util import find_spec
from typing import Any

from msgspec import Struct

from ..diagnostics import PortfolioError
from ..domain.proof import INSTALL_VERIFY, Answer, Check, KeptDocuments, Proof, StatusAnswer
from ..images.file_kinds import SVG, detect_kind
from ..text import listed, quoted
from .baked import COMPACT_JWS, badges_in
from .claims import Claims, claims_of, ending, recipient_of
from .data_integrity import FITS_NOT, Signed, signed_by_proofs
from .dids import signer_of
from .documents import UnprovableError, id_of, read_json, types_of
from .jws import payload_of, signed_by_jws
from .open_badges_2 import assertion_claims, host_signer, hosting_of, is_assertion, revocation_of
from .status_lists import statuses_of

_PACKAGES = ("base58", "cryptography", "joserfc", "pyld", "rfc8785")
_NOT_ONE = "It is not a credential that could be signed"
_UNPROVED = "Nothing proves who it is from"
_KINDS = (
    ("OpenBadgeCredential", "an Open Badge 3"),
    ("AchievementCredential", "an Open Badge 3"),
    ("ClrCredential", "a Comprehensive Learner Record 2"),
    ("EndorsementCredential", "an endorsement of Open Badges 3"),
    ("BlockcertsCredential", "a Blockcerts 3 credential"),
)
_MAX_NAMED = 5
"""Maximum words that are named because no signature covers them."""


class MissingExtraError(PortfolioError):
    """The packages that proofs need are not installed."""


class BadgeData(Struct, frozen=True):
    """The data of a badge in a file."""

    data: dict[str, Any]
    token: str = ""
    """The compact JWS that the data are from; empty for others."""


class _Shown(Struct, frozen=True):
    """What a badge shows, before it is put into words."""

    signed: Signed
    claims: Claims
    signer: Check
    domain: str = ""
    statuses: tuple[StatusAnswer, ...] = ()


def prove(content: bytes, documents: KeptDocuments, recipient: str = "") -> Proof:
    """What a badge file shows, with the documents that are kept.

    Its recipient is compared with the given address, if one is given, which is nowhere in the
    result. Raises MissingExtraError if the packages for proofs are not installed.
    """
    _require_packages()
    try:
        badge = badge_in(content)
        form = form_of(badge.data)
    except UnprovableError as reason:
        return _refused(str(reason))
    if form.answer is not Answer.YES and "proof" not in badge.data and not badge.token:
        return _refused(form.why)
    has_proof = not badge.token and ("proof" in badge.data or "signature" in badge.data)
    if is_assertion(badge.data) and not has_proof:
        shown = _assertion(badge, documents)
    else:
        shown = _vc(badge, documents)
    return _proof(form, shown, recipient)


@functools.cache
def _require_packages() -> None:
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"proofs of badges need {listed(missing)}, which {_are(missing)} not installed",
            f"install what is missing: {INSTALL_VERIFY}",
        )


def _are(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"


def badge_in(content: bytes) -> BadgeData:
    """The data of the badge in a file. Raises UnprovableError if there is none that can be read."""
    kind = detect_kind(content)
    found = content
    if kind and kind.media_type in ("image/png", SVG):
        badges = set(badges_in(content, kind.media_type))
        if len(badges) != 1:
            several = "It has several badges in it, of which no program knows the right one"
            raise UnprovableError(several if badges else "It is a picture without a badge in it")
        found = badges.pop()
    if COMPACT_JWS.fullmatch(found):
        token = found.decode("ascii").strip()
        return BadgeData(payload_of(token), token)
    try:
        text = found.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise UnprovableError("It is neither JSON nor signed JSON nor a picture") from None
    if text[:1] not in ("{", "["):
        raise UnprovableError("It is neither JSON nor signed JSON")
    data = read_json(text)
    if not isinstance(data, dict):
        raise UnprovableError("It is a list and not one credential")
    return BadgeData(data)


def can_be_proved(content: bytes) -> bool:
    """Whether a file has a credential in it that is signed, or hosted where it can be compared."""
    try:
        badge = badge_in(content)
    except UnprovableError:
        return False
    return bool(badge.token or {"proof", "signature", "verification", "verify"} & badge.data.keys())


def form_of(data: dict[str, Any]) -> Check:
    """Whether data are a credential of a known standard."""
    kinds = types_of(data)
    if is_assertion(data):
        version = "a Blockcerts 2 credential" if "signature" in data else "an Open Badge 2"
        return Check(Answer.YES, f"It is {version if kinds else 'an Open Badge 1'}")
    if "VerifiableCredential" not in kinds:
        return Check(Answer.NO, "It is not a credential of a standard that is read")
    if not id_of(data.get("issuer")):
        return Check(Answer.NO, "It does not say who issued it")
    if "credentialSubject" not in data:
        return Check(Answer.NO, "It does not say whom it is about")
    name = next((name for kind, name in _KINDS if kind in kinds), "a verifiable credential")
    return Check(Answer.YES, f"It is {name}")


def _refused(why: str) -> Proof:
    nothing = Check(Answer.NONE, _NOT_ONE)
    return Proof(Check(Answer.NO, why), nothing, nothing, nothing, nothing)


def _vc(badge: BadgeData, documents: KeptDocuments) -> _Shown:
    """What a verifiable credential shows."""
    if badge.token:
        signed = signed_by_jws(badge.token, documents)
    else:
        signed = signed_by_proofs(badge.data, documents)
    claims = claims_of(signed.said)
    signer, domain = signer_of(signed.key, claims.issuer)
    return _Shown(signed, claims, signer, domain, statuses_of(signed.said, documents))


def _assertion(badge: BadgeData, documents: KeptDocuments) -> _Shown:
    """What an assertion of Open Badges 1 or 2 shows."""
    if badge.token:
        signed = signed_by_jws(badge.token, documents)
        claims = assertion_claims(signed.said, documents)
        signer, domain = signer_of(signed.key, claims.issuer)
        statuses = revocation_of(signed.said, documents) if signed.said else ()
        return _Shown(signed, claims, signer, domain, statuses)
    hosting = hosting_of(badge.data, documents)
    statuses = (hosting.status,) if hosting.status else ()
    if hosting.check.answer is not Answer.YES:
        nobody = Check(Answer.UNKNOWN, _UNPROVED)
        return _Shown(Signed(hosting.check), Claims(), nobody, "", statuses)
    claims = assertion_claims(badge.data, documents)
    signer, domain = host_signer(badge.data, claims.issuer, documents)
    return _Shown(Signed(hosting.check, said=badge.data), claims, signer, domain, statuses)


def _proof(form: Check, shown: _Shown, recipient: str) -> Proof:
    signed = shown.signed
    if signed.check.answer is not Answer.YES:
        why = FITS_NOT if signed.check.answer is Answer.NO else _UNPROVED
        unknown = Check(Answer.UNKNOWN, why)
        is_bad = signed.check.answer is Answer.NO
        return Proof(
            form, signed.check, unknown, unknown, unknown, () if is_bad else shown.statuses
        )
    return Proof(
        form,
        signed.check,
        shown.signer,
        _terms(signed),
        recipient_of(shown.claims.identities, recipient),
        shown.statuses,
        ending(shown.claims.period, signed.expires),
        shown.claims.fields,
        shown.domain,
    )


def _terms(signed: Signed) -> Check:
    """Whether the signature covers all words of a credential; a host says all of it."""
    if signed.key is None:
        return Check(Answer.YES, "Its host says everything in it")
    if not signed.unsaid:
        return Check(Answer.YES, "The signature covers everything in it")
    named = [quoted(word) for word in signed.unsaid[:_MAX_NAMED]]
    rest = len(signed.unsaid) - len(named)
    words = listed([*named, f"{rest} more"] if rest else named)
    return Check(Answer.NO, f"The signature does not cover {words}, since no context defines it")
