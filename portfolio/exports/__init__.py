"""The credentials in the forms of other programs, for their owner to take along."""
