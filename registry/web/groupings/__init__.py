"""Parks, chains, clusters and carriers: the lists that a bureau keeps, and the names that firms are offered from them."""
