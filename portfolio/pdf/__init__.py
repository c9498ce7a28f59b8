"""Prints a page of the site as a PDF, with a browser installed on the system."""
