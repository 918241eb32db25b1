"""Several fields of a form that cannot be taken, told at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from registry.domain.errors import InvalidInput


class FieldFaults(InvalidInput):
    """`faults` maps each field to what is wrong with it; a kind of record gives the `labels` of its fields."""

    labels: ClassVar[Mapping[str, str]] = {}

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        code, reason = next(iter(self.faults.items()))
        super().__init__(field=self.labels[code], reason=reason)
