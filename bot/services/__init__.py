"""Use cases: load, decide, store; one a module."""
