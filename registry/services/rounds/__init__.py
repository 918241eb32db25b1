"""Rounds 申报批次: from the draft over opinions by level, freeze and public notice to the titles.

`states.py` holds which step is allowed in which state; every step leaves an event on the round's timeline and in the journal.
"""
