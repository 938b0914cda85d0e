"""The text of an expression -> a syntax tree, and positions in that text."""

from __future__ import annotations

import ast
import re
from typing import NoReturn

from advisor.errors import InvalidValueError

MOST_CHARACTERS = 2000

# Outside of quotes these have no meaning here, although Python, CEL or C may give them one.
_SIGN = re.compile(
    r"""'[^'\\\n]*'|"[^"\\\n]*"
    |(?P<quote>['"])|(?P<comment>\#)|(?P<assign>(?<![=!<>])=(?!=))|(?P<both>&&)|(?P<either>\|\|)|(?P<bang>!(?!=))
    |(?P<control>[^\S \t\r\n]|[\x00-\x08\x0e-\x1f\x7f]|[\ud800-\udfff])|(?P<backslash>\\)""",
    re.VERBOSE,
)
_ABOUT_SIGN = {
    "quote": (
        "a text in quotes is not closed on its line, or holds a backslash",
        "write the text in one pair of quotes",
    ),
    "comment": ("# has no meaning here", "write comments into the file, outside of the expression"),
    "assign": ("= compares nothing", "write == to compare"),
    "both": ("&& has no meaning here", "write and"),
    "either": ("|| has no meaning here", "write or"),
    "bang": ("! has no meaning here", "write not"),
    "control": ("an invisible character stands here", "delete it"),
    "backslash": ("a backslash has no meaning here", "delete it"),
}
_TOO_DEEP = ("the expression is nested too deep", "split the rule, or take parentheses and signs away")
_PLAIN_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")


class ExpressionError(InvalidValueError):
    """A mistake in an expression; line and column count from 1 within its text."""

    def __init__(self, message: str, remedy: str, line: int, column: int) -> None:
        super().__init__(message, remedy)
        self.line, self.column = line, column
        self.args = (message, remedy, line, column)  # what it is built from at the other end of a pipe

    def __str__(self) -> str:
        """`line:column: what is wrong; what to write instead`."""
        return f"{self.line}:{self.column}: {super().__str__()}"


class ExpressionText:
    """The text of one expression, on one line for the parser, and its syntax tree.

    Raises ExpressionError for what is too long or no expression.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        # Line breaks become blanks one for one, as if the text stood in parentheses; so offsets stay what they are.
        self._line = re.sub(r"[\r\n]", " ", text).rstrip()
        self._indent = len(self._line) - len(self._line.lstrip())
        self._bytes = b""
        self.root = self._parse()

    def fail(self, where: ast.expr | int, message: str, remedy: str) -> NoReturn:
        """Raise ExpressionError at a node or at an offset in the text."""
        offset = where if isinstance(where, int) else self._offset(where.col_offset)
        before = self.text[: max(0, min(offset, len(self.text)))]
        start = before.rfind("\n") + 1
        raise ExpressionError(message, remedy, before.count("\n") + 1, len(before) - start + 1)

    def is_plain_text(self, node: ast.expr) -> bool:
        """Whether a constant is one text in one pair of quotes: no prefix, and no second text glued to it."""
        end = node.end_col_offset or node.col_offset
        return bool(_PLAIN_TEXT.fullmatch(self._line[self._offset(node.col_offset) : self._offset(end)]))

    def _offset(self, column: int) -> int:
        """The parser counts bytes after the indent; this counts characters of the text."""
        return self._indent + len(self._bytes[:column].decode("utf-8", "ignore"))

    def _parse(self) -> ast.expr:
        if len(self.text) > MOST_CHARACTERS:
            limit = f"an expression has at most {MOST_CHARACTERS} characters"
            self.fail(0, f"{len(self.text)} characters are too many", f"{limit}; split the rule")
        if not self._line:
            self.fail(0, "the expression is empty", "write true for a rule that always applies")
        for match in _SIGN.finditer(self.text):
            if match.lastgroup:
                self.fail(match.start(), *_ABOUT_SIGN[match.lastgroup])
        code = self._line[self._indent :]
        self._bytes = code.encode()
        try:
            return ast.parse(code, mode="eval").body
        except SyntaxError as error:
            if "too many nested" in error.msg:
                self.fail(0, *_TOO_DEEP)
            # The parser gives no offset, or the start of the line, when the text ends too early.
            offset = (error.offset or 0) - 1 if error.lineno == 1 else -1
            self.fail(
                self._indent + offset if offset >= 0 else len(self._line),
                "this is not a complete expression",
                "check what stands here and just before it",
            )
        except (ValueError, RecursionError, MemoryError):
            self.fail(0, *_TOO_DEEP)
