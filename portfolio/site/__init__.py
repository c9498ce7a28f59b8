"""A portfolio becomes cards, lists and links: all that pages are made of."""
