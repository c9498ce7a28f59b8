"""Deliberate breakages of the program, each of which the tests must catch:
`breakages.py [--list] [PART…]` tries all of them, or those whose text or package has a part.

Each is tried in a copy of the checkout: a text that occurs once in a package is replaced, and the
test modules that should notice run. If they pass, the whole suite runs. The exit code is 1 if a
breakage is missed, or its text is not found exactly once. It is run by hand.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
NOT_COPIED = (".git", ".venv*", ".*_cache", ".hypothesis", ".portfolio", "__pycache__")
SECONDS = 1200
"""After which a run counts as failed: what never ends is noticed as well."""
FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Breakage:
    """A text of one package and what it is replaced by."""

    package: str
    """Below `portfolio/`; empty for the modules of that folder itself."""
    text: str
    replacement: str
    tests: str
    """The names of the test modules that should fail, without `test_`."""


BREAKAGES = (
    Breakage("", "1) - timedelta(days=1)", "1) - timedelta(days=2)", "dates"),
    Breakage("", "if joined in _RESERVED:", "if not joined:", "text"),
    Breakage(
        "", '{"http", "https", "mailto"}', '{"http", "https", "mailto", "ftp"}', "render_body"
    ),
    Breakage(
        "locale", '"rtl" if script_of(language) in RIGHT_TO_LEFT else "ltr"', '"ltr"', "language"
    ),
    Breakage(
        "locale", 'return chr(ord("9") + min(len(digits[1]), _LONGEST)) + ', "return ", "collation"
    ),
    Breakage("", '"%\\r\\n" + more', '"%\\n" + more', "report"),
    Breakage("", "if count == 1:", "if count == 0:", "summary"),
    Breakage("", "return [items[:head], *chunks] if head else chunks", "return chunks", "workers"),
    Breakage("", "if len(found) > MAX_PROBLEMS:", "if False:", "extensions"),
    Breakage(
        "validation", 'quoted_address(url).rstrip("/") + "/"', "quoted_address(url)", "settings"
    ),
    Breakage("", "has_errors(found) or (strict and found)", "has_errors(found)", "cli"),
    Breakage(
        "",
        "self.location.line, self.location.column, self.code",
        "0, 0, self.code",
        "build problems",
    ),
    Breakage(
        "domain", "record.expiry_date.last < as_of", "record.expiry_date.last <= as_of", "states"
    ),
    Breakage("domain", "<= EXPIRING_WITHIN", "< EXPIRING_WITHIN", "states"),
    Breakage(
        "domain",
        "_STRENGTH[programme.standing] >= ",
        "_STRENGTH[programme.standing] > ",
        "counting",
    ),
    Breakage("domain", "if _plain(text) in _words():", "if text in _words():", "expiry"),
    Breakage(
        "domain",
        "if not may_have_links(text) or not _is_suspect",
        "if may_have_links(text) or not _is_suspect",
        "privacy",
    ),
    Breakage("domain", 'host.lower().removeprefix("www.")', "host.lower()", "platforms"),
    Breakage("schema", "if len(line) > MAX_TEXT:", "if False:", "types"),
    Breakage("schema", 'not in ("http", "https"):', 'not in ("http", "https", "ftp"):', "types"),
    Breakage("schema", "return max(most - min(least, longest) + 1, 1)", "return 1", "patterns"),
    Breakage(
        "validation", "if len(months) != 1 or strange or", "if len(months) != 1 or", "written_dates"
    ),
    Breakage("validation", '_SURE | {"none", "na"}', "_SURE", "placeholders"),
    Breakage("validation", "if advice.field and not advice.fix:", "if False:", "validate advice"),
    Breakage("content", "if len(self._stack) >= MAX_DEPTH:", "if False:", "front_matter"),
    Breakage("content", "if (root / folder).is_symlink():", "if False:", "files"),
    Breakage("content", 'r"readme(\\.|$)|', 'r"', "unread_files"),
    Breakage("images", "*range(0xDA, 0xE0)", "*range(0xDA, 0xF0)", "metadata"),
    Breakage(
        "images", "if _orientation(picture) > 4:", "if _orientation(picture) > 8:", "pictures"
    ),
    Breakage("images", 'if name.lower().startswith("on"):', "if False:", "svg"),
    Breakage("images", 'content[8:12] == b"WEBP"', 'content[8:12] == b"WAVE"', "file_kinds"),
    Breakage(
        "markdown",
        '_OTHER_INPUT.sub("", _CLEANER.clean(html))',
        "_CLEANER.clean(html)",
        "render_body parser",
    ),
    Breakage("markdown", "return tokens[3:]", "return tokens", "render_body"),
    Breakage("markdown", "shown = redaction.html(shown)", "", "privacy"),
    Breakage("markdown", 'token.type not in ("fence", "code_block")', "True", "verification"),
    Breakage("theme", "if not _NAMES.fullmatch(name):", "if False:", "themes"),
    Breakage("theme", "if entry.is_symlink():", "if False:", "themes"),
    Breakage("theme", "*entry_points()} - {BASE}", "*entry_points()}", "themes theme"),
    Breakage("theme", "if not is_legible(shown, colors[scheme]):", "if False:", "theme"),
    Breakage(
        "linking", "expires.last < issued.first", "expires.last <= issued.first", "checks problems"
    ),
    Breakage(
        "linking", "evidence = (-term.valid_count, ", "evidence = (term.valid_count, ", "taxonomy"
    ),
    Breakage("linking", "start.first - GRACE <= as_of", "start.first <= as_of", "projects"),
    Breakage("linking", "if entry.within not in known", "if True", "collections"),
    Breakage("linking", "if not record.expired:", "if record.expired:", "collections"),
    Breakage(
        "linking",
        "for answer in GapAnswer if answer in answers",
        "for answer in answers",
        "targets",
    ),
    Breakage("linking", "not known or len(known) < len(ends)", "not known", "targets"),
    Breakage("linking", "needed - row.is_needed", "needed", "targets"),
    Breakage("linking", "activity.date.first <= last", "activity.date.last <= last", "learning"),
    Breakage("linking", "drafts or record.publish_renewal", "True", "learning"),
    Breakage("linking", "if drafts or t.record.publish}", "}", "targets"),
    Breakage("content", "len(cells) > len(columns)", "False", "problems"),
    Breakage("markdown", "if step and step not in told:", "if step:", "projects"),
    Breakage("linking", "states[identity] is not State.PLANNED", "True", "link"),
    Breakage("linking", "if self.stated and self.stated.may_check:", "if False:", "verification"),
    Breakage("site", "fold(holder.address) == fold(claim.address)", "False", "pages"),
    Breakage("site", "nearness.pop(member", "nearness.get(member", "cards"),
    Breakage("site", "min(max(share, 0.0), 1.0)", "share", "timeline charts"),
    Breakage("site", "if len(facet.options) > 1", "if facet.options", "collation"),
    Breakage("site", "if e.within is None and e.standing", "if e.standing", "counting"),
    Breakage("views", "if part.within == self.id:", "if True:", "cards counting"),
    Breakage("formats", "day + timedelta(days=1)", "day", "renewals"),
    Breakage(
        "formats",
        "if progress is None or not entry.record.publish_renewal:",
        "if progress is None:",
        "portfolio_data",
    ),
    Breakage("formats", "if hours is None or hours.is_private:", "if not hours:", "portfolio_data"),
    Breakage(
        "formats", "entry.expiry and entry.expiry.last == progress.by.last", "False", "renewals"
    ),
    Breakage("linking", "progress.by and progress.by.last <= last", "progress.by", "site_checks"),
    Breakage(
        "site",
        "filter(_is_offered, source.portfolio.collections)",
        "source.portfolio.collections",
        "llms",
    ),
    Breakage(
        "site",
        "entry for entry in source.portfolio.targets if entry.is_published",
        "source.portfolio.targets",
        "portfolio_data",
    ),
    Breakage(
        "site",
        "entries = [card for card in roots if card.renewed_as is None]",
        "entries = roots",
        "charts",
    ),
    Breakage("exports", "if cell.startswith(FORMULA_SIGNS):", 'if cell == "=":', "export"),
    Breakage("exports", "entry.state is not State.REVOKED and ", "", "export"),
    Breakage("exports", "and not is_named and not is_export(target)", "and False", "export"),
    Breakage("exports", "min(issued.last, as_of)", "min(issued.first, as_of)", "export"),
    Breakage("exports", '"badge_url": "`evidence`, with what it is",', "", "export_conformance"),
    Breakage("formats", "if card.standing is not Standing.VALID:", "if False:", "linkedin"),
    Breakage("formats", "if link.url not in shown", "if link.url", "exports"),
    Breakage(
        "formats",
        "{key: value for key, value in values.items() if value}",
        "dict(values)",
        "resume",
    ),
    Breakage("drawing", "QUIET_ZONE = 4", "QUIET_ZONE = 0", "qr"),
    Breakage(
        "drawing", "if x + text_width(words, YEAR_SIZE) <= RIGHT:", "if True:", "share_layout"
    ),
    Breakage("render", '.replace("\'", "&#39;")', "", "render"),
    Breakage("render", "if kept.setting != setting:", "if False:", "fragments"),
    Breakage("render", "if key != _key(code):", "if False:", "compiled"),
    Breakage("render", "if heading.level == 2", "if heading.level", "shell texts"),
    Breakage(
        "store", "and content[:_CHECKSUM] == _checksum(key, content[_CHECKSUM:])", "", "cache"
    ),
    Breakage("store", "or known[0] != given", "", "memo"),
    Breakage("store", 'f"{name} {args[1]}" if by_name else name', "name", "memo"),
    Breakage("linking", "language if field in words else main", "language", "translations"),
    Breakage("linking", "if not has_message(language, key)", "", "translations"),
    Breakage("content", "and loaded.original == _original_of(root, path)[0]", "", "translations"),
    Breakage(
        "pipeline", "replace(resource, address=address, folder=folder)", "resource", "translations"
    ),
    Breakage("render", 'root = f"{root}../"', "pass", "translations"),
    Breakage("output", "else Path.cwd() / folder", "else root / folder", "site_folder"),
    Breakage(
        "output", "if known is None or known.root == str(output.root):", "if True:", "publish"
    ),
    Breakage("output", "if not output.manifest.exists() and not", "if False and not", "publish"),
    Breakage("output", "(ranks.get(name, 0), name)", "(-ranks.get(name, 0), name)", "publish"),
    Breakage("pdf", "if target.exists() and not is_pdf(target):", "if False:", "pdf"),
    Breakage("preview", "if inputs == before and not self._refusal:", "if False:", "live"),
    Breakage(
        "preview",
        "if len(host) != 1 or host[0].lower() not in",
        "if host[0].lower() not in",
        "server",
    ),
    Breakage("pipeline", "if last.options == options:", "if True:", "last_build incremental"),
    Breakage("pipeline", "if settings.publish.as_of:", "if False:", "settings build"),
    Breakage(
        "pipeline",
        "now.get(path) != before.get(path)",
        "path not in before",
        "last_build incremental",
    ),
    Breakage(
        "importing/records", "if hosts and not self.checks & other.checks:", "if False:", "import"
    ),
    Breakage(
        "importing/records",
        "if len(possible) == 1 and not possible[0].contradicts(cluster):",
        "if possible:",
        "import",
    ),
    Breakage(
        "importing/records",
        "_recognized(_joined_by_identity(",
        "(_joined_by_identity(",
        "import",
    ),
    Breakage("importing/records", "if self.summary or len(self.members) < 2", "if True", "import"),
    Breakage("importing/records", "if moved[-1:] != [None]:", "if False:", "import"),
    Breakage("importing", "if len(content) > limit:", "if False:", "sources"),
    Breakage("importing", 'if leaks or "identity__" in text:', "if False:", "import"),
    Breakage("importing", "PartialDate.parse(match[1]).iso", "match[1][:7]", "source_dates"),
    Breakage("importing", "if self.room < 0:", "if False:", "sources"),
    Breakage("importing/records", "for status in statuses):", "for status in ()):", "import"),
    Breakage("importing/readers", 'badge.get("public") is False', "False", "readers"),
    Breakage(
        "importing/readers", 'identity != first_text(around, "issuer.id")', "not around", "clr"
    ),
    Breakage("importing/readers", "(*_PRIVATE, *_TECHNICAL))", "())", "blockcerts"),
    Breakage("importing/readers", "if data.get(name) is value:", "if False:", "accredible"),
    Breakage(
        "importing/readers",
        "if mixed and not is_certificate(values, about.platforms):",
        "if False:",
        "resume_yaml",
    ),
    Breakage(
        "importing/readers",
        'found["issuer"] = authorizer',
        'found["issuer"] = issuer',
        "site_front_matter",
    ),
    Breakage("importing", "if _is_whole_site(address):", "if False:", "site_front_matter"),
    Breakage(
        "importing/certificates", "(self.names and self.has_heading)", "True", "certificate_pdf"
    ),
    Breakage("importing/readers", "len(links.checks) > 1 or", "", "certificate_pdf"),
    Breakage("scaffold", 'if name == "readme":', "if False:", "new"),
    Breakage(
        "scaffold", "if said := lines[max(offered, default=0) :]:", "if said := lines:", "theme"
    ),
    Breakage(
        "proving",
        "if any(not outcome.fits for outcome in outcomes):",
        "if False:",
        "data_integrity",
    ),
    Breakage("proving", 'if proof.get("proofPurpose") != _PURPOSE:', "if False:", "data_integrity"),
    Breakage(
        "proving",
        "best = next((outcome for outcome in outcomes if outcome.is_own), outcomes[0])",
        "best = outcomes[0]",
        "data_integrity",
    ),
    Breakage("proving", "if key.owner and issuer.startswith", "if issuer.startswith", "dids"),
    Breakage("proving", 'if fragment not in ("", written):', "if False:", "dids"),
    Breakage("proving", "if _whole_id(id_of(one), owner) in allowed", "if owner", "dids"),
    Breakage("proving", "if algorithm not in _ALGORITHMS[_kind(key)]:", "if False:", "keys"),
    Breakage("proving", "if to_base64url(content) != text:", "if False:", "keys"),
    Breakage(
        "proving", "object_pairs_hook=_without_repeats", "object_pairs_hook=dict", "documents"
    ),
    Breakage("proving", "not _LANGUAGE.fullmatch(language)", "False", "canonical"),
    Breakage("proving", 'if _UNESCAPED.search(parts[2]["value"]):', "if False:", "canonical"),
    Breakage("proving", "dropped += _without_meaning(expanded)", "pass", "canonical"),
    Breakage("proving", "_refuse_unknown(value.get(key))", "pass", "canonical"),
    Breakage(
        "proving",
        'if purpose not in as_list(inner.get("statusPurpose")):',
        "if False:",
        "status_lists",
    ),
    Breakage("proving", "if signer.answer is Answer.NO:", "if False:", "status_lists"),
    Breakage("proving", "if kinds[0] not in types_of(said) or", "if", "status_lists"),
    Breakage(
        "proving", "if _sorted_json(data) != _sorted_json(assertion):", "if False:", "open_badges_2"
    ),
    Breakage(
        "proving", "is_allowed = host == authority(issuer)", "is_allowed = True", "open_badges_2"
    ),
    Breakage("proving", "if len(badges) != 1:", "if not badges:", "baked"),
    Breakage("proving", "now.last < start.first", "now.last < start.last", "judge"),
    Breakage(
        "proving",
        'if proof.proof.answer is not Answer.YES:\n        return _unproved(proof, "Nothing proves its',
        'if False:\n        return _unproved(proof, "Nothing proves its',
        "judge",
    ),
)


def main() -> int:
    """Try the breakages that were asked for; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help="of a package or a text")
    parser.add_argument("--list", action="store_true", help="only look for the texts")
    parser.add_argument("--named", action="store_true", help="never run the whole suite")
    asked = parser.parse_args()
    chosen = [
        breakage
        for breakage in BREAKAGES
        if not asked.parts or any(part in _line(breakage) for part in asked.parts)
    ]
    with tempfile.TemporaryDirectory(prefix="breakages-") as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(CHECKOUT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        lost = [breakage for breakage in chosen if not _place(copy, breakage)]
        for breakage in lost:
            print(f"not found once: {_line(breakage)}")
        if asked.list or lost:
            return int(bool(lost))
        missed = [one for at, one in enumerate(chosen, 1) if not _try(copy, one, at, asked.named)]
    print(f"{len(chosen) - len(missed)} of {len(chosen)} are caught")
    return int(bool(missed))


def _line(breakage: Breakage) -> str:
    return f"{breakage.package or 'portfolio'}: {breakage.text}"


def _place(copy: Path, breakage: Breakage) -> Path | None:
    """The module with the text, if it occurs once in the package."""
    found = [
        path
        for path in (copy / "portfolio" / breakage.package).glob(
            "**/*.py" if breakage.package else "*.py"
        )
        for _ in range(path.read_text("utf-8").count(breakage.text))
    ]
    return found[0] if len(found) == 1 else None


def _modules(copy: Path, breakage: Breakage) -> list[str]:
    """The test modules that are named and exist."""
    found = [f"tests/test_{name}.py" for name in breakage.tests.split()]
    return [path for path in found if (copy / path).is_file()]


def _try(copy: Path, breakage: Breakage, number: int, only_named: bool) -> bool:
    """Whether a breakage is caught by a test that passes without it; the copy is as before
    afterwards.
    """
    path = _place(copy, breakage)
    assert path is not None
    sound = path.read_bytes()
    path.write_text(path.read_text("utf-8").replace(breakage.text, breakage.replacement), "utf-8")
    _date(path, 10 * number)
    try:
        named = _modules(copy, breakage)
        caught = named and _run(copy, "--numprocesses=0", *named)
        caught = caught or ("" if only_named else _run(copy))
    finally:
        path.write_bytes(sound)
        _date(path, -10 * number)
    fails_anyway = caught and _run(copy, "--numprocesses=0", "--last-failed")
    print(f"{_outcome(caught, fails_anyway)}: {_line(breakage)}", flush=True)
    return bool(caught) and not fails_anyway


def _date(path: Path, seconds: float) -> None:
    """Date a module so that nothing compiled from it holds: Python compares whole seconds."""
    os.utime(path, (time.time() + seconds,) * 2)


def _outcome(caught: str, fails_anyway: str) -> str:
    if fails_anyway:
        return f"UNKNOWN, because {fails_anyway} fails without it"
    return f"caught by {caught}" if caught else "MISSED"


def _run(copy: Path, *arguments: str) -> str:
    """The first test that fails, or empty if all pass."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", *arguments]
    try:
        done = subprocess.run(
            command, cwd=copy, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"a run that did not end within {SECONDS} seconds"
    if done.returncode == 0:
        return ""
    found = FAILED.search(done.stdout)
    return found[1] if found else f"pytest, with exit code {done.returncode}"


if __name__ == "__main__":
    sys.exit(main())
