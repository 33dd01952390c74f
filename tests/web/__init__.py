"""Tests of the web: the real application, in process, over in-memory stores."""
