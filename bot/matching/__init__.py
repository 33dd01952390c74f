"""Understands messages: what they mean, name and answer."""
