"""The bureau's own tables: any list in exactly the layout of a blank workbook, or in a column set, with its evidence."""

from registry.services.layouts.columns import FillColumn
from registry.services.layouts.exporting import Ready, Wish, note_export, prepare, write
from registry.services.layouts.filling import Layout, Options, fill
from registry.services.layouts.keeping import add_columns, add_workbook, change, get_layout, layouts, put_back, retire
from registry.services.layouts.lists import list_rows
from registry.services.layouts.recognising import recognise
from registry.services.lists.firm_rows import ListRows

__all__ = [
    "FillColumn",
    "Layout",
    "ListRows",
    "Options",
    "Ready",
    "Wish",
    "add_columns",
    "add_workbook",
    "change",
    "fill",
    "get_layout",
    "layouts",
    "list_rows",
    "note_export",
    "prepare",
    "put_back",
    "recognise",
    "retire",
    "write",
]
