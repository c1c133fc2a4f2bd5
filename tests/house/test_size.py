"""The tail is where quality is lost: long functions, long files, vague names."""

import ast
import statistics
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_SOURCES = sorted(
    path
    for room in ("frame", "tests", "models/build", "image-build")
    for path in (_ROOT / room).rglob("*.py")
)
_VAGUE = {"utils", "util", "manager", "helper", "helpers", "common", "misc", "base", "handler"}


def _functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (f"{path.name}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: str(path.relative_to(_ROOT)))
def test_a_file_is_short_and_so_is_each_function(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= 400
    assert [name for name, lines in _functions(path) if lines > 40] == []


def test_the_median_function_is_under_ten_lines() -> None:
    lengths = [
        lines for path in _SOURCES if "frame" in path.parts for _, lines in _functions(path)
    ]
    assert statistics.median(lengths) < 10


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [path for path in _SOURCES if path.stem in _VAGUE] == []


def test_nothing_is_left_unfinished() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error")
    left = [
        f"{path.name}: {mark}"
        for path in _SOURCES
        for mark in marks
        if mark in path.read_text(encoding="utf-8")
    ]
    assert left == []


def test_every_room_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(_ROOT))
        for path in _SOURCES
        if path.parts[len(_ROOT.parts)] == "frame"
        and path.stat().st_size > 0
        and ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None
    ]
    assert silent == []
