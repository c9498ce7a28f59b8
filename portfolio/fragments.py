"""What templates make of cards for lists, kept from one build to the next: where a title was edited, all other rows stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from msgspec import DecodeError, Struct, json

from .cache import Cache, key_of
from .program import program
from .views import Card

Place = tuple[str, str, str]
"""A template, the way to the root of the site, and the id of a card."""


class Fragment(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The HTML of a card in lists."""

    place: Place
    card: str
    """The key of everything that the card has."""
    html: str


class _Kept(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The fragments of a site."""

    setting: str
    """The key of what all pages share."""
    fragments: tuple[Fragment, ...]


class Fragments:
    """The fragments of one site: each is made once, unless the last build made the same.

    `recall` gives what that made, `key_of_card` the key of everything that a card has.
    """

    def __init__(self, recall: Callable[[], Mapping[Place, Fragment]] = dict, key_of_card: Callable[[Card], str] = lambda _: "") -> None:
        self._recall = recall
        self._key_of_card = key_of_card
        self._before: Mapping[Place, Fragment] | None = None
        self._known: dict[Place, Fragment] = {}
        self._made: list[Fragment] = []

    def html(self, place: Place, card: Card, make: Callable[[], str]) -> str:
        """The fragment of a card; `make` makes it where it is not known."""
        if place not in self._known:
            self._known[place] = self._find(place, self._key_of_card(card), make)
        return self._known[place].html

    def _find(self, place: Place, key: str, make: Callable[[], str]) -> Fragment:
        if self._before is None:
            self._before = self._recall()
        before = self._before.get(place)
        if before and before.card == key:
            return before
        self._made.append(made := Fragment(place, key, make()))
        return made

    def take_made(self) -> tuple[Fragment, ...]:
        """Those that were made since this was asked last."""
        made, self._made = tuple(self._made), []
        return made


def recall_fragments(cache: Cache, output: str, setting: str) -> dict[Place, Fragment]:
    """What the last build of an output made; nothing if there was none, or one with another setting or program."""
    content = cache.get(_key(output))
    try:
        kept = json.decode(content, type=_Kept) if content else _Kept("", ())
    except (DecodeError, RecursionError):
        return {}
    return {fragment.place: fragment for fragment in kept.fragments} if setting and kept.setting == setting else {}


def keep_fragments(cache: Cache, output: str, setting: str, made: Collection[Fragment], cards: Collection[str]) -> None:
    """Let the next build know what this one made, beside what the last one did, if it is of one of these cards."""
    if made and setting:
        known = recall_fragments(cache, output, setting) | {fragment.place: fragment for fragment in made}
        kept = tuple(fragment for fragment in known.values() if fragment.place[-1] in cards)
        cache.put({_key(output): json.encode(_Kept(setting, kept))}, anew=True)


def _key(output: str) -> str:
    return key_of("fragments", program(), output)
