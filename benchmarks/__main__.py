"""Runs every measurement."""

from benchmarks import knowledge, matching, sizes, turns

for measure in (knowledge.main, matching.main, turns.main, sizes.main):
    measure()
    print()
