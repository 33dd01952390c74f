"""Content that comes from files: the knowledge and where it lies."""
