"""Somebody's spreadsheet in, typed rows and issues out. Knows no database and no web."""
