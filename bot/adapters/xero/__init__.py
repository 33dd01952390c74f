"""Looks at Xero: read only, one organisation at a time, never longer than seconds."""
