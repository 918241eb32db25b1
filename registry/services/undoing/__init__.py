"""Taking an import back: what still stands as it was written, what changed since, and putting back the former."""
