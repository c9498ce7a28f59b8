"""The commands of the program: each is a module, found by its name."""
