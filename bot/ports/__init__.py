"""What the use cases need of the world outside, each as a small promise."""
