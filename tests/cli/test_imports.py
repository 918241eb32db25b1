"""tidu import: counts, exit codes, dry run, all or nothing, report."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine, text
from sqlmodel import select

from registry.store.database import reading
from registry.store.firms import FirmRecord
from registry.store.schema import TABLES
from tests.cli.conftest import Run
from tests.factories import make_workbook
from tests.services.conftest import A, ledger


def write(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    path.write_bytes(make_workbook(sheets))
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write(tmp_path / "台账.xlsx", ledger())


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    sheets = ledger()
    sheets["企业"][2][5] = "约30万"
    return write(tmp_path / "台账.xlsx", sheets)


def stored_rows(engine: Engine) -> int:
    with reading(engine) as session:
        counts = [session.execute(text(f"SELECT count(*) FROM {table.__tablename__}")) for table in TABLES]
        return sum(count.scalar_one() for count in counts)


def test_an_import_prints_counts_and_batch(run: Run, database: Engine, book: Path) -> None:
    ran = run("import", book, "--json")
    assert ran.code == 0
    counted = {name: ran.data[name] for name in ("batch", "read", "new", "changed", "unchanged", "rejected", "merged")}
    assert counted == {"batch": 1, "read": 8, "new": 8, "changed": 0, "unchanged": 0, "rejected": 0, "merged": 0}
    again = run("import", book, "--json").data
    assert (again["batch"], again["new"], again["unchanged"]) == (2, 0, 8)


def test_without_json_the_same_counts_are_a_table(run: Run, database: Engine, book: Path) -> None:
    lines = [line.split() for line in run("import", book).out.splitlines()]
    assert ["read", "8", "读取"] in lines
    assert ["batch", "1"] in lines


def test_a_dry_run_counts_the_same_and_stores_nothing(run: Run, database: Engine, book: Path) -> None:
    ran = run("import", book, "--dry-run", "--json")
    assert (ran.code, ran.data["batch"], ran.data["new"], ran.data["dry_run"]) == (0, None, 8, True)
    assert stored_rows(database) == 0


def test_a_dry_run_of_a_table_without_codes_says_what_is_missing(run: Run, database: Engine, tmp_path: Path) -> None:
    book = write(
        tmp_path / "名单.xlsx", {"名单": [["公司全称", "注册资本(万元)"], ["示例甲公司", 1], ["示例乙公司", 2]]}
    )
    ran = run("import", book, "--dry-run")
    assert ran.code == 1
    assert ["rejected", "2", "退回"] in [line.split() for line in ran.out.splitlines()]
    assert "缺少「统一社会信用代码」列" in ran.err
    assert run("import", book, "--dry-run", "--json").data["missing"] == ["credit_code"]
    assert stored_rows(database) == 0


def test_refused_rows_are_told_and_the_rest_is_taken(run: Run, database: Engine, faulty: Path) -> None:
    ran = run("import", faulty)
    assert ran.code == 1
    assert "第 3 行「注册资本(万元)」" in ran.err
    assert "约30万" in ran.err
    data = run("import", faulty, "--json").data
    assert (data["rejected"], data["unchanged"]) == (1, 7)
    (issue,) = [issue for issue in data["issues"] if issue["level"] == "error"]
    assert (issue["sheet"], issue["row"], issue["column"], issue["value"]) == ("企业", 3, "F", "约30万")


def test_all_or_nothing_stores_nothing_when_a_row_is_refused(run: Run, database: Engine, faulty: Path) -> None:
    ran = run("import", faulty, "--accept", "all-or-nothing", "--json")
    assert ran.code == 1
    assert (ran.data["batch"], ran.data["rejected"]) == (None, 1)
    assert "没有入库" in ran.err
    assert stored_rows(database) == 0


def test_all_or_nothing_takes_a_clean_file(run: Run, database: Engine, book: Path) -> None:
    assert run("import", book, "--accept", "all-or-nothing", "--json").data["batch"] == 1


def test_the_report_is_the_file_itself_with_every_fault_marked(
    run: Run, database: Engine, faulty: Path, tmp_path: Path
) -> None:
    report = tmp_path / "标注.xlsx"
    ran = run("import", faulty, "--report", report)
    book = openpyxl.load_workbook(report)
    sheet = book["企业"]
    statuses = {cell.value: [below.value for below in sheet[cell.column_letter][1:]] for cell in sheet[1]}["状态"]

    assert ran.code == 1
    assert str(report) in ran.err
    assert book.sheetnames == list(ledger())
    assert (statuses[0], statuses[1]) == ("新增", "退回")
    assert sheet["F3"].value == "约30万"
    assert "约30万" in sheet["F3"].comment.text


def test_the_report_mended_and_imported_again_has_nothing_rejected(
    run: Run, database: Engine, faulty: Path, tmp_path: Path
) -> None:
    report = tmp_path / "标注.xlsx"
    run("import", faulty, "--report", report)
    book = openpyxl.load_workbook(report)
    book["企业"]["F3"] = 30
    book.save(report)
    data = run("import", report, "--json").data

    assert (data["rejected"], data["changed"] + data["new"]) == (0, 1)


def test_the_report_of_a_text_file_is_an_extract_and_says_so(run: Run, database: Engine, tmp_path: Path) -> None:
    source, report = tmp_path / "名单.csv", tmp_path / "标注.xlsx"
    source.write_text(f"统一社会信用代码,企业名称,注册资本(万元)\n{A},武汉示例甲有限公司,约30万\n", encoding="utf-8")
    ran = run("import", source, "--dry-run", "--report", report)
    sheet = openpyxl.load_workbook(report).active

    assert "不能原样写回" in ran.err
    assert [cell.value for cell in sheet[2]][:4] == [A, "武汉示例甲有限公司", "约30万", "退回"]
    assert stored_rows(database) == 0


def test_a_sheet_and_a_year_can_be_named(run: Run, database: Engine, tmp_path: Path) -> None:
    sheets = {
        "表": [["统一社会信用代码", "企业名称", "营业收入(万元)"], [A, "武汉示例甲有限公司", 10]],
        "别的": ledger()["企业"],
    }
    book = write(tmp_path / "一表.xlsx", sheets)
    data = run("import", book, "--sheet", "表", "--year", 2024, "--json").data
    assert (data["read"], data["figures_new"]) == (1, 1)
    assert "别的" in run("import", book, "--sheet", "没有").err
    assert run("import", book, "--year", 12).code == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("没有.xlsx", None, "没有找到"),
        ("空.xlsx", b"", "空"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 64, "不是"),
        ("名单.pdf", b"%PDF-1.7", "pdf"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    run: Run, database: Engine, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    ran = run("import", tmp_path / name)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err.lower()
    assert stored_rows(database) == 0


def test_an_unknown_way_to_accept_is_refused(run: Run, database: Engine, book: Path) -> None:
    ran = run("import", book, "--accept", "some")
    assert (ran.code, "--accept" in ran.err) == (2, True)


def test_an_import_is_done_by_the_command_itself(run: Run, database: Engine, book: Path) -> None:
    run("import", book)
    with reading(database) as session:
        assert len(session.exec(select(FirmRecord.id)).all()) == 2


@pytest.mark.corpus
def test_the_register_with_codes_is_read_whole(run: Run, database: Engine, corpus: Path) -> None:
    data = run("import", corpus / "firms" / "firm-register-with-codes.xlsx", "--json").data
    assert data["read"] == 4810
    assert data["read"] == sum(data[name] for name in ("new", "changed", "unchanged", "rejected", "merged"))
    again = run("import", corpus / "firms" / "firm-register-with-codes.xlsx", "--json").data
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, data["new"])


@pytest.mark.corpus
def test_the_listed_companies_lack_codes_and_are_told_so(run: Run, database: Engine, corpus: Path) -> None:
    ran = run("import", corpus / "firms" / "szse-a-shares.xlsx", "--dry-run", "--json")
    assert (ran.code, ran.data["read"], ran.data["missing"]) == (1, 2870, ["credit_code"])
    assert len(ran.data["sheets"][0]["columns"]) == 22


def test_the_report_never_overwrites_the_file_itself(run: Run, database: Engine, faulty: Path) -> None:
    before = faulty.read_bytes()
    ran = run("import", faulty, "--report", faulty.parent / "." / faulty.name)
    assert (ran.code, ran.err) == (2, "「--report」不能与要导入的文件同名，请换一个文件名。\n")
    assert faulty.read_bytes() == before


def test_a_dry_run_foresees_what_changes_in_verdicts(run: Run, database: Engine, tmp_path: Path) -> None:
    book = tmp_path / "称号.xlsx"
    head = ["统一社会信用代码", "企业名称", "称号", "有效期起", "有效期止"]
    row = ["91420100MA4KAAAA0H", "武汉示例甲有限公司", "创新型中小企业", "2026-01-01", "2028-12-31"]
    book.write_bytes(make_workbook({"称号": [head, row]}))
    assert run("import", book, "--dry-run", "--json").data["effects"] is None
    run("evaluate", "--as-of", "2026-06-30", "--json")
    ran = run("import", book, "--dry-run", "--json")
    assert ran.data["effects"]["tiers"]["innovative_sme"]["recognised"] == [{"credit_code": row[0], "name": row[1]}]
    assert "1 家已有「创新型中小企业」称号: 武汉示例甲有限公司" in run("import", book, "--dry-run").err


def test_the_source_is_kept_and_an_unknown_one_is_refused(run: Run, database: Engine, book: Path) -> None:
    ran = run("import", book, "--source", "rumour")
    assert (ran.code, "audit、tax" in ran.err) == (2, True)
    assert run("import", book, "--source", "tax", "--json").data["source"] == "tax"
    changed = ledger()
    changed["2025年"][1][2] = 7000
    book.write_bytes(make_workbook(changed))
    ran = run("import", book, "--json")
    assert (ran.data["held"], ran.data["changed"], ran.data["source"]) == (1, 0, "ledger")
    assert run("import", book, "--override", "--json").data["changed"] == 1


def test_only_clean_rows_can_be_taken(run: Run, database: Engine, book: Path) -> None:
    doubtful = ledger()
    doubtful["2025年"][1][3] = 9000
    book.write_bytes(make_workbook(doubtful))
    ran = run("import", book, "--accept", "clean", "--json")
    assert (ran.code, ran.data["new"], ran.data["left_out"]) == (0, 7, 1)
