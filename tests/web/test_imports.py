from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine
from sqlmodel import select

from registry.store.database import reading, transaction
from registry.store.figures import YearlyFigures
from registry.store.journal import JournalEntry
from registry.store.origins import ValueOrigin
from tests.factories import NOW
from tests.web.pages import PageReader, check_page, text_of

CODE = "91420100MA4KTEXT9X"
NAME = "武汉示例新光有限公司"


def workbook(*rows: tuple[object, ...]) -> BytesIO:
    """A ledger of one sheet with a firm's identity, place, revenue and R&D expense of 2025."""
    book = Workbook()
    sheet = book.active
    sheet.title = "2025年"
    sheet.append(
        ("统一社会信用代码", "企业名称", "所属地区", "所属园区", "营业收入（万元）", "研发费用（万元）", "备忘")
    )
    for row in rows:
        sheet.append(row)
    content = BytesIO()
    book.save(content)
    content.seek(0)
    return content


GOOD = (CODE, NAME, "武汉市洪山区", "东湖示例园区", 5200, 260, "")
CHANGED = ("91420100MA4KTEXT0X", "武汉示例光电有限公司", "", "", 6500, None, "")
FAULTY = ("91420100MA4KTEXT8X", "武汉示例旧光有限公司", "武汉市洪山区", "东湖示例园区", 900, "约30万", "")


def upload(page: PageReader, content: BytesIO, name: str = "台账.xlsx", status: int = 303) -> str:
    """Upload through the form; the address that follows, or the text of the page."""
    form = page.get("/imports")
    answer = page.send(form, {"file": (content, name)}, status)
    return answer.headers["Location"] if status == 303 else answer.text


def test_a_ledger_is_uploaded_checked_and_stored(officer: PageReader) -> None:
    preview = officer.get(upload(officer, workbook(GOOD, CHANGED)))
    assert numbers(preview) | {"提醒": "0"} == {
        "新增": "1",
        "变更": "1",
        "保留的值": "0",
        "未变": "0",
        "重复合并": "0",
        "退回": "0",
        "其中冲突": "0",
        "提醒": "0",
    }
    done = officer.follow(officer.send(preview, {}, action="/commit"))
    assert "已入库" in text_of(done)
    assert "武汉示例新光有限公司" in text_of(officer.get("/firms"))
    firm = officer.get("/firms/1")
    assert "6,500.00" in text_of(firm)
    assert "台账.xlsx · 工作表“2025年”第 3 行" in text_of(firm.select_one(".timeline"))


def test_changes_show_the_old_and_the_new_value(officer: PageReader) -> None:
    address = upload(officer, workbook(CHANGED))
    row = officer.get(f"{address}?tab=changed").select_one("tbody tr")
    assert "2025 年 营业收入 6,230.00 万元 → 6,500.00 万元" in text_of(row)


def test_a_faulty_cell_stands_in_its_own_row_with_what_to_do(officer: PageReader) -> None:
    preview = officer.get(upload(officer, workbook(GOOD, FAULTY)))
    assert "请修正：「研发费用（万元）」1 处" in text_of(preview)
    row = preview.select_one(".faults tbody tr")
    assert text_of(row.select_one(".cell-address")) == "F3"
    assert "约30万" in text_of(row.select_one(".raw"))
    assert "请填写数字（单位：万元）" in text_of(row.select_one(".why"))
    assert "跳过退回的 1 行" in text_of(preview.select_one(".accept .btn-primary"))


def test_what_was_refused_can_still_be_read_after_storing_the_rest(officer: PageReader) -> None:
    preview = officer.get(upload(officer, workbook(GOOD, FAULTY)))
    done = officer.follow(officer.send(preview, {}, action="/commit"))
    assert "约30万" in text_of(done.select_one(".faults"))
    assert FAULTY[1] not in text_of(officer.get("/firms"))


def test_columns_say_what_they_were_taken_for(officer: PageReader) -> None:
    page = officer.get(upload(officer, workbook(GOOD)) + "?tab=columns")
    rows = [text_of(row) for row in page.select("tbody tr")]
    assert "E 营业收入（万元） 营业收入 万元 列名相同" in rows
    assert any(row.startswith("G 备忘 不导入") for row in rows)


def test_the_same_file_again_says_so_and_has_nothing_to_store(officer: PageReader) -> None:
    officer.send(officer.get(upload(officer, workbook(GOOD))), {}, action="/commit")
    again = officer.get(upload(officer, workbook(GOOD)))
    assert "没有需要写入的变化" in text_of(again)
    assert not again.select("form[action$='/commit']")


def test_a_discarded_file_leaves_nothing_behind(officer: PageReader) -> None:
    address = upload(officer, workbook(GOOD))
    officer.send(officer.get(address), {}, action="/discard")
    assert "已放弃" in text_of(officer.get(address))
    assert NAME not in text_of(officer.get("/firms"))
    assert "已放弃" in text_of(officer.get("/imports").select_one("tbody"))


def test_an_import_is_committed_once(officer: PageReader) -> None:
    address = upload(officer, workbook(GOOD))
    preview, other = officer.get(address), officer.get(address)
    officer.send(preview, {}, action="/commit")
    again = officer.refused(other, {}, 409, action="/commit")
    assert "已经入库或已放弃" in text_of(again)


def test_the_import_of_somebody_else_is_not_found(app: object, officer: PageReader) -> None:
    from tests.web.conftest import PASSWORD

    address = upload(officer, workbook(GOOD))
    colleague = PageReader(app.test_client())  # type: ignore[attr-defined]
    colleague.sign_in("bureau", PASSWORD)
    colleague.get(address, 404)
    colleague.get(f"{address}/marked", 404)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.xlsx", "是空的"),
        (b"%PDF-1.7 nothing", "plan.xlsx", "不是电子表格"),
        (b"hello", "notes.docx", "扩展名不能识别"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused_in_words(
    officer: PageReader, content: bytes, name: str, words: str
) -> None:
    page = check_page(BeautifulSoup(upload(officer, BytesIO(content), name, 422), "html.parser"))
    assert words in text_of(page.select_one(".error-summary a[href='#file']"))


def test_a_form_without_a_file_asks_for_one(officer: PageReader) -> None:
    page = officer.refused(officer.get("/imports"), {"year": "20255"})
    links = {link["href"] for link in page.select(".error-summary a")}
    assert links == {"#file", "#year"}


def test_a_file_beyond_the_limit_gets_a_page_that_says_what_to_do(officer: PageReader) -> None:
    page = upload(officer, BytesIO(b"x" * 1_100_000), status=413)
    assert "文件不能超过 1 MB" in page
    assert "分成几个文件" in page


def numbers(page: BeautifulSoup) -> dict[str, str]:
    return {text_of(box.select_one("dt")): text_of(box.select_one("dd")) for box in page.select(".tally div")}


def test_a_newcomer_can_download_an_example_ledger_and_upload_it(officer: PageReader) -> None:
    link = officer.get("/imports").find("a", string="下载示例台账")
    assert link is not None
    answer = officer.client.get(link["href"])
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    preview = officer.get(upload(officer, BytesIO(answer.data), "示例台账.xlsx"))
    assert numbers(preview)["退回"] == "4"


def marked(page: PageReader, address: str) -> tuple[Workbook, str]:
    """The file behind the button of an import's page, and the header that names it."""
    link = page.get(address).find("a", string="下载标注好的原表")
    assert link is not None
    answer = page.client.get(link["href"])
    assert answer.status_code == 200
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return load_workbook(BytesIO(answer.data)), answer.headers["Content-Disposition"]


def statuses(book: Workbook) -> list[object]:
    column = next(cell.column_letter for cell in book.active[1] if cell.value == "状态")
    return [cell.value for cell in book.active[column][1:]]


def test_the_file_comes_back_marked_and_once_mended_nothing_is_rejected(officer: PageReader, engine: Engine) -> None:
    book, header = marked(officer, upload(officer, workbook(GOOD, FAULTY, CHANGED)))
    assert statuses(book) == ["新增", "退回", "变更"]
    assert "约30万" in book.active["F3"].comment.text
    assert f"filename*=UTF-8''{quote('台账-已标注.xlsx')}" in header
    with reading(engine) as session:
        taken = session.exec(select(JournalEntry).where(JournalEntry.action == "import.export")).one()
    assert (taken.batch_id, taken.actor_name, taken.note) == (1, "示例park", "台账.xlsx")

    book.active["F3"] = 30
    mended = BytesIO()
    book.save(mended)
    mended.seek(0)
    found = numbers(officer.get(upload(officer, mended)))
    assert (found["新增"], found["变更"], found["退回"]) == ("2", "1", "0")


def test_after_storing_the_marks_say_what_was_done(officer: PageReader) -> None:
    address = upload(officer, workbook(GOOD, FAULTY, CHANGED))
    officer.send(officer.get(address), {}, action="/commit")
    assert statuses(marked(officer, address)[0]) == ["新增", "退回", "变更"]


def test_a_text_file_comes_back_as_an_extract_and_both_pages_say_so(officer: PageReader) -> None:
    head = "统一社会信用代码,企业名称,年度,营业收入（万元）"
    rows = [f"{CODE},{NAME},2025,约30万", f"{CHANGED[0]},{CHANGED[1]},2025,6500"]
    address = upload(officer, BytesIO("\n".join([head, *rows]).encode()), "台账.csv")
    assert ".csv 文件不能原样写回" in text_of(officer.get(address).select_one("main"))
    book, header = marked(officer, address)
    assert statuses(book) == ["退回", "变更"]  # the second is doubtful: its code fails the check
    assert quote("台账-退回.xlsx") in header
    assert "不能原样写回" in text_of(officer.get("/imports").select_one(".notice-note"))


def test_a_discarded_file_cannot_be_taken_out_again(officer: PageReader) -> None:
    address = upload(officer, workbook(GOOD))
    officer.send(officer.get(address), {}, action="/discard")
    officer.get(f"{address}/marked", 404)


@pytest.mark.parametrize(
    "tab", ["new", "changed", "held", "unchanged", "conflicts", "issues", "effects", "columns", "nonsense"]
)
def test_every_tab_opens_with_and_without_a_search(officer: PageReader, tab: str) -> None:
    address = upload(officer, workbook(GOOD, FAULTY, CHANGED))
    assert officer.get(f"{address}?tab={tab}").select_one(".tabs a[aria-current]")
    assert officer.get(f"{address}?tab={tab}&q=没有这家&page=9").select_one(".tabs a[aria-current]")


def test_rows_are_found_by_name_and_code(officer: PageReader) -> None:
    address = upload(officer, workbook(GOOD, CHANGED))
    assert NAME in text_of(officer.get(f"{address}?tab=new&q=新光").select_one("tbody"))
    assert "没有找到“光电”" in text_of(officer.get(f"{address}?tab=new&q=光电").select_one(".empty"))


def test_a_value_that_counts_more_is_kept_shown_and_overwritten_only_when_ticked(
    officer: PageReader, engine: Engine
) -> None:
    with transaction(engine) as session:
        session.merge(ValueOrigin(firm_id=1, year=2025, sources='{"*":"tax","revenue":"tax!"}'))
    preview = officer.get(upload(officer, workbook(CHANGED)) + "?tab=held")
    assert numbers(preview)["保留的值"] == "1"
    row = text_of(preview.select_one("tbody tr"))
    assert "6,230.00 万元 6,500.00 万元 已核实，来源：税务数据" in row
    assert not preview.select_one("input[name=override]").has_attr("checked")
    officer.send(preview, {"override": ""}, action="/commit")
    again = officer.get(upload(officer, workbook(CHANGED)))
    assert numbers(again)["保留的值"] == "1"
    officer.send(again, {"override": "1"}, action="/commit")
    with reading(engine) as session:
        assert session.get_one(YearlyFigures, (1, 2025)).revenue == 6500


def test_the_source_chosen_at_the_upload_is_told_on_the_preview(officer: PageReader) -> None:
    form = officer.get("/imports")
    options = [text_of(option) for option in form.select("select[name=source] option")]
    assert options[0] == "审计报告"
    assert text_of(form.select_one("select[name=source] option[selected]")) == "园区或部门台账"
    answer = officer.send(form, {"file": (workbook(GOOD), "a.xlsx"), "source": "tax"}, 303)
    assert "来源：税务数据" in text_of(officer.get(answer.headers["Location"]).select_one(".page-head"))


def test_only_rows_without_a_remark_can_be_stored(officer: PageReader) -> None:
    preview = officer.get(upload(officer, workbook(GOOD, CHANGED)))  # both codes fail their check
    assert "跳过 2 行" in text_of(preview.select_one("button[value=clean]"))
    officer.send(preview, {"accept": "clean"}, action="/commit")
    assert NAME not in text_of(officer.get("/firms"))


def test_a_preview_says_when_it_had_to_be_made_anew(officer: PageReader, engine: Engine) -> None:
    address = upload(officer, workbook(CHANGED))
    assert "重新核对" not in text_of(officer.get(address))
    with transaction(engine) as session:
        session.get_one(YearlyFigures, (1, 2025)).revenue = 6500
        session.add(JournalEntry(at=NOW, actor_name="别人", door="form", action="figures.update", firm_id=1, year=2025))
    anew = officer.get(address)
    assert "已按现在的数据重新核对" in text_of(anew)
    assert numbers(anew)["未变"] == "1"
    assert "重新核对" not in text_of(officer.get(address))
