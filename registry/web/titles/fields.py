"""Fields of the forms about titles: days as people write them, and texts of a sane length."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import Length
from wtforms.widgets import DateInput

from importers.dates import read_date

LONGEST = 200


class DayField(StringField):
    """A day, or None where the field is blank; `data` is a date once it was read."""

    widget = DateInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent, as an import reads the cells of a ledger."""
        self.sent = valuelist[0].strip() if valuelist else ""
        self.data: Any = read_date(self.sent) if self.sent else None
        if self.sent and self.data is None:
            raise ValueError(lazy_gettext("请填写日期，例如 2025-05-01"))

    def _value(self) -> str:
        """What the field shows: the day, or what could not be read."""
        return self.data.isoformat() if isinstance(self.data, date) else getattr(self, "sent", "")


def text_field(label: Any, hint: Any = "", longest: int = LONGEST) -> StringField:
    """One line of text."""
    limit = Length(max=longest, message=lazy_gettext("最多 %(most)d 个字", most=longest))
    return StringField(label, [limit], description=hint, render_kw={"autocomplete": "off"})
