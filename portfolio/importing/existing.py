"""The records that a site has already, with what tells whether an imported one is the same."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..content.load import load_with_cache
from ..domain.model import Credential, Profile, Verification
from ..domain.platforms import Platforms, verification_of
from ..domain.records.credential import Record
from ..linking.link import platforms_of
from ..linking.verification import candidate_links
from ..options import Options, Progress
from ..paths import CONTENT_FOLDER, NOTES_FOLDER, text_name
from ..pipeline.inputs import settings_of
from ..store.cache import Cache
from ..text import snake
from ..workers import processors


class ExistingRecord(Struct, frozen=True):
    """A record of the site."""

    path: str
    record: Record
    links: tuple[Verification, ...] = ()
    """Its links, as the site shows them, also those in its text and those made from a number."""
    is_sound: bool = True
    """Whether it can be read without an error; others are never changed."""
    document_id: str = ""
    """What tells its certificate from other files; empty if another record has the same one."""

    @property
    def addresses(self) -> frozenset[str]:
        """Those of its links."""
        return frozenset(link.url for link in self.links)


class ExistingRecords(Struct, frozen=True):
    """The records of a site, and the names that are taken."""

    platforms: Platforms
    """Those that the site knows, also by its settings, and the websites of its owner."""
    records: tuple[ExistingRecord, ...] = ()
    taken: frozenset[str] = frozenset()
    """The names of files, addresses and ids, in snake_case."""


def read_existing(root: Path, progress: Progress | None = None) -> ExistingRecords:
    """The records of the site in a folder; none if it has no content yet."""
    settings, _, _ = settings_of(root, Options())
    if not (root / CONTENT_FOLDER).is_dir():
        return ExistingRecords(platforms_of(settings, None))
    with closing(Cache(root / NOTES_FOLDER, may_write=False)) as cache:
        texts = load_with_cache(cache, root, progress, processors())
    profiles = (one.value for one in texts.files.values() if isinstance(one.value, Profile))
    platforms = platforms_of(settings, next(profiles, None))
    records: list[ExistingRecord] = []
    taken: set[str] = set()
    for path, loaded in texts.files.items():
        taken.add(snake(text_name(path)))
        credential = loaded.value or loaded.guessed
        if isinstance(credential, Credential):
            taken |= {snake(credential.id), snake(credential.slug)}
            urls = dict.fromkeys(_urls(credential, platforms))
            links = tuple(verification_of(url, platforms) for url in urls)
            is_sound = loaded.value is not None
            records.append(ExistingRecord(path, credential.record, links, is_sound))
        elif loaded.probable_id:
            taken.add(snake(loaded.probable_id))
    return ExistingRecords(platforms, tuple(_with_documents(root, records)), frozenset(taken))


def document_id(content: bytes) -> str:
    """What tells a document from others: its digest."""
    return hashlib.sha256(content).hexdigest()


def _with_documents(root: Path, records: Sequence[ExistingRecord]) -> Iterator[ExistingRecord]:
    """The records with the ids of their certificates."""
    ids = [_certificate_id(root, one) for one in records]
    counts = Counter(ids)
    for one, identity in zip(records, ids, strict=True):
        yield replace(one, document_id=identity if counts[identity] == 1 else "")


def _certificate_id(root: Path, one: ExistingRecord) -> str:
    file = (root / one.path).parent / str(one.record.certificate)
    if not one.record.certificate or not file.is_file():
        return ""
    return document_id(file.read_bytes())


def _urls(credential: Credential, platforms: Platforms) -> Iterator[str]:
    found = candidate_links(credential, platforms)
    yield from (link.url for link in found.fields.values())
    yield from (link.url for link in found.in_section)
    if found.derived:
        yield found.derived.url
    if len(found.in_text) == 1:
        yield found.in_text[0].url
