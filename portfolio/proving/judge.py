"""Stub."""

from __future__ import annotations
from datetime import date
from msgspec import Struct
from ..domain.proof import *
from ..domain.record import Record


class Disagreement(Struct, frozen=True):
    """Stub."""

    field: str
    record: str
    file: str


def checks_on(proof: Proof, day: date, agreement: Check) -> Checks:
    """Stub."""
    none = Check(Answer.NONE, "x")
    return Checks(proof.form, proof.proof, proof.signer, proof.terms, none, none, none, agreement)


def agreement_with(fields: SignedFields, record: Record) -> tuple[Check, tuple[Disagreement, ...]]:
    """Stub."""
    return Check(Answer.YES, "x"), ()
