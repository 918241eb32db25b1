"""Rounds 申报批次: the list, one round with its firms, and the pages of its steps."""
