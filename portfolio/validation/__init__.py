"""What was written becomes a record, or what to write instead."""
