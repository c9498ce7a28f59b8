"""The forms of other programs: each is a module, found by its name."""
