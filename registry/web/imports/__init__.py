"""Importing a ledger: upload, preview, commit or discard."""
