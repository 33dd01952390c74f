"""Whole conversations, each in a file of its own, played through the real assistant."""
