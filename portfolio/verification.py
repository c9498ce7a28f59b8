"""Which link a reader is given to check a credential, and where the sources of that link disagree."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from .diagnostics import Diagnostic, warning
from .model import Credential, Verification
from .places import locate
from .platforms import Platforms, derive_link, verification_of


class Candidates(Struct, frozen=True):
    """The links that a record has for its check, by where they come from."""

    stated: Verification | None
    """`verification_url`."""
    derived: Verification | None
    """From platform, type and number."""
    in_body: tuple[Verification, ...]
    """In the body's section about verification, those of known platforms first."""

    @property
    def chosen(self) -> Verification | None:
        """The one to show."""
        return self.stated or self.derived or next(iter(self.in_body), None)


def candidates_of(credential: Credential, platforms: Platforms) -> Candidates:
    """All links by which a credential might be checked."""
    record = credential.record
    stated = verification_of(record.verification_url, platforms) if record.verification_url else None
    in_body = sorted((verification_of(url, platforms) for url in credential.gist.verification_links), key=lambda found: not found.is_known)
    return Candidates(stated, derive_link(record, platforms), tuple(in_body))


def check_verification(credential: Credential, found: Candidates) -> Iterator[Diagnostic]:
    """Two links of one platform that lead to two credentials."""
    first = found.stated or found.derived
    others = [*([found.derived] if found.derived else []), *found.in_body]
    rival = next((o for o in others if first and o.is_known and o.platform == first.platform and o.url != first.url), None)
    if first and first.is_known and rival and first not in found.in_body:
        field = "verification_url" if found.stated else "credential_id"
        source = "`credential_id`" if rival == found.derived else "the body"
        yield warning(
            "verification-disagrees",
            f"`{field}` leads to {first.url}, {source} to {rival.url}",
            locate(credential.path, credential.head, (field,)),
            f"correct one of them; the site shows {first.url}",
        )
