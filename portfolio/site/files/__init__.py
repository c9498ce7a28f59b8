"""The files of a site that are no pages, and addresses that lead elsewhere."""
