"""Texts become safe HTML."""
