"""What the preview of an import says of columns that the reader was not sure of."""

from __future__ import annotations

from registry.services.importing.batches import sheets_of
from registry.store.imports import ImportBatch
from registry.web.columns.questions import question_of
from registry.web.columns.views import blueprint


@blueprint.app_template_global()
def columns_to_confirm(batch: ImportBatch) -> list[str]:
    """The heads of the columns that a person is asked about, each kind of table once."""
    asked = {
        (sheet.signature, column.key): column.header
        for sheet in sheets_of(batch)
        for column in (*sheet.columns, *sheet.lines)
        if column.key and question_of(column)
    }
    return list(asked.values())
