"""Which link a reader is given to check a credential, and where the links of a record are not what their fields say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from .diagnostics import Diagnostic, warning
from .model import Credential, LinkKind, Verification
from .places import locate
from .platforms import Platforms, derive_link, verification_of

_BY_FIELD = {"badge_url": LinkKind.BADGE, "course_url": LinkKind.COURSE}
"""What a link of an unknown form is by the field that it stands in."""
_MISPLACED: Mapping[str, frozenset[LinkKind]] = {
    "verification_url": frozenset(LinkKind) - {LinkKind.CHECK, LinkKind.UNKNOWN},
    "badge_url": frozenset(LinkKind) - {LinkKind.CHECK, LinkKind.BADGE, LinkKind.UNKNOWN},
    "course_url": frozenset({LinkKind.CHECK}),
}
"""The kinds of links that do not belong into a field."""
_LEADS_TO = {
    LinkKind.CHECK: "to a check at {}",
    LinkKind.BADGE: "to the page of a badge at {}, which checks nobody's credential",
    LinkKind.PROFILE: "to a profile at {}, which is not the check of one credential",
    LinkKind.COURSE: "to the page of a course at {}, where nobody can check a credential",
    LinkKind.UPLOAD: "to {}, where its owner puts files: that is no check",
    LinkKind.PICTURE: "to a picture at {}, which is no check",
}


class Candidates(Struct, frozen=True):
    """The links that a record has, by where they come from."""

    stated: Verification | None
    """`verification_url`."""
    derived: Verification | None
    """From platform, type and number."""
    fields: tuple[Verification, ...]
    """`badge_url` and `course_url`."""
    in_section: tuple[Verification, ...]
    """In the body's section about verification, the checks first."""
    in_text: Verification | None
    """The one check in the rest of the body, where there is just one that is no other record's."""
    left_out: tuple[Verification, ...]
    """What the page of the body does not show, because it is a list of facts."""

    @property
    def chosen(self) -> Verification | None:
        """The one to show: a check if there is one, or else what may be one, or else whatever the record gives for it."""
        return next(iter(self._ranked()), None)

    @property
    def others(self) -> tuple[Verification, ...]:
        """What else the page has to show of what the record gives."""
        chosen, found = self.chosen, dict[str, Verification]()
        for link in filter(None, (self.stated, *self.fields, *self.left_out)):
            found.setdefault(link.url, link)
        return tuple(link for link in found.values() if chosen is None or link.url != chosen.url)

    def _ranked(self) -> Iterator[Verification]:
        if self.stated and self.stated.may_check:
            yield self.stated
        found = filter(None, (self.derived, *self.fields, *self.in_section, self.in_text))
        yield from (link for link in found if link.is_check)
        yield from (link for link in self.in_section if link.may_check)
        yield from (link for link in self.fields if link.kind is LinkKind.BADGE)
        if self.stated:
            yield self.stated


def candidates_of(credential: Credential, platforms: Platforms, owners: Mapping[str, str] = MappingProxyType({})) -> Candidates:
    """All links by which a credential might be checked; `owners` says which checks are those of which records."""
    record, gist = credential.record, credential.gist
    section = sorted((verification_of(url, platforms) for url in gist.verification_links), key=lambda link: not link.is_check)
    checks = {link.url: link for link in (verification_of(url, platforms) for url in gist.web_links) if link.is_check}
    own = [link for url, link in checks.items() if owners.get(url, credential.id) == credential.id]
    return Candidates(
        stated=verification_of(record.verification_url, platforms) if record.verification_url else None,
        derived=derive_link(record, platforms),
        fields=tuple(_of_fields(credential, platforms)),
        in_section=tuple(section),
        in_text=own[0] if len(own) == 1 else None,
        left_out=tuple(verification_of(url, platforms) for url in gist.left_out),
    )


def _of_fields(credential: Credential, platforms: Platforms) -> Iterator[Verification]:
    for field, kind in _BY_FIELD.items():
        if url := getattr(credential.record, field):
            link = verification_of(url, platforms)
            yield link if link.kind is not LinkKind.UNKNOWN else Verification(link.url, link.platform, kind)


def own_checks(credentials: Iterable[Credential], platforms: Platforms) -> dict[str, str]:
    """The checks that fields and numbers of records give, with the id of the record: what another's text says of them is not its own."""
    found: dict[str, str] = {}
    for credential in credentials:
        url = credential.record.verification_url
        links = [*([verification_of(url, platforms)] if url else []), *_of_fields(credential, platforms)]
        derived = derive_link(credential.record, platforms)
        for link in [*links, *([derived] if derived else [])]:
            if link.is_check:
                found.setdefault(link.url, credential.id)
    return found


def check_verification(credential: Credential, found: Candidates, platforms: Platforms) -> Iterator[Diagnostic]:
    """Two links of one platform that lead to two credentials, and links in fields that are not for them."""
    first = found.stated if found.stated and found.stated.is_check else found.derived
    others = [*([found.derived] if found.derived else []), *found.in_section]
    rival = next((o for o in others if first and o.is_check and o.platform == first.platform and o.url != first.url), None)
    if first and rival and first not in found.in_section:
        field = "verification_url" if first is found.stated else "credential_id"
        source = "`credential_id`" if rival == found.derived else "the body"
        yield warning(
            "verification-disagrees",
            f"`{field}` leads to {first.url}, {source} to {rival.url}",
            locate(credential.path, credential.head, (field,)),
            f"correct one of them; the site shows {first.url}",
        )
    yield from _misplaced(credential, platforms)


def _misplaced(credential: Credential, platforms: Platforms) -> Iterator[Diagnostic]:
    for field, kinds in _MISPLACED.items():
        url = getattr(credential.record, field)
        link = verification_of(url, platforms) if url else None
        if link and link.kind in kinds:
            message = f"`{field}` leads {_LEADS_TO[link.kind].format(link.platform)}"
            where = locate(credential.path, credential.head, (field,))
            yield warning("misplaced-link", message, where, _right_place(field, link, credential))


def _right_place(field: str, link: Verification, credential: Credential) -> str:
    """The line to write in place of a link in the wrong field."""
    if link.kind is LinkKind.PROFILE:
        return "write the link of this credential alone; your profiles go into `links` of content/profile.md"
    if link.kind in (LinkKind.PICTURE, LinkKind.UPLOAD):
        return _save(link)
    right = {LinkKind.CHECK: "verification_url", LinkKind.BADGE: "badge_url", LinkKind.COURSE: "course_url"}[link.kind]
    taken = getattr(credential.record, right)
    return f"remove `{field}`: `{right}` is there already" if taken else f"write `{right}: {link.url}` in place of `{field}`"


def _save(link: Verification) -> str:
    name = unquote(urlsplit(link.url).path).rpartition("/")[2]
    is_picture = link.kind is LinkKind.PICTURE or name.lower().endswith((".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg"))
    if is_picture:
        return f"save the picture beside this file and write `image: {name}`, with `image_alt` for what it shows"
    name = name if name.lower().endswith(".pdf") else "certificate.pdf"
    return f"save the file beside this one and write `certificate: {name}`"
