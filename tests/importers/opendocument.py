"""An .ods of our own making."""

from __future__ import annotations

import io
import zipfile


def opendocument(rows: list[list[str | int]]) -> bytes:
    """An .ods with one sheet; a text that begins with < is a cell's XML."""

    def cell(value: str | int) -> str:
        if isinstance(value, str) and value.startswith("<"):
            return value
        kind = f'float" office:value="{value}' if isinstance(value, int) else "string"
        return f'<table:table-cell office:value-type="{kind}"><text:p>{value}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    calc = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    content = (
        f'<office:document-content xmlns:office="{urn}office:1.0" xmlns:table="{urn}table:1.0" '
        f'xmlns:text="{urn}text:1.0" xmlns:calcext="{calc}"><office:body><office:spreadsheet>'
        f'<table:table table:name="2025年">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{urn}manifest:1.0"/>')
        archive.writestr("content.xml", content)
    return stream.getvalue()
