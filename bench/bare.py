"""A bare Flask page as a floor: the same 50 firms from the same database, one question, one plain table, no frame, no account."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, render_template_string, request
from sqlalchemy import create_engine, text

PLACE = "SELECT id FROM firm ORDER BY name_key, initials, credit_code LIMIT 50 OFFSET :skipped"  # skipped in an index
COLUMNS = "id, name, credit_code, park, founded_on"
ROWS = text(f"SELECT {COLUMNS} FROM firm WHERE id IN ({PLACE}) ORDER BY name_key, initials, credit_code")
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>bare</title></head><body><table>
{% for row in rows %}<tr><th><a href="/firms/{{ row.id }}">{{ row.name }}</a></th><td>{{ row.credit_code }}</td>
<td>{{ row.park or "—" }}</td><td>{{ row.founded_on or "—" }}</td></tr>{% endfor %}</table></body></html>"""


def create_app() -> Any:
    """The page, at any address."""
    app, engine = Flask("bare"), create_engine(os.environ["TIDU_DATABASE_URL"])

    @app.get("/")
    def rows() -> str:
        with engine.connect() as connection:
            found = connection.execute(ROWS, {"skipped": request.args.get("page", 0, type=int) * 50}).all()
        return render_template_string(PAGE, rows=found)

    return app
