"""Pictures, drawings and documents: their kinds, their sizes, and what of them is published."""
