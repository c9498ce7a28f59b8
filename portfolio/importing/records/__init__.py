"""From what was found to records: joined with one another and with the site, and written."""
