"""Pages: views translate between requests and services, nothing else."""
