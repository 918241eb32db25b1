"""Backups: one file with everything that cannot be made again, made while the system runs, checked before it is used."""
