"""Tests by floor: each proves a behaviour in one sentence."""
