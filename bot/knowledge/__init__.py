"""The knowledge compiler: what authors write, checked and turned into values."""
