"""The place of a value in front matter.

Most builds never ask for one, so the reader of YAML is imported only when one does.
"""

from __future__ import annotations

from ..diagnostics import Location
from ..source_text import KeyPath


def locate(path: str, text: str, keys: KeyPath, *, at_key: bool = False) -> Location:
    """The place of a value in the front matter of a text, or of its key.

    That of the nearest parent if it is not there.
    """
    from .front_matter import locate_value

    return locate_value(path, text, keys, at_key=at_key)
