"""Every promise names the tests that keep it, and every mark names a promise."""

import re
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"^\| (P\d+) \|.*\| (kept|in part|not yet)[^|]*\|", re.MULTILINE)
_MARK = re.compile(r"pytest\.mark\.promise\(\"(P\d+)\"\)")


def _promises() -> dict[str, str]:
    text = (_ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    return dict(_ROW.findall(text))


def _marks() -> set[str]:
    return {
        mark
        for path in (_ROOT / "tests").rglob("test_*.py")
        for mark in _MARK.findall(path.read_text(encoding="utf-8"))
    }


def test_all_fifteen_promises_are_listed() -> None:
    assert sorted(_promises(), key=lambda name: int(name[1:])) == [f"P{n}" for n in range(1, 16)]


def test_a_promise_that_is_kept_has_a_test() -> None:
    claimed = {number for number, state in _promises().items() if state != "not yet"}
    assert claimed - _marks() == set()


def test_a_test_marks_only_promises_that_exist_and_are_claimed() -> None:
    claimed = {number for number, state in _promises().items() if state != "not yet"}
    assert _marks() - claimed == set()
