"""Ugly files of our own making, one for each oddity that ledgers have; `../expected` holds what each reads as.

`python -m tests.importers.golden` writes the expected readings anew; read the difference before committing it.
"""

from tests.importers.golden import cells, checks, columns, files, finding, refused
from tests.importers.golden.registry import GOLDEN, Golden

__all__ = ["GOLDEN", "Golden", "cells", "checks", "columns", "files", "finding", "refused"]
