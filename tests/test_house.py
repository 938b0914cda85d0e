"""The house rules that no other tool checks: functions of one screen, names, docstrings, tests that assert."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LARGEST_FUNCTION = 40
BANNED_NAMES = {"utils", "helpers", "common", "manager", "base"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef


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


@pytest.mark.slow
def test_tests_run_where_there_is_no_browser_library() -> None:
    code = (
        "import sys, pytest\n"
        "sys.modules['playwright'] = None\n"
        "sys.exit(pytest.main(['-p', 'no:cacheprovider', 'tests/test_values.py', 'tests/ui/test_in_browser.py']))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 1 skipped" in done.stdout


def test_only_tests_in_a_browser_import_its_library() -> None:
    importing = {
        path.relative_to(ROOT).as_posix()
        for path in list_modules("tests")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom) and "playwright" in ast.unparse(node)
    }
    assert importing == {"tests/browser.py"}


def test_no_two_classes_have_one_name() -> None:
    places: dict[str, list[str]] = {}
    for path in list_modules("advisor"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(place(path, node))
    assert [found for found in places.values() if len(found) > 1] == []
