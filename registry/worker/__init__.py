"""The process beside the web that does long work: it is woken by a queue, and gives each job a process of its own."""
