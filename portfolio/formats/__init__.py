"""The portfolio as data, for programs."""
