"""The live preview: pages rendered on request, from files that are watched."""
