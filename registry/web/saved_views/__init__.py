"""Saved views: the bar on a list that saves and offers them, and the page that keeps them."""
