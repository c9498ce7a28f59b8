"""Checks credentials and their links, with the network: only for `portfolio verify`."""
