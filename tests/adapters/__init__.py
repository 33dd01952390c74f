"""Each adapter keeps the promise of its port."""
