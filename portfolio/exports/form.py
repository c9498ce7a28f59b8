"""What an export declares: the place of each of our fields in another form, or why it has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from ..domain.model import Entry, Standing, State
from ..site.source import Source
from ..views.cards import Card

SITE_FIELDS = frozenset(
    "entity_id issuer_id publish_badge_data badge_file publish_badge_file badge_file_unproved"
    " publish_renewal featured weight draft sample slug aliases public_parameters".split()
)
"""Fields that say how a site treats a record, and nothing of the credential."""
RECORD_TEXT = "text"
"""The text of a record, which is no field, in the tables of what a form lacks."""
PRIVATE_FIELDS = dict.fromkeys(
    ("renewal", "activities"), "the hours for a renewal are not published"
)
"""Fields that are of no reader's business, and of no other program's, and why."""
IS_LONG = "it is too long for an entry"
"""Why a form has no place for the text of a record."""

Exported = Sequence[tuple[Card, Entry]]
"""The credentials of an export, the newest first."""


class ExportContent(Struct, frozen=True):
    """An export, and what had to be changed in it to fit."""

    content: bytes
    remarks: tuple[str, ...] = ()


class ExportForm(Struct, frozen=True):
    """A form of another program: a module of `exports.forms` declares it as `FORMAT`."""

    title: str
    """What it is, with a link to its definition, in Markdown."""
    write: Callable[[Source, Exported], ExportContent]
    """Raises PortfolioError if the site lacks what the form needs."""
    places: Mapping[str, str]
    """Our fields, and where they are in it, in Markdown."""
    lacks: Mapping[str, str]
    """Our fields that it has no place for, and why."""
    takes: Callable[[Entry], bool]
    """Whether it can hold a credential without saying more than is known."""
    left_out: str
    """What it does not take, in the plural; empty if it takes everything."""
    of_degrees: frozenset[str] = frozenset()
    """The fields of both tables that have a place only where a credential is a degree."""
    file_name: str = ""
    """Of a form of several files, the archive that holds them; empty for a text."""


def takes_everything(entry: Entry) -> bool:
    """Of a form that has a place for the state: every credential."""
    return entry.is_published


def is_counted(entry: Entry) -> bool:
    """Of a résumé: what counts as valid, as on the home page."""
    return entry.is_counted


def has_told_end(entry: Entry) -> bool:
    """Of a form with dates and no state: what is valid, and what has a date that says it is not."""
    if entry.standing is Standing.LAPSED:
        return entry.state is not State.REVOKED and entry.record.expiry_date is not None
    return entry.standing is Standing.VALID
