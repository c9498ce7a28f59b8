"""A page of the site as a PDF, printed by a browser that the system has."""
