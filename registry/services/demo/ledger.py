"""The example ledger: a workbook as a park receives it, so that a newcomer has something to throw in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter
import yaml

from registry.catalogue.reader import load_catalogue
from registry.domain.tiers import Ladder
from registry.services.demo.archetypes import read_archetypes
from registry.services.demo.generation import DemoFirm, demo_firm
from registry.services.demo.setting import read_setting

FILE_NAME = "示例台账.xlsx"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
Rows = list[dict[str, object]]


def example_ledger(*, division: str = "", park: str = "") -> bytes:
    """An .xlsx with firms, figures of 2025 and titles; some cells are as faulty as they usually are.

    The firms stand where the reader's scope is, so that their rows can be taken: in the division and park given, else in
    the demo's own park.
    """
    catalogue = load_catalogue()
    plan = yaml.safe_load((Path(__file__).parent / "ledger.yaml").read_text(encoding="utf-8"))
    place = {"region": plan["region"], "park": plan["park"]}
    if not plan["division"].startswith(division) or park not in ("", plan["park"]):
        place = {"region": catalogue.divisions.full_name(division) if division else None, "park": park or None}
    ladder = catalogue.ladder
    firms = _firms(plan, ladder)
    sheets = {
        "firm_sheet": [(number, {**_identity(firm), **firm.facts, **place}) for number, firm in enumerate(firms, 1)],
        "figures_sheet": [(number, _figure_values(firm, plan)) for number, firm in enumerate(firms, 1)],
        "titles_sheet": [
            (number, values) for number, firm in enumerate(firms, 1) for values in _title_values(firm, ladder)
        ],
    }
    return _workbook({plan[key]["name"]: _rows(plan, plan[key], rows) for key, rows in sheets.items()})


def _firms(plan: Mapping[str, Any], ladder: Ladder) -> list[DemoFirm]:
    setting = read_setting()
    archetypes = {archetype.code: archetype for archetype in read_archetypes()}
    return [
        demo_firm(
            replace(archetypes[code], park=plan["park"]),
            Random(f"{setting.seed}:ledger:{serial}"),
            serial,
            ladder,
            setting,
        )
        for serial, code in enumerate(plan["firms"], plan["first_serial"])
    ]


def _identity(firm: DemoFirm) -> dict[str, object]:
    return {"credit_code": firm.credit_code, "name": firm.name}


def _figure_values(firm: DemoFirm, plan: Mapping[str, Any]) -> dict[str, object]:
    times = plan["figures_sheet"]["times"]
    figures = {
        f"{code}@{year}": round(value * times[code], 2) if code in times and value is not None else value
        for year, values in firm.figures.items()
        for code, value in values.items()
    }
    return {**_identity(firm), **figures}


def _title_values(firm: DemoFirm, ladder: Ladder) -> Iterator[dict[str, object]]:
    for title in firm.titles:
        yield {
            **_identity(firm),
            "title": ladder[title.tier].label.zh,
            "batch": title.batch,
            "number": title.number,
            "recognised_on": title.recognised_on,
            "valid_from": title.valid_from,
            "valid_to": title.valid_to,
        }


def _rows(
    plan: Mapping[str, Any], sheet: Mapping[str, Any], values: Sequence[tuple[int, Mapping[str, object]]]
) -> Rows:
    """The rows of a sheet by header, with the faults of the plan typed over them."""
    faults = [fault for fault in plan["faults"] if fault["sheet"] == sheet["name"]]
    rows = []
    for number, row in values:
        cells = {header: row.get(code) for header, code in sheet["columns"].items()}
        for fault in faults:
            cell = cells[fault["column"]]
            if fault["firm"] == number and fault.get("instead_of", cell) == cell:
                cells[fault["column"]] = _faulty(cell, fault)
        rows.append(cells)
    return rows


def _faulty(cell: Any, fault: Mapping[str, Any]) -> object:
    """What somebody typed instead of the cell's true value."""
    match fault.get("way"):
        case "wrong_check_digit":
            return cell[:-1] + ("1" if cell[-1] != "1" else "2")
        case "cut_short":
            return cell[:14]
        case "full_width":
            return f"{cell:,.2f}".translate(_FULL_WIDTH)
        case "hundred_millions":
            return f"{cell / 10000:.4f}亿元"
        case "percent_sign":
            return f"{cell}%"
    return fault["value"]


def _workbook(sheets: Mapping[str, Rows]) -> bytes:
    stream = BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    workbook.set_properties({"title": "示例台账", "created": datetime(2026, 6, 30)})
    head = workbook.add_format({"bold": True, "bg_color": "#DDE7F0", "text_wrap": True, "valign": "vcenter"})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, 1, 24)
        sheet.set_column(2, len(rows[0]) - 1, 14)
        sheet.write_row(0, 0, rows[0], head)
        for index, row in enumerate(rows, 1):
            for column, cell in enumerate(row.values()):
                _write(sheet, index, column, cell)
    workbook.close()
    return stream.getvalue()


def _write(sheet: Any, row: int, column: int, cell: object) -> None:
    """Texts stay texts (a credit code is not a number), flags are written as people write them."""
    match cell:
        case None:
            return
        case bool():
            sheet.write_string(row, column, "是" if cell else "否")
        case int() | float():
            sheet.write_number(row, column, cell)
        case date():
            sheet.write_datetime(row, column, cell)
        case _:
            sheet.write_string(row, column, str(cell))
