"""What a firm does with an account of its own, and what its park answers."""
