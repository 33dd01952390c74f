"""Measurements; `make bench` prints them, each beside a baseline of the same run."""
