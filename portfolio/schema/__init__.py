"""Declared fields: how each is read, and the JSON Schema that follows from them."""
