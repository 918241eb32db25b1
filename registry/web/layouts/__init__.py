"""The bureau's own tables: keeping blank workbooks and column sets, and taking lists out in them."""
