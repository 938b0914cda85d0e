"""The rule language: a small, typed, three-valued subset of Python's expressions.

Numbers, texts in quotes, `true` and `false`; declared dotted names; `and or not`; the six comparisons; `in` and
`not in` a list; `+ - * /`; and `known(x)`, `count(a_list)`, `min(a, b)`, `max(a, b)`. Everything is checked when an
expression is compiled. An unanswered name makes a comparison undecided, and `and or not` follow Kleene: while x is
unanswered, `x > 3 or x <= 3` is undecided too. Answering never turns a decided outcome round, unless the expression
asks `known(x)`.
"""

from advisor.expressions.compiler import Evaluation, Expression, Truth, compile_condition, compile_number
from advisor.expressions.parser import ExpressionError
from advisor.expressions.symbols import FieldType, Symbols, ValueKind, symbols_of

__all__ = [
    "Evaluation",
    "Expression",
    "ExpressionError",
    "FieldType",
    "Symbols",
    "Truth",
    "ValueKind",
    "compile_condition",
    "compile_number",
    "symbols_of",
]
