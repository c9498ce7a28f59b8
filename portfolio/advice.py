"""What to do about a key that is no field: the name and the value decide together.

A field is offered only if it is free and takes the value, as it is or in a form that is written out, so that what
follows the advice is not wrong itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from .cures import Abouts, Cure, accepts, cures_of, is_file
from .field_names import NO_NAMES, START_FIELDS, Names, plain, status_words
from .kinds import is_picture_address
from .placeholders import LEFT_ALONE, is_placeholder
from .text import did_you_mean, listed, quoted
from .written_dates import readings

_UNDERWAY = {"issued_date": "study_start_date", "expiry_date": "target_date"}
"""What a date is for something that is in progress or planned."""
_REFERENCES = ("part_of", "superseded_by")
_FILES = ("image", "certificate", "photo")
_ADDRESSES = ("verification_url", "badge_url", "course_url")
_KINDS = {"date": ("issued_date", "if it was issued then"), "address": ("verification_url", "if anybody can check it there")}
_END = re.compile(r"end|expir|until|till|valid|renew|lapse|thr(?:u|ough)|bis|ablauf|hasta|venc|fin|scad")
"""What a name has that tells of an end."""
_NUMBER = re.compile(r"[\d.,]+ ?%?")
_DATE_SHAPED = re.compile(r"\d{4}(-\d\d){0,2}|\d{4}([-./])\d\d?\2\d\d?|\d\d?([-./])\d\d?\3\d{4}")
"""A date, or what was meant as one, such as 31.02.2025."""


class Mapped(Struct, frozen=True):
    """The part of a file in which a key stands, and what is known of its names."""

    values: Mapping[str, Any]
    """What is written, with what is empty."""
    abouts: Abouts
    write: Callable[[str, Any], str]
    """A field and its value as a line."""
    names: Names = NO_NAMES

    def is_given(self, field: str) -> bool:
        """Whether a field has a value."""
        return not is_blank(self.values.get(field))

    @property
    def is_underway(self) -> bool:
        """Whether it says that nothing is issued yet."""
        status = plain(str(self.values.get("status")))
        return status_words().get(status, status) in ("in_progress", "inprogress", "planned")


class Advice(Struct, frozen=True):
    """What to do about one key."""

    help: str
    field: str | None = None
    """The field that was meant, where it is known."""
    cure: Cure = ()
    """The lines to write instead."""
    is_wrong: bool = False
    """Whether the field does not take the value, and nothing better is known."""


def is_blank(value: Any) -> bool:
    """Whether a value counts as not given."""
    return value is None or (isinstance(value, str) and not value.strip())


def advise(keys: Iterable[str], within: Mapped) -> dict[str, Advice]:
    """Advice for each key that is no field. No two are led to one field; those that can mean least are served first."""
    found: dict[str, Advice] = {}
    taken = {field for field in within.abouts if within.is_given(field)}
    order = list(keys)
    for key in sorted(order, key=lambda key: len(_candidates(key, within)) or 99):
        found[key] = _advice(key, within, taken)
        taken |= {name for name, _ in found[key].cure} | ({found[key].field or ""} if found[key].is_wrong else set())
    return {key: found[key] for key in order}


def _advice(key: str, within: Mapped, taken: set[str]) -> Advice:
    value = within.values[key]
    if isinstance(value, str) and is_placeholder(value) and not _says_never(key, value, within):
        return Advice(f"remove it: {quoted(value)} says nothing")
    if said := _known(plain(key), value, within, taken):
        return said
    candidates = _candidates(key, within)
    if offered := _offer(key, candidates, within, taken):
        return offered
    if note := within.names.notes.get(plain(key)):
        return Advice(note)
    if candidates:
        return _decline(key, candidates, within, taken)
    return _near(key, within, taken) or _in_table(key, within) or _by_kind(key, value, within, taken)


def _says_never(key: str, value: str, within: Mapped) -> bool:
    """Whether a word that says nothing elsewhere means something in the field that is meant."""
    return any(field in LEFT_ALONE and _fits(field, value, within) for field in _candidates(key, within)[:1])


def _known(name: str, value: Any, within: Mapped, taken: set[str]) -> Advice | None:
    """The advice that the table has for a name."""
    if lines := within.names.flags.get(name):
        answer = _flag(value)
        line = lines.get(answer or "")
        if line and line.split(":")[0] not in taken:
            field, _, text = line.partition(": ")
            return Advice(f"write `{line}`", field, ((field, text),))
        if answer:
            return Advice("remove it: this goes without saying" if not line else f"remove it: `{line.split(':')[0]}` is given already")
    if why := within.names.removed.get(name):
        return Advice(f"move it under `extra:`; {why}" if _kind(value) else f"remove it: {why}")
    return None


def _flag(value: Any) -> str | None:
    from .values import read_flag

    try:
        return "yes" if read_flag(value) else "no"
    except ValueError:
        return None


def _kind(value: Any) -> str:
    """`date`, `address`, `file` or `number`, or nothing for what is none of them."""
    if not isinstance(value, str):
        return _kind(value[0]) if isinstance(value, list) and len(value) == 1 else ""
    if re.match(r"https?://|www\.", value):
        return "address"
    if is_file(value):
        return "file"
    if readings(value) or _DATE_SHAPED.fullmatch(value):
        return "date"
    return "number" if _NUMBER.fullmatch(value) else ""


def _candidates(key: str, within: Mapped) -> tuple[str, ...]:
    """The fields that a key may mean by its name, the likeliest first."""
    name = plain(key)
    same = next((field for field in within.abouts if plain(field) == name), None)
    if same:
        return (same,)
    fields = within.names.fields.get(name, ())
    if name in within.names.starts:
        fields = tuple(reversed(START_FIELDS)) if _has_end(within) else START_FIELDS
    if within.is_underway:
        fields = tuple(dict.fromkeys(_UNDERWAY.get(field, field) for field in fields))
    return fields


def _has_end(within: Mapped) -> bool:
    ends = [key for key in within.values if within.names.fields.get(plain(key)) == ("expiry_date",)]
    return bool(ends) or within.is_given("expiry_date")


def _offer(key: str, candidates: tuple[str, ...], within: Mapped, taken: set[str]) -> Advice | None:
    """The first candidate that is free and takes the value; both where a name has two meanings."""
    value = within.values[key]
    free = [field for field in candidates if field not in taken and field in within.abouts]
    ways = [(field, cures) for field in free if (cures := _ways(field, value, within, taken))]
    if _is_remote_picture(candidates, value) and not (ways and ways[0][0] in _ADDRESSES):
        return _saved(value, within, taken)
    if not ways:
        return None
    field, cures = ways[0]
    if field in within.values:
        return Advice(f"{write_cures(cures, within.write)} in the place of the empty `{field}`, and remove this line", field, cures[0])
    told = _told(cures, within, value)
    if plain(key) == "skills" and len(ways) > 1:
        told = f"{told} (tools and languages) or `competencies` (skills)"
    elif plain(key) in within.names.starts and len(ways) > 1:
        when = "you began to study then" if ways[1][0] == "study_start_date" else "it was issued then"
        told = f"{told}, or to `{ways[1][0]}` if {when}"
    return Advice(told, field, cures[0])


def _ways(field: str, value: Any, within: Mapped, taken: set[str]) -> tuple[Cure, ...]:
    """How a value can be written in a field: as it is, or in other forms."""
    if _fits(field, value, within):
        return (((field, value),),)
    if field in _REFERENCES or accepts(within.abouts[field], value):
        return ()
    return tuple(cure for cure in cures_of(field, value, within.abouts, taken | set(within.values)) if _fits_all(cure, within))


def _fits_all(cure: Cure, within: Mapped) -> bool:
    return all(_fits(field, value, within) for field, value in cure)


def _fits(field: str, value: Any, within: Mapped) -> bool:
    """Whether a field takes a value, and the value is of the kind that belongs there."""
    if not accepts(within.abouts[field], value):
        return False
    texts = value if isinstance(value, list) else [value]
    if field in _FILES:
        return isinstance(value, str) and is_file(value) and (field == "certificate" or not value.lower().endswith(".pdf"))
    if field in _ADDRESSES:
        return not (isinstance(value, str) and is_picture_address(value))
    if field == "entity_id":
        return isinstance(value, str) and not value[:1].isdigit()
    is_any_text = accepts(within.abouts[field], "words") or accepts(within.abouts[field], ["words"])
    return not is_any_text or not any(_kind(text) in ("address", "file") for text in texts)


def _told(cures: tuple[Cure, ...], within: Mapped, value: Any) -> str:
    """Rename it, or write these lines."""
    field, written = cures[0][0]
    if len(cures) == 1 and len(cures[0]) == 1 and written == value:
        note = ", with the `entity_id` of that record" if field in _REFERENCES else ""
        return f"rename it to `{field}`{note}"
    return write_cures(cures, within.write)


def write_cures(cures: Iterable[Cure], write: Callable[[str, Any], str]) -> str:
    """The lines to write, with `or` between those that are one or the other."""
    return f"write {' or '.join(listed(f'`{write(field, value)}`' for field, value in cure) for cure in cures)}"


def instead(field: str, value: Any, within: Mapped) -> str:
    """The lines to write for a value that its field does not take, or nothing where nobody knows what was meant."""
    taken = set(within.values) - {field}
    if cures := cures_of(field, value, within.abouts, taken):
        return write_cures(cures, within.write)
    other = "certificate"
    if isinstance(value, str) and field in _ADDRESSES and is_file(value) and other in within.abouts and other not in taken:
        return write_cures((((other, value),),), within.write) if accepts(within.abouts[other], value) else ""
    return ""


def _is_remote_picture(candidates: tuple[str, ...], value: Any) -> bool:
    return "image" in candidates and isinstance(value, str) and is_picture_address(value)


def _saved(address: str, within: Mapped, taken: set[str]) -> Advice:
    name = re.split(r"[?#]", address)[0].rpartition("/")[2]
    if "image" in taken:
        return Advice("move it under `extra:`; `image` is given already")
    return Advice(f"save the picture beside this file, and write {listed(f'`{line}`' for line in _picture_lines(name, within))}")


def _picture_lines(name: str, within: Mapped) -> Iterator[str]:
    yield within.write("image", name)
    if not within.is_given("image_alt"):
        yield within.write("image_alt", "what it shows")


def _decline(key: str, candidates: tuple[str, ...], within: Mapped, taken: set[str]) -> Advice:
    """No candidate is free and takes the value."""
    value = within.values[key]
    free = [field for field in candidates if field not in taken and field in within.abouts]
    if not free:
        return Advice(f"{_keep(value, within)}: `{candidates[0]}` is given already", None)
    kind = _kind(value)
    if kind and (said := _by_kind(key, value, within, taken)) and not _is_of_kind(free[0], kind, within):
        return said
    if free[0] in _REFERENCES:
        return Advice(f"say it in the text and remove the line, or write `{free[0]}:` with the `entity_id` of another record")
    if isinstance(value, list | dict):
        return _by_kind(key, value, within, taken)
    if free[0] in _FILES:
        return Advice(f"remove the line, or write the name of a file beside this one in `{free[0]}`")
    reason = _reason(free[0], value, within)
    if not reason or free[0] != candidates[0]:
        return _by_kind(key, value, within, taken)
    return Advice(reason, free[0]) if reason.startswith("remove") else Advice(f"rename it to `{free[0]}`", free[0], (), is_wrong=True)


def _is_of_kind(field: str, kind: str, within: Mapped) -> bool:
    examples = within.abouts[field].examples
    return bool(examples) and _kind(str(examples[0])) == kind


def _reason(field: str, value: Any, within: Mapped) -> str:
    from .fields import Unreadable

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
    others = {name: fields[0] for name, fields in within.names.fields.items() if fields[0] in free.values() and len(name) > 5}
    near = did_you_mean(plain(key), free) or did_you_mean(plain(key), others, 0.85)
    field = free.get(near or "") or others.get(near or "")
    if field and within.abouts[field].reader is None:
        return Advice(f"rename it to `{field}`", field)
    if not field or not (cures := _ways(field, value, within, taken)):
        return None
    if not accepts(within.abouts[field], value) and not readings(str(value)):
        return None
    return Advice(_told(cures, within, value), field, cures[0])


def _in_table(key: str, within: Mapped) -> Advice | None:
    """The key is a field of a table of this file, and stands outside of it."""
    tables = {name: about.table for name, about in within.abouts.items() if about.table and not about.shape}
    found = next((name for name, table in tables.items() if plain(key) in map(plain, table.about())), None)
    return Advice(f"move it under `[{found}]`") if found else None


def _by_kind(key: str, value: Any, within: Mapped, taken: set[str]) -> Advice:
    """Where a value belongs whose key says nothing."""
    field, when = _belongs(key, value, within)
    is_free = field in within.abouts and field not in within.values and field not in taken and isinstance(value, str)
    cures = _ways(field, value, within, taken) if is_free else ()
    if not cures or "extra" not in within.abouts:
        return Advice(f"{_keep(value, within)} for a theme of your own" if "extra" in within.abouts else _keep(value, within))
    told = f"write {listed(f'`{line}`' for line in _picture_lines(value, within))}" if field == "image" else _told(cures, within, value)
    return Advice(f"{told} {when}; otherwise move it under `extra:`")


def _belongs(key: str, value: Any, within: Mapped) -> tuple[str, str]:
    """The field for a value of a kind, and on which condition."""
    kind = _kind(value)
    if kind == "file":
        is_pdf = str(value).lower().endswith(".pdf")
        return ("certificate", "if it is the certificate") if is_pdf else ("image", "if it shows the badge or certificate")
    if kind == "date" and _END.search(plain(key)):
        return ("target_date", "if you expect it then") if within.is_underway else ("expiry_date", "if it is valid until then")
    if kind == "date" and within.is_underway:
        return "study_start_date", "if you began to study then"
    return _KINDS.get(kind, ("", ""))


def _keep(value: Any, within: Mapped) -> str:
    if "extra" not in within.abouts:
        return f"remove it; the fields are {', '.join(within.abouts)}"
    return "move it under `extra:`" if _kind(value) else "remove it, or keep it under `extra:`"
