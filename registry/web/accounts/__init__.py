"""Signing in and out, the own password, the language."""
