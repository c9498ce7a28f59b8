"""The gap of each target in plain values: what there is of what it asks for, and what closes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, to_builtins

from ..diagnostics import PortfolioError
from ..domain.model import State, TargetEntry
from ..domain.terms import GapAnswer, GapRow, TermKind
from ..linking.targets import CLOSING, closing_order
from ..linking.taxonomy import shown_name
from ..paths import is_markdown, text_name
from ..text import did_you_mean, fold, listed, quoted
from .queried_site import QueriedSite


class EvidenceFact(Struct, frozen=True):
    """A credential that says something of what a target asks for."""

    id: str
    title: str
    answer: GapAnswer
    """What it amounts to."""


class ProjectFact(Struct, frozen=True):
    """A project."""

    slug: str
    title: str


class DemandFact(Struct, frozen=True):
    """What there is of one skill or technology that a target asks for."""

    kind: str
    """`skill` or `technology`."""
    name: str
    """As the site shows it."""
    answer: GapAnswer
    until: str | None
    """The last day on which it is proved, in ISO form as precisely as known; None for no end."""
    credentials: tuple[EvidenceFact, ...]
    """The strongest evidence first."""
    projects: tuple[ProjectFact, ...]


class ClosingFact(Struct, frozen=True):
    """A credential that is not earned yet and would close something of a gap."""

    id: str
    title: str
    state: State
    expected: str | None
    """When it is expected; None if that is not said."""
    needed: tuple[str, ...]
    """The names of what is needed that it would close."""
    useful: tuple[str, ...]


class TargetFacts(Struct, frozen=True):
    """A target with its gap."""

    slug: str
    title: str
    file: str
    """Its file, in the folder of the site."""
    published: bool
    target_date: str | None
    credential: str | None
    """The id of the credential that it is."""
    needed: tuple[DemandFact, ...]
    useful: tuple[DemandFact, ...]
    closing: tuple[ClosingFact, ...]
    """Those that close most of what is needed first, then of what is useful."""


def target_named(site: QueriedSite, name: str) -> TargetEntry:
    """The target of a slug, or of the name or path of a file. Raises PortfolioError."""
    known = {alias: entry for entry in site.portfolio.targets for alias in _names_of(entry)}
    wanted = text_name(name) if is_markdown(name) else name
    if entry := known.get(fold(wanted)):
        return entry
    slugs = [entry.target.slug for entry in site.portfolio.targets]
    near = did_you_mean(fold(wanted), known)
    fix = 'write one: portfolio new --kind target "TITLE"'
    if near:
        fix = f"did you mean {known[near].target.slug}?"
    elif slugs:
        fix = f"name one of these: {listed(slugs, 'or')}"
    raise PortfolioError(f"there is no target {quoted(name)}", fix)


def _names_of(entry: TargetEntry) -> Iterator[str]:
    target = entry.target
    yield from map(fold, (text_name(target.path), target.record.title, target.slug))


def target_facts(site: QueriedSite, entry: TargetEntry) -> TargetFacts:
    """A target with its gap."""
    record = entry.target.record
    return TargetFacts(
        entry.target.slug,
        record.title,
        entry.target.path,
        entry.is_published,
        record.target_date.iso if record.target_date else None,
        entry.credential,
        tuple(_demand(site, row) for row in entry.gap if row.is_needed),
        tuple(_demand(site, row) for row in entry.gap if not row.is_needed),
        tuple(_closing(site, entry)),
    )


def gaps_as_json(site: QueriedSite, gaps: tuple[TargetFacts, ...]) -> dict[str, Any]:
    """The gaps of targets as the values of a JSON document."""
    found: list[Any] = to_builtins(gaps)
    return {"as_of": site.portfolio.as_of.isoformat(), "targets": found}


def _demand(site: QueriedSite, row: GapRow) -> DemandFact:
    return DemandFact(
        "technology" if row.kind is TermKind.TECHNOLOGIES else "skill",
        _name(site, row),
        row.answer,
        row.until.iso if row.until else None,
        tuple(
            EvidenceFact(identity, site.entries[identity].record.title, answer)
            for answer in GapAnswer
            for identity in row.credentials.get(answer, ())
        ),
        tuple(ProjectFact(slug, site.projects[slug].project.record.title) for slug in row.projects),
    )


def _name(site: QueriedSite, row: GapRow) -> str:
    """What a skill or technology is called on the site."""
    terms = site.portfolio.taxonomies[row.kind].terms
    known = next((term.name for term in terms if term.slug == row.slug), None)
    return known or shown_name(row.kind, site.settings, row.written)


def _closing(site: QueriedSite, target: TargetEntry) -> Iterator[ClosingFact]:
    """What would close something of a gap, in the order of how much."""
    order = closing_order([target])
    for identity in sorted(order, key=lambda identity: (order[identity], identity)):
        entry = site.entries[identity]
        closed = [
            row
            for row in target.gap
            if row.answer is not GapAnswer.PROVED
            and any(identity in row.credentials.get(answer, ()) for answer in CLOSING)
        ]
        yield ClosingFact(
            identity,
            entry.record.title,
            entry.state,
            entry.target.iso if entry.target else None,
            tuple(_name(site, row) for row in closed if row.is_needed),
            tuple(_name(site, row) for row in closed if not row.is_needed),
        )
