"""The cases of this folder, read and evaluated once by what `tidu rules test` uses as well."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from registry.catalogue.reader import load_catalogue
from registry.domain.explanation import Explanation
from registry.services import rule_case_results
from registry.services.rule_cases import Example, read_cases

__all__ = ["Example", "explained", "read_examples"]

FOLDER = Path(__file__).parent


def read_examples() -> tuple[Example, ...]:
    """Every case of every file, in the order of the files."""
    return tuple(read_cases(FOLDER))


@lru_cache(maxsize=1)
def explained() -> Mapping[str, Explanation]:
    """The explanation of every case by its name; none where no rule set applies to the firm."""
    return rule_case_results.explained(load_catalogue(), read_examples())
