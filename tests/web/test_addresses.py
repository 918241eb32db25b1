"""Addresses that nobody's records can have are answered with a page, never with a fault."""

from __future__ import annotations

import pytest

from tests.web.pages import PageReader, text_of


@pytest.mark.parametrize(
    "address",
    [
        "/firms/999999999999999999999",
        "/firms/2147483648",
        "/imports/999999999999999999999",
        "/firms/1/figures/0",
        "/firms/1/figures/99999",
        "/firms/999999999999999999999/edit",
    ],
)
def test_a_number_beyond_all_records_is_not_found(administrator: PageReader, address: str) -> None:
    page = administrator.get(address, status=404)
    assert "没有找到" in text_of(page)


@pytest.mark.parametrize(
    "address",
    [
        "/firms?page=99999999999999999999",
        "/firms?page=-1",
        "/firms?page=abc",
        "/firms?division=%00",
        "/firms?sort=drop",
    ],
)
def test_an_odd_filter_still_shows_a_list(administrator: PageReader, address: str) -> None:
    assert administrator.get(address).select_one("table, .empty") is not None
