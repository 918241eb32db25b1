"""The check digits of a whole column of credit codes at once; codes.has_right_digit says what is right."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from importers.codes import BUILT, VALUES, WEIGHTS

LENGTH, BASE = 18, 31
VALUE_OF = bytes(VALUES.get(chr(number), 0) for number in range(256))
TIMES = [bytes(number * weight % BASE for number in range(256)) for weight in WEIGHTS]
REMAINDERS = bytes(number % BASE for number in range(256))
TOGETHER = 8  # remainders of which the sum still fits a byte


def right_digits(texts: pl.Series) -> pl.Series:
    """Whether each text is a credit code with the right check digit; null for null.

    >>> right_digits(pl.Series(["91429005093008211W", "91429005093008211A", "武汉", None])).to_list()
    [True, False, False, None]
    """
    built = texts.str.contains(f"^{BUILT.pattern}$")
    codes = texts.filter(built)
    signs = "".join(codes.to_list()).encode().translate(VALUE_OF)
    weighed = [signs[place::LENGTH].translate(times) for place, times in enumerate(TIMES)]
    sums = [_sums(weighed[start : start + TOGETHER]) for start in range(0, LENGTH, TOGETHER)]
    return built.scatter(built.arg_true(), pl.Series(list(_sums(sums)), dtype=pl.Int64) == 0)


def _sums(columns: Sequence[bytes]) -> bytes:
    """The remainder of each row's sum. As long numbers the columns are added at once, byte by byte without any carry."""
    total = sum(int.from_bytes(column, "little") for column in columns)
    return total.to_bytes(len(columns[0]), "little").translate(REMAINDERS)
