"""Credentials, and what shows a skill or technology, in plain values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..diagnostics import PortfolioError
from ..domain.labels import label
from ..domain.model import Entry, Standing, Term, check_url
from ..domain.records.collection import STATES
from ..domain.states import groups_of
from ..domain.terms import TermKind
from ..linking.taxonomy import shown_name
from ..text import did_you_mean, fold, listed, quoted
from .queried_site import QueriedSite

Statement = dict[str, Any]
"""Values that JSON has; what is not stated is left out."""
_KINDS = (TermKind.SKILLS, TermKind.TECHNOLOGIES)
"""The kinds of terms that can be asked for."""


def credentials_with(
    site: QueriedSite, state: str = "", skill: str = "", technology: str = ""
) -> list[Statement]:
    """The credentials that fit each filter that is given, in the order of lists.

    Raises PortfolioError for a state or name that the site does not have.
    """
    if state and state not in STATES:
        raise PortfolioError(f"there is no state {quoted(state)}", f"write {listed(STATES, 'or')}")
    wanted = {
        kind: [term.slug for term in terms_named(site, name, (kind,))]
        for kind, name in zip(_KINDS, (skill, technology), strict=True)
        if name
    }
    return [
        _in_brief(entry)
        for entry in site.portfolio.entries
        if not state or state in groups_of(entry.state)
        if all({*slugs}.intersection(entry.terms.get(kind, ())) for kind, slugs in wanted.items())
    ]


def credential_of(site: QueriedSite, identity: str) -> Statement:
    """What a credential says. Raises PortfolioError if there is none of this id."""
    entry = site.entries.get(identity)
    if entry is None:
        near = did_you_mean(identity, site.entries)
        fix = f"did you mean {near}?" if near else "list_credentials has the ids"
        raise PortfolioError(f"there is no credential {quoted(identity)}", fix)
    record, messages = entry.record, site.settings.messages
    names = {term.slug: term.name for kind in _KINDS for term in _terms(site, kind)}
    return _stated(
        {
            **_in_brief(entry),
            "co_issuers": list(record.co_issuers),
            "platform": record.platform,
            "type": label(record.type, "types", messages) if record.type else None,
            "category": label(record.category, "categories", messages) if record.category else None,
            "level": record.level,
            "grade": record.grade,
            "summary": record.summary,
            "credential_id": record.credential_id,
            "check": check_url(entry.verification),
            "skills": [names[slug] for slug in entry.terms.get(TermKind.SKILLS, ())],
            "technologies": [names[slug] for slug in entry.terms.get(TermKind.TECHNOLOGIES, ())],
            "part_of": entry.parent,
            "parts": list(entry.parts),
            "superseded_by": entry.successor,
            "projects": [_project(site, slug) for slug in entry.projects],
        }
    )


def evidence_for(site: QueriedSite, name: str) -> list[Statement]:
    """What shows each skill and technology of a name. Raises PortfolioError if there is none."""
    return [
        _stated(
            {
                "kind": "technology" if term.kind is TermKind.TECHNOLOGIES else "skill",
                "name": term.name,
                "certified_by": [_in_brief(entry) for entry in term.entries if _proves(entry)],
                "also_in": [_in_brief(entry) for entry in term.entries if not _proves(entry)],
                "used_in": [_project(site, slug) for slug in term.projects],
                "last_evidenced": _iso(term.last_evidenced),
                "last_used": _iso(term.last_used),
                "in_use": term.is_in_use,
            }
        )
        for term in terms_named(site, name, _KINDS)
    ]


def terms_named(site: QueriedSite, name: str, kinds: tuple[TermKind, ...]) -> list[Term]:
    """The terms of some kinds that have a name or slug. Raises PortfolioError if there is none."""
    found = [
        term for kind in kinds for term in _terms(site, kind) if name in (term.slug, term.name)
    ]
    found = found or [
        term
        for kind in kinds
        for term in _terms(site, kind)
        if fold(term.name) == fold(shown_name(kind, site.settings, name))
    ]
    if found:
        return found
    names = {fold(term.name): term.name for kind in kinds for term in _terms(site, kind)}
    near = did_you_mean(fold(name), names)
    fix = f"did you mean {names[near]}?" if near else "no credential or project names it"
    raise PortfolioError(f"there is no skill or technology {quoted(name)}", fix)


def _terms(site: QueriedSite, kind: TermKind) -> Iterator[Term]:
    yield from site.portfolio.taxonomies[kind].terms


def _proves(entry: Entry) -> bool:
    return entry.standing is Standing.VALID


def _in_brief(entry: Entry) -> Statement:
    record = entry.record
    return _stated(
        {
            "id": entry.id,
            "title": record.title,
            "issuer": record.issuer,
            "state": entry.state.value,
            "issued": _iso(entry.issued),
            "expires": _iso(record.expiry_date),
            "expected": _iso(entry.target),
        }
    )


def _project(site: QueriedSite, slug: str) -> Statement:
    record = site.projects[slug].project.record
    return _stated(
        {
            "slug": slug,
            "title": record.title,
            "role": record.role,
            "start": _iso(record.start_date),
            "end": _iso(record.end_date),
        }
    )


def _iso(day: object) -> str | None:
    return str(day) if day else None


def _stated(values: Statement) -> Statement:
    """Values without those that say nothing."""
    return {key: value for key, value in values.items() if value not in (None, "", [])}
