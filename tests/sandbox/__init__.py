"""Tests of the stand-ins: a product diagnosed against a wrong Xero would learn wrong things."""
