"""The domain by itself: nothing but values in and values out."""
