"""The console command `tidu`."""

from registry.cli.main import main

__all__ = ["main"]
