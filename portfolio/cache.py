"""Work that was done before, under the digest of all that it was done from.

What is kept can be deleted at any time, and what was damaged is as if it were not there. A cache that cannot be used
keeps its entries in memory, for as long as the program runs.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

NAME = "cache-1.db"
JOURNAL = "-journal"
"""Ends the name of the file with which SQLite takes back what was not finished."""
NAMES_ANOTHER = bytes.fromhex("d9d505f920a163d7")
"""Ends a journal that names another file, which SQLite then deletes (sqlite.org/fileformat, section 3). Ours names none."""
SMALLEST_LIMIT = 64 * 1024 * 1024
"""Bytes that a cache may always have."""
FOR_EACH_FILE = 512 * 1024
"""Bytes that it may have beyond that for each file of the site: several times what a record takes, or the copies of a picture."""
OUT_OF_REACH = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
    }
)
"""What SQLite says of a file that may be sound and cannot be used now; whatever else it says, the file is damaged."""
PATIENCE = 0.5
"""Seconds to wait for another program that holds the file; without it everything is worked out again."""
_SEAL = 8
_ADD = "INSERT OR IGNORE INTO entries VALUES (?, ?)"
_REPLACE = "INSERT OR REPLACE INTO entries VALUES (?, ?)"
Outcome = TypeVar("Outcome")


def key_of(*parts: bytes | str) -> str:
    """The key of what is worked out from these."""
    digest = hashlib.blake2b(digest_size=20)
    for part in parts:
        content = part if isinstance(part, bytes) else part.encode(errors="surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


class Cache:
    """Entries in a database file, or in memory where there is none."""

    def __init__(self, folder: Path | None, *, may_write: bool = True) -> None:
        path = folder / NAME if folder else None
        self._path = path if may_write or (path and path.is_file()) else None
        self._may_write = may_write
        self._process = 0
        self._connection: sqlite3.Connection | None = None

    @property
    def is_shared(self) -> bool:
        """Whether other processes can read what this one has kept."""
        return self._path is not None

    @property
    def is_empty(self) -> bool:
        """Whether there is no entry at all, so that none need be looked for."""
        return not self._try(lambda database: database.execute("SELECT 1 FROM entries LIMIT 1").fetchone())

    def get(self, key: str) -> bytes | None:
        """The entry of a key, if there is a sound one."""
        row = self._try(lambda database: database.execute("SELECT content FROM entries WHERE key = ?", (key,)).fetchone())
        content = row[0] if row else None
        if isinstance(content, bytes) and content[:_SEAL] == _seal(key, content[_SEAL:]):
            return content[_SEAL:]
        if row and self._may_write:
            self._try(lambda database: _drop(database, key))
        return None

    def put(self, entries: Mapping[str, bytes], *, anew: bool = False) -> None:
        """Keep entries, all or none; `anew` in the place of those that are there, which else stay."""
        if self._path and not self._may_write:
            return
        rows = [(key, _seal(key, content) + content) for key, content in entries.items()]

        def _insert(database: sqlite3.Connection) -> None:
            with database:
                database.executemany(_REPLACE if anew else _ADD, rows)

        self._try(_insert)

    def limit(self, files: int) -> None:
        """Begin anew if the cache has become larger than a site of so many files can need."""
        with contextlib.suppress(OSError):
            if self._path and self._path.stat().st_size > SMALLEST_LIMIT + files * FOR_EACH_FILE:
                self._begin_anew()

    def close(self) -> None:
        """Let go of the file."""
        if self._connection and self._process == os.getpid():
            self._connection.close()
        self._connection = None

    def _try(self, work: Callable[[sqlite3.Connection], Outcome]) -> Outcome | None:
        """Work with the database. One that is damaged is made anew; one that cannot be used is replaced by memory."""
        for _ in range(2):
            try:
                return work(self._open())
            except (sqlite3.Error, ValueError) as reason:
                code = getattr(reason, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
                if code in OUT_OF_REACH or not self._may_write:
                    self._leave()
                else:
                    self._begin_anew()
        return None

    def _begin_anew(self) -> None:
        self.close()
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True) if self._path else None

    def _refuse_others(self) -> None:
        """Leave alone what is no file of ours: what a link in its place leads to, and a journal that names another file."""
        if self._path is None:
            return
        if os.path.lexists(self._path) and not stat.S_ISREG(os.lstat(self._path).st_mode):
            self._leave()
        journal = f"{self._path}{JOURNAL}"
        if self._may_write and os.path.lexists(journal) and _names_another(journal):
            os.unlink(journal)

    def _leave(self) -> None:
        self.close()
        self._path = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None or (self._path and self._process != os.getpid()):
            self._process = os.getpid()
            self._refuse_others()
            if self._path and not self._may_write:
                self._connection = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)
                return self._connection
            self._connection = sqlite3.connect(self._path or ":memory:", timeout=PATIENCE)
            self._connection.text_factory = bytes
            self._connection.execute("PRAGMA synchronous = OFF")  # a lost entry is worked out again
            self._connection.execute("PRAGMA trusted_schema = OFF")
            self._connection.execute("CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, content BLOB)")
        return self._connection


def _names_another(journal: str) -> bool:
    """Whether a journal is none that this program leaves: a link, or one that names another file. Raises OSError."""
    about = os.lstat(journal)
    if not stat.S_ISREG(about.st_mode):
        return True
    with open(journal, "rb") as file:
        file.seek(max(0, about.st_size - len(NAMES_ANOTHER)))
        return file.read() == NAMES_ANOTHER


def _seal(key: str, content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_SEAL, key=key.encode()[:64]).digest()


def _drop(database: sqlite3.Connection, key: str) -> None:
    with database:
        database.execute("DELETE FROM entries WHERE key = ?", (key,))
