"""Writes the site to its output folder."""
