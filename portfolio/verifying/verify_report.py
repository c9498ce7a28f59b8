"""The report of a verification, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from msgspec.structs import asdict

from ..diagnostics import has_errors
from ..domain.proof import Answer, Check, Checks, LinkCheck, LinkState
from ..paths import EVIDENCE_FOLDER
from ..summary import plural
from .run import VerifiedFile, VerifyResult

_COUNTED_AGAINST = ("form", "proof", "signer", "status", "recipient", "agreement")
"""The questions that speak against a credential if the answer is no: that it is over does not, and
words that no signature covers are shown to be none."""
_WIDTH = 8
_RECIPIENT, _AGREEMENT = 10, 10


def speaks_against(file: VerifiedFile) -> bool:
    """Whether anything speaks against a credential, or its file cannot be read."""
    answers = {name: check.answer for name, check in _named(file.checks)}
    return not file.is_readable or any(answers[name] is Answer.NO for name in _COUNTED_AGAINST)


def answers_as_json(result: VerifyResult) -> str:
    """The answers to the eight questions of each file, as JSON."""
    rows = [
        {
            "file": one.file,
            "checks": {
                name: {"answer": check.answer.value, "why": check.why}
                for name, check in _named(one.checks)
            },
        }
        for one in result.files
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def answers_as_table(result: VerifyResult) -> str:
    """A line for each file with the eight answers, and beneath it what is not *yes*."""
    if not result.files:
        return ""
    lines = [f"{_row(list(Checks.__struct_fields__))}file"]
    for one in result.files:
        lines.append(f"{_row([check.answer.value for _, check in _named(one.checks)])}{one.file}")
        lines += [f"    {line}" for line in _details(one)]
        lines += [f"    {_link_line(url, result.links.get(url))}" for url in one.links]
    return "\n".join(lines) + "\n"


def verify_summary(result: VerifyResult) -> str:
    """How many files were verified, with what result, and what was written."""
    if has_errors(result.problems) and not result.files:
        return f"nothing was verified: {EVIDENCE_FOLDER} has errors"
    against = sum(map(speaks_against, result.files))
    proved = sum(one.checks.proof.answer is Answer.YES for one in result.files)
    parts = [
        f"{plural(len(result.files), 'file')} verified: {proved} proved, {against} spoken against"
    ]
    urls = dict.fromkeys(url for one in result.files for url in one.links)
    if urls:
        states = Counter(
            check.state.value if (check := result.links.get(url)) else "not tried" for url in urls
        )
        counts = ", ".join(f"{states[state]} {state}" for state in _STATES if states[state])
        parts.append(f"{plural(len(urls), 'link')}: {counts}")
    if result.written:
        parts.append(f"{plural(len(result.written), 'file')} of evidence written")
    if result.broken:
        parts.append(f"{plural(result.broken, 'record')} with errors left out")
    return "; ".join(parts)


_STATES = (*(state.value for state in LinkState), "not tried")


def _named(checks: Checks) -> list[tuple[str, Check]]:
    return list(asdict(checks).items())


def _row(words: list[str]) -> str:
    widths = [_WIDTH] * (len(words) - 2) + [_RECIPIENT, _AGREEMENT]
    return "".join(word.ljust(width) for word, width in zip(words, widths, strict=True))


def _details(file: VerifiedFile) -> Iterator[str]:
    """What is not *yes*, with the reason; one line if all have the same."""
    found = [(name, check) for name, check in _named(file.checks) if check.answer != Answer.YES]
    reasons = {check.why for _, check in found}
    if len(reasons) == 1 and len(found) == len(Checks.__struct_fields__):
        yield reasons.pop()
        return
    for name, check in found:
        yield f"{name}: {check.answer.value}. {check.why}"
    for one in file.disagreements:
        yield f"{one.field}: the record says `{one.record}`, the file `{one.file}`"


def _link_line(url: str, check: LinkCheck | None) -> str:
    if check is None:
        return f"link not tried: {url}"
    said = f"link {check.state.value} on {check.checked}: {url}"
    if check.moved_to:
        said += f" is now {check.moved_to}"
    since = f", dead since {check.dead_since}" if check.has_vanished else ""
    return f"{said} ({check.why}{since})"
