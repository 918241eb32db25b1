"""The first page: the ladder with its firms and candidates, and how fresh the answer is."""
