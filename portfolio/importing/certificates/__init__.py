"""What the pages of a certificate say, by their words and by what stands where."""
