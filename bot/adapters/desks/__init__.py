"""Where tickets go."""
