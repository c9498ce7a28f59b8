"""References between records: programmes and their parts, renewals, and links between texts.

Names that must be unique are checked here too.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ..content.files import resolve_target
from ..content.locate import locate
from ..diagnostics import Diagnostic, Related, error
from ..domain.model import AnyText, Collection, Content, Credential, Project, Target, Translation
from ..paths import is_markdown
from ..source_text import KeyPath, locate_on_line
from ..text import did_you_mean, did_you_mean_path, fold, listed, quoted

PART_OF, SUPERSEDED_BY = "part_of", "superseded_by"
CredentialsById = Mapping[str, Credential]


def resolve_references(by_id: CredentialsById, field: str) -> dict[str, str]:
    """The record that a field of each record refers to, without missing ones and cycles."""
    targets = {
        identity: target
        for identity, credential in by_id.items()
        if (target := getattr(credential.record, field)) in by_id
    }
    in_cycle = {identity for cycle in _cycles(targets) for identity in cycle}
    return {identity: target for identity, target in targets.items() if identity not in in_cycle}


def _cycles(targets: Mapping[str, str]) -> Iterator[list[str]]:
    done: set[str] = set()
    for start in targets:
        path: list[str] = []
        here = start
        while here in targets and here not in done and here not in path:
            path.append(here)
            here = targets[here]
        if here in path:
            yield path[path.index(here) :]
        done.update(path)


def check_references(content: Content, by_id: CredentialsById) -> Iterator[Diagnostic]:
    """References between records that lead nowhere or form a cycle."""
    for field in (PART_OF, SUPERSEDED_BY):
        for credential in by_id.values():
            yield from _dangling(credential, field, by_id, content)
        targets = {
            identity: target
            for identity, credential in by_id.items()
            if (target := getattr(credential.record, field))
        }
        for cycle in _cycles(targets):
            yield _cycle_error(by_id, field, cycle)


def _dangling(
    credential: Credential, field: str, by_id: CredentialsById, content: Content
) -> Iterator[Diagnostic]:
    target = getattr(credential.record, field)
    if target:
        yield from check_reference(credential, (field,), target, by_id, content)


def check_reference(
    text: AnyText, keys: KeyPath, target: str, by_id: CredentialsById, content: Content
) -> Iterator[Diagnostic]:
    """An error if a text names a credential that is not among those `by_id`."""
    if target in by_id or target in content.unreadable_files.values():
        return
    where, field = locate(text.path, text.front_matter, keys), keys[0]
    if any(other.id == target for other in content.credentials):
        yield error(
            "unknown-record",
            f"`{field}`: {quoted(target)} is a draft",
            where,
            "publish that record too",
        )
        return
    near = did_you_mean(target, by_id)
    fix = f"did you mean `{near}`?" if near else "write the `entity_id` of another record"
    yield error(
        "unknown-record",
        f"`{field}`: no record has the `entity_id` {quoted(target)}",
        where,
        fix,
    )


def _cycle_error(by_id: CredentialsById, field: str, cycle: list[str]) -> Diagnostic:
    first, *rest = (by_id[identity] for identity in cycle)
    message = f"`{field}` refers to the record itself"
    if rest:
        message = f"`{field}` goes in a circle: {' → '.join([*cycle, cycle[0]])}"
    return error(
        "reference-cycle",
        message,
        locate(first.path, first.front_matter, (field,)),
        "remove one of the references",
        tuple(
            Related(
                f"`{field}` of {quoted(other.id)}", locate(other.path, other.front_matter, (field,))
            )
            for other in rest
        ),
    )


Addressed = Credential | Project | Collection | Target


def check_unique_names(credentials: Iterable[Credential], content: Content) -> Iterator[Diagnostic]:
    """Ids and addresses that several files of one kind claim."""
    shown = tuple(credentials)
    yield from _claimed_twice(
        "duplicate-id", "entity_id", [(credential.id, credential) for credential in shown]
    )
    kinds: list[Iterable[Addressed]] = [
        shown,
        content.projects,
        content.collections,
        content.targets,
    ]
    for texts in kinds:
        yield from _claimed_twice("duplicate-address", "slug", [(t.slug, t) for t in texts])


def _claimed_twice(
    code: str, field: str, claims: Iterable[tuple[str, Addressed]]
) -> Iterator[Diagnostic]:
    groups: dict[str, list[tuple[str, Addressed]]] = defaultdict(list)
    for name, text in claims:
        groups[fold(name)].append((name, text))
    for group in groups.values():
        if len(group) > 1:
            (name, first), *rest = group
            places = [locate(text.path, text.front_matter, (field,)) for _, text in rest]
            paths = listed(text.path for _, text in group)
            yield error(
                code,
                f"{quoted(name)} is the `{field}` of {len(group)} records: {paths}",
                places[0],
                f"give each record its own file name or `{field}`",
                tuple(
                    Related("also here", where)
                    for where in (locate(first.path, first.front_matter, (field,)), *places[1:])
                ),
            )


def check_links(sources: Iterable[AnyText | Translation], content: Content) -> Iterator[Diagnostic]:
    """Links from one text to another that is not published."""
    published = {source.path: source for source in sources}
    for source in published.values():
        for reference in source.outline.references:
            if reference.is_picture or not is_markdown(reference.target):
                continue
            path = resolve_target(source.path, reference.target)
            if path not in published and path not in content.unreadable_files:
                yield error(
                    "broken-link",
                    f"the link {quoted(reference.target)} does not lead to a published file",
                    locate_on_line(source.path, reference.line, reference.source, reference.needle),
                    _link_fix(source.path, path, published, content),
                )


def _link_fix(source: str, path: str, published: Iterable[str], content: Content) -> str:
    hidden = {text.path: text for text in content.texts}
    if path in hidden:
        is_draft = getattr(hidden[path].record, "draft", False)
        state = "a draft" if is_draft else "not published"
        return f"`{path}` is {state}: publish it too, or remove the link"
    near = did_you_mean_path(path, [other for other in published if other != source])
    if near is None:
        return "correct the name of the file"
    return f"did you mean `{posixpath.relpath(near, posixpath.dirname(source))}`?"
