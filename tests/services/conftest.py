"""The ledger that the import tests send: a firm sheet, two years and a sheet of titles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM, Person
from registry.services import imports
from tests.factories import NOW, make_workbook

A, B, C = "91420100MA4KAAAA0H", "91420100MA4KBBBB1A", "91420303MA4KCCCC2Q"
Send = Callable[..., imports.ImportCounts]


def ledger() -> dict[str, list[list[Any]]]:
    return {
        "企业": [
            ["统一社会信用代码", "企业名称", "所属地区", "所属园区", "成立日期", "注册资本(万元)", "是否上市"],
            [A, "武汉示例甲有限公司", "湖北省武汉市洪山区", "甲园", "2015-03-01", 1000, "否"],
            [B, "武汉示例乙有限公司", "武汉市江夏区", "乙园", "2018年5月1日", 500.5, None],
        ],
        "2025年": [
            ["统一社会信用代码", "企业名称", "营业收入(万元)", "研发费用(万元)", "职工总数"],
            [A, "武汉示例甲有限公司", 6230, 650, 120],
            [B, "武汉示例乙有限公司", 2000, None, 30],
        ],
        "2024年": [
            ["统一社会信用代码", "企业名称", "营业收入(万元)"],
            [A, "武汉示例甲有限公司", 5800],
            [B, "武汉示例乙有限公司", 1800],
        ],
        "称号": [
            ["企业名称", "统一社会信用代码", "称号", "批次", "证书编号", "认定日期", "有效期起", "有效期止"],
            ["武汉示例甲有限公司", A, "专精特新中小企业", "第一批", "HB-1", "2024-07-01", "2024-07-01", "2027-06-30"],
            ["武汉示例乙有限公司", B, "高新技术企业", None, "GR-2", "2024-01-01", "2024-01-01", "2026-12-31"],
        ],
    }


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, database_url="sqlite://")


@pytest.fixture
def stage(session: Session, catalogue: Catalogue, settings: Settings) -> Callable[..., int]:
    def staged(sheets: dict[str, list[list[Any]]], person: Person = SYSTEM, **options: Any) -> int:
        content, day = make_workbook(sheets), date(2026, 6, 30)
        return imports.stage(
            session, person, catalogue, content, "台账.xlsx", today=day, now=NOW, settings=settings, **options
        )

    return staged


@pytest.fixture
def send(session: Session, catalogue: Catalogue, stage: Callable[..., int]) -> Send:
    """Stage and commit a workbook."""

    def sent(sheets: dict[str, list[list[Any]]], person: Person = SYSTEM, **options: Any) -> imports.ImportCounts:
        counts = imports.commit(session, person, catalogue, stage(sheets, person), now=NOW, **options)
        session.expire_all()
        return counts

    return sent
