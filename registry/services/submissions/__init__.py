"""Figures that firms hand over, with or without an account: received, compared by an officer, accepted or returned."""
