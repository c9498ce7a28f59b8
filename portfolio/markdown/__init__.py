"""Markdown becomes safe HTML, and problems in it are reported."""
