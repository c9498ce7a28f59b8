"""Every kind of page: what its template is given."""
