"""Templates and the own ledger from the console."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from sqlalchemy import Engine

from tests.cli.conftest import Run
from tests.factories import CODES


def test_the_own_ledger_imported_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    run("demo")
    file = tmp_path / "台账.xlsx"
    done = run("ledger", "--division", "4201", "--output", file, "--json").data
    again = run("import", file, "--dry-run", "--json").data

    assert done["firms"] > 100
    assert done["years"] == [2025, 2024, 2023, 2022]
    assert again["read"] == again["unchanged"] == done["firms"] + done["figures"] + done["titles"]


def test_templates_of_every_kind_are_written(run: Run, database: Engine, tmp_path: Path) -> None:
    for kind, sheet in (("ledger", "2024年"), ("titles", "高新技术企业"), ("firm", "年度数据")):
        file = tmp_path / f"{kind}.xlsx"
        tier = ("--tier", "hnte") if kind == "titles" else ()
        assert run("template", "--kind", kind, "--year", 2024, *tier, "--output", file).code == 0
        assert sheet in openpyxl.load_workbook(file).sheetnames


def test_the_form_of_a_firm_holds_what_is_registered(run: Run, firms: Engine, tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    assert run("template", "--kind", "firm", "--firm", CODES[0], "--output", file).code == 0
    assert openpyxl.load_workbook(file)["年度数据"]["C1"].value == CODES[0]
    assert run("template", "--kind", "firm", "--firm", "nobody", "--output", file).code == 2


def test_another_file_type_or_year_is_refused(run: Run, tmp_path: Path) -> None:
    for command in ("ledger", "template"):
        refused = run(command, "--output", tmp_path / "台账.csv")
        assert refused.code == 2
        assert "扩展名" in refused.err
    assert run("template", "--year", 25, "--output", tmp_path / "台账.xlsx").code == 2
