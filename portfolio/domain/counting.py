"""What counts: each credential once, but no part of a programme and no renewal counted instead.

Every figure and list of the site follows this rule, so the number beside a link equals the length
of the list behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..text import fold
from .model import Credential, Standing, State

_STRENGTH = {Standing.VALID: 3, Standing.LAPSED: 2, Standing.LEARNING: 1}
"""How much a finished credential proves, in order."""


def programme_counted_instead(
    identity: str, parents: Mapping[str, str], states: Mapping[str, State]
) -> str | None:
    """The id of the nearest programme that is counted instead of a credential; None without one."""
    above = parents.get(identity)
    while above is not None:
        if _stands_for(states[above], states[identity]):
            return above
        above = parents.get(above)
    return None


def newest_renewal(
    identity: str,
    by_id: Mapping[str, Credential],
    successors: Mapping[str, str],
    states: Mapping[str, State],
) -> str | None:
    """The id of the last renewal of a credential, which is counted instead; None without one.

    A successor of another name is another credential: who earns a professional level has not held
    it since the associate one.
    """
    name, newest = _bare_name(by_id[identity]), identity
    following = successors.get(identity)
    while following is not None and following in by_id:
        if _bare_name(by_id[following]) != name or not _renews(following, newest, states):
            break
        newest, following = following, successors.get(following)
    if newest != identity:
        return newest
    return None


def _renews(successor: str, identity: str, states: Mapping[str, State]) -> bool:
    is_held = states[successor].standing in (Standing.VALID, Standing.LAPSED)
    return is_held and _stands_for(states[successor], states[identity])


_VERSION = re.compile(r"[(（\[][^)）\]]*[)）\]]|[A-Za-z-]*\d[A-Za-z\d.-]*")
"""What tells one version of a certification from the next: its exam code, its year, brackets."""


def _bare_name(credential: Credential) -> str:
    """The title of a credential without its version, for comparison."""
    title = credential.record.title
    return fold(_VERSION.sub(" ", title).strip(" :–-")) or fold(title)


def _stands_for(programme: State, part: State) -> bool:
    """Whether a programme proves at least as much as its part.

    An expired programme does not replace a valid part.
    """
    if Standing.UNDERWAY in (programme.standing, part.standing):
        return programme is part or (programme, part) == (State.IN_PROGRESS, State.PLANNED)
    return _STRENGTH[programme.standing] >= _STRENGTH[part.standing]
