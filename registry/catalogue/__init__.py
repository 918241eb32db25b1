"""The shipped ladder, indicators and rule sets as YAML, and their strict reader."""
