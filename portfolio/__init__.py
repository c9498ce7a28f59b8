"""A static-site generator for one person's credentials."""

from __future__ import annotations

# Type checkers know this name. Importing `typing` takes longer than a build without a change.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from .diagnostics import Diagnostic, Location, Related, error, warning

__all__ = ["Diagnostic", "Location", "Related", "error", "warning"]
"""What an owner's checks are written with."""


def __getattr__(name: str) -> object:
    """What an owner's checks are written with, loaded when somebody asks for it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import diagnostics

    return getattr(diagnostics, name)
