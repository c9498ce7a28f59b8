"""Which documents a proof would need and does not have: for whoever may ask the network."""

from __future__ import annotations

from collections.abc import Iterator

from ..domain.proof import KeptDocument, KeptDocuments
from .data_integrity import MAX_PROOFS
from .dids import documents_for, web_address
from .documents import UnprovableError, as_list, id_of, objects, text_or_empty
from .jws import key_name
from .open_badges_2 import hosted_at, is_assertion, known_badge, known_issuer, named_keys
from .prove import BadgeData, badge_in
from .status_lists import list_addresses

MAX_NEEDED = 40
"""Maximum documents for one file; a credential with all kinds of them needs eight."""


def needed_documents(content: bytes, documents: KeptDocuments) -> tuple[str, ...]:
    """The ids and addresses of documents that a proof of a file needs and does not have.

    They are DIDs (`dids.web_address` has where their documents are) and web addresses. More may
    be needed after these are kept, since documents name documents.
    """
    try:
        badge = badge_in(content)
    except UnprovableError:
        return ()
    found = dict.fromkeys(_named(badge, documents))
    missing = [one for one in found if one not in documents and _is_on_the_web(one)]
    return tuple(missing[:MAX_NEEDED])


def _is_on_the_web(address: str) -> bool:
    return bool(web_address(address)) or address.startswith(("https://", "http://"))


def _named(badge: BadgeData, documents: KeptDocuments) -> Iterator[str]:
    if is_assertion(badge.data):
        yield from _named_by_assertion(badge, documents)
        return
    yield from _keys(badge)
    for address in list_addresses(badge.data):
        yield address
        if address in documents:
            yield from _keys_of_list(documents[address])


def _keys(badge: BadgeData) -> Iterator[str]:
    """The documents with the keys of a credential."""
    if badge.token:
        yield from documents_for(key_name(badge.token, id_of(badge.data.get("issuer"))))
        return
    for proof in objects(badge.data.get("proof"))[:MAX_PROOFS]:
        yield from documents_for(id_of(proof.get("verificationMethod")))


def _keys_of_list(document: KeptDocument) -> Iterator[str]:
    try:
        yield from _keys(badge_in(document.text.encode(errors="replace")))
    except UnprovableError:
        return


def _named_by_assertion(badge: BadgeData, documents: KeptDocuments) -> Iterator[str]:
    assertion = badge.data
    if not badge.token and not as_list(assertion.get("signature")):
        yield hosted_at(assertion)
    yield text_or_empty(assertion.get("badge"))
    yield id_of(known_badge(assertion, documents).get("issuer"))
    if badge.token:
        issuer = known_issuer(assertion, documents)
        yield from named_keys(assertion, issuer)
        yield text_or_empty(issuer.get("revocationList"))
