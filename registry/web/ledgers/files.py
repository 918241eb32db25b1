"""Workbooks as downloads."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import Response, send_file

from registry.web.file_types import XLSX


def workbook(content: bytes | IO[bytes], name: str) -> Response:
    """An .xlsx to save under the name."""
    stream = BytesIO(content) if isinstance(content, bytes) else content
    stream.seek(0)
    return send_file(stream, mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")
