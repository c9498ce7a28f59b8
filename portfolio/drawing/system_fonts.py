"""The fonts of the system that share pictures use (`data/system_fonts.toml`), found by their names.

They are looked for only where letters are missing, and in a fixed order, so that the same machine
always finds the same.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import sys
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import msgspec

from ..diagnostics import attempt
from ..locale.language import script_of, scripts_of
from ..options import Environ
from ..paths import DATA_FOLDER
from .share_card import Font

CJK = ("Jpan", "Hans", "Hant", "Kore")
"""Scripts that share ideographs, each with forms of its own; a language tells them apart."""
_SUFFIXES = (".ttf", ".otf", ".ttc")
_VARIABLE = re.compile(r"(\[.*\]|-variablefont_.*|-vf)$")
_DATA_FOLDERS = "/usr/share:/usr/local/share"
"""Where Linux has the data of programs, unless a variable says it."""


class ScriptFonts(msgspec.Struct, frozen=True):
    """The fonts of a script."""

    debian: str
    """The package of Debian that has the first."""
    fonts: tuple[str, ...]
    """The names of their files, with the family of a face behind a colon."""


@functools.cache
def known_fonts() -> Mapping[str, ScriptFonts]:
    """Return the fonts of systems by script."""
    text = Path(DATA_FOLDER, "system_fonts.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, ScriptFonts])


def font_folders(environ: Environ, system: str = sys.platform) -> tuple[str, ...]:
    """Return the folders in which a system has fonts, in the order in which they are searched."""
    home, local = environ("HOME"), environ("LOCALAPPDATA")
    if system == "win32":
        found = [
            _below(environ("WINDIR"), "Fonts"),
            _below(local, "Microsoft/Windows/Fonts"),
        ]
    elif system == "darwin":
        found = ["/System/Library/Fonts", "/Library/Fonts", _below(home, "Library/Fonts")]
    else:
        data = (environ("XDG_DATA_DIRS") or _DATA_FOLDERS).split(":")
        own = environ("XDG_DATA_HOME") or _below(home, ".local/share")
        found = [*(_below(folder, "fonts") for folder in (*data, own)), _below(home, ".fonts")]
    return tuple(dict.fromkeys(filter(None, found)))


def _below(folder: str | None, name: str) -> str:
    """A path in a folder; empty if there is no such folder."""
    if not folder:
        return ""
    return f"{folder.rstrip('/')}/{name}"


def scripts_for(text: str, languages: Iterable[str]) -> frozenset[str]:
    """Return the scripts of a text that need a font of the system.

    Ideographs are those of the first of the languages that is written with them.
    """
    found = scripts_of(text)
    needed = found & known_fonts().keys()
    if found & {"Hira", "Kana"}:
        return needed | {"Jpan"}
    if "Hang" in found:
        return needed | {"Kore"}
    if "Hani" in found:
        written = (script for script in map(script_of, languages) if script in CJK)
        return needed | {next(written, "Hans")}
    return needed


def find_fonts(scripts: Collection[str], folders: Iterable[str]) -> dict[str, Font]:
    """Return the font of each script that is installed in these folders."""
    if not scripts:
        return {}
    files = _files_in(folders)
    found = {script: _first_of(known_fonts()[script].fonts, files) for script in scripts}
    return {script: font for script, font in found.items() if font}


def _files_in(folders: Iterable[str]) -> dict[str, str]:
    """The files of fonts by their names without ends; those of the first folder go first."""
    found: dict[str, str] = {}
    for folder in folders:
        for parent, inside, names in os.walk(folder):
            inside.sort()
            for name in sorted(names):
                stem, dot, suffix = name.rpartition(".")
                if dot + suffix.lower() in _SUFFIXES:
                    found.setdefault(_plain(stem), f"{parent}/{name}")
    return found


def _plain(stem: str) -> str:
    """The name of a file as it is compared."""
    return _VARIABLE.sub("-regular", unicodedata.normalize("NFC", stem).lower())


def _first_of(names: Iterable[str], files: Mapping[str, str]) -> Font | None:
    """The first of these fonts that is there and can be read."""
    for name in names:
        stem, _, family = name.partition(": ")
        path = files.get(_plain(stem))
        read = attempt(functools.partial(_read, path)) if path else None
        if path and isinstance(read, tuple):
            families, digest = read
            face = _face_of(family, families)
            if face is not None:
                return Font(path, face, digest)
    return None


def _face_of(family: str, families: tuple[str, ...]) -> int | None:
    """The number of the face of a family, or of its only weight in a variable font."""
    if not family:
        return 0
    if family in families:
        return families.index(family)
    named = (number for number, name in enumerate(families) if name.startswith(f"{family} "))
    return next(named, None)


def _read(path: str) -> tuple[tuple[str, ...], str]:
    """The families of a file, and its digest. Raises OSError."""
    about = Path(path).stat()
    return _read_once(path, about.st_size, about.st_mtime_ns)


@functools.lru_cache(maxsize=64)
def _read_once(path: str, _size: int, _modified: int) -> tuple[tuple[str, ...], str]:
    from .letters import face_names

    with Path(path).open("rb") as file:
        return tuple(face_names(path)), hashlib.file_digest(file, "sha256").hexdigest()
