"""The pipeline, and what it need not do again."""
