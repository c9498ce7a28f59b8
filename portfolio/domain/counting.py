"""What counts: each credential once, but no part of a programme that is counted instead of it.

Every figure and list of the site follows this rule, so the number beside a link equals the length
of the list behind it.
"""

from __future__ import annotations

from collections.abc import Mapping

from .model import Standing, State

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


def _stands_for(programme: State, part: State) -> bool:
    """Whether a programme proves at least as much as its part.

    An expired programme does not replace a valid part.
    """
    if Standing.UNDERWAY in (programme.standing, part.standing):
        return programme is part or (programme, part) == (State.IN_PROGRESS, State.PLANNED)
    return _STRENGTH[programme.standing] >= _STRENGTH[part.standing]
