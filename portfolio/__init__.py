"""A static-site generator for one person's credentials."""
