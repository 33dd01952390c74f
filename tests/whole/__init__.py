"""The product as engineers run it: real processes, a real wheel."""
