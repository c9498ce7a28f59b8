"""What is checked: records of a site with their badge files and links, or files anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..content.files import MAX_ASSET_BYTES, resolve_target
from ..content.load import gather_content, load_content
from ..content.read import load_credential
from ..diagnostics import Diagnostic, PortfolioError
from ..domain.model import Credential, Entry, evidence_url
from ..domain.records.credential import Record
from ..linking.link import link, platforms_of
from ..options import Environ, Options, Progress
from ..paths import CREDENTIALS_FOLDER, NOTES_FOLDER, is_inside, is_markdown
from ..pipeline.inputs import as_of_date, settings_of
from ..source_text import MAX_TEXT_BYTES, read_regular_file
from ..store.cache import Cache
from ..text import quoted


class Subject(Struct, frozen=True):
    """A record or a badge file that is checked."""

    file: str
    """As it is shown: within the site, or as the user gave it."""
    badge: bytes | None = None
    """The content of the badge file; None if there is none."""
    trouble: str = ""
    """Why a file cannot be read; empty if it can, or if there is none."""
    record: Record | None = None
    links: tuple[str, ...] = ()
    """The links of the record that are or may be checks."""
    is_of_site: bool = False
    """Whether it is in the site, so that what was seen of it is kept."""


def site_entries(
    root: Path, environ: Environ, progress: Progress | None = None
) -> tuple[tuple[Entry, ...], int]:
    """The records of the site in `root`, in the order of their files, also drafts.

    The second value is the number of files with errors, which are left out.
    """
    settings, _, _ = settings_of(root, Options())
    with closing(Cache(root / NOTES_FOLDER, may_write=False)) as cache:
        texts = load_content(root, progress, cache)
    content, _ = gather_content(texts)
    as_of = as_of_date(Options(), environ, settings)
    platforms = platforms_of(settings, content.profile)
    portfolio, _ = link(content, settings, as_of, drafts=True, platforms=platforms)
    entries = sorted(portfolio.entries, key=lambda entry: entry.credential.path)
    broken = [path for path in content.unreadable_files if path.startswith(CREDENTIALS_FOLDER)]
    return tuple(entries), len(broken)


def subject_of(root: Path, entry: Entry) -> Subject:
    """A record of a site with its badge file and its links."""
    path = entry.credential.path
    urls = (evidence_url(one) for one in (entry.verification, *entry.links))
    links = tuple(dict.fromkeys(url for url in urls if url))
    badge, trouble = _badge_beside(root, path, entry.record)
    return Subject(path, badge, trouble, entry.record, links, is_of_site=True)


def _badge_beside(root: Path, path: str, record: Record) -> tuple[bytes | None, str]:
    """The content of the badge file of a record, and why it cannot be read."""
    name = record.badge_file
    if not name:
        return None, ""
    target = resolve_target(path, name)
    if not is_inside(target) or target.startswith("/"):
        return None, f"Its badge file {quoted(name)} is outside of its folder"
    content = read_regular_file(root, target, MAX_ASSET_BYTES)
    if isinstance(content, Diagnostic):
        return None, f"Its badge file {quoted(name)}: {content.message}"
    return content, ""


def subjects_at(
    paths: Iterable[Path], root: Path | None, entries: Iterable[Entry]
) -> Iterator[Subject]:
    """What is at some paths: records and badge files, of the site in `root` or not.

    Raises PortfolioError for a folder.
    """
    known: dict[Path, Entry] = {}
    for entry in entries if root else ():
        place = (root or Path()).resolve() / entry.credential.path
        known.setdefault(place, entry)
        if name := entry.record.badge_file:
            known.setdefault((place.parent / name).resolve(), entry)
    for path in paths:
        if path.is_dir():
            raise PortfolioError(f"{path} is a folder", "name the files in it that you mean")
        entry_there = known.get(path.resolve())
        if root and entry_there:
            yield replace(subject_of(root, entry_there), file=str(path))
        else:
            yield _foreign_subject(path)


def _foreign_subject(path: Path) -> Subject:
    """What is in a file that is not in the site."""
    whole = path.resolve()
    is_record = is_markdown(whole.name)
    limit = MAX_TEXT_BYTES if is_record else MAX_ASSET_BYTES
    content = read_regular_file(whole.parent, whole.name, limit)
    if isinstance(content, Diagnostic):
        return Subject(str(path), trouble=f"{content.message[:1].upper()}{content.message[1:]}")
    if not is_record:
        return Subject(str(path), content)
    loaded = load_credential(f"{CREDENTIALS_FOLDER}/{whole.name}", content)
    if not isinstance(loaded.value, Credential):
        return Subject(str(path), trouble="The record has errors")
    record = loaded.value.record
    badge, trouble = _badge_beside(whole.parent, whole.name, record)
    return Subject(str(path), badge, trouble, record)
