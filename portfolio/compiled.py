"""Compiled templates. Those of the program's own themes are kept beside its modules, where Python keeps those compiled."""

from __future__ import annotations

import importlib.util
import marshal
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from .aside import put, read
from .cache import key_of
from .folders import PACKAGE
from .program import program
from .theme import builtin_themes


class CompiledTemplates(BytecodeCache):
    """Keeps templates compiled, for environments that are made one after another."""

    def __init__(self, known: dict[str, tuple[str, CodeType]] | None = None) -> None:
        self.known = known or {}
        """The checksum of the text of each template, and its code."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code, if its text is the one that was compiled."""
        checksum, code = self.known.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        if bucket.code:
            self.known[bucket.key] = (bucket.checksum, bucket.code)


def read_compiled() -> CompiledTemplates:
    """The templates of the program's own themes, as far as they were compiled before."""
    try:
        content = read(_file())
    except (OSError, NotImplementedError):
        return CompiledTemplates()
    seal, code = content[: len(_seal(b""))], content[len(_seal(b"")) :]
    return CompiledTemplates(marshal.loads(code) if seal == _seal(code) else None)  # noqa: S302 - as Python does with its own


def keep_compiled(compiled: CompiledTemplates) -> None:
    """Keep the templates of the program's own themes compiled, where Python may keep modules so."""
    if sys.dont_write_bytecode:
        return
    folder = f"{builtin_themes()}{os.sep}"
    own = {key: found for key, found in compiled.known.items() if found[1].co_filename.startswith(folder)}
    code = marshal.dumps(own)
    with suppress(OSError, NotImplementedError):
        put(_file(), _seal(code) + code)


def _file() -> Path:
    """The file of compiled templates, for this version of Python. Raises NotImplementedError where Python keeps nothing compiled."""
    return Path(importlib.util.cache_from_source(f"{PACKAGE}/templates.py")).with_suffix(".bin")


def _seal(code: bytes) -> bytes:
    """What the file begins with: it holds for this program, and tells whether it is whole."""
    return key_of("templates", program(), code).encode()
