"""A syntax tree -> an Expression: every name known, every type right, every text one of its field's choices."""

from __future__ import annotations

import ast
import operator
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from advisor.errors import did_you_mean
from advisor.expressions import evaluator as run
from advisor.expressions.parser import ExpressionText
from advisor.expressions.symbols import FieldType, Symbols, ValueKind

MOST_NODES = 200
MOST_LEVELS = 20
MOST_NUMBER = 10**15

_SIGNS: dict[type[ast.AST], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_FUNCTIONS = {"known": "known(name)", "count": "count(list)", "min": "min(a, b)", "max": "max(a, b)"}
_TRUTHS = {"true": True, "false": False}


class Truth(StrEnum):
    """The outcome of a condition; undecided means that an answer is missing."""

    HOLDS = "holds"
    FAILS = "fails"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Evaluation:
    """How a condition came out, and the names it rests on with their values (None: unanswered), sorted by name.

    Where one side of an `and` or an `or` settles it, the names of the other sides are left out.
    """

    truth: Truth
    read: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Expression:
    """A compiled text; `names` are all the names in it. It can be pickled: it is compiled anew at the other end.

    `turns` are the numbers written out that each name is compared with, where the outcome may turn.
    """

    text: str
    names: frozenset[str]
    kind: ValueKind
    turns: Mapping[str, frozenset[float]] = field(compare=False)
    _symbols: Symbols = field(repr=False, compare=False)
    _run: run.Evaluator = field(repr=False, compare=False)

    def evaluate(self, values: Mapping[str, Any]) -> Evaluation:
        """The outcome of a condition for values of the declared types; a name missing or None is unanswered."""
        read: list[str] = []
        found = self._run(values, read)
        truth = Truth.UNDECIDED if found is None else Truth.HOLDS if found else Truth.FAILS
        return Evaluation(truth, tuple((name, values.get(name)) for name in sorted(set(read))))

    def value(self, values: Mapping[str, Any]) -> float | None:
        """The number that a numeric expression comes to; None when an answer it needs is missing, or for 1 / 0."""
        found = self._run(values, [])
        try:
            return None if found is None else float(found)
        except OverflowError:
            return None

    def __reduce__(self) -> tuple[Any, ...]:
        needed = {name: self._symbols[name] for name in self.names}
        return compile_condition if self.kind is ValueKind.TRUTH else compile_number, (self.text, needed)


def compile_condition(text: str, symbols: Symbols) -> Expression:
    """The expression of a text that holds or fails.

    Parameters:
        text: what to compile, such as `scale.services > 30 and not known(team.ops)`.
        symbols: the type of every name that may stand in it.

    Raises ExpressionError, with the place in the text, for what is no condition over these names.

    >>> many = compile_condition("services > 30", {"services": FieldType(ValueKind.NUMBER)})
    >>> many.evaluate({"services": 50}).truth.value, many.evaluate({}).truth.value
    ('holds', 'undecided')
    """
    return _compile(text, symbols, ValueKind.TRUTH, "write a condition, such as scale.services > 30")


def compile_number(text: str, symbols: Symbols) -> Expression:
    """The expression of a text that comes to a number; parameters and errors as in compile_condition.

    >>> compile_number("max(nodes, 3) * 2", {"nodes": FieldType(ValueKind.NUMBER)}).value({"nodes": 4})
    8.0
    """
    return _compile(text, symbols, ValueKind.NUMBER, "write a number or a calculation, such as scale.nodes * 2")


def _compile(text: str, symbols: Symbols, wanted: ValueKind, remedy: str) -> Expression:
    source = ExpressionText(text)
    compiler = _Compiler(source, symbols)
    whole = compiler.compile(source.root, 1)
    if whole.type.kind is not wanted:
        source.fail(source.root, f"this is {whole.type.kind}, not {wanted}", remedy)
    turns = {name: frozenset(numbers) for name, numbers in compiler.turns.items()}
    return Expression(text, frozenset(compiler.names), wanted, turns, symbols, whole.run)


@dataclass(frozen=True)
class _Typed:
    """A part of the expression: its type and what it does. A literal is typed by its own text as the only choice."""

    type: FieldType
    run: run.Evaluator
    literal: bool = False


class _Compiler:
    """One walk over the tree."""

    def __init__(self, source: ExpressionText, symbols: Symbols) -> None:
        self.symbols = symbols
        self.names: set[str] = set()
        self.turns: dict[str, set[float]] = {}
        self._fail = source.fail
        self._is_plain_text = source.is_plain_text
        self._nodes = 0

    def compile(self, node: ast.expr, level: int) -> _Typed:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._fail(node, f"the expression has more than {MOST_NODES} parts", "split the rule")
        if level > MOST_LEVELS:
            self._fail(node, f"the expression is more than {MOST_LEVELS} levels deep", "split the rule")
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name() | ast.Attribute():
                return self._name(node)
            case ast.BoolOp():
                parts = [self._wanted(part, ValueKind.TRUTH, level) for part in node.values]
                return _Typed(FieldType(ValueKind.TRUTH), run.joined(parts, isinstance(node.op, ast.Or)))
            case ast.UnaryOp(op=ast.Not()):
                operand = self._wanted(node.operand, ValueKind.TRUTH, level)
                return _Typed(FieldType(ValueKind.TRUTH), run.negated(operand, operator.not_))
            case ast.UnaryOp(op=ast.USub()):
                operand = self._wanted(node.operand, ValueKind.NUMBER, level)
                return _Typed(FieldType(ValueKind.NUMBER), run.negated(operand, operator.neg))
            case ast.Compare():
                return self._comparison(node, level)
            case ast.BinOp() if type(node.op) in _SIGNS:
                sides = [self._wanted(side, ValueKind.NUMBER, level) for side in (node.left, node.right)]
                return _Typed(FieldType(ValueKind.NUMBER), run.calculated(_SIGNS[type(node.op)], *sides))
            case ast.Call():
                return self._call(node, level)
            case ast.List() | ast.Tuple() | ast.Set():
                self._fail(node, "a list can only stand to the right of in", "write for example x in ['a', 'b']")
        remedy = "use names, numbers, texts, and or not, comparisons, in, + - * / and " + ", ".join(_FUNCTIONS.values())
        self._fail(node, "this is not part of the rule language", remedy)

    def _wanted(self, node: ast.expr, kind: ValueKind, level: int) -> run.Evaluator:
        found = self.compile(node, level + 1)
        if found.type.kind is not kind:
            remedy = "compare it with something" if kind is ValueKind.TRUTH else "use a number here"
            self._fail(node, f"this is {found.type.kind} where {kind} is needed", remedy)
        return found.run

    def _constant(self, node: ast.Constant) -> _Typed:
        value = node.value
        if isinstance(value, bool):
            return _Typed(FieldType(ValueKind.TRUTH), run.constant(value), literal=True)
        if isinstance(value, int | float):
            if value > MOST_NUMBER:
                self._fail(node, "the number is too large", f"write at most {MOST_NUMBER}")
            return _Typed(FieldType(ValueKind.NUMBER), run.constant(value), literal=True)
        if isinstance(value, str):
            if not self._is_plain_text(node):
                self._fail(node, "this is not one plain text", "write one text in quotes; put a comma between two")
            return _Typed(FieldType(ValueKind.TEXT, (value,)), run.constant(value), literal=True)
        if value is None:
            self._fail(node, "None is not a value", "write known(name) or not known(name)")
        self._fail(node, "this is neither a number nor a text", "write a number, or a text in quotes")

    def _name(self, node: ast.expr) -> _Typed:
        name = self._dotted(node)
        if name in _TRUTHS:
            return _Typed(FieldType(ValueKind.TRUTH), run.constant(_TRUTHS[name]), literal=True)
        if name not in self.symbols:
            below = [known for known in self.symbols if known.startswith(f"{name}.")]
            self._fail(node, f"{name} is not a known name", did_you_mean(name, below or self.symbols))
        self.names.add(name)
        found = self.symbols[name]
        return _Typed(found, run.amount(name) if found.kind is ValueKind.NUMBER else run.field(name))

    def _dotted(self, node: ast.expr) -> str:
        parts: list[str] = []
        here = node
        while isinstance(here, ast.Attribute):
            parts.append(here.attr)
            here = here.value
        if not isinstance(here, ast.Name):
            self._fail(node, "a dot can only join the parts of a name", "write for example scale.services")
        return ".".join([here.id, *reversed(parts)])

    def _comparison(self, node: ast.Compare, level: int) -> _Typed:
        if len(node.ops) > 1:
            self._fail(node.comparators[1], "comparisons cannot be chained", "join two comparisons with and")
        sign = _SIGNS.get(type(node.ops[0]))
        if sign is None:
            self._fail(node, "is compares nothing here", "write == or !=, or known(name)")
        left, right_node = self.compile(node.left, level + 1), node.comparators[0]
        if sign.endswith("in"):
            right = self._entries(right_node, left, level)
        else:
            right = self.compile(right_node, level + 1)
            self._check_sides(node, sign, left, right)
        for here, this, other in ((node.left, left, right), (right_node, right, left)):
            self._check_choices(here, this, other)
            self._note_turns(here, this, other)
        return _Typed(FieldType(ValueKind.TRUTH), run.compared(sign, left.run, right.run))

    def _check_sides(self, node: ast.Compare, sign: str, left: _Typed, right: _Typed) -> None:
        kinds = (left.type.kind, right.type.kind)
        if ValueKind.LIST in kinds:
            self._fail(node, f"a list cannot be compared with {sign}", "write 'entry' in the_list, or count(the_list)")
        if kinds[0] is not kinds[1]:
            self._fail(node, f"{kinds[0]} is compared with {kinds[1]}", "compare values of the same type")
        if sign not in ("==", "!=") and kinds[0] is not ValueKind.NUMBER:
            self._fail(node, f"{kinds[0]} has no order", "compare it with == or !=, or with in [...]")

    def _check_choices(self, node: ast.expr, this: _Typed, other: _Typed) -> None:
        """A literal that the other side can never be is a mistake, not a comparison that fails."""
        legal = other.type.choices
        if not this.literal or this.type.choices is None or legal is None or other.literal:
            return
        texts = node.elts if isinstance(node, ast.List) else [node]
        for part, choice in zip(texts, this.type.choices, strict=True):
            if choice not in legal:
                remedy = did_you_mean(choice, legal, list_all=True)
                self._fail(part, f"{choice!r} is never a value of the other side", remedy)

    def _note_turns(self, node: ast.expr, this: _Typed, other: _Typed) -> None:
        """Keeps the numbers that a name alone is compared with."""
        if not other.literal or this.literal or not isinstance(node, ast.Name | ast.Attribute):
            return
        written = other.run({}, [])
        for number in written if isinstance(written, frozenset) else (written,):
            if isinstance(number, int | float) and not isinstance(number, bool):
                self.turns.setdefault(self._dotted(node), set()).add(number)

    def _entries(self, node: ast.expr, left: _Typed, level: int) -> _Typed:
        """The right side of `in`: a list of literals of the left side's kind, or a field that is a list."""
        if not isinstance(node, ast.List):
            right = self.compile(node, level + 1)
            if right.type.kind is not ValueKind.LIST or left.type.kind is not ValueKind.TEXT:
                message = f"{left.type.kind} cannot be looked for in {right.type.kind}"
                self._fail(node, message, "write a list such as ['a', 'b'], or the name of one")
            return right
        if left.type.kind not in (ValueKind.TEXT, ValueKind.NUMBER) or not node.elts:
            self._fail(node, "the list is empty, or not for this", "look for a text or a number in a list of some")
        values = []
        for part in node.elts:
            entry = self.compile(part, level + 1)
            value = part.operand if isinstance(part, ast.UnaryOp) else part
            if entry.type.kind is not left.type.kind or not isinstance(value, ast.Constant):
                self._fail(part, f"an entry is not {left.type.kind} written out", "write each entry as a literal")
            values.append(entry.run({}, []))
        choices = tuple(values) if left.type.kind is ValueKind.TEXT else None
        return _Typed(FieldType(ValueKind.LIST, choices), run.constant(frozenset(values)), literal=True)

    def _call(self, node: ast.Call, level: int) -> _Typed:
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        if function not in _FUNCTIONS:
            self._fail(node, "there is no such function", did_you_mean(function, _FUNCTIONS))
        arguments = node.args
        if node.keywords or len(arguments) != (2 if function in run.ARITHMETIC else 1):
            self._fail(node, f"{function} is given the wrong arguments", f"write {_FUNCTIONS[function]}")
        if function in run.ARITHMETIC:
            sides = [self._wanted(argument, ValueKind.NUMBER, level) for argument in arguments]
            return _Typed(FieldType(ValueKind.NUMBER), run.calculated(function, *sides))
        argument = arguments[0]
        if not isinstance(argument, ast.Name | ast.Attribute) or self._dotted(argument) in _TRUTHS:
            self._fail(argument, f"{function} asks about a name", f"write {_FUNCTIONS[function]}")
        found = self.compile(argument, level + 1)
        if function == "known":
            return _Typed(FieldType(ValueKind.TRUTH), run.known(self._dotted(argument)))
        if found.type.kind is not ValueKind.LIST:
            self._fail(argument, f"count is given {found.type.kind}", "give it a list")
        return _Typed(FieldType(ValueKind.NUMBER), run.length(found.run))
