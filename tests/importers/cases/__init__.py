"""Ugly workbooks that are read, marked and read again: one function per oddity, each returns the file's name and bytes.

Those that are only read are in ../golden.
"""

from tests.importers.cases import headers, packages, sheets, values
from tests.importers.workbooks import CASES

__all__ = ["CASES", "headers", "packages", "sheets", "values"]
