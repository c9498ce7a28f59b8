"""Files that the program writes for the owner to go on with."""
