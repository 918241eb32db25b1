"""Restrictions: the list of all firms, those of one firm, and keeping them."""
