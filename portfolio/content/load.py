"""Reads the content folder: every file is typed and rendered, every problem collected.

What one file becomes is cached between builds; only the pictures and documents beside it are
examined on disk each time.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from ..diagnostics import Diagnostic, Diagnostics
from ..domain.body import NO_BODY, Bodies, Body
from ..domain.model import AnyText, Asset, Credential, LearningRow, Translation
from ..domain.proof import Evidence
from ..options import Progress
from ..paths import text_name
from ..source_text import MAX_TEXT_BYTES, read_regular_file
from ..store.cache import Cache, key_of
from ..store.codec import DamagedError, decode, encode
from ..store.fingerprint import program_digest
from ..text import snake
from ..workers import spread
from .badge_files import WITHOUT_BADGE_FILE, Prover, find_badge_file
from .evidence import read_evidence
from .files import resolve_target
from .learning import read_learning
from .listing import Listing, list_content
from .named_files import missing_from_root, named_assets, named_targets
from .read import AnyLoadedFile, LoadedFile, Value_co, load_file
from .site_files import SiteFiles
from .translated import translated_file

Kept = TypeVar("Kept")
_UNKNOWN: AnyLoadedFile = LoadedFile()
FORK_ONE_FROM = 4
"""Number of texts from which one worker process reads them: forking takes longer than reading
fewer."""
FORK_ALL_FROM = 32
"""Number of texts from which several worker processes read them, for the same reason."""
MAX_BATCH = 1000
"""Maximum number of new entries that are held in memory before they are written to the cache."""


class SourceTexts(Struct, frozen=True):
    """Every file of content, read."""

    files: Mapping[str, AnyLoadedFile]
    """The files by path, in the order of paths."""
    problems: Diagnostics
    """Problems with folders, and with what is not a file."""
    bodies: Bodies
    """The bodies by path."""
    others: tuple[str, ...] = ()
    """The paths of all other files of content."""
    unread_files: Diagnostics = ()
    """Problems with other files that were meant to be read."""
    evidence: Evidence = Evidence()
    """What is kept of earlier checks."""
    learning: tuple[LearningRow, ...] = ()
    """The rows of the table of learning."""


NO_TEXTS = SourceTexts({}, (), {})


class Tables(Struct, frozen=True):
    """What the content folder has beside texts."""

    evidence: Evidence
    learning: tuple[LearningRow, ...]
    problems: Diagnostics


def read_tables(root: Path) -> Tables:
    """What is kept of checks and of learning in the site in `root`."""
    evidence, problems = read_evidence(root)
    learning, more = read_learning(root)
    return Tables(evidence, learning, (*problems, *more))


class CachedBodies(Bodies):
    """The bodies in a cache; one that the cache has lost is rendered again."""

    def __init__(self, root: Path, cache: Cache, digests: Mapping[str, str]) -> None:
        self._root = root
        self._cache = cache
        self._digests = digests

    def __getitem__(self, path: str) -> Body:
        known = self._cache.get(_key(path, self._digests[path], "body"))
        return _decoded(known, Body) or _load_alone(self._root, path).body

    def __iter__(self) -> Iterator[str]:
        return iter(self._digests)

    def __len__(self) -> int:
        return len(self._digests)


def load_content(
    root: Path,
    progress: Progress | None = None,
    cache: Cache | None = None,
    *,
    proves: bool = True,
) -> SourceTexts:
    """The content of the site in `root`, with all bodies; what is cached is not made again.

    Badge files are left alone unless it `proves`.
    """
    listing = list_content(root)
    known = _recall_all(cache, root, listing.texts, {}) if cache else {}
    files = {}
    tables = read_tables(root)
    site_files = SiteFiles(root)
    prover = Prover(tables.evidence.documents, cache) if proves else None
    for number, path in enumerate(listing.texts):
        if progress:
            progress("reading", number, len(listing.texts))
        loaded, body = known.get(path), None
        if cache and loaded:
            body = _decoded(cache.get(_key(path, loaded.digest, "body")), Body)
        if loaded and body:
            files[path] = with_assets(root, replace(loaded, body=body), prover, site_files)
        else:
            files[path] = load_text(root, path, prover, site_files=site_files)
    if prover:
        prover.keep()
    return collect_texts(files, listing, tables)


def load_with_cache(
    cache: Cache,
    root: Path,
    progress: Progress | None = None,
    copies: int = 0,
    meanwhile: Callable[[], object] | None = None,
    digests: Mapping[str, str] = MappingProxyType({}),
) -> SourceTexts:
    """The content of the site in `root`; what is cached is not made again, and the rest is cached.

    Copies of this process read the texts; while they do, this one does `meanwhile`. `digests` are
    those of files that are known to be unchanged.
    """
    listing = list_content(root)
    known = {} if cache.is_empty else _recall_all(cache, root, listing.texts, digests)
    files: dict[str, AnyLoadedFile] = {path: known.get(path) or _UNKNOWN for path in listing.texts}
    new = [path for path in listing.texts if files[path] is _UNKNOWN]
    kept: dict[str, bytes] = {}
    copies = _copies_for(len(new), copies)
    for number, (path, digest, loaded, body) in enumerate(
        spread(partial(_made, root), new, copies, is_led=True, meanwhile=meanwhile)
    ):
        if progress:
            progress("reading", number, len(new))
        files[path] = decode(loaded, AnyLoadedFile)
        if digest:
            kept |= {_key(path, digest, "text"): loaded, _key(path, digest, "body"): body}
        if len(kept) > MAX_BATCH or number + 1 == len(new):
            cache.put(kept)
            kept = {}
    tables = read_tables(root)
    site_files, prover = SiteFiles(root), Prover(tables.evidence.documents, cache)
    found = {path: with_assets(root, loaded, prover, site_files) for path, loaded in files.items()}
    prover.keep()
    bodies = CachedBodies(root, cache, {path: loaded.digest for path, loaded in files.items()})
    return collect_texts(found, listing, tables, bodies)


def _copies_for(count: int, copies: int) -> int:
    """The number of worker processes for a number of texts, at most `copies`."""
    if count >= FORK_ALL_FROM:
        return copies
    if count >= FORK_ONE_FROM:
        return min(copies, 1)
    return 0


def _recall_all(
    cache: Cache, root: Path, paths: Iterable[str], digests: Mapping[str, str]
) -> dict[str, AnyLoadedFile]:
    """What a cache has of files of content, without their bodies.

    `digests` are those of files that need not be read.
    """
    keys = {
        path: _key(path, digest, "text")
        for path in paths
        if (digest := digests.get(path) or _digest_of(root, path))
    }
    kept = cache.get_all([*keys.values()])
    found = {path: _decoded(kept.get(key), AnyLoadedFile) for path, key in keys.items()}
    return {
        path: loaded
        for path, loaded in found.items()
        if loaded and loaded.original == _original_of(root, path)[0]
    }


def _digest_of(root: Path, path: str) -> str:
    """The digest of a file of content; empty if it cannot be read."""
    content = read_regular_file(root, path, MAX_TEXT_BYTES)
    if isinstance(content, Diagnostic):
        return ""
    return hashlib.sha256(content).hexdigest()


def _decoded(content: bytes | None, kind: type[Kept]) -> Kept | None:
    """What was kept as these bytes; None if there are none, or damaged ones."""
    if not content:
        return None
    try:
        return decode(content, kind)
    except DamagedError:
        return None


def _original_of(root: Path, path: str) -> tuple[str, str]:
    """The file that one translates, and the language; both are empty for a text of its own."""
    original, language = translated_file(path)
    if original and (root / original).is_file():
        return original, language
    return "", ""


def _made(root: Path, path: str) -> tuple[str, str, bytes, bytes]:
    loaded = _load_alone(root, path)
    return path, loaded.digest, encode(replace(loaded, body=NO_BODY)), encode(loaded.body)


def _key(path: str, digest: str, part: str) -> str:
    return key_of(part, program_digest(), path, digest)


def load_text(
    root: Path,
    path: str,
    prover: Prover | None,
    known: AnyLoadedFile | None = None,
    site_files: SiteFiles | None = None,
) -> AnyLoadedFile:
    """One file of content with the files that it refers to; `known` if its bytes are the same."""
    loaded = _load_alone(root, path, known)
    if loaded is known:
        return loaded
    return with_assets(root, loaded, prover, site_files)


def _load_alone(root: Path, path: str, known: AnyLoadedFile | None = None) -> AnyLoadedFile:
    content = read_regular_file(root, path, MAX_TEXT_BYTES)
    if isinstance(content, Diagnostic):
        return LoadedFile(problems=(content,), probable_id=snake(text_name(path)))
    digest = hashlib.sha256(content).hexdigest()
    original, language = _original_of(root, path)
    if known and (known.digest, known.original) == (digest, original):
        return known
    loaded = replace(load_file(path, content, original, language), digest=digest)
    if loaded.value:
        return loaded
    return replace(loaded, probable_id=_probable_id(path, content))


def _probable_id(path: str, content: bytes) -> str:
    stated = re.search(rb"^entity_id:[ \t]*[\"']?(\w+)", content, re.MULTILINE)
    if not stated:
        return snake(text_name(path))
    return stated[1].decode(errors="replace")


def collect_texts(
    files: Mapping[str, AnyLoadedFile],
    listing: Listing,
    tables: Tables,
    bodies: Bodies | None = None,
) -> SourceTexts:
    """The files of content, and the problems with all other files, those of tables among them.

    The bodies are those of the files unless others are given.
    """
    if bodies is None:
        bodies = {path: loaded.body for path, loaded in files.items()}
    problems = (*listing.problems, *tables.problems)
    unread = find_unread(files, listing.others)
    return SourceTexts(
        files, problems, bodies, listing.others, unread, tables.evidence, tables.learning
    )


def find_unread(files: Mapping[str, AnyLoadedFile], others: tuple[str, ...]) -> Diagnostics:
    """The problems with those of the `others` that were meant to be read."""
    if not others:
        return ()
    from .unread.unread_files import find_unread_files

    named = {asset.source for loaded in files.values() for asset in loaded.assets.values()}
    named.update(
        *(named_paths(loaded) for loaded in files.values() if loaded.asset_problems or loaded.proof)
    )
    own = {path: _own_text(loaded) for path, loaded in files.items() if not loaded.original}
    return tuple(find_unread_files(others, own, named))


def _own_text(loaded: AnyLoadedFile) -> AnyText | None:
    """What a file of content became; None for one with errors, and for a translation."""
    return None if isinstance(loaded.value, Translation) else loaded.value


def with_assets(
    root: Path,
    loaded: LoadedFile[Value_co],
    prover: Prover | None,
    site_files: SiteFiles | None = None,
) -> LoadedFile[Value_co]:
    """The same file of content with the files that it refers to, as they are now.

    Its badge file is proved if there is a `prover`. `site_files` are the files of the site.
    """
    value = loaded.value or loaded.guessed
    if value is None:
        return loaded
    site_files = site_files or SiteFiles(root)
    assets: dict[str, Asset] = {}
    problems: list[Diagnostic] = []
    for found in named_assets(root, value, site_files):
        if isinstance(found, Diagnostic):
            problems.append(found)
        else:
            assets[found[0]] = found[1]
    badge = WITHOUT_BADGE_FILE
    if prover and isinstance(value, Credential):
        badge = find_badge_file(root, value, site_files, prover)
        if badge.asset:
            assets[value.record.badge_file or ""] = badge.asset
    return replace(
        loaded,
        assets=assets,
        asset_problems=(*problems, *badge.problems),
        elsewhere=missing_from_root(root, value, site_files),
        proof=badge.proof,
    )


def named_paths(loaded: AnyLoadedFile) -> frozenset[str]:
    """The paths within the site of all files that a file of content refers to, existing or not."""
    value = loaded.value or loaded.guessed
    if value is None:
        return frozenset()
    return frozenset(resolve_target(value.path, target) for target in named_targets(value))
