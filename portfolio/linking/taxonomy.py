"""Credentials become terms: skills, technologies, issuers and categories, each with its evidence.

Spellings that differ only by case, spaces or Unicode form are one term, shown in its most frequent
spelling. The address of a term depends only on its own name (an issuer's on its `issuer_id`, if it
has one), so adding a term never moves another.
"""

from __future__ import annotations

import functools
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from ..content.locate import locate
from ..diagnostics import Diagnostic, Location, Related, error, warning
from ..domain.labels import apply_aliases, label, skill_name, technology_name
from ..domain.model import Credential, TermKind
from ..settings import Settings
from ..source_text import KeyPath
from ..text import fold, listed, quoted, slug


class Mention(Struct, frozen=True):
    """One credential naming one term."""

    credential: Credential
    keys: KeyPath
    """Where in its front matter."""
    name: str
    identity: str
    """Mentions with the same identity are one term."""
    address: str = ""
    """The slug, if it is not made from the name."""

    @property
    def has_id(self) -> bool:
        """Whether the author gave the term an id of its own."""
        return self.identity.startswith("id:")


class TermGroup(Struct):
    """All mentions of one term."""

    slug: str
    name: str
    mentions: list[Mention] = []


def _shown_name(kind: TermKind, settings: Settings, written: str) -> str:
    """The name under which a term of one kind is shown."""
    if kind is TermKind.CATEGORIES:
        return label(written, "categories", settings.labels)
    if kind is TermKind.TECHNOLOGIES:
        return technology_name(written, settings.aliases)
    return skill_name(apply_aliases(written, settings.aliases), settings.labels)


def _mentions(
    kind: TermKind, credential: Credential, shown: Callable[[str], str]
) -> Iterator[Mention]:
    """The terms of one kind that a credential names, in its order."""
    record = credential.record
    if kind is TermKind.ISSUERS:
        yield from _issuer_mentions(credential)
    elif kind is TermKind.CATEGORIES:
        if record.category:
            yield _mention(credential, ("category",), shown(record.category), record.category)
    else:
        field, written = "competencies", record.competencies
        if kind is TermKind.TECHNOLOGIES:
            field, written = "technologies", record.technologies
        for index, name in enumerate(written):
            yield _mention(credential, (field, index), shown(name))


def _issuer_mentions(credential: Credential) -> Iterator[Mention]:
    record = credential.record
    if record.issuer_id:
        yield Mention(
            credential, ("issuer",), record.issuer, f"id:{record.issuer_id}", slug(record.issuer_id)
        )
    else:
        yield _mention(credential, ("issuer",), record.issuer)
    for index, name in enumerate(record.co_issuers):
        yield _mention(credential, ("co_issuers", index), name)


def _mention(credential: Credential, keys: KeyPath, name: str, identity: str = "") -> Mention:
    return Mention(
        credential, keys, name, identity or fold(name), slug(identity) if identity else ""
    )


def group_terms(
    kind: TermKind, credentials: Iterable[Credential], settings: Settings
) -> tuple[list[TermGroup], list[Diagnostic]]:
    """The terms of one kind with their mentions, and what is wrong with names and addresses."""
    shown = functools.cache(functools.partial(_shown_name, kind, settings))
    mentions = [
        mention for credential in credentials for mention in _mentions(kind, credential, shown)
    ]
    with_id = [mention for mention in mentions if mention.has_id]
    named = {fold(mention.name): mention for mention in reversed(with_id)}
    by_identity: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        same = named.get(mention.identity, mention) if named and not mention.has_id else mention
        by_identity[same.identity].append(mention)
    groups = [_group(found) for found in by_identity.values()]
    return groups, [
        *_two_ids(with_id, named),
        *_spelled_two_ways(kind, groups),
        *_one_address(kind, groups),
    ]


def _group(mentions: list[Mention]) -> TermGroup:
    spellings = Counter(mention.name for mention in mentions)
    most = max(spellings.values())
    name = unicodedata.normalize(
        "NFC", min(spelling for spelling, count in spellings.items() if count == most)
    )
    address = next((mention.address for mention in mentions if mention.address), "")
    return TermGroup(address or slug(name), name, mentions)


def _two_ids(mentions: Iterable[Mention], named: Mapping[str, Mention]) -> Iterator[Diagnostic]:
    for mention in mentions:
        first = named[fold(mention.name)]
        if mention.identity != first.identity:
            yield warning(
                "two-issuer-ids",
                (
                    f"{quoted(mention.name)} has the `issuer_id` {quoted(mention.identity[3:])} "
                    f"here and {quoted(first.identity[3:])} elsewhere"
                ),
                locate(mention.credential.path, mention.credential.front_matter, ("issuer_id",)),
                "use one `issuer_id` for one issuer",
                (
                    Related(
                        "the other is here",
                        locate(
                            first.credential.path, first.credential.front_matter, ("issuer_id",)
                        ),
                    ),
                ),
            )


def _spelled_two_ways(kind: TermKind, groups: Iterable[TermGroup]) -> Iterator[Diagnostic]:
    for group in groups:
        others = sorted({mention.name for mention in group.mentions} - {group.name})
        same = [other for other in others if fold(other) == fold(group.name)]
        if kind is TermKind.CATEGORIES or not same:
            continue
        seen = [other for other in same if unicodedata.normalize("NFC", other) != group.name]
        odd = next(mention for mention in group.mentions if mention.name in (seen or same))
        yield _odd_spelling(group.name, seen, odd)


def _odd_spelling(name: str, others: list[str], odd: Mention) -> Diagnostic:
    """A name in another spelling; without `others`, in one that looks the same."""
    if others:
        message, fix = (
            f"{quoted(name)} is also spelled {listed(map(quoted, others))}",
            f"write {quoted(name)} everywhere: that is how it is shown",
        )
    else:
        marks = " and ".join(
            sorted(
                {
                    f"U+{ord(character):04X}"
                    for character in odd.name
                    if ord(character) > 127 and character not in name
                }
            )
        )
        message = (
            f"{quoted(name)} is written here with other characters that look the same ({marks})"
        )
        fix = f"type {quoted(name)} again, or copy it from here"
    return warning("spelled-two-ways", message, _where(odd), fix)


def _one_address(kind: TermKind, groups: Iterable[TermGroup]) -> Iterator[Diagnostic]:
    by_slug: dict[str, list[TermGroup]] = defaultdict(list)
    for group in groups:
        by_slug[fold(group.slug)].append(group)
    for address, clashing in by_slug.items():
        if len(clashing) > 1:
            first, *rest = clashing
            names = listed(quoted(group.name) for group in clashing)
            yield error(
                "one-address-for-two-terms",
                f"{names} would share the address {kind}/{address}/",
                _where(rest[0].mentions[0]),
                (
                    "spell them alike if they are the same, or make one an alias of the other in "
                    "portfolio.toml under [aliases]"
                ),
                tuple(
                    Related(f"{quoted(m.name)} is here", _where(m))
                    for m in (first.mentions[0], *(g.mentions[0] for g in rest[1:]))
                ),
            )


def _where(mention: Mention) -> Location:
    return locate(mention.credential.path, mention.credential.front_matter, mention.keys)
