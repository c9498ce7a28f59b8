"""The cache: results of earlier work, under the digest of everything that they were made of.

It can be deleted at any time, and a damaged entry counts as missing. A cache whose file cannot be
used keeps its entries in memory for as long as the program runs.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

NAME = "cache-2.db"
"""The name of the database file in the folder of notes."""
JOURNAL = "-journal"
"""Suffix of the file with which SQLite rolls back an unfinished transaction."""
NAMES_ANOTHER = bytes.fromhex("d9d505f920a163d7")
"""The last bytes of a journal that names another file, which SQLite then deletes
(sqlite.org/fileformat, section 3). Journals of this program name none."""
SMALLEST_LIMIT = 64 * 1024 * 1024
"""Bytes that a cache may have for any site."""
FOR_EACH_FILE = 512 * 1024
"""Further bytes for each file of the site: several times what a record takes, or the copies of a
picture."""
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
"""Errors of SQLite for a file that may be sound but cannot be used now; after any other error the
file counts as damaged."""
LOCK_TIMEOUT = 0.5
"""Seconds to wait for another program that holds the file, before working without it."""
_CHECKSUM = 8
"""Bytes of the digest with which an entry begins."""
KEYS_AT_ONCE = 500
"""Maximum number of keys that are asked for at once; SQLite before 3.32 takes 999."""
_GET = "SELECT key, content FROM entries WHERE key IN ({})"
_DELETE = "DELETE FROM entries WHERE key = ?"
_ADD = "INSERT OR IGNORE INTO entries VALUES (?, ?)"
_REPLACE = "INSERT OR REPLACE INTO entries VALUES (?, ?)"
_INHERITED: list[sqlite3.Connection] = []
"""Connections of the process that this one was copied from. They stay open here: to close them
would release the locks of that process."""
_Outcome = TypeVar("_Outcome")


def key_of(*parts: bytes | str) -> str:
    """The key of a result that is made of these parts."""
    digest = hashlib.blake2b(digest_size=20)
    for part in parts:
        content = part if isinstance(part, bytes) else part.encode(errors="surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


class Cache:
    """Entries in a database file, or in memory if there is none."""

    def __init__(self, folder: Path | None, *, may_write: bool = True) -> None:
        self._path = folder / NAME if folder else None
        if self._path and not may_write and not self._path.is_file():
            self._path = None
        self._may_write = may_write
        self._process = 0
        self._connection: sqlite3.Connection | None = None

    @property
    def is_shared(self) -> bool:
        """Whether other processes can read what this one keeps."""
        return self._path is not None

    @property
    def is_empty(self) -> bool:
        """Whether there is no entry at all."""
        return not self._try(
            lambda database: database.execute("SELECT 1 FROM entries LIMIT 1").fetchone()
        )

    def get(self, key: str) -> bytes | None:
        """The entry of a key; None if there is none, or a damaged one, which is removed."""
        return self.get_all([key]).get(key)

    def get_all(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The entries of those of these keys that have one; damaged ones are removed."""
        rows = self._try(lambda database: _select(database, keys)) or []
        sound = {
            key: content[_CHECKSUM:]
            for key, content in rows
            if isinstance(content, bytes)
            and content[:_CHECKSUM] == _checksum(key, content[_CHECKSUM:])
        }
        if self._may_write and (damaged := [key for key, _ in rows if key not in sound]):
            self._try(lambda database: _delete(database, damaged))
        return sound

    def put(self, entries: Mapping[str, bytes], *, anew: bool = False) -> None:
        """Keep entries, all or none; those that are there are only replaced if `anew`."""
        if self._path and not self._may_write:
            return
        rows = [(key, _checksum(key, content) + content) for key, content in entries.items()]

        def _insert(database: sqlite3.Connection) -> None:
            with database:
                database.executemany(_REPLACE if anew else _ADD, rows)

        self._try(_insert)

    def limit(self, files: int) -> None:
        """Delete the cache if it is larger than a site with this number of files needs."""
        with contextlib.suppress(OSError):
            if self._path and self._path.stat().st_size > SMALLEST_LIMIT + files * FOR_EACH_FILE:
                self._begin_anew()

    def close(self) -> None:
        """Close the file."""
        if self._connection and self._process == os.getpid():
            self._connection.close()
        elif self._connection:
            _INHERITED.append(self._connection)
        self._connection = None

    def _try(self, work: Callable[[sqlite3.Connection], _Outcome]) -> _Outcome | None:
        """The result of work with the database; None if it fails twice.

        A damaged file is made anew, and one that cannot be used is replaced by memory.
        """
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
        if self._path:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _refuse_others(self) -> None:
        """Protect the files of others, to which a link or a journal in our place may lead.

        Such a link is not used, and such a journal is deleted.
        """
        if self._path is None:
            return
        if os.path.lexists(self._path) and not stat.S_ISREG(os.lstat(self._path).st_mode):
            self._leave()
        journal = f"{self._path}{JOURNAL}"
        with contextlib.suppress(FileNotFoundError):  # a build that ends meanwhile deletes its own
            if self._may_write and _names_another(journal):
                os.unlink(journal)

    def _leave(self) -> None:
        self.close()
        self._path = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None or (self._path and self._process != os.getpid()):
            self.close()
            self._process = os.getpid()
            self._refuse_others()
            if self._path and not self._may_write:
                self._connection = sqlite3.connect(
                    f"{self._path.absolute().as_uri()}?mode=ro", uri=True
                )
                self._connection.text_factory = bytes
                return self._connection
            self._connection = sqlite3.connect(self._path or ":memory:", timeout=LOCK_TIMEOUT)
            self._connection.text_factory = bytes
            self._connection.execute("PRAGMA synchronous = OFF")  # a lost entry is made again
            self._connection.execute("PRAGMA trusted_schema = OFF")
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, content BLOB)"
            )
        return self._connection


def _names_another(journal: str) -> bool:
    """Whether a journal is a link or names another file. Raises OSError."""
    about = os.lstat(journal)
    if not stat.S_ISREG(about.st_mode):
        return True
    with open(journal, "rb") as file:
        file.seek(max(0, about.st_size - len(NAMES_ANOTHER)))
        return file.read() == NAMES_ANOTHER


def _checksum(key: str, content: bytes) -> bytes:
    """The digest with which an entry begins: a damaged or misplaced one has another."""
    return hashlib.blake2b(content, digest_size=_CHECKSUM, key=key.encode()[:64]).digest()


def _select(database: sqlite3.Connection, keys: Sequence[str]) -> list[tuple[str, object]]:
    """The rows of these keys."""
    rows: list[tuple[bytes, object]] = []
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = keys[start : start + KEYS_AT_ONCE]
        rows += database.execute(_GET.format(",".join("?" * len(some))), some)
    return [(key.decode(), content) for key, content in rows]


def _delete(database: sqlite3.Connection, keys: Sequence[str]) -> None:
    with database:
        database.executemany(_DELETE, [(key,) for key in keys])
