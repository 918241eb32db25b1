"""What a policy officer does with rule sets: drafts, trials, impact, publication, freshness."""
