"""What the assistant knows and how it decides; the standard library alone."""
