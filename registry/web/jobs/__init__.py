"""Long work as its page shows it: how far it is, how to cancel it, what became of it."""
