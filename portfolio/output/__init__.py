"""Bytes become a published folder."""
