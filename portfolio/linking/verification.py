"""The link by which a reader can check a credential, and links that are in the wrong field."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from ..content.locate import locate
from ..diagnostics import Diagnostic, Diagnostics, warning
from ..domain.model import Credential, LinkKind, Verification
from ..domain.platforms import Platforms, derive_link, recognize, verification_of
from ..images.file_kinds import is_picture_address
from ..store.memo import remember_each

_BY_FIELD = {"badge_url": LinkKind.BADGE, "course_url": LinkKind.COURSE}
"""The kind of a link of unknown form, by its field."""
_MISPLACED: Mapping[str, frozenset[LinkKind]] = {
    "verification_url": frozenset(LinkKind) - {LinkKind.CHECK, LinkKind.UNKNOWN},
    "badge_url": frozenset(LinkKind) - {LinkKind.CHECK, LinkKind.BADGE, LinkKind.UNKNOWN},
    "course_url": frozenset({LinkKind.CHECK}),
}
"""The kinds of links that do not belong in each field."""
_LEADS_TO = {
    LinkKind.CHECK: "to a check at {}",
    LinkKind.BADGE: "to a badge page at {}, where nobody's credential can be checked",
    LinkKind.PROFILE: "to a profile at {}, not to one credential",
    LinkKind.COURSE: "to a course page at {}, where no credential can be checked",
    LinkKind.UPLOAD: "to {}, where only you vouch for what is there",
    LinkKind.PICTURE: "to a picture at {}, which proves nothing",
}


class CandidateLinks(Struct, frozen=True, dict=True):
    """The links of a record, by their origin."""

    fields: Mapping[str, Verification]
    """The links in its fields, by name."""
    derived: Verification | None
    """The link made from platform, type and number."""
    in_section: tuple[Verification, ...]
    """The links in the body's section about verification, checks first."""
    in_text: tuple[Verification, ...]
    """The checks among links in the rest of the body."""
    left_out: tuple[Verification, ...]
    """The links in a list of facts, which the body does not show."""
    check_forms: Mapping[str, str]
    """What a check looks like at the platform of a link in a field, by field."""

    @property
    def stated(self) -> Verification | None:
        """`verification_url`."""
        return self.fields.get("verification_url")

    @cached_property
    def chosen(self) -> Verification | None:
        """The link to show: a check, or what may be one, or whatever the record gives."""
        return next(self._ranked(), None)

    @cached_property
    def others(self) -> tuple[Verification, ...]:
        """The other links that the page has to show."""
        chosen, found = self.chosen, dict[str, Verification]()
        for link in (*self.fields.values(), *self.left_out):
            found.setdefault(link.url, link)
        return tuple(link for link in found.values() if chosen is None or link.url != chosen.url)

    def _ranked(self) -> Iterator[Verification]:
        if self.stated and self.stated.may_check:
            yield self.stated
        only = self.in_text if len(self.in_text) == 1 else ()
        derived = filter(None, (self.derived,))
        found = (*derived, *self.fields.values(), *self.in_section, *only)
        yield from (link for link in found if link.is_check)
        yield from (link for link in self.in_section if link.may_check)
        yield from (
            link
            for name, link in self.fields.items()
            if name == "badge_url" and link.kind is LinkKind.BADGE
        )
        if self.stated:
            yield self.stated


@remember_each
def candidate_links(credential: Credential, platforms: Platforms) -> CandidateLinks:
    """All links by which a credential might be checked."""
    outline = credential.outline
    section = {
        url: verification_of(url, platforms)
        for url in dict.fromkeys((*outline.verification_links, *outline.left_out))
    }
    known = filter(None, (recognize(url, platforms) for url in outline.web_links))
    checks = [
        Verification(one.url, one.platform.name, one.kind)
        for one in known
        if one.kind is LinkKind.CHECK
    ]
    return CandidateLinks(
        fields=dict(_of_fields(credential, platforms)),
        check_forms=dict(_check_forms(credential, platforms)),
        derived=derive_link(credential.record, platforms),
        in_section=tuple(
            sorted(
                (section[url] for url in outline.verification_links),
                key=lambda link: not link.is_check,
            )
        ),
        in_text=tuple(dict.fromkeys(checks)),
        left_out=tuple(section[url] for url in outline.left_out),
    )


def _of_fields(credential: Credential, platforms: Platforms) -> Iterator[tuple[str, Verification]]:
    for field in _MISPLACED:
        if url := getattr(credential.record, field):
            link = verification_of(url, platforms)
            if link.kind is LinkKind.UNKNOWN:
                kind = _BY_FIELD.get(field, link.kind)
                link = Verification(link.url, link.platform, kind)
            yield field, link


def _check_forms(credential: Credential, platforms: Platforms) -> Iterator[tuple[str, str]]:
    for field in _MISPLACED:
        url = getattr(credential.record, field)
        if url and (found := recognize(url, platforms)) and found.kind is not LinkKind.CHECK:
            yield field, found.platform.check_form(credential.record.type)


def keep_own_checks(
    found: Mapping[str, CandidateLinks], held: Collection[str]
) -> dict[str, CandidateLinks]:
    """The candidate links by id of record, without checks in texts that cannot be the record's own.

    Links in fields or from numbers of other records belong to those; records not `held` have none.
    """
    owners: dict[str, str] = {}
    for identity, one in found.items():
        given = (*one.fields.values(), *filter(None, (one.derived,)))
        owners.update((link.url, identity) for link in given if link.is_check)
    return {
        identity: _own(identity, one, owners, is_held=identity in held)
        for identity, one in found.items()
    }


def _own(
    identity: str, found: CandidateLinks, owners: Mapping[str, str], *, is_held: bool
) -> CandidateLinks:
    own = tuple(
        link for link in found.in_text if is_held and owners.get(link.url, identity) == identity
    )
    if len(own) == len(found.in_text):
        return found
    return replace(found, in_text=own)


@remember_each
def check_verification(credential: Credential, found: CandidateLinks) -> Diagnostics:
    """Two links of one platform that lead to two credentials, and links in the wrong fields."""
    return tuple(_rivals(credential, found)) + tuple(_misplaced(credential, found))


def _misplaced(credential: Credential, found: CandidateLinks) -> Iterator[Diagnostic]:
    for field, link in found.fields.items():
        if link.kind in _MISPLACED[field]:
            message = f"`{field}` leads {_LEADS_TO[link.kind].format(link.platform)}"
            where = locate(credential.path, credential.front_matter, (field,))
            advice = _right_place(field, link, credential)
            if form := found.check_forms.get(field):
                advice += f"; links to one credential look like {form}"
            yield warning("misplaced-link", message, where, advice)


def _rivals(credential: Credential, found: CandidateLinks) -> Iterator[Diagnostic]:
    """A warning for two checks of one platform that lead to different credentials."""
    first = found.stated if found.stated and found.stated.is_check else found.derived
    if first is None or first in found.in_section:
        return
    for other in (*filter(None, (found.derived,)), *found.in_section):
        if other.is_check and other.platform == first.platform and other.url != first.url:
            field = "verification_url" if first is found.stated else "credential_id"
            source = "`credential_id`" if other == found.derived else "the body"
            shown = found.chosen or first
            yield warning(
                "verification-disagrees",
                f"`{field}` leads to {first.url}, {source} to {other.url}",
                locate(credential.path, credential.front_matter, (field,)),
                f"correct one of them; the site shows {shown.url}",
            )
            return


def _right_place(field: str, link: Verification, credential: Credential) -> str:
    """The help for a link in the wrong field."""
    if link.kind is LinkKind.PROFILE:
        return "link to this credential only; your profiles go under `links` in content/profile.md"
    if link.kind in (LinkKind.PICTURE, LinkKind.UPLOAD):
        return _save(link)
    right = {
        LinkKind.CHECK: "verification_url",
        LinkKind.BADGE: "badge_url",
        LinkKind.COURSE: "course_url",
    }[link.kind]
    if getattr(credential.record, right):
        return f"remove `{field}`: `{right}` is already set"
    return f"write `{right}: {link.url}` in place of `{field}`"


def _save(link: Verification) -> str:
    name = unquote(urlsplit(link.url).path).rpartition("/")[2]
    if link.kind is LinkKind.PICTURE or is_picture_address(link.url):
        return (
            f"save the picture beside this file and write `image: {name}`, "
            "with `image_alt` for what it shows"
        )
    if not name.lower().endswith(".pdf"):
        name = "certificate.pdf"
    return f"save the file beside this one and write `certificate: {name}`"
