"""Blockcerts: version 2 is an Open Badge 2 with a proof on a blockchain, version 3 a credential.

Version 3 leaves to its issuer where it says what was earned, so only what has the name of Open
Badges 3 or of verifiable credentials is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from ..model import (
    OTHER_TAKEN,
    FormatReader,
    FoundCredential,
    Left,
    ReaderResult,
    ReadOptions,
    Refused,
    SourceFile,
)
from ..objects import Leaves, leaves, left_of, numbered, objects_in, type_names
from .open_badges_2 import FIELDS as _OF_BADGES_2
from .open_badges_2 import found_assertion
from .open_badges_3 import FIELDS as _OF_BADGES_3
from .open_badges_3 import found_badge, has_achievement

_NAMES = "name.@value"
"""Where version 3.2 has its names, one for each language."""
FIELDS = _OF_BADGES_2 | _OF_BADGES_3 | {_NAMES: "title"}
_PRIVATE = ("recipientProfile", "metadata", "metadataJson", "display", "displayHtml")
_TECHNICAL = ("nonce", "universalIdentifier", "name.@language", "name.@direction")
_PROOFS = ("MerkleProof2017", "MerkleProof2019", "merkle-proof-2019")


def _recognizes(source: SourceFile, options: ReadOptions) -> bool:
    objects = objects_in(source.data)
    return bool(objects) and all(map(_is_ours, objects))


def _is_ours(data: dict[str, Any]) -> bool:
    if "badge" not in data and "credentialSubject" not in data:
        return False
    contexts = leaves(data.get("@context")).get("", ())
    proofs = leaves([data.get("signature"), data.get("proof")])
    return (
        "BlockcertsCredential" in type_names(data)
        or any("blockcerts" in one.lower() for one in contexts)
        or any(one in _PROOFS for name in ("type", "cryptosuite") for one in proofs.get(name, ()))
    )


def _read(source: SourceFile, options: ReadOptions) -> Iterator[ReaderResult]:
    for place, data in numbered(objects_in(source.data)):
        if "credentialSubject" in data:
            yield _credential(source, data, place)
        else:
            yield _assertion(source, data, place)


def _assertion(source: SourceFile, data: dict[str, Any], place: str) -> ReaderResult:
    """Version 2; the picture of its badge is in the file."""
    found = leaves(data)
    own = {path: texts for path, texts in found.items() if _is_own(path)}
    rest = {name: value for name, value in data.items() if not _is_own(name)}
    one = found_assertion(source, rest, place)
    if isinstance(one, Refused):
        return one
    return _as_ours(one, own)


def _credential(source: SourceFile, data: dict[str, Any], place: str) -> ReaderResult:
    """Version 3."""
    found = leaves(data)
    names = found.get(_NAMES, ())
    own = {path: texts for path, texts in found.items() if _is_own(path)}
    rest = {path: texts for path, texts in found.items() if path not in own and path != _NAMES}
    if names and "name" not in rest:
        rest["name"] = names[:1]
    if not has_achievement(rest) and "name" not in rest:
        why = "it does not say what was earned in a form that is known: its issuer chose its own"
        return Refused(source.name, place, why)
    done = _as_ours(found_badge(source, rest, place), own)
    return replace(done, left=(*done.left, *(Left(_NAMES, OTHER_TAKEN) for _ in names[1:])))


def _is_own(path: str) -> bool:
    """Whether a value is one that Open Badges do not have."""
    return any(path == top or path.startswith(f"{top}.") for top in (*_PRIVATE, *_TECHNICAL))


def _as_ours(one: FoundCredential, own: Leaves) -> FoundCredential:
    left = (*one.left, *left_of(own, (), _PRIVATE, _TECHNICAL))
    return replace(one, format=READER.name, rank=READER.rank, left=left)


READER = FormatReader(
    "blockcerts",
    "Blockcerts 2 and 3",
    "The file in JSON that your school sent you, or that the app Blockcerts Wallet shares. The "
    "picture in one of version 2 becomes the `image`. Many of version 3 do not say what was earned "
    "in a form that programs know; these are refused.",
    FIELDS,
    _recognizes,
    _read,
    18,
)
