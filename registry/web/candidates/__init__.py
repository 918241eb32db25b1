"""Candidates of a tier: who should be promoted next, who nearly qualifies, and what exactly is missing."""
