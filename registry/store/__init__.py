"""SQLModel tables and queries; one module per aggregate."""
