"""python -m registry.cli is tidu."""

from registry.cli.main import main

main(prog_name="tidu")
