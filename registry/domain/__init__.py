"""The rules of eligibility: pure functions and values, standard library and Polars only."""
