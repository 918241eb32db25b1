"""The policy desk: rule sets to read, compare, draft, try, publish and keep fresh."""
