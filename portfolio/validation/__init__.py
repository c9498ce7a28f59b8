"""Written values become a record, or advice on what to write instead."""
