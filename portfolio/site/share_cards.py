"""What the picture of each page says, which is shown where somebody shares a link to it.

It tells dates and no spans of time, and has no line of today: others keep it, and it must stay
true. With a line of today, every picture would also be drawn anew every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from msgspec.structs import replace

from ..dates import PartialDate, display_date
from ..diagnostics import Diagnostic, Location, attempt, error
from ..domain.model import Entry, Standing, State, Taxonomy, Term, TermKind
from ..domain.states import WORDINGS, describe_state
from ..drawing.fonts import FONT_CURE, title_variants
from ..drawing.share_card import SHARE_SIZE, ShareCard
from ..text import quoted
from ..urls import readable_host
from ..views.pages import Bar, Card, SharePicture
from .source import CREDENTIALS, GLANCE, ROADMAP, TITLES, Source, totals_of

MOST_BARS = 8
"""Maximum bars of credentials on the picture of a list, the newest first."""
MOST_NAMES = 12
"""Maximum terms that the picture of a taxonomy names."""
LABELS = {
    TermKind.SKILLS: "Skill",
    TermKind.TECHNOLOGIES: "Technology",
    TermKind.ISSUERS: "Issuer",
    TermKind.CATEGORIES: "Field",
}


def draw(card: ShareCard, root: Path) -> bytes | Diagnostic:
    """The picture of a card as a PNG, or why the owner's font cannot be used.

    The modules that draw are loaded here, because most builds draw nothing.
    """
    from ..drawing.share_layout import draw_share_card

    font = str(root / card.font) if card.font else ""
    made = attempt(lambda: draw_share_card(replace(card, font=font)))
    if not isinstance(made, Exception):
        return made
    if not card.font:
        raise made
    return error(
        "unreadable-font",
        f"{quoted(card.font)} is no font that can be used: {made}",
        Location(card.font),
        FONT_CURE,
    )


def picture_of(address: str, card: ShareCard) -> SharePicture:
    """The picture of the page at an address, as the page names it."""
    words = ". ".join([card.heading[0], *(", ".join(line) for line in card.lines)])
    return SharePicture(picture_address(address), words, *SHARE_SIZE)


def picture_address(address: str) -> str:
    """The address of a page's picture: `share/credentials/aws.png`; `share.png` for home."""
    return f"share/{address}".rstrip("/") + ".png"


def share_cards(source: Source, font: tuple[str, str] = ("", "")) -> dict[str, ShareCard]:
    """What the picture of each page says, by the address of the page.

    `font` is the path of the owner's font, with an address that identifies its content.
    """
    owner, host = source.view.owner, readable_host(source.view.base_url)
    names = tuple(dict.fromkeys(filter(None, (owner.name if owner else "", source.view.title))))
    base = ShareCard(
        (), name=names, host=host, ticks=source.view.axis.ticks, font=font[0], font_digest=font[1]
    )
    return {
        address: replace(
            card, heading=tuple(dict.fromkeys(filter(None, (*card.heading, *names, host))))
        )
        for address, card in (
            *_main(source, base),
            *_credentials(source, base),
            *_terms(source, base),
            *_texts(source, base),
        )
    }


def _main(source: Source, base: ShareCard) -> Iterator[tuple[str, ShareCard]]:
    listed = source.listed()
    owner, totals, bars = source.view.owner, _totals(source), _bars(listed)
    role = ((owner.headline, owner.location),) if owner else ()
    yield "", replace(base, heading=base.name, lines=(*role, totals), name=(), bars=bars)
    for page in (CREDENTIALS, *({GLANCE} & set(source.view.navigation))):
        yield page.address, replace(base, heading=(page.text,), lines=(totals,), bars=bars)
    for taxonomy in source.portfolio.taxonomies.values():
        if taxonomy.terms:
            yield (
                f"{taxonomy.kind}/",
                replace(base, heading=(TITLES[taxonomy.kind],), leaders=_leaders(taxonomy)),
            )
    underway = source.underway()
    said = tuple(
        f"{len(cards):,} {WORDINGS[state].label.lower()}"
        for state, cards in underway.items()
        if cards
    )
    if said:
        yield (
            ROADMAP.address,
            replace(
                base, heading=(ROADMAP.text,), lines=(said,), bars=_bars(chain(*underway.values()))
            ),
        )


def _totals(source: Source) -> tuple[str, ...]:
    totals = totals_of(source)
    if not totals.credentials:
        return ()
    of = f"{_count(totals.credentials, 'credential')} from {_count(totals.issuers, 'issuer')}"
    return (f"{of} since {totals.since}" if totals.since else of,)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _leaders(taxonomy: Taxonomy) -> tuple[tuple[str, int], ...]:
    listed = {term.name: len(_listed(term)) for term in taxonomy.terms}
    return tuple(sorted(listed.items(), key=lambda each: -each[1])[:MOST_NAMES])


def _listed(term: Term) -> list[Entry]:
    """What the list has of a term: what is finished, parts within their programmes."""
    return [
        entry
        for entry in term.entries
        if entry.within is None and entry.standing is not Standing.UNDERWAY
    ]


def _bars(cards: Iterable[Card]) -> tuple[Bar, ...]:
    return tuple(islice((card.bar for card in cards if card.bar), MOST_BARS))


def _credentials(source: Source, base: ShareCard) -> Iterator[tuple[str, ShareCard]]:
    language = _legible(source.view.language)
    for entry in source.entries:
        card = source.cards[entry.id]
        issuers = tuple(issuer.text for issuer in card.issuers)
        check = card.verification
        said = replace(
            base,
            heading=(*title_variants(card.title), *issuers),
            lines=(issuers, _dates(entry, card, language)),
            label=card.type_label,
            seal=check.platform if check and check.is_check else None,
            bars=_bars([card]),
        )
        yield card.address, said


def _legible(language: str) -> str:
    """The language for dates: that of the site if its dates have Latin letters, or else English."""
    if max(display_date(PartialDate(2024, 5, 17), language)) < "\u0250":
        return language
    return "en"


def _dates(entry: Entry, card: Card, language: str) -> tuple[str, ...]:
    """When a credential was issued and until when it is valid, in words that stay true."""
    said: list[str] = []
    if card.issued:
        issued = display_date(card.issued, language)
        said.append(issued if card.standing is Standing.LEARNING else f"Issued {issued}")
    if entry.state is not State.NO_EXPIRY_STATED:
        said.append(describe_state(entry, language))
    return tuple(filter(None, said))


def _terms(source: Source, base: ShareCard) -> Iterator[tuple[str, ShareCard]]:
    language = _legible(source.view.language)
    for taxonomy in source.portfolio.taxonomies.values():
        for term in taxonomy.terms:
            cards = [source.cards[entry.id] for entry in term.entries]
            dated = sorted((card for card in cards if card.bar), key=_newest_first)
            yield (
                term.address,
                replace(
                    base,
                    heading=title_variants(term.name),
                    lines=(_evidence(term, language),),
                    label=LABELS[term.kind],
                    bars=_bars(dated),
                ),
            )


def _newest_first(card: Card) -> float:
    if card.bar is None:
        return 0
    return -card.bar.start


def _evidence(term: Term, language: str) -> tuple[str, ...]:
    listed = len(_listed(term))
    parts = sum(
        entry.within is not None and entry.standing is not Standing.UNDERWAY
        for entry in term.entries
    )
    said: list[str] = []
    if listed:
        said.append(f"{listed:,} {'entry' if listed == 1 else 'entries'}")
    if parts:
        said.append(f"{parts:,} {'more ' if listed else ''}in programmes")
    if not said:
        said.append("Under way")
    if term.last_evidenced:
        said.append(f"last evidenced {display_date(term.last_evidenced, language)}")
    return tuple(said)


def _texts(source: Source, base: ShareCard) -> Iterator[tuple[str, ShareCard]]:
    for text in source.portfolio.content.pages:
        said = text.record.summary or text.outline.first_paragraph
        yield (
            f"{text.slug}/",
            replace(
                base, heading=title_variants(text.record.title), lines=((said,),) if said else ()
            ),
        )
