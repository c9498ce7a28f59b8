"""The fields of the files of content, each kind in one declarative definition.

Validation, the JSON Schema of editors, the reference page and the stub of a new file are made from
them. The sentence below each field is its documentation everywhere.
"""
