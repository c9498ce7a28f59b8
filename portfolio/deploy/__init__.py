"""Puts a built site where the world sees it: on a branch, on a server, or into a folder."""
