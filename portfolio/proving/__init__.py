"""What a badge file proves: a pure function of files, without the network."""
