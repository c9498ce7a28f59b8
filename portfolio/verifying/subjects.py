"""What is checked: records of a site with their badge files and links, or files anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..content.badge_files import read_badge_file
from ..content.files import MAX_ASSET_BYTES
from ..content.gather import gather_content
from ..content.load import load_content
from ..content.read import load_credential
from ..content.site_files import SiteFiles
from ..diagnostics import Diagnostic, PortfolioError
from ..domain.model import Credential, Entry, evidence_url
from ..domain.records.credential import Record
from ..images.assets import Refusal
from ..linking.link import link, platforms_of
from ..options import Environ, Options, Progress
from ..paths import CREDENTIALS_FOLDER, NOTES_FOLDER, is_markdown
from ..pipeline.inputs import as_of_date, settings_of
from ..source_text import MAX_TEXT_BYTES, read_regular_file
from ..store.cache import Cache


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
        texts = load_content(root, progress, cache, proves=False)
    content, _ = gather_content(texts)
    as_of = as_of_date(Options(), environ, settings)
    platforms = platforms_of(settings, content.profile)
    portfolio, _ = link(content, settings, as_of, drafts=True, platforms=platforms)
    entries = sorted(portfolio.entries, key=lambda entry: entry.credential.path)
    broken = [path for path in content.unreadable_files if path.startswith(CREDENTIALS_FOLDER)]
    return tuple(entries), len(broken)


def subject_of(root: Path, entry: Entry, site_files: SiteFiles) -> Subject:
    """A record of a site with its badge file and its links."""
    urls = (evidence_url(one) for one in (entry.verification, *entry.links))
    links = tuple(dict.fromkeys(url for url in urls if url))
    subject = Subject(entry.credential.path, record=entry.record, links=links, is_of_site=True)
    found = read_badge_file(root, entry.credential, site_files)
    if found is None:
        return subject
    if isinstance(found, Refusal):
        return replace(subject, trouble=f"Its badge file: {found.message}")
    return replace(subject, badge=found[1])


def subjects_at(
    paths: Iterable[Path], root: Path | None, entries: Iterable[Entry]
) -> Iterator[Subject]:
    """What is at some paths: records and badge files, of the site in `root` or not.

    Raises PortfolioError for a folder.
    """
    known: dict[Path, Entry] = {}
    site_files = SiteFiles(root or Path())
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
            yield replace(subject_of(root, entry_there, site_files), file=str(path))
        else:
            yield _foreign_subject(path)


def _foreign_subject(path: Path) -> Subject:
    """What is in a file that is not in the site."""
    if not is_markdown(path.name):
        return _foreign_badge(path)
    whole = path.resolve()
    content = read_regular_file(whole.parent, whole.name, MAX_TEXT_BYTES)
    if isinstance(content, Diagnostic):
        return Subject(str(path), trouble=_sentence(content))
    loaded = load_credential(f"{CREDENTIALS_FOLDER}/{whole.name}", content)
    if not isinstance(loaded.value, Credential):
        return Subject(str(path), trouble="The record has errors")
    record = loaded.value.record
    if not record.badge_file:
        return Subject(str(path), record=record)
    return replace(_foreign_badge(whole.parent / record.badge_file), file=str(path), record=record)


def _foreign_badge(path: Path) -> Subject:
    """A badge file that is not in the site."""
    whole = path.resolve()
    content = read_regular_file(whole.parent, whole.name, MAX_ASSET_BYTES)
    if isinstance(content, Diagnostic):
        return Subject(str(path), trouble=_sentence(content))
    return Subject(str(path), content)


def _sentence(problem: Diagnostic) -> str:
    return f"{problem.message[:1].upper()}{problem.message[1:]}"
