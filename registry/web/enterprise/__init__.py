"""What a firm does with its own account: home, reporting, corrections, evidence, rounds."""
