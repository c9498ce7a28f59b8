"""What to do about a key that is no field: the name and the value decide together.

A field is offered only if it is free and takes the value, as it is or in a form that is written
out, so that what follows the advice is not wrong itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from ..images.file_kinds import is_picture_address
from ..text import did_you_mean, listed, quoted
from .candidates import (
    ADDRESSES,
    FILES,
    REFERENCES,
    Mapped,
    candidates_of,
    fits,
    in_words,
    is_of_kind,
    kind_of,
    ways_of,
    write_cures,
)
from .cures import Cure, accepts
from .field_names import plain
from .placeholders import LEFT_ALONE, is_placeholder
from .written_dates import readings

_KINDS = {
    "date": ("issued_date", "if it was issued then"),
    "address": ("verification_url", "if anybody can check it there"),
}
_END = re.compile(
    r"end|expir|until|till|valid|renew|lapse|thr(?:u|ough)|bis|ablauf|hasta|venc|fin|scad"
)
"""Parts of names that mean an end."""


class Advice(Struct, frozen=True):
    """What to do about one key."""

    help: str
    field: str | None = None
    """The field that was meant, where it is known."""
    cure: Cure = ()
    """The lines to write instead."""
    is_wrong: bool = False
    """Whether the field does not take the value, and nothing better is known."""


def advise(keys: Iterable[str], within: Mapped) -> dict[str, Advice]:
    """Advice for each key that is no field.

    No two keys are given one field; those that can mean the fewest fields come first.
    """
    found: dict[str, Advice] = {}
    taken = {field for field in within.abouts if within.is_given(field)}
    order = list(keys)
    for key in sorted(order, key=lambda key: len(candidates_of(key, within)) or 99):
        advice = found[key] = _advice(key, within, taken)
        taken |= {name for name, _ in advice.cure}
        if advice.is_wrong:
            taken.add(advice.field or "")
    return {key: found[key] for key in order}


def _advice(key: str, within: Mapped, taken: set[str]) -> Advice:
    value = within.values[key]
    if isinstance(value, str) and is_placeholder(value) and not _says_never(key, value, within):
        return Advice(f"remove it: {quoted(value)} says nothing")
    if said := _known(plain(key), value, within, taken):
        return said
    candidates = candidates_of(key, within)
    if offered := _offer(key, candidates, within, taken):
        return offered
    if note := within.names.notes.get(plain(key)):
        return Advice(note)
    if candidates:
        return _decline(key, candidates, within, taken)
    return (
        _near(key, within, taken) or _in_table(key, within) or _by_kind(key, value, within, taken)
    )


def _says_never(key: str, value: str, within: Mapped) -> bool:
    """Whether a word that says nothing elsewhere means something in the field that is meant."""
    return any(
        field in LEFT_ALONE and fits(field, value, within)
        for field in candidates_of(key, within)[:1]
    )


def _known(name: str, value: Any, within: Mapped, taken: set[str]) -> Advice | None:
    """The advice that the table has for a name."""
    if lines := within.names.flags.get(name):
        answer = _flag(value)
        line = lines.get(answer or "")
        if line and line.split(":")[0] not in taken:
            field, _, text = line.partition(": ")
            return Advice(f"write `{line}`", field, ((field, text),))
        if answer:
            if not line:
                return Advice("remove it: this goes without saying")
            return Advice(f"remove it: `{line.split(':')[0]}` is given already")
    if why := within.names.removed.get(name):
        if kind_of(value):
            return Advice(f"move it under `extra:`; {why}")
        return Advice(f"remove it: {why}")
    return None


def _flag(value: Any) -> str | None:
    from ..schema.types import read_flag

    try:
        return "yes" if read_flag(value) else "no"
    except ValueError:
        return None


def _offer(key: str, candidates: tuple[str, ...], within: Mapped, taken: set[str]) -> Advice | None:
    """The first candidate that is free and takes the value; both where a name has two meanings."""
    value = within.values[key]
    free = [field for field in candidates if field not in taken and field in within.abouts]
    ways = [(field, cures) for field in free if (cures := ways_of(field, value, within, taken))]
    if _is_remote_picture(candidates, value) and not (ways and ways[0][0] in ADDRESSES):
        return _saved(value, within, taken)
    if not ways:
        return None
    field, cures = ways[0]
    if field in within.values:
        return Advice(
            f"{write_cures(cures, within.write)} in the place of the empty `{field}`, "
            "and remove this line",
            field,
            cures[0],
        )
    told = in_words(cures, within, value)
    if plain(key) == "skills" and len(ways) > 1:
        told = f"{told} (tools and languages) or `competencies` (skills)"
    elif plain(key) in within.names.starts and len(ways) > 1:
        when = "it was issued then"
        if ways[1][0] == "study_start_date":
            when = "you began to study then"
        told = f"{told}, or to `{ways[1][0]}` if {when}"
    return Advice(told, field, cures[0])


def _is_remote_picture(candidates: tuple[str, ...], value: Any) -> bool:
    return "image" in candidates and isinstance(value, str) and is_picture_address(value)


def _saved(address: str, within: Mapped, taken: set[str]) -> Advice:
    name = re.split(r"[?#]", address)[0].rpartition("/")[2]
    if "image" in taken:
        return Advice("move it under `extra:`; `image` is given already")
    return Advice(f"save the picture beside this file, and {_write_picture(name, within)}")


def _write_picture(name: str, within: Mapped) -> str:
    """`write`, with the lines for a picture."""
    return f"write {listed(f'`{line}`' for line in _picture_lines(name, within))}"


def _picture_lines(name: str, within: Mapped) -> Iterator[str]:
    yield within.write("image", name)
    if not within.is_given("image_alt"):
        yield within.write("image_alt", "what it shows")


def _decline(key: str, candidates: tuple[str, ...], within: Mapped, taken: set[str]) -> Advice:
    """Advice where no candidate is both free and takes the value."""
    value = within.values[key]
    free = [field for field in candidates if field not in taken and field in within.abouts]
    if not free:
        return Advice(f"{_keep(value, within)}: `{candidates[0]}` is given already", None)
    kind = kind_of(value)
    if kind and not is_of_kind(free[0], kind, within):
        return _by_kind(key, value, within, taken)
    if free[0] in REFERENCES:
        return Advice(
            f"say it in the text and remove the line, or write `{free[0]}:` "
            "with the `entity_id` of another record"
        )
    if isinstance(value, list | dict):
        return _by_kind(key, value, within, taken)
    if free[0] in FILES:
        return Advice(
            f"remove the line, or write the name of a file beside this one in `{free[0]}`"
        )
    reason = _reason(free[0], value, within)
    if not reason or free[0] != candidates[0]:
        return _by_kind(key, value, within, taken)
    if reason.startswith("remove"):
        return Advice(reason, free[0])
    return Advice(f"rename it to `{free[0]}`", free[0], (), is_wrong=True)


def _reason(field: str, value: Any, within: Mapped) -> str:
    from ..schema.fields import Unreadable

    reader = within.abouts[field].reader
    try:
        if reader:
            reader.read(value)
    except Unreadable as reason:
        return reason.help
    return ""


def _near(key: str, within: Mapped, taken: set[str]) -> Advice | None:
    """A field whose name, or other name, is almost the key, if it takes the value."""
    value = within.values[key]
    free = {plain(field): field for field in within.abouts if field not in taken}
    others = {
        name: fields[0]
        for name, fields in within.names.fields.items()
        if fields[0] in free.values() and len(name) > 5
    }
    near = did_you_mean(plain(key), free) or did_you_mean(plain(key), others, 0.85)
    field = free.get(near or "") or others.get(near or "")
    if field and within.abouts[field].reader is None:
        return Advice(f"rename it to `{field}`", field)
    if not field or not (cures := ways_of(field, value, within, taken)):
        return None
    if not accepts(within.abouts[field], value) and not readings(str(value)):
        return None
    return Advice(in_words(cures, within, value), field, cures[0])


def _in_table(key: str, within: Mapped) -> Advice | None:
    """Advice for a key that is a field of a table of this file, and stands outside it."""
    for name, about in within.abouts.items():
        if about.table and not about.shape and plain(key) in map(plain, about.table.about()):
            return Advice(f"move it under `[{name}]`")
    return None


def _by_kind(key: str, value: Any, within: Mapped, taken: set[str]) -> Advice:
    """Advice from the value alone, where the key says nothing."""
    field, when = _belongs(key, value, within)
    is_free = (
        field in within.abouts
        and field not in within.values
        and field not in taken
        and isinstance(value, str)
    )
    cures = ways_of(field, value, within, taken) if is_free else ()
    if "extra" not in within.abouts:
        return Advice(_keep(value, within))
    if not cures:
        return Advice(f"{_keep(value, within)} for a theme of your own")
    told = in_words(cures, within, value)
    if field == "image":
        told = _write_picture(value, within)
    return Advice(f"{told} {when}; otherwise move it under `extra:`")


def _belongs(key: str, value: Any, within: Mapped) -> tuple[str, str]:
    """The field for a value of a kind, and under which condition."""
    kind = kind_of(value)
    if kind == "file":
        if str(value).lower().endswith(".pdf"):
            return "certificate", "if it is the certificate"
        return "image", "if it shows the badge or certificate"
    if kind == "date" and _END.search(plain(key)):
        if within.is_underway:
            return "target_date", "if you expect it then"
        return "expiry_date", "if it is valid until then"
    if kind == "date" and within.is_underway:
        return "study_start_date", "if you began to study then"
    return _KINDS.get(kind, ("", ""))


def _keep(value: Any, within: Mapped) -> str:
    if "extra" not in within.abouts:
        return f"remove it; the fields are {', '.join(within.abouts)}"
    return "move it under `extra:`" if kind_of(value) else "remove it, or keep it under `extra:`"
