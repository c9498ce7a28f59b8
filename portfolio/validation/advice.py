"""What to do about a key that is not a field; its name and its value decide together.

A field is offered only if it is free and takes the value, as it is or in a form that the help
writes out, so following the advice causes no further error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from ..images.file_kinds import is_picture_address
from ..text import did_you_mean, listed, quoted
from .candidates import (
    ADDRESS_FIELDS,
    FILE_FIELDS,
    REFERENCE_FIELDS,
    KeyContext,
    candidate_fields,
    describe_fixes,
    example_is_of_kind,
    fits,
    value_kind,
    ways_to_write,
    write_fixes,
)
from .field_names import normalized
from .fixes import Fix, accepts
from .placeholders import EXEMPT_FIELDS, is_placeholder
from .written_dates import read_dates

_KINDS = {
    "date": ("issued_date", "if it was issued then"),
    "address": ("verification_url", "if anyone can check it there"),
}
_END = re.compile(
    r"end|expir|until|till|valid|renew|lapse|thr(?:u|ough)|bis|ablauf|hasta|venc|fin|scad"
)
"""Parts of names that mean an end date."""


class Advice(Struct, frozen=True):
    """What to do about one key."""

    help: str
    field: str | None = None
    """The field that was meant, if it is known."""
    fix: Fix = ()
    """The lines to write instead."""
    is_wrong: bool = False
    """Whether the field does not take the value, and nothing better is known."""


def advise(keys: Iterable[str], context: KeyContext) -> dict[str, Advice]:
    """Advice for each key that is not a field.

    No two keys get the same field; keys that can mean the fewest fields choose first.
    """
    found: dict[str, Advice] = {}
    taken = {field for field in context.specs if context.is_given(field)}
    order = list(keys)
    for key in sorted(order, key=lambda key: len(candidate_fields(key, context)) or 99):
        advice = found[key] = _advice(key, context, taken)
        taken |= {name for name, _ in advice.fix}
        if advice.is_wrong:
            taken.add(advice.field or "")
    return {key: found[key] for key in order}


def _advice(key: str, context: KeyContext, taken: set[str]) -> Advice:
    value = context.values[key]
    if isinstance(value, str) and is_placeholder(value) and not _says_never(key, value, context):
        return Advice(f"remove it: {quoted(value)} is only a placeholder")
    if known := _known_advice(normalized(key), value, context, taken):
        return known
    candidates = candidate_fields(key, context)
    if offered := _offer(key, candidates, context, taken):
        return offered
    if note := context.names.notes.get(normalized(key)):
        return Advice(note)
    if candidates:
        return _decline(key, candidates, context, taken)
    return (
        _near(key, context, taken)
        or _in_table(key, context)
        or _by_kind(key, value, context, taken)
    )


def _says_never(key: str, value: str, context: KeyContext) -> bool:
    """Whether a placeholder has a meaning in the field that is meant: `none` for no expiry."""
    return any(
        field in EXEMPT_FIELDS and fits(field, value, context)
        for field in candidate_fields(key, context)[:1]
    )


def _known_advice(name: str, value: Any, context: KeyContext, taken: set[str]) -> Advice | None:
    """The advice that the table of names has for this one."""
    if lines := context.names.flags.get(name):
        answer = _flag(value)
        line = lines.get(answer or "")
        if line and line.split(":")[0] not in taken:
            field, _, text = line.partition(": ")
            return Advice(f"write `{line}`", field, ((field, text),))
        if answer:
            if not line:
                return Advice("remove it: that is the default")
            return Advice(f"remove it: `{line.split(':')[0]}` is already set")
    if why := context.names.removed.get(name):
        if value_kind(value):
            return Advice(f"move it under `extra:`; {why}")
        return Advice(f"remove it: {why}")
    return None


def _flag(value: Any) -> str | None:
    from ..schema.types import read_flag

    try:
        if read_flag(value):
            return "yes"
        return "no"
    except ValueError:
        return None


def _offer(
    key: str, candidates: tuple[str, ...], context: KeyContext, taken: set[str]
) -> Advice | None:
    """The first candidate that is free and takes the value, or both if a name has two."""
    value = context.values[key]
    free = [field for field in candidates if field not in taken and field in context.specs]
    ways = [
        (field, fixes) for field in free if (fixes := ways_to_write(field, value, context, taken))
    ]
    if _is_remote_picture(candidates, value) and not (ways and ways[0][0] in ADDRESS_FIELDS):
        return _saved(value, context, taken)
    if not ways:
        return None
    field, fixes = ways[0]
    if field in context.values:
        return Advice(
            f"{write_fixes(fixes, context.write)} in place of the empty `{field}`, "
            "and remove this line",
            field,
            fixes[0],
        )
    text = describe_fixes(fixes, context, value)
    if normalized(key) == "skills" and len(ways) > 1:
        text = f"{text} (tools and languages) or `competencies` (skills)"
    elif normalized(key) in context.names.starts and len(ways) > 1:
        when = "it was issued then"
        if ways[1][0] == "study_start_date":
            when = "you started studying then"
        text = f"{text}, or to `{ways[1][0]}` if {when}"
    return Advice(text, field, fixes[0])


def _is_remote_picture(candidates: tuple[str, ...], value: Any) -> bool:
    return "image" in candidates and isinstance(value, str) and is_picture_address(value)


def _saved(address: str, context: KeyContext, taken: set[str]) -> Advice:
    name = re.split(r"[?#]", address)[0].rpartition("/")[2]
    if "image" in taken:
        return Advice("move it under `extra:`; `image` is already set")
    return Advice(f"save the picture beside this file, and {_write_picture(name, context)}")


def _write_picture(name: str, context: KeyContext) -> str:
    """`write`, with the lines for a picture."""
    return f"write {listed(f'`{line}`' for line in _picture_lines(name, context))}"


def _picture_lines(name: str, context: KeyContext) -> Iterator[str]:
    yield context.write("image", name)
    if not context.is_given("image_alt"):
        yield context.write("image_alt", "what it shows")


def _decline(key: str, candidates: tuple[str, ...], context: KeyContext, taken: set[str]) -> Advice:
    """Advice if no candidate is free and takes the value."""
    value = context.values[key]
    free = [field for field in candidates if field not in taken and field in context.specs]
    if not free and candidates[0] == "links" and value_kind(value) == "address":
        return Advice("add it to `links`, as one more `label` and `url`")
    if not free:
        return Advice(f"{_keep(value, context)}: `{candidates[0]}` is already set", None)
    kind = value_kind(value)
    if kind and not example_is_of_kind(free[0], kind, context):
        return _by_kind(key, value, context, taken)
    if free[0] in REFERENCE_FIELDS:
        return Advice(
            f"mention it in the text and remove the line, or write `{free[0]}:` "
            "with the `entity_id` of another record"
        )
    if isinstance(value, list | dict):
        return _by_kind(key, value, context, taken)
    if free[0] in FILE_FIELDS:
        return Advice(f"remove the line, or set `{free[0]}` to the name of a file beside this one")
    reason = _reason(free[0], value, context)
    if not reason or free[0] != candidates[0]:
        return _by_kind(key, value, context, taken)
    if reason.startswith("remove"):
        return Advice(reason, free[0])
    return Advice(f"rename it to `{free[0]}`", free[0], (), is_wrong=True)


def _reason(field: str, value: Any, context: KeyContext) -> str:
    from ..schema.fields import InvalidValue

    reader = context.specs[field].reader
    try:
        if reader:
            reader.read(value)
    except InvalidValue as reason:
        return reason.help
    return ""


def _near(key: str, context: KeyContext, taken: set[str]) -> Advice | None:
    """A field with nearly the same name, or another name of it, if it takes the value."""
    value = context.values[key]
    free = {normalized(field): field for field in context.specs if field not in taken}
    others = {
        name: fields[0]
        for name, fields in context.names.fields.items()
        if fields[0] in free.values() and len(name) > 5
    }
    near = did_you_mean(normalized(key), free) or did_you_mean(normalized(key), others, 0.85)
    field = free.get(near or "") or others.get(near or "")
    if field and context.specs[field].reader is None:
        fits_table = accepts(context.specs[field], value)
        return Advice(f"rename it to `{field}`", field) if fits_table else None
    if not field or not (fixes := ways_to_write(field, value, context, taken)):
        return None
    if not accepts(context.specs[field], value) and not read_dates(str(value)):
        return None
    return Advice(describe_fixes(fixes, context, value), field, fixes[0])


def _in_table(key: str, context: KeyContext) -> Advice | None:
    """Advice for a key that belongs in one of the tables of this file."""
    for name, spec in context.specs.items():
        if spec.table and not spec.shape and normalized(key) in map(normalized, spec.table.specs()):
            return Advice(f"move it under `[{name}]`")
    return None


def _by_kind(key: str, value: Any, context: KeyContext, taken: set[str]) -> Advice:
    """Advice that follows from the value alone."""
    field, when = _belongs(key, value, context)
    is_free = (
        field in context.specs
        and field not in context.values
        and field not in taken
        and isinstance(value, str)
    )
    fixes = ways_to_write(field, value, context, taken) if is_free else ()
    if "extra" not in context.specs:
        return Advice(_keep(value, context))
    if not fixes:
        return Advice(f"{_keep(value, context)} for your own theme")
    text = describe_fixes(fixes, context, value)
    if field == "image":
        text = _write_picture(value, context)
    return Advice(f"{text} {when}; otherwise move it under `extra:`")


def _belongs(key: str, value: Any, context: KeyContext) -> tuple[str, str]:
    """The field for a value of this kind, and the condition for it."""
    kind = value_kind(value)
    if kind == "file":
        if str(value).lower().endswith(".pdf"):
            return "certificate", "if it is the certificate"
        return "image", "if it shows the badge or certificate"
    if kind == "date" and _END.search(normalized(key)):
        if context.is_underway:
            return "target_date", "if you expect to earn it then"
        return "expiry_date", "if it is valid until then"
    if kind == "date" and context.is_underway:
        return "study_start_date", "if you started studying then"
    return _KINDS.get(kind, ("", ""))


def _keep(value: Any, context: KeyContext) -> str:
    if "extra" not in context.specs:
        return f"remove it; the fields are {', '.join(context.specs)}"
    if value_kind(value):
        return "move it under `extra:`"
    return "remove it, or move it under `extra:`"
