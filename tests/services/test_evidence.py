"""Papers behind values: taken by content, kept whole, fetched in scope, removed without leaving row or file apart."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person, Role
from registry.domain.errors import InvalidInput, NotFound
from registry.services import origins
from registry.services.evidence import files, keeping
from registry.services.evidence.keeping import Limits, Subject
from registry.services.evidence.kinds import UnknownKind, WithMacros, cleaned_name, kind_of
from registry.store.journal import JournalEntry
from tests.factories import CODES, NOW, TODAY, make_figures, make_firm, make_person, make_title, make_workbook

OWN = make_person(Role.ENTERPRISE, account_id=None, name="企业甲", firm_id=1)
OTHER = make_person(Role.ENTERPRISE, account_id=None, firm_id=2)
PARK = make_person(Role.PARK_OFFICER, account_id=None, division="420111", park="东湖示例园区")
PDF = b"%PDF-1.7 an audit report"
REVENUE = Subject(2025, "revenue")


def archive(*members: str) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as made:
        for member in members:
            made.writestr(member, "x")
    return content.getvalue()


@pytest.fixture(autouse=True)
def firms(session: Session) -> None:
    place = {"park": "车城示例工业园", "division_code": "420302"}
    session.add_all([make_firm(id=1), make_firm(id=2, credit_code=CODES[1], name="另一家", **place)])
    session.flush()
    session.add(make_figures(1, revenue=6230.0))
    session.add(make_title(2, "hnte"))
    session.flush()


@pytest.fixture
def add(session: Session, catalogue: Catalogue, tmp_path: Path) -> Any:
    def added(
        content: bytes = PDF, name: str = "审计报告.pdf", subject: Subject = REVENUE, person: Person = OWN
    ) -> int:
        where = {"data_dir": tmp_path, "limits": Limits(1, 2), "now": NOW, "today": TODAY}
        return keeping.add(session, person, catalogue, 1, content, name, subject, **where)  # type: ignore[arg-type]

    return added


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (b"\x89PNG\r\n\x1a\n...", "png"),
        (b"\xff\xd8\xff\xe0...", "jpg"),
        (make_workbook({"表": [["一"]]}), "xlsx"),
        (archive("word/document.xml"), "docx"),
        (archive("OFD.xml", "Doc_0/Document.xml"), "ofd"),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, kind: str) -> None:
    assert kind_of(content, "whatever.exe") == kind


@pytest.mark.parametrize(
    "content", [b"MZ\x90", b"<html><script>", b"PK\x03\x04 cut off", archive("readme.txt"), b"%!PS"]
)
def test_other_content_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(UnknownKind, match="审计报告"):
        kind_of(content, "审计报告.pdf")


def test_an_office_file_with_macros_is_refused() -> None:
    with pytest.raises(WithMacros, match="宏"):
        kind_of(archive("xl/workbook.xml", "xl/vbaProject.bin"), "表.xlsm")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("..\\..\\windows\\报告.docx", "报告.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ('rep"ort\r\n: x.pdf', "report x.pdf"),
        ("." * 40, "file.pdf"),
        ("长" * 300, "长" * 100 + ".pdf"),
    ],
)
def test_a_name_keeps_nothing_that_steers(name: str, kept: str) -> None:
    assert cleaned_name(name, "pdf") == kept


def test_a_paper_is_kept_by_its_hash_and_fetched_with_a_note(session: Session, add: Any, tmp_path: Path) -> None:
    number = add(name="C:\\表\\审计报告.PDF")
    record, content = keeping.fetch(session, PARK, 1, number, data_dir=tmp_path, now=NOW)
    assert (record.name, record.kind, record.by_firm, content) == ("审计报告.pdf", "pdf", True, PDF)
    assert files.place_of(tmp_path, record.sha256).parent.parent == tmp_path / "evidence"
    assert session.exec(select(JournalEntry.action)).all() == ["evidence.add", "evidence.open"]


def test_the_same_paper_about_the_same_thing_is_kept_once(session: Session, add: Any) -> None:
    assert add() == add()
    assert add(subject=Subject(2024, "revenue")) != add()
    assert len(keeping.by_code(keeping.of_firm(session, PARK, 1, 2025))["revenue"]) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "不为空"), (PDF + b"x" * 1024 * 1024, "超过 1 MB"), (b"plain text", "不是可以上传的类型")],
)
def test_what_cannot_be_kept_says_why(
    session: Session, add: Any, tmp_path: Path, content: bytes, sentence: str
) -> None:
    with pytest.raises(Exception, match=sentence):
        add(content)
    assert not (tmp_path / "evidence").exists()


def test_a_firm_has_a_limit_of_its_own(add: Any) -> None:
    for sign in (b"a", b"b"):
        add(PDF + sign * 1_000_000)
    with pytest.raises(keeping.FirmFull, match="合计不能超过 2 MB"):
        add(PDF + b"c" * 1_000_000)


@pytest.mark.parametrize("subject", [Subject(2031, "revenue"), Subject(2025, "main_product"), Subject(0, "revenue")])
def test_a_paper_about_nothing_is_refused(add: Any, subject: Subject) -> None:
    with pytest.raises(InvalidInput):
        add(subject=subject)


def test_a_paper_is_not_hung_on_the_title_of_another_firm(add: Any) -> None:
    with pytest.raises(NotFound):
        add(subject=Subject(title_id=1))


def test_another_firm_finds_it_by_no_address(session: Session, add: Any, tmp_path: Path) -> None:
    number = add()
    for firm_id in (1, 2):  # neither as the other's nor as its own
        with pytest.raises(NotFound):
            keeping.fetch(session, OTHER, firm_id, number, data_dir=tmp_path, now=NOW)
        with pytest.raises(NotFound):
            keeping.remove(session, OTHER, firm_id, number, now=NOW)
    with pytest.raises(NotFound):
        add(person=OTHER)


def test_removing_takes_row_and_file_but_not_what_another_row_needs(session: Session, add: Any, tmp_path: Path) -> None:
    first, second = add(), add(subject=Subject(2024, "revenue"))
    digest = keeping.remove(session, OWN, 1, first, now=NOW)
    files.forget(session, tmp_path, digest)
    assert keeping.fetch(session, OWN, 1, second, data_dir=tmp_path, now=NOW)[1] == PDF
    files.forget(session, tmp_path, keeping.remove(session, PARK, 1, second, now=NOW))
    assert not files.place_of(tmp_path, digest).exists()
    assert "evidence.remove" in session.exec(select(JournalEntry.action)).all()


def test_a_firm_keeps_its_hands_off_what_a_verified_value_rests_on(session: Session, add: Any) -> None:
    number = add()
    origins.set_origins(session, 1, 2025, {"revenue": "self_reported!"})
    with pytest.raises(keeping.InUse, match="已核实"):
        keeping.remove(session, OWN, 1, number, now=NOW)
    brought = add(name="officer.pdf", subject=Subject(2025), person=PARK)
    with pytest.raises(keeping.InUse):
        keeping.remove(session, OWN, 1, brought, now=NOW)
    keeping.remove(session, PARK, 1, number, now=NOW)


def test_a_sweep_removes_old_files_without_a_row_and_names_missing_ones(
    session: Session, add: Any, tmp_path: Path
) -> None:
    number = add()
    young, old = files.keep(tmp_path, b"young"), files.keep(tmp_path, b"old")
    long_ago = (NOW - files.YOUNG * 3).timestamp()
    os.utime(files.place_of(tmp_path, old), (long_ago, long_ago))
    assert files.sweep(session, tmp_path, now=NOW) == (1, [])
    assert files.place_of(tmp_path, young).exists()
    digest = keeping.get(session, PARK, 1, number).sha256
    files.place_of(tmp_path, digest).unlink()
    assert files.sweep(session, tmp_path, now=NOW) == (0, [digest])
    with pytest.raises(NotFound, match="这个文件"):
        keeping.fetch(session, PARK, 1, number, data_dir=tmp_path, now=NOW)
