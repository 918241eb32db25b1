"""What people do: one public function is one use case; the caller opens the transaction."""
