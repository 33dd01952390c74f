"""Tests of the use cases: real knowledge, in-memory stores, and a clock set by hand."""
