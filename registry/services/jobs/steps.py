"""The steps that long work reports, as codes; pages say them in words."""

READING, PLANNING, KEEPING = "read", "plan", "keep"
