"""The list of golden files: one function per oddity, each returns a file's name and bytes; some are read with options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.importers.cases import CASES
from tests.importers.workbooks import Made

Make = Callable[[], Made]


@dataclass(frozen=True)
class Golden:
    """One file and the options of read_file that it is read with."""

    make: Make
    options: Mapping[str, object] = field(default_factory=dict)


GOLDEN: dict[str, Golden] = {name: Golden(make) for name, make in CASES.items()}


def golden(**options: object) -> Callable[[Make], Make]:
    """Adds a file to the list under the name of the function."""

    def keep(make: Make) -> Make:
        assert make.__name__ not in GOLDEN
        GOLDEN[make.__name__] = Golden(make, options)
        return make

    return keep
