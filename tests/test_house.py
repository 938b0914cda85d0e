"""The house rules that no other tool checks: sizes, names, docstrings, tests that assert, nothing of one machine."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LARGEST_MODULE = 500
LARGEST_FUNCTION = 40
LARGEST_START_PAGE = 60
BANNED_NAMES = {"utils", "helpers", "common", "manager", "base"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef

# Put together from parts, so that this file does not contain what it looks for.
FOREIGN = re.compile(
    "|".join(
        (
            r"(?<![\w.:-])/(?:{})/".format(
                "|".join(("wo" + "rk", "fa" + "rm", "ro" + "ot", "mnt", "Users", r"home/\w+"))
            ),
            r"/tmp/[a-z]",
            r"[A-Z]:\\\\?Users",
            r"\b(?:{})\b".format(
                "|".join(
                    re.escape(f"{name}.{domain}")
                    for name, domain in (
                        ("py" + "pi", "org"),
                        ("python" + "hosted", "org"),
                        ("registry.npm" + "js", "org"),
                        ("registry.yarn" + "pkg", "com"),
                        ("proxy.go" + "lang", "org"),
                        ("static.crates", "io"),
                    )
                )
            ),
            r"--(?:extra-)?index" + r"-url\s+\S*[:/]",
            r"--find" + r"-links\s+\S*/",
        )
    )
)


def list_tracked() -> list[Path]:
    """Every file of the project that git knows or would take in."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return sorted(path for name in names.split("\0") if name and (path := ROOT / name).is_file())


def list_modules(*folders: str) -> list[Path]:
    """The tracked Python files in these folders (or with these names)."""
    return [path for path in list_tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]


def list_functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file, nested ones too."""
    return (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, FUNCTIONS))


def place(path: Path, node: ast.AST) -> str:
    """`file:line name` of a function or a class."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)} {getattr(node, 'name', '')}"


def count_lines(function: Function) -> int:
    """Lines from `def` to the last one, decorators and docstring left out."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or 0) - docstring.lineno + 1)


def lacks_docstring(node: ast.AST) -> Iterator[ast.AST]:
    """Public classes, functions and methods below a module or a public class that have no docstring."""
    for child in getattr(node, "body", ()):
        if not isinstance(child, (*FUNCTIONS, ast.ClassDef)) or child.name.startswith("_"):
            continue
        overload = any("overload" in ast.dump(decorator) for decorator in child.decorator_list)
        if ast.get_docstring(child) is None and not overload:
            yield child
        if isinstance(child, ast.ClassDef):
            yield from lacks_docstring(child)


def asserts_something(function: Function) -> bool:
    """Whether a test asserts, expects an error or a warning, or calls something named assert_... or check_...."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"raises", "warns"} or name.startswith(("assert_", "check_")):
                return True
    return False


def test_no_module_is_longer_than_one_idea() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in list_modules("advisor", "app.py", "benchmarks", "tests", "tools")
    }
    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines > LARGEST_MODULE} == {}
    assert lengths.get("app.py", 0) < LARGEST_START_PAGE


def test_every_function_fits_one_screen() -> None:
    functions = [(path, function) for path in list_modules("advisor", "app.py") for function in list_functions(path)]
    assert [place(path, it) for path, it in functions if count_lines(it) > LARGEST_FUNCTION] == []


def test_names_of_modules_say_what_is_in_them() -> None:
    modules = list_modules("advisor", "benchmarks", "tests", "tools")
    assert [str(path.relative_to(ROOT)) for path in modules if BANNED_NAMES & {path.stem, path.parent.name}] == []


def test_all_that_is_public_has_a_docstring() -> None:
    missing = [
        place(path, node)
        for path in list_modules("advisor")
        for node in lacks_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert missing == []


def test_every_test_asserts_something() -> None:
    empty = [
        place(path, function)
        for path in list_modules("tests")
        for function in list_functions(path)
        if function.name.startswith("test_") and not asserts_something(function)
    ]
    assert empty == []


def test_no_file_speaks_of_one_machine_or_names_a_package_index() -> None:
    found = []
    for path in list_tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture, or a broken file that a test needs
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in FOREIGN.finditer(text)]
    assert found == []


@pytest.mark.parametrize("path", ["/wo" + "rk/shared/x", "see /ro" + "ot/a", "https://py" + "pi.org/simple"])
def test_what_is_foreign_is_found(path: str) -> None:
    assert FOREIGN.search(path)


@pytest.mark.parametrize("text", ["https://example.org/work" + "/a", "mnt/x", "/var/run/docker.sock"])
def test_what_is_at_home_is_left_alone(text: str) -> None:
    assert not FOREIGN.search(text)
