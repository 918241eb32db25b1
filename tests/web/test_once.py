"""A form that is sent twice acts once, whichever worker takes the second sending."""

from __future__ import annotations

import threading
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import Engine, text

from registry.config import Settings
from tests.factories import TODAY
from tests.web.conftest import PASSWORD, make_app
from tests.web.pages import PageReader, text_of

VISIT = {"on": "2026-06-01", "text": "电话回访", "kind": "visit"}
SERVICE = "/firms/1/service"


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def test_a_form_sent_again_leads_to_where_the_first_one_led(officer: PageReader, engine: Engine) -> None:
    form = officer.get(SERVICE)
    first = officer.send(form, VISIT)
    officer.client_path = SERVICE
    again = officer.send(form, VISIT)
    assert again.headers["Location"] == first.headers["Location"]
    assert "没有重复处理" in text_of(officer.follow(again))
    assert count(engine, "service_entry") == 1


def test_a_refused_form_may_be_sent_again(officer: PageReader, engine: Engine) -> None:
    form = officer.get(SERVICE)
    for _ in range(2):
        officer.client_path = SERVICE
        officer.refused(form, VISIT | {"text": ""})
    assert count(engine, "sent_form") == count(engine, "service_entry") == 0


def test_an_upload_sent_again_is_kept_once_and_on_a_page_opened_anew_it_is_another(
    officer: PageReader, engine: Engine
) -> None:
    def sent(form: Any, revenue: int) -> str:
        ledger = f"企业名称,统一社会信用代码,营业收入(万元)\n武汉示例,91420100MA4KTEXT0X,{revenue}\n".encode()
        officer.client_path = "/imports"
        return str(officer.send(form, {"file": (BytesIO(ledger), "台账.csv")}).headers["Location"])

    form = officer.get("/imports")
    assert sent(form, 5) == sent(form, 5)
    assert count(engine, "import_batch") == 1
    sent(form, 6)  # other content is another act
    sent(officer.get("/imports"), 5)
    assert count(engine, "import_batch") == 3


def test_a_double_click_that_reaches_two_workers_acts_once(
    office: None, app: Flask, database_url: str, engine: Engine, tmp_path: Any
) -> None:
    """Two applications on one database, each in a thread of its own, as two workers or two hosts are."""
    other = make_app(Settings(data_dir=tmp_path, database_url=database_url, demo=True, today=TODAY))
    page = PageReader(app.test_client())
    page.sign_in("park", PASSWORD)
    form = page.get(SERVICE).select_one(f'form[action="{SERVICE}"]')
    data = {field["name"]: field.get("value", "") for field in form.select("input[name]")} | VISIT
    cookie = page.client.get_cookie("tidu").value
    answers: list[Any] = []

    def click(worker: Flask) -> None:
        client = worker.test_client()
        client.set_cookie("tidu", cookie)
        answers.append(client.post(SERVICE, data=data))

    clicks = [threading.Thread(target=click, args=(worker,)) for worker in (app, other)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert [(one.status_code, one.headers.get("Location")) for one in answers] == [(303, SERVICE)] * 2
    assert count(engine, "service_entry") == 1
