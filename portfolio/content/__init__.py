"""The folder of a site becomes credentials, pages and a profile."""
