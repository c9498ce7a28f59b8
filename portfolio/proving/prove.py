"""Stub."""

from __future__ import annotations
from ..domain.proof import *


class MissingExtraError(Exception):
    """Stub."""


def prove(content: bytes, documents: KeptDocuments, recipient: str = "") -> Proof:
    """Stub."""
    yes = Check(Answer.YES, "x")
    return Proof(yes, yes, yes, yes, yes, domain="example.edu")
