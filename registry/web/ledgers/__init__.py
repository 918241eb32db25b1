"""Ledgers that leave the registry: templates to fill in, the form of one firm, the registry's own ledger."""
