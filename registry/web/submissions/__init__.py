"""What firms hand over, as pages: the officer's list and comparison, and the firm's receipt."""
