"""A preview keeps up with a writer for a few seconds; `tests/soak/soak.py` runs for longer."""

from __future__ import annotations

from soak.soak import soak


def test_a_preview_keeps_up_with_a_writer() -> None:
    """Whatever a person and their tools do, the preview shows what a build would
    write, and tells everybody.
    """
    run = soak(minutes=0.05, records=8, streams=10, seed=1)
    assert run.faults == [], run.table()
    assert run.figures["pauses"] >= 1
