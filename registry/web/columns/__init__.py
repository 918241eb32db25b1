"""The columns of a ledger: what each was taken for, changed by a person, remembered, and forgotten again."""
