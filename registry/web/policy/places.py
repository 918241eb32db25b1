"""Jurisdictions as people write them: a name, a code, a park that is a zone, or the whole country."""

from __future__ import annotations

from registry.domain.choosing import NATIONAL, ZONE
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.web.policy.words import place_words
from registry.web.site import site

COUNTRY = ("", "全国", "国家", "中国", "CN")


def read_place(text: str) -> str:
    """The jurisdiction of a name or code. Raises InvalidInput for one that is unknown or means several."""
    tidy = "".join(text.split())
    catalogue = site().catalogue
    if tidy.upper() in COUNTRY:
        return NATIONAL
    zone = catalogue.zones.get(tidy) or (tidy.removeprefix(ZONE) if tidy.startswith(ZONE) else "")
    if zone in catalogue.zone_divisions:
        return f"{ZONE}{zone}"
    found = catalogue.divisions.find(tidy)
    if len(found) != 1:
        raise InvalidInput(field="place", reason=mark("没有这个地区或有几个同名的，请写全称或行政区划代码。"))
    return found[0].prefix


def place_text(jurisdiction: str) -> str:
    """A jurisdiction as its field shows it: words that `read_place` takes back."""
    if jurisdiction == NATIONAL or jurisdiction.startswith(ZONE):
        return place_words(jurisdiction)
    return site().catalogue.divisions.full_name(jurisdiction)
