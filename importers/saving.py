"""A workbook as the bytes of its file."""

from __future__ import annotations

import io
import zipfile

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter


def saved(book: Workbook) -> bytes:
    """The file; the book is done with after that.

    openpyxl leaves two archives to the collector, which complains about them wherever the program happens to be by then: that of
    a book that it cannot write, and that which keeps the macros. Both are closed here.
    """
    stream = io.BytesIO()
    try:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            ExcelWriter(book, archive).save()
    finally:
        if book.vba_archive is not None:
            book.vba_archive.close()
    return stream.getvalue()
