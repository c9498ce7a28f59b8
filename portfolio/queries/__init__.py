"""Questions about a site that need no page: its gaps, and what shows a skill."""
