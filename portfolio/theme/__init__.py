"""Templates and static files, and the layers in which they are looked for."""
