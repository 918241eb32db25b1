"""Text to Formula: a whitelist over Python's own syntax tree, with the position of every fault."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from registry.domain import units
from registry.domain.errors import FormulaError, UnitMismatch, UnknownIndicator
from registry.domain.formulas import (
    DEEPEST,
    LONGEST,
    OLDEST,
    OPERATORS,
    Call,
    Formula,
    Name,
    Number,
    Operation,
    Tree,
    walk,
)
from registry.domain.functions import FUNCTIONS, reach
from registry.domain.units import Unit

_STRANGE = re.compile(r"[^A-Za-z0-9_ .,+\-*/()\[\]]")


@dataclass(frozen=True)
class Vocabulary:
    """What a formula may name: units of indicators and derived facts by code, and the tiers of the ladder."""

    units: Mapping[str, Unit]
    annual: Collection[str]
    tiers: Collection[str]


def parse(text: str, vocabulary: Vocabulary) -> Formula:
    """The checked formula. Raises FormulaError (with position), UnknownIndicator or UnitMismatch."""
    return _Parser(text, vocabulary).formula()


class _Parser:
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text.strip()
        self.vocabulary = vocabulary
        self.positions: dict[int, int] = {}  # of each tree by its identity

    def formula(self) -> Formula:
        if len(self.text) > LONGEST:
            reason = f"公式过长，最多 {LONGEST} 个字符"
            raise FormulaError(text=self.text[:40] + "…", position=LONGEST + 1, reason=reason)
        if strange := _STRANGE.search(self.text):
            raise self._fault(
                strange.start() + 1, "这里不能用这个字符；公式只用半角的指标代码、数字和 + - * / ( ) [ ] ,"
            )
        try:
            body = ast.parse(self.text, mode="eval").body
        except SyntaxError as fault:
            raise self._fault(fault.offset or len(self.text) + 1, "写法不完整或含有不认识的符号") from None
        except (ValueError, MemoryError, RecursionError):
            raise self._fault(1, "含有不能使用的字符或嵌套过深") from None
        tree = self._tree(body, 0)
        names = tuple(dict.fromkeys(node.code for node in walk(tree) if isinstance(node, Name)))
        self._within_reach(tree, 0)
        return Formula(self.text, tree, self._unit(tree), names)

    def _fault(self, position: int, reason: str) -> FormulaError:
        return FormulaError(text=self.text, position=position, reason=reason)

    def _at(self, node: ast.expr) -> int:
        """Position in characters, from 1; only ASCII gets this far, so Python's bytes are characters."""
        return node.col_offset + 1

    def _tree(self, node: ast.expr, depth: int) -> Tree:
        if depth > DEEPEST:
            raise self._fault(self._at(node), f"嵌套过深，最多 {DEEPEST} 层")
        tree = self._read(node, depth)
        self.positions[id(tree)] = self._at(node)
        return tree

    def _read(self, node: ast.expr, depth: int) -> Tree:
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return self._number(value, node)
            case ast.Name(id=code):
                return self._name(code, self._at(node))
            case ast.Subscript(
                value=ast.Name(id=code), slice=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=lag))
            ):
                return self._earlier(code, lag, node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Operation("-", Number(0.0), self._tree(operand, depth + 1))
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
                return Operation(OPERATORS[type(operator)], self._tree(left, depth + 1), self._tree(right, depth + 1))
            case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
                return self._call(function, arguments, node, depth)
        raise self._fault(self._at(node), "只能使用指标、数字、+ - * / 和规定的函数")

    def _number(self, value: float, node: ast.expr) -> Number:
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise self._fault(self._at(node), "数字太大")
        return Number(number)

    def _name(self, code: str, position: int) -> Name:
        if code not in self.vocabulary.units:
            raise UnknownIndicator(text=self.text, position=position, name=code)
        return Name(code)

    def _earlier(self, code: str, lag: object, node: ast.expr) -> Name:
        self._name(code, self._at(node))
        if code not in self.vocabulary.annual:
            raise self._fault(self._at(node), f"「{code}」不是年度指标，没有往年的值")
        if not isinstance(lag, int) or isinstance(lag, bool) or not 1 <= lag <= OLDEST:
            raise self._fault(self._at(node), f"往年写作 [-1] 到 [-{OLDEST}]")
        return Name(code, lag)

    def _call(self, name: str, arguments: list[ast.expr], node: ast.expr, depth: int) -> Call:
        function = FUNCTIONS.get(name)
        if function is None:
            raise self._fault(self._at(node), f"没有名为「{name}」的函数")
        if name == "title":
            return Call(name, (), tier=self._tier(arguments, node))
        if len(arguments) != function.arguments + function.takes_years:
            raise self._fault(self._at(node), f"函数 {name} 需要 {function.arguments + function.takes_years} 个参数")
        years = self._years(arguments[-1]) if function.takes_years else 1
        trees = tuple(self._tree(argument, depth + 1) for argument in arguments[: function.arguments])
        return Call(name, trees, years)

    def _tier(self, arguments: list[ast.expr], node: ast.expr) -> str:
        match arguments:
            case [ast.Name(id=tier)] if tier in self.vocabulary.tiers:
                return tier
        raise self._fault(self._at(node), "title( ) 里写一个层级代码")

    def _years(self, node: ast.expr) -> int:
        match node:
            case ast.Constant(value=int() as years) if not isinstance(years, bool) and 1 <= years <= OLDEST + 1:
                return years
        raise self._fault(self._at(node), f"年数写 1 到 {OLDEST + 1} 的整数")

    def _within_reach(self, tree: Tree, before: int) -> None:
        """Refuse formulas that look further back than the facts frame goes, or back at what has no years."""
        match tree:
            case Name(_, lag) if before + lag > OLDEST:
                raise self._fault(self.positions[id(tree)], f"最多回看 {OLDEST} 年")
            case Operation(_, left, right):
                self._within_reach(left, before)
                self._within_reach(right, before)
            case Call(function, arguments, years):
                back = reach(FUNCTIONS[function], years)
                if back and not any(self._is_annual(node) for argument in arguments for node in walk(argument)):
                    raise self._fault(self.positions[id(tree)], f"函数 {function} 要用年度指标")
                for argument in arguments:
                    self._within_reach(argument, before + back)

    def _is_annual(self, tree: Tree) -> bool:
        return isinstance(tree, Name) and tree.code in self.vocabulary.annual

    def _unit(self, tree: Tree) -> Unit:
        match tree:
            case Number():
                return None
            case Name(code):
                return self.vocabulary.units[code]
            case Operation(symbol, left, right):
                combine = {"+": units.added, "-": units.added, "*": units.multiplied, "/": units.divided}[symbol]
                with self._agreeing(right):
                    return combine(self._unit(left), self._unit(right))
            case Call(function, arguments):
                with self._agreeing(arguments[-1] if arguments else tree):
                    return self._call_unit(function, [self._unit(argument) for argument in arguments])

    @contextmanager
    def _agreeing(self, tree: Tree) -> Iterator[None]:
        """Turn a fault of units into one with the position of the operand that does not fit."""
        try:
            yield
        except ValueError as fault:
            raise UnitMismatch(text=self.text, position=self.positions[id(tree)], reason=str(fault)) from None

    def _call_unit(self, function: str, arguments: list[Unit]) -> Unit:
        match FUNCTIONS[function].unit:
            case "flag":
                return units.FLAG
            case "fraction":
                units.added(arguments[0], None)
                return units.FRACTION
            case "years":
                units.added(arguments[0], "年")
                return "年"
        if function == "first" and arguments[0] == arguments[1]:
            return arguments[0]
        return units.added(arguments[0], arguments[1] if len(arguments) > 1 else None)
