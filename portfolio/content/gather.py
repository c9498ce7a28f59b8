"""What all files of content say together, except their bodies."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ..diagnostics import Diagnostics
from ..domain.model import (
    Asset,
    Collection,
    Content,
    Credential,
    FreePage,
    GuessedCredential,
    Profile,
    Project,
    Target,
    Translation,
)
from .load import SourceTexts


def gather_content(texts: SourceTexts) -> tuple[Content, Diagnostics]:
    """What all files say together, except their bodies, and all their problems."""
    own: dict[type, list[Any]] = defaultdict(list)
    assets: dict[tuple[str, str], Asset] = {}
    elsewhere: dict[tuple[str, str], str] = {}
    unreadable: dict[str, str] = {}
    guessed: list[GuessedCredential] = []
    translations: dict[str, dict[str, Translation]] = {}
    problems = [*texts.problems, *texts.unread_files]
    for path, loaded in texts.files.items():
        problems += loaded.problems
        problems += loaded.asset_problems
        if isinstance(loaded.guessed, Credential):
            guessed.append(GuessedCredential(loaded.guessed, loaded.unreadable_fields))
        assets.update(((path, target), asset) for target, asset in loaded.assets.items())
        elsewhere.update(((path, target), fix) for target, fix in loaded.elsewhere.items())
        if isinstance(loaded.value, Translation):
            translations.setdefault(loaded.original, {})[loaded.value.language] = loaded.value
        elif loaded.value:
            own[type(loaded.value)].append(loaded.value)
        elif not loaded.original:
            unreadable[path] = loaded.probable_id
    return Content(
        tuple(own[Credential]),
        next(iter(own[Profile]), None),
        tuple(own[FreePage]),
        assets,
        unreadable,
        elsewhere,
        tuple(guessed),
        translations,
        {path: loaded.proof for path, loaded in texts.files.items() if loaded.proof},
        texts.evidence.links,
        tuple(own[Project]),
        tuple(own[Collection]),
        tuple(own[Target]),
        texts.learning,
    ), tuple(problems)
