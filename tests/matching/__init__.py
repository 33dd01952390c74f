"""Understanding messages."""
