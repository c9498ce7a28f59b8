"""Fragments: the HTML of cards in lists, kept between builds so that only changes are rendered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from msgspec import Struct

from ..store.cache import Cache, key_of
from ..store.codec import DamagedError, decode, encode
from ..store.fingerprint import program_digest
from ..views.cards import Card

Place = tuple[str, str, str, str]
"""A template, the folder of the edition, the relative path to its root, and the id of a card."""


class Fragment(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The HTML of a card in lists."""

    place: Place
    card: str
    """The key of the card."""
    html: str


class _Kept(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The fragments of a site."""

    setting: str
    """The key of what all pages share."""
    fragments: tuple[Fragment, ...]


class Fragments:
    """The fragments of one site; each is rendered once, unless the last build has it.

    `recall` returns those of the last build, or of the site that a preview showed before.
    """

    def __init__(self, recall: Callable[[], Mapping[Place, Fragment]] = dict) -> None:
        self._recall = recall
        self._keys: dict[tuple[str, str], str] = {}
        self._before: Mapping[Place, Fragment] | None = None
        self._known: dict[Place, Fragment] = {}
        self._made: list[Fragment] = []

    def html(self, place: Place, card: Card, make: Callable[[], str]) -> str:
        """The HTML of a card; `make` renders it if it is not known."""
        if place not in self._known:
            self._known[place] = self._find(place, self._key_of(place[1], card), make)
        return self._known[place].html

    def _find(self, place: Place, key: str, make: Callable[[], str]) -> Fragment:
        before = self._earlier().get(place)
        if before and before.card == key:
            return before
        self._made.append(made := Fragment(place, key, make()))
        return made

    def _earlier(self) -> Mapping[Place, Fragment]:
        if self._before is None:
            self._before = self._recall()
        return self._before

    def _key_of(self, folder: str, card: Card) -> str:
        if (folder, card.id) not in self._keys:
            self._keys[folder, card.id] = key_of("card", encode(card))
        return self._keys[folder, card.id]

    def known(self, cards: Collection[str]) -> dict[Place, Fragment]:
        """All fragments of these cards, also those of before that were not asked for."""
        known = {**self._earlier(), **self._known}
        return {place: fragment for place, fragment in known.items() if place[-1] in cards}

    def take_made(self) -> tuple[Fragment, ...]:
        """The fragments that were rendered since the last call."""
        made, self._made = tuple(self._made), []
        return made


def recall_fragments(cache: Cache, output: str, setting: str) -> dict[Place, Fragment]:
    """The fragments of the last build of an output by place.

    There are none if that build had another setting, or was made by another program.
    """
    content = cache.get(_key(output))
    if not content or not setting:
        return {}
    try:
        kept = decode(content, _Kept)
    except DamagedError:
        return {}
    if kept.setting != setting:
        return {}
    return {fragment.place: fragment for fragment in kept.fragments}


def keep_fragments(
    cache: Cache, output: str, setting: str, made: Collection[Fragment], cards: Collection[str]
) -> None:
    """Keep the fragments of these cards for the next build, those of earlier builds included."""
    if made and setting:
        known = recall_fragments(cache, output, setting)
        known |= {fragment.place: fragment for fragment in made}
        kept = tuple(fragment for fragment in known.values() if fragment.place[-1] in cards)
        cache.put({_key(output): encode(_Kept(setting, kept))}, anew=True)


def _key(output: str) -> str:
    return key_of("fragments", program_digest(), output)
