"""Papers that stand behind values: taken in by their content, kept by their hash, fetched in scope only."""
