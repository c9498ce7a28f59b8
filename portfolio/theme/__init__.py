"""Themes: templates and static files, found in layers."""
