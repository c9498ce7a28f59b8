"""Compiled templates; those of the built-in themes are kept beside the compiled modules."""

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

from ..paths import PACKAGE_FOLDER
from ..store.aside import put, read
from ..store.cache import key_of
from ..store.fingerprint import program_digest
from ..theme.declarations import builtin_themes_folder


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates for the environments that are made one after another."""

    def __init__(self, known: dict[str, tuple[str, CodeType]] | None = None) -> None:
        self.known = known or {}
        """The checksum of the text of each template, and its code."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Provide the code of a template, if its text is the one that was compiled."""
        checksum, code = self.known.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        if bucket.code:
            self.known[bucket.key] = (bucket.checksum, bucket.code)

    def builtin(self) -> dict[str, tuple[str, CodeType]]:
        """Those of the built-in themes."""
        folder = f"{builtin_themes_folder()}{os.sep}"
        return {
            key: found
            for key, found in self.known.items()
            if found[1].co_filename.startswith(folder)
        }


def read_compiled() -> CompiledTemplates:
    """The templates of the built-in themes that were compiled before."""
    try:
        content = read(_file())
    except (OSError, NotImplementedError):
        return CompiledTemplates()
    key, code = content[: len(_key(b""))], content[len(_key(b"")) :]
    if key != _key(code):
        return CompiledTemplates()
    return CompiledTemplates(marshal.loads(code))  # noqa: S302 - as Python does with its own


def keep_compiled(compiled: CompiledTemplates) -> None:
    """Keep the compiled templates of the built-in themes, if Python may write compiled modules."""
    if sys.dont_write_bytecode:
        return
    code = marshal.dumps(compiled.builtin())
    with suppress(OSError, NotImplementedError):
        put(_file(), _key(code) + code)


def _file() -> Path:
    """The file of compiled templates for this version of Python.

    Raises NotImplementedError if Python keeps no compiled modules.
    """
    return Path(importlib.util.cache_from_source(f"{PACKAGE_FOLDER}/templates.py")).with_suffix(
        ".bin"
    )


def _key(code: bytes) -> bytes:
    """The key with which the file begins; another program or a damaged file has another."""
    return key_of("templates", program_digest(), code).encode()
