"""Languages: their scripts, their order of names, their dates, and the program's words in them."""
