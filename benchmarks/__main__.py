"""Runs every measurement."""

from benchmarks import knowledge, looks, matching, sizes, turns

for measure in (knowledge.main, matching.main, turns.main, looks.main, sizes.main):
    measure()
    print()
