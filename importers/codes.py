"""Credit codes (GB 32100-2015) as ledgers hold them. Nothing is repaired in silence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from importers.faults import CellFault

FORM = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
OLD_NUMBER = re.compile(r"\d{13}(\d{2})?")
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "S": "5", "Z": "2", "V": "U"})
SEPARATORS = str.maketrans("", "", " \t\r\n\u3000\xa0-_.·'’‘`*：:")


@dataclass(frozen=True)
class CodeReading:
    """One code as read: `code` is what may be stored, `note` an issue code that goes with it, both may be None."""

    code: str | None
    note: str | None = None


def read_code(text: str) -> CodeReading | CellFault:
    """The credit code that a cell holds, or why it holds none.

    A wrong check digit is accepted with a note; a 15-digit number is an old registration number and gives no code.

    >>> read_code("９１４２９００５０９３００８２１１ｗ")
    CodeReading(code='91429005093008211W', note=None)
    >>> read_code("91429005093008211A").note, read_code("370786610043937")
    ('check_digit', CodeReading(code=None, note='old_registration_number'))
    >>> read_code("9.1429E+17").code, read_code("9I429005093008211W").facts["proposal"]
    ('code_is_number', '91429005093008211W')
    """
    compact = unicodedata.normalize("NFKC", text).upper().translate(SEPARATORS)
    if OLD_NUMBER.fullmatch(compact):
        return CodeReading(None, "old_registration_number")
    if FORM.fullmatch(compact):
        return CodeReading(compact, None if _has_right_digit(compact) else "check_digit")
    if re.search(r"\d[.\d]*E\+?\d", text.upper().replace(" ", "")):
        return CellFault("code_is_number", {"value": text})
    proposal = compact.translate(LOOK_ALIKES)
    if proposal != compact and FORM.fullmatch(proposal) and _has_right_digit(proposal):
        wrong = "、".join(sorted(set(compact) & set("OISZV")))
        return CellFault("code_look_alike", {"value": text, "letters": wrong, "proposal": proposal})
    if len(compact) != 18:
        return CellFault("code_length", {"value": text, "length": len(compact)})
    return CellFault("code_form", {"value": text})


def _has_right_digit(code: str) -> bool:
    try:
        uscc.validate(code)
    except ValidationError:
        return False
    return True
