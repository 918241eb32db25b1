"""Whether an installation is well: each check looks at one thing and says in one sentence what is so and what to do."""
