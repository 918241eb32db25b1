"""The console command `tidu`."""
