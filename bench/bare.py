"""A bare Flask page as a floor: the same cells of the same 50 firms from the same database, one question, one plain table, no
frame, no account, no words for codes."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, render_template, request
from sqlalchemy import create_engine, text

from bench.filling import TODAY
from registry.cli.serve import spare_collector

COLUMNS = "id, name, credit_code, division_code, park, industry_code, founded_on"
PLACE = "SELECT id FROM firm ORDER BY name_key, initials, credit_code LIMIT 50 OFFSET :skipped"  # skipped in an index
HELD = "valid_from <= :today AND (valid_to IS NULL OR valid_to >= :today) AND revoked_on IS NULL"
TITLES = f"(SELECT group_concat(tier, ', ') FROM title WHERE firm_id = firm.id AND {HELD}) AS titles"
ROWS = text(f"SELECT {COLUMNS}, {TITLES} FROM firm WHERE id IN ({PLACE}) ORDER BY name_key, initials, credit_code")
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>bare</title></head><body><table>
{% for row in rows %}<tr><th><a href="/firms/{{ row.id }}">{{ row.name }}</a></th><td>{{ row.credit_code }}</td>
<td>{{ row.division_code }}</td><td>{{ row.park or "—" }}</td><td>{{ row.industry_code }}</td><td>{{ row.founded_on or "—" }}</td>
<td>{{ row.titles or "—" }}</td></tr>{% endfor %}</table></body></html>"""


def create_app() -> Any:
    """The page, at any address."""
    app, engine = Flask("bare"), create_engine(os.environ["TIDU_DATABASE_URL"])
    page = app.jinja_env.from_string(PAGE)

    @app.get("/")
    def rows() -> str:
        asked = {"skipped": request.args.get("page", 0, type=int) * 50, "today": str(TODAY)}
        with engine.connect() as connection:
            found = connection.execute(ROWS, asked).all()
        return render_template(page, rows=found)

    spare_collector()  # as `tidu serve` does for ours
    return app
