"""A help-centre assistant that finds out why a clinic's data is not syncing."""
