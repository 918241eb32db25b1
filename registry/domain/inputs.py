"""Which facts of which years a formula reads."""

from __future__ import annotations

from collections.abc import Iterator

from registry.domain.formulas import Call, Name, Operation, Tree
from registry.domain.functions import years_back


def inputs(tree: Tree, back: int = 0) -> Iterator[tuple[str, int]]:
    """Pairs of indicator code and years before the data year, in reading order, possibly repeated.

    >>> from registry.domain.formulas import Call, Name
    >>> list(inputs(Call("sum", (Name("rd_expense"),), 2)))
    [('rd_expense', 0), ('rd_expense', 1)]
    """
    match tree:
        case Name(code, lag):
            yield code, back + lag
        case Operation(_, left, right):
            yield from inputs(left, back)
            yield from inputs(right, back)
        case Call(function, arguments, years):
            for earlier in years_back(function, years):
                for argument in arguments:
                    yield from inputs(argument, back + earlier)
