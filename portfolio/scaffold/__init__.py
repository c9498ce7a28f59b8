"""Files that the program writes as a start for the owner."""
