"""The badge files of records: found beside them and proved; what the cache has is not proved again.

A badge file is the credential itself. It is published only if its record says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath

from msgspec import Struct

from ..diagnostics import Diagnostic, Diagnostics, Location, error, warning
from ..domain.model import Asset, Credential
from ..domain.proof import Answer, Check, KeptDocuments, Proof
from ..images.assets import Refusal
from ..images.file_kinds import BADGE_TYPES
from ..images.pdf_private_data import EMAIL_ADDRESS
from ..source_text import read_regular_file
from ..store.cache import Cache, key_of
from ..store.codec import DamagedError, decode, encode
from ..store.fingerprint import program_digest
from ..text import quoted
from .files import MAX_ASSET_BYTES, find_asset
from .locate import locate
from .site_files import SiteFiles

_NOT_CHECKED = Check(Answer.UNKNOWN, "what checks signatures is not installed")
UNPROVED = Proof(*(_NOT_CHECKED,) * 5)
"""The proof of every badge file where the extra that checks signatures is not installed."""


class BadgeFile(Struct, frozen=True):
    """What became of the badge file of a record."""

    proof: Proof | None = None
    """None if there is no such file."""
    asset: Asset | None = None
    """The file to publish, if its record says so."""
    problems: Diagnostics = ()


WITHOUT_BADGE_FILE = BadgeFile()


class Prover:
    """Proves badge files with the documents that the site keeps.

    What it proves anew is put into the cache all at once, by `keep`.
    """

    def __init__(self, documents: KeptDocuments, cache: Cache | None = None) -> None:
        self._documents = documents
        self._cache = cache
        self._new: dict[str, bytes] = {}
        kept = (documents[address] for address in sorted(documents))
        self._key = key_of("proof", program_digest(), *map(encode, kept))

    def prove(self, content: bytes) -> Proof:
        """What a badge file shows."""
        key = key_of(self._key, sha256(content).hexdigest())
        known = self._new.get(key) or (self._cache and self._cache.get(key))
        if known:
            try:
                return decode(known, Proof)
            except DamagedError:
                pass
        from ..proving.prove import MissingExtraError, prove

        try:
            proof = prove(content, self._documents)
        except MissingExtraError:
            return UNPROVED
        self._new[key] = encode(proof)
        return proof

    def keep(self) -> None:
        """Put the new proofs into the cache."""
        if self._cache and self._new:
            self._cache.put(self._new)


def read_badge_file(
    root: Path, credential: Credential, site_files: SiteFiles
) -> tuple[Asset, bytes] | Refusal | None:
    """The badge file that a record names, with its content; None if it names none."""
    target = credential.record.badge_file
    if target is None:
        return None
    found = find_asset(
        root, credential.path, target, BADGE_TYPES, keeps_badge=True, site_files=site_files
    )
    if isinstance(found, Refusal):
        return found
    content = read_regular_file(root, found.source, MAX_ASSET_BYTES)
    if isinstance(content, Diagnostic):
        return Refusal(content.code, f"{quoted(target)}: {content.message}", content.help)
    return found, content


def find_badge_file(
    root: Path, credential: Credential, site_files: SiteFiles, prover: Prover
) -> BadgeFile:
    """The badge file of a record, proved, or what is wrong with it."""
    found = read_badge_file(root, credential, site_files)
    if found is None:
        return WITHOUT_BADGE_FILE
    where = partial(locate, credential.path, credential.front_matter, ("badge_file",))
    if isinstance(found, Refusal):
        return BadgeFile(
            problems=(error(found.code, f"`badge_file`: {found.message}", where(), found.help),)
        )
    asset, content = found
    proof = prover.prove(content)
    if not credential.record.publish_badge_file:
        return BadgeFile(proof)
    return BadgeFile(proof, asset, tuple(_private(asset, content, where)))


def _private(asset: Asset, content: bytes, where: Callable[[], Location]) -> Iterator[Diagnostic]:
    """A warning for a badge file that is published and has an address in it."""
    from ..proving.documents import UnprovableError
    from ..proving.prove import badge_in

    try:
        said = str(badge_in(content).data)
    except UnprovableError:
        said = content.decode(errors="replace")
    if EMAIL_ADDRESS.search(said):
        yield warning(
            "private-document",
            f"{quoted(PurePosixPath(asset.source).name)} holds an e-mail address, which its "
            "signature covers",
            where(),
            "remove `publish_badge_file`; or leave it if anyone may know that",
        )
