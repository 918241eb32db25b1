"""What is worked out from facts, said once: trees of columns, literals, choices and operations.

The rules are read into these trees and nowhere else. `over_columns` makes a Polars expression of a tree, for any number of firms;
`over_values` a function of one firm's row. What each operation means to the one and to the other stands side by side in
`operations`. Unknown is null: an operation on it is unknown, unless its meaning says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from registry.domain import operations
from registry.domain.operations import Kind, Meaning

Plain: TypeAlias = "float | bool | str | None"
Operand: TypeAlias = "Expression | Plain"


class Expression:
    """A value of each firm. Trees are compared by identity: ask `eq` for a value's equality."""

    __slots__ = ()

    def __add__(self, other: Operand) -> Expression:
        return apply(operations.ADD, self, other)

    def __sub__(self, other: Operand) -> Expression:
        return apply(operations.SUBTRACT, self, other)

    def __mul__(self, other: Operand) -> Expression:
        return apply(operations.MULTIPLY, self, other)

    def __truediv__(self, other: Operand) -> Expression:
        return apply(operations.DIVIDE, self, other)

    def __neg__(self) -> Expression:
        return apply(operations.NEGATE, self)

    def __ge__(self, other: Operand) -> Expression:
        return apply(operations.AT_LEAST, self, other)

    def __gt__(self, other: Operand) -> Expression:
        return apply(operations.ABOVE, self, other)

    def __le__(self, other: Operand) -> Expression:
        return apply(operations.AT_MOST, self, other)

    def __lt__(self, other: Operand) -> Expression:
        return apply(operations.BELOW, self, other)

    def __and__(self, other: Operand) -> Expression:
        return apply(operations.ALL, self, other)

    def __or__(self, other: Operand) -> Expression:
        return apply(operations.ANY, self, other)

    def __invert__(self) -> Expression:
        return apply(operations.NOT, self)

    def eq(self, other: Operand) -> Expression:
        """Whether both are the same; null where either is null."""
        return apply(operations.EQUAL, self, other)

    def ne(self, other: Operand) -> Expression:
        """Whether they differ; null where either is null."""
        return apply(operations.UNEQUAL, self, other)

    def is_in(self, values: Iterable[str | float]) -> Expression:
        """Whether the value is one of these; null where it is null."""
        return apply(operations.membership(tuple(values)), self)

    def is_null(self) -> Expression:
        """Whether it is unknown."""
        return apply(operations.IS_NULL, self)

    def is_not_null(self) -> Expression:
        """Whether it is known."""
        return apply(operations.IS_NOT_NULL, self)

    def fill_null(self, other: Operand) -> Expression:
        """The value, or the other where it is unknown."""
        return apply(operations.FILL, self, other)

    def round(self, places: int) -> Expression:
        """Rounded to so many decimal places, a half to the even side."""
        return apply(operations.rounding(places), self)

    def power(self, exponent: float) -> Expression:
        """Raised to a power."""
        return apply(operations.power(exponent), self)

    def at_most(self, bound: float) -> Expression:
        """The value, or the bound where it is above it."""
        return apply(operations.upper_bound(bound), self)

    def at_least(self, bound: float) -> Expression:
        """The value, or the bound where it is below it."""
        return apply(operations.lower_bound(bound), self)

    def abs(self) -> Expression:
        """Without its sign."""
        return apply(operations.ABSOLUTE, self)

    def cast(self, kind: Kind) -> Expression:
        """The value as another kind of number."""
        return apply(operations.casting(kind), self)


@dataclass(frozen=True, eq=False, slots=True)
class Column(Expression):
    """What stands in a column of the facts, or in one that an earlier step made."""

    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Literal(Expression):
    """The same value for every firm; `kind` where its type cannot be told from it."""

    value: Any
    kind: Kind | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Applied(Expression):
    """An operation, by its meaning, on operands."""

    meaning: Meaning
    operands: tuple[Expression, ...]


@dataclass(frozen=True, eq=False, slots=True)
class When(Expression):
    """The value beside the first test that is true; where none is, `last`. An unknown test is not true."""

    branches: tuple[tuple[Expression, Expression], ...]
    last: Expression | None = None

    def when(self, test: Expression) -> Test:
        """A further test, for where those before are not true."""
        return Test(test, self.branches)

    def otherwise(self, value: Operand) -> Expression:
        """What holds where no test is true; null unless said."""
        return When(self.branches, literal(value))


@dataclass(frozen=True)
class Test:
    """A test whose value is yet to be said."""

    test: Expression
    before: tuple[tuple[Expression, Expression], ...] = ()

    def then(self, value: Operand) -> When:
        """What holds where the test is true."""
        return When((*self.before, (self.test, literal(value))))


def col(name: str) -> Expression:
    """A column by its name."""
    return Column(name)


def lit(value: Any, kind: Kind | None = None) -> Expression:
    """A value that is the same for every firm."""
    return Literal(value, kind)


def literal(value: Operand) -> Expression:
    """A plain value as an expression; an expression as it is."""
    return value if isinstance(value, Expression) else Literal(value)


def when(test: Expression) -> Test:
    """Begins a choice: `when(test).then(value)`, further tests, `otherwise`."""
    return Test(test)


def apply(meaning: Meaning, *operands: Operand) -> Expression:
    """An operation on expressions or plain values."""
    return Applied(meaning, tuple(literal(each) for each in operands))


def first_known(*values: Operand) -> Expression:
    """The first that is known."""
    return apply(operations.FIRST_KNOWN, *values)


def least(values: Iterable[Expression]) -> Expression:
    """The least of those that are known; null where none is."""
    return apply(operations.LEAST, *values)


def greatest(values: Iterable[Expression]) -> Expression:
    """The greatest of those that are known; null where none is."""
    return apply(operations.GREATEST, *values)


def total(values: Iterable[Expression]) -> Expression:
    """The sum of values that are all known."""
    return apply(operations.TOTAL, *values)


def any_of(tests: Iterable[Expression]) -> Expression:
    """True where one is; false where all are; else unknown."""
    return apply(operations.ANY, *tests)


def all_of(tests: Iterable[Expression]) -> Expression:
    """False where one is; true where all are; else unknown."""
    return apply(operations.ALL, *tests)


def looked_up(value: Expression, table: Mapping[Any, Any], kind: Kind) -> Expression:
    """What the table says of the value; null where it says nothing."""
    return apply(operations.looking_up(table, kind), value)
