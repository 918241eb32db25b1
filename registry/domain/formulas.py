"""The formula language: text in, checked tree out. Nothing here is ever evaluated by Python.

A formula is arithmetic on indicators (+ - * /, unary minus, numbers), the years before (`revenue[-1]`) and the named functions
of `registry.domain.functions`. Everything else is refused with its position. Comparisons and logic belong to conditions and
groups, where they can be explained.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from registry.domain.units import Unit

LONGEST = 300
DEEPEST = 20
OLDEST = 3  # the facts frame holds the data year and the three years before it


@dataclass(frozen=True)
class Number:
    """A literal number."""

    value: float


@dataclass(frozen=True)
class Name:
    """An indicator or derived fact, `lag` years before the year in question."""

    code: str
    lag: int = 0


@dataclass(frozen=True)
class Operation:
    """`+ - * /` on two operands."""

    symbol: str
    left: Tree
    right: Tree


@dataclass(frozen=True)
class Call:
    """A named function on trees, with a number of years or a tier code where it takes one."""

    function: str
    arguments: tuple[Tree, ...]
    years: int = 1
    tier: str = ""


Tree: TypeAlias = Number | Name | Operation | Call


@dataclass(frozen=True)
class Formula:
    """A checked formula: its text, its tree, its unit and the indicators it reads."""

    text: str
    tree: Tree
    unit: Unit
    names: tuple[str, ...] = field(default=())


def walk(tree: Tree) -> Iterator[Tree]:
    """The tree and everything below it."""
    yield tree
    match tree:
        case Operation(_, left, right):
            yield from walk(left)
            yield from walk(right)
        case Call(_, arguments):
            for argument in arguments:
                yield from walk(argument)


def ast_text(tree: Tree) -> str:
    """The tree written as a formula again.

    >>> ast_text(Operation("/", Name("rd_expense"), Name("revenue", 1)))
    'rd_expense / revenue[-1]'
    """
    match tree:
        case Number(value):
            return f"{value:g}"
        case Name(code, lag):
            return f"{code}[-{lag}]" if lag else code
        case Operation(symbol, left, right):
            return f"{ast_text(left)} {symbol} {ast_text(right)}"
        case Call(function, arguments, years, tier):
            inner = [ast_text(argument) for argument in arguments] + ([tier] if tier else [])
            return f"{function}({', '.join(inner + ([str(years)] if years > 1 else []))})"


OPERATORS: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
