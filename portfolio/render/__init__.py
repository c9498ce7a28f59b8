"""Pages become bytes."""
