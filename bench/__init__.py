"""Speed, measured side by side: every figure is a ratio to a peer or a floor of the same run."""
