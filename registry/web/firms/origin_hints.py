"""What a form says before a value is replaced that counts more than an entry by hand."""

from __future__ import annotations

from flask_babel import gettext

from registry.domain.sources import VERIFIED
from registry.services.firms import FirmDetail
from registry.services.local_values import OF_THE_FIRM
from registry.services.origins import origins_of, outranking
from registry.web.firms.forms import IndicatorForm
from registry.web.languages import in_words
from registry.web.security import person
from registry.web.site import browsing, site


def say_origins(form: IndicatorForm, detail: FirmDetail, year: int | None) -> None:
    """Describe the fields whose present value was verified or comes from a higher source; `year` None is the firm itself."""
    assert detail.firm.id is not None
    with browsing() as session:
        held = origins_of(session, detail.firm.id).get(year or OF_THE_FIRM, {})
    values = detail.values if year is None else detail.figures.get(year, {})
    known = [code for code, value in values.items() if value is not None and code in form]
    for code, origin in outranking(person(), site().catalogue.sources, held, known).items():
        form[code].description = f"{form[code].description} {_told(origin)}".strip()


def _told(origin: str) -> str:
    found = site().catalogue.sources.get(origin.removesuffix(VERIFIED))
    source = in_words(found.label) if found else ""
    if origin.endswith(VERIFIED):
        return gettext("现值已核实（%(source)s），改动后要重新核实。", source=source)
    return gettext("现值来自“%(source)s”，级别高于手工填写。", source=source)
