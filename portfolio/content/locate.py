"""The location of a value in front matter.

Most builds never need one, so the reader of YAML is imported on demand.
"""

from __future__ import annotations

from ..diagnostics import Location
from ..source_text import KeyPath


def locate(path: str, text: str, keys: KeyPath, *, at_key: bool = False) -> Location:
    """The location of a value in the front matter of a text, or of its key.

    If it is not there, its nearest parent's.
    """
    from .front_matter import locate_value

    return locate_value(path, text, keys, at_key=at_key)
