"""The product as visitors touch it: a real Chromium on the demo."""
