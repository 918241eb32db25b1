"""Credit codes (GB 32100-2015) as ledgers hold them. Nothing is repaired in silence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from operator import mul

from importers.bounds import too_long
from importers.faults import CellFault

FORM = re.compile(r"[0-9A-Z]{18}")
FORM_CHARACTER = re.compile(r"[0-9A-Z]")
OLD_NUMBER = re.compile(r"\d{6}[0-9A-Z]{9}|\d{13}")
BUILT = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
VALUES = {char: value for value, char in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
WEIGHTS = (*(3**power % 31 for power in range(17)), 1)  # GB 32100-2015
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "S": "5", "Z": "2", "V": "U"})
NEVER_IN_A_CODE = set("IOSVZ")
SEPARATORS = str.maketrans("", "", " \t\r\n\u3000\xa0-_.·'’‘`*：:")


@dataclass(frozen=True)
class CodeReading:
    """One code as read: `code` is what may be stored; `note` is what the user should look at all the same."""

    code: str | None
    note: CellFault | None = None


def read_code(text: str) -> CodeReading | CellFault:
    """The credit code that a cell holds, or why it holds none.

    A wrong check digit is accepted with a note, which proposes a reading where letters look like digits; a 15-digit
    number is an old registration number and gives no code.

    >>> read_code("９１４２９００５０９３００８２１１ｗ")
    CodeReading(code='91429005093008211W', note=None)
    >>> read_code("91429005093008211A").note.code, read_code("370786610043937").note.code
    ('check_digit', 'old_registration_number')
    >>> read_code("9.1429E+17").code, read_code("9I429005093008211W").note.facts["proposal"]
    ('code_is_number', '91429005093008211W')
    """
    if fault := too_long(text, "value_length"):
        return fault
    written = unicodedata.normalize("NFKC", text).translate(SEPARATORS)
    compact = written.upper()
    if OLD_NUMBER.fullmatch(compact):
        return CodeReading(None, CellFault("old_registration_number", {"value": text}))
    if FORM.fullmatch(compact):
        return CodeReading(compact, None if has_right_digit(compact) else _doubt(text, written))
    if re.search(r"\d[.\d]*E\+?\d", text.upper().replace(" ", "")):
        return CellFault("code_is_number", {"value": text})
    if len(compact) != 18:
        return CellFault("code_length", {"value": text, "length": len(compact)})
    return CellFault("code_form", {"value": text} | _foreign(compact))


def _foreign(compact: str) -> dict[str, object]:
    """`places` of what is neither a digit nor a letter from A to Z: a Cyrillic А looks like a Latin A and is none."""
    found = [f"{place} “{char}”" for place, char in enumerate(compact, 1) if not FORM_CHARACTER.match(char)]
    return {"places": "、".join(found)} if found else {}


def _doubt(text: str, written: str) -> CellFault:
    """Why a code of the right length is doubtful; `letters` and `proposal` only where look-alikes explain it."""
    facts: dict[str, object] = {"value": text}
    letters = sorted(set(written.upper()) & NEVER_IN_A_CODE)
    if letters:
        facts["letters"] = "、".join(letters)
    proposal = written.replace("l", "1").upper().translate(LOOK_ALIKES)
    if proposal != written.upper() and has_right_digit(proposal):
        facts["proposal"] = proposal
    return CellFault("check_digit", facts)


def has_right_digit(code: str) -> bool:
    """Whether a code is built by the rules and its last character is the right check digit.

    The weighing is python-stdnum's, at a tenth of its cost (a ledger has 100,000 of them); the tests hold the two
    against each other. Unlike it, letters may stand in the first two places, as in the codes of farmers' collectives.

    >>> has_right_digit("91429005093008211W"), has_right_digit("91429005093008211A")
    (True, False)
    """
    return bool(BUILT.fullmatch(code)) and sum(map(mul, WEIGHTS, map(VALUES.__getitem__, code))) % 31 == 0
