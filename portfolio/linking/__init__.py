"""Credentials become a portfolio."""
