"""Parks, chains, clusters and carriers as lists that a bureau keeps, and the firms that belong to them."""
