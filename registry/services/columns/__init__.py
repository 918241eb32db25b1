"""What people decided about the columns of their ledgers: recalled for the next file, confirmed on a page, forgotten again."""

from registry.services.columns.confirming import ConfirmedColumn, ConfirmedTable, confirm
from registry.services.columns.forgetting import (
    confirmed_heads,
    confirmed_tables,
    forget_head,
    forget_table,
    get_head,
    get_table,
)
from registry.services.columns.recalling import Hints, Recalled, learned, reading_hints, recall

__all__ = [
    "ConfirmedColumn",
    "ConfirmedTable",
    "Hints",
    "Recalled",
    "confirm",
    "confirmed_heads",
    "confirmed_tables",
    "forget_head",
    "forget_table",
    "get_head",
    "get_table",
    "learned",
    "reading_hints",
    "recall",
]
