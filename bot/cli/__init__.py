"""The command line: `bot …`."""
