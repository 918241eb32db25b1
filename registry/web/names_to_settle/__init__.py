"""Names in an upload that mean no firm for certain: settled by a person, remembered, and forgotten again."""
