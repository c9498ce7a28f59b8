"""What texts name becomes terms: skills, technologies, issuers, categories, each with evidence.

Spellings that differ only by case, spaces or Unicode form are one term, shown in its most frequent
spelling. The address of a term depends only on its own name (an issuer's on its `issuer_id`, if it
has one), so adding a term never moves another.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from ..content.locate import locate
from ..diagnostics import Diagnostic, Location, Related, error, warning
from ..domain.labels import apply_aliases, label, skill_name, technology_name
from ..domain.model import Credential, Project
from ..domain.terms import TermKind
from ..settings import Settings
from ..source_text import KeyPath
from ..store.memo import remember_each, remember_last
from ..text import fold, listed, quoted, slug


class Mention(Struct, frozen=True):
    """One credential or project naming one term."""

    path: str
    """The file that names it."""
    keys: KeyPath
    """Where in its front matter."""
    name: str
    identity: str
    """Mentions with the same identity are one term."""
    address: str = ""
    """The slug, if it is not made from the name."""
    written: str = ""
    """As the record writes it."""

    @property
    def has_id(self) -> bool:
        """Whether the author gave the term an id of its own."""
        return self.identity.startswith("id:")


Mentions = Mapping[TermKind, tuple[Mention, ...]]
"""The terms that a credential or project names."""
Named = Credential | Project
"""What names terms."""
Where = Callable[[Mention], Location]
"""Finds the place of a mention in its file."""


class TermGroup(Struct, frozen=True, dict=True):
    """All mentions of one term."""

    slug: str
    name: str
    mentions: tuple[Mention, ...] = ()

    @property
    def written(self) -> str:
        """As its first record writes it."""
        return self.mentions[0].written if self.mentions else self.name


_FIELDS = {TermKind.SKILLS: "competencies", TermKind.TECHNOLOGIES: "technologies"}
"""The fields that list terms."""


def shown_name(kind: TermKind, settings: Settings, written: str) -> str:
    """The name under which a term of one kind is shown."""
    if kind is TermKind.CATEGORIES:
        return label(written, "categories", settings.messages)
    if kind is TermKind.TECHNOLOGIES:
        return technology_name(written, settings.aliases)
    return skill_name(apply_aliases(written, settings.aliases), settings.labels)


@remember_each
def mentions_of(text: Named, settings: Settings) -> Mentions:
    """The terms of each kind that a credential or project names, in its order."""
    skills, technologies = (
        _named(text, kind, settings) for kind in (TermKind.SKILLS, TermKind.TECHNOLOGIES)
    )
    found = {TermKind.SKILLS: skills, TermKind.TECHNOLOGIES: technologies}
    if isinstance(text, Project):
        return {**found, TermKind.ISSUERS: (), TermKind.CATEGORIES: ()}
    kind, category = TermKind.CATEGORIES, text.record.category
    return {
        **found,
        TermKind.ISSUERS: tuple(_issuer_mentions(text)),
        kind: (
            _mention(text, ("category",), shown_name(kind, settings, category), category, category),
        )
        if category
        else (),
    }


def _named(text: Named, kind: TermKind, settings: Settings) -> tuple[Mention, ...]:
    """The mentions of a list of names."""
    field = _FIELDS[kind]
    return tuple(
        _mention(text, (field, index), shown_name(kind, settings, name), written=name)
        for index, name in enumerate(getattr(text.record, field))
    )


def _issuer_mentions(credential: Credential) -> Iterator[Mention]:
    record = credential.record
    if record.issuer_id:
        yield Mention(
            credential.path,
            ("issuer",),
            record.issuer,
            f"id:{record.issuer_id}",
            slug(record.issuer_id),
        )
    else:
        yield _mention(credential, ("issuer",), record.issuer)
    for index, name in enumerate(record.co_issuers):
        yield _mention(credential, ("co_issuers", index), name)


def _mention(
    text: Named, keys: KeyPath, name: str, identity: str = "", written: str = ""
) -> Mention:
    address = slug(identity) if identity else ""
    return Mention(text.path, keys, name, identity or fold(name), address, written or name)


class GroupedTerms(Struct, frozen=True):
    """All terms of one kind."""

    groups: tuple[TermGroup, ...]
    slugs: Mapping[str, tuple[str, ...]]
    """The slugs of the terms of each text, by its path, in the author's order."""
    with_id: tuple[Mention, ...]
    """The mentions of terms that have an id of the author's."""


@remember_last
def group_terms(
    mentions: Mapping[str, Mentions],
) -> Mapping[TermKind, GroupedTerms]:
    """The terms of each kind, of the mentions of each text by its path."""
    return {
        kind: _grouped({path: found[kind] for path, found in mentions.items()}) for kind in TermKind
    }


def _grouped(mentions: Mapping[str, tuple[Mention, ...]]) -> GroupedTerms:
    with_id = tuple(mention for named in mentions.values() for mention in named if mention.has_id)
    ids = {name: mention.identity for name, mention in _by_name(with_id).items()}
    by_identity: dict[str, list[Mention]] = defaultdict(list)
    identities: dict[str, list[str]] = {}
    for path, named in mentions.items():
        same = [ids.get(mention.identity, mention.identity) for mention in named]
        identities[path] = same
        for identity, mention in zip(same, named, strict=True):
            by_identity[identity].append(mention)
    groups = {identity: _group(tuple(found)) for identity, found in by_identity.items()}
    slugs = {
        path: tuple(dict.fromkeys(groups[identity].slug for identity in found))
        for path, found in identities.items()
    }
    return GroupedTerms(tuple(groups.values()), slugs, with_id)


def _by_name(with_id: Sequence[Mention]) -> dict[str, Mention]:
    """The first of the mentions that have an id, by the name that is the same."""
    return {fold(mention.name): mention for mention in reversed(with_id)}


def terms_by_name(
    terms: Mapping[TermKind, GroupedTerms], settings: Settings
) -> Callable[[TermKind, str], str]:
    """A function that finds the slug of a term by what an author writes; empty for none."""

    def find(kind: TermKind, written: str) -> str:
        known = _slugs_by_identity(terms)[kind]
        if kind is TermKind.CATEGORIES:
            return known.get(written, "")
        if kind is TermKind.ISSUERS:
            return known.get(fold(written)) or known.get(f"id:{written}", "")
        return known.get(fold(shown_name(kind, settings, written)), "")

    return find


@remember_last
def _slugs_by_identity(
    terms: Mapping[TermKind, GroupedTerms],
) -> Mapping[TermKind, Mapping[str, str]]:
    """The slug of each term by every name and identity that it has; only made if it is asked."""
    return {
        kind: {
            identity: group.slug
            for group in grouped.groups
            for mention in group.mentions
            for identity in (fold(mention.name), mention.identity)
        }
        for kind, grouped in terms.items()
    }


def check_terms(
    terms: Mapping[TermKind, GroupedTerms], texts: Iterable[Named]
) -> Iterator[Diagnostic]:
    """What is wrong with the names and addresses of the terms that these texts name."""
    by_path = {text.path: text for text in texts}

    def _where(mention: Mention) -> Location:
        return locate(mention.path, by_path[mention.path].front_matter, mention.keys)

    for kind, grouped in terms.items():
        yield from _two_ids(grouped.with_id, by_path)
        yield from _spelled_two_ways(kind, grouped.groups, _where)
        yield from _one_address(kind, grouped.groups, _where)


def _group(mentions: tuple[Mention, ...]) -> TermGroup:
    spellings = Counter(mention.name for mention in mentions)
    most = max(spellings.values())
    name = unicodedata.normalize(
        "NFC", min(spelling for spelling, count in spellings.items() if count == most)
    )
    address = next((mention.address for mention in mentions if mention.address), "")
    return TermGroup(address or slug(name), name, mentions)


def _two_ids(mentions: Sequence[Mention], by_path: Mapping[str, Named]) -> Iterator[Diagnostic]:
    by_name = _by_name(mentions)
    for mention in mentions:
        first = by_name[fold(mention.name)]
        if mention.identity != first.identity:
            here, there = by_path[mention.path], by_path[first.path]
            yield warning(
                "two-issuer-ids",
                (
                    f"{quoted(mention.name)} has the `issuer_id` {quoted(mention.identity[3:])} "
                    f"here and {quoted(first.identity[3:])} elsewhere"
                ),
                locate(here.path, here.front_matter, ("issuer_id",)),
                "use one `issuer_id` for one issuer",
                (
                    Related(
                        "the other is here", locate(there.path, there.front_matter, ("issuer_id",))
                    ),
                ),
            )


def _spelled_two_ways(
    kind: TermKind, groups: Iterable[TermGroup], where: Where
) -> Iterator[Diagnostic]:
    for group in groups:
        others = sorted({mention.name for mention in group.mentions} - {group.name})
        same = [other for other in others if fold(other) == fold(group.name)]
        if kind is TermKind.CATEGORIES or not same:
            continue
        seen = [other for other in same if unicodedata.normalize("NFC", other) != group.name]
        odd = next(mention for mention in group.mentions if mention.name in (seen or same))
        yield _odd_spelling(group.name, seen, odd, where(odd))


def _odd_spelling(name: str, others: list[str], odd: Mention, where: Location) -> Diagnostic:
    """A name that is written in another way; without `others`, in a way that looks the same."""
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
    return warning("spelled-two-ways", message, where, fix)


def _one_address(kind: TermKind, groups: Iterable[TermGroup], where: Where) -> Iterator[Diagnostic]:
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
                where(rest[0].mentions[0]),
                (
                    "spell them alike if they are the same, or make one an alias of the other in "
                    "portfolio.toml under [aliases]"
                ),
                tuple(
                    Related(f"{quoted(m.name)} is here", where(m))
                    for m in (first.mentions[0], *(g.mentions[0] for g in rest[1:]))
                ),
            )
