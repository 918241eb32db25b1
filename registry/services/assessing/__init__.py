"""A firm assesses itself without an account: what it is asked, what it answered, what follows, and drafts it asked to keep."""
