"""Files that were meant to be read and are not, judged by their names and folders."""
