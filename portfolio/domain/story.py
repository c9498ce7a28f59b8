"""The story of a project: situation, obstacle, approach and result, and headings that mean them."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from ..locale.messages import Messages, catalogue_languages, gettext_noop
from ..text import fold

STEPS = {
    "situation": gettext_noop("Situation"),
    "obstacle": gettext_noop("Obstacle"),
    "approach": gettext_noop("Approach"),
    "result": gettext_noop("Result"),
}
"""The fields that tell the story, in their order, and what each is called."""


@functools.cache
def steps_by_heading() -> Mapping[str, str]:
    """The step that each heading means, in every language of the program; headings are folded."""
    return {
        fold(Messages(language).gettext(label)): step
        for language in catalogue_languages()
        for step, label in STEPS.items()
    }
