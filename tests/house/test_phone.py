"""The phone page's own linters and tests, its floors and its budget, inside the one command."""

import json
import os
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.phone.page import PHONE, node, prepared

_FLOORS = (
    "errors",
    "crypto",
    "protocol",
    "pictures",
    "post",
    "owner",
    "office",
    "words",
    "screens",
)
_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]""")
_FUNCTION = re.compile(
    r"^(?P<indent>\s*)(?:export )?(?:async )?(?:function|static|get|private|[a-zA-Z_]\w*\()"
)
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_THINKING = ("crypto", "protocol", "owner/agreement.ts")
_WORLD = re.compile(
    r"\b(?:Date\.now|new Date\(\)|Math\.random|document\.|window\.|localStorage|indexedDB|fetch\()"
)
_SOURCES = sorted(path for path in (PHONE / "src").rglob("*.ts*") if path.is_file())


def _run(*words: str) -> str:
    done = subprocess.run(
        [str(node()), *words], cwd=PHONE, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _room(path: Path) -> str:
    inside = path.relative_to(PHONE / "src")
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def test_the_types_hold() -> None:
    prepared()
    _run("node_modules/typescript/bin/tsc", "--noEmit")


def test_the_linter_and_the_formatter_have_nothing_to_say() -> None:
    prepared()
    _run("node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", ".")


def test_the_page_passes_its_own_tests() -> None:
    prepared()
    said = _run("--test", "--test-concurrency=1", "tests/**/*.test.ts")
    passed = re.search(r"pass (\d+)", said)
    assert passed is not None
    assert int(passed[1]) > 50


def _imports(path: Path) -> Iterator[Path]:
    for found in _IMPORT.findall(path.read_text(encoding="utf-8")):
        yield (path.parent / found).resolve()


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: str(path.relative_to(PHONE)))
def test_each_floor_of_the_page_looks_down_only(path: Path) -> None:
    room = _room(path)
    if room not in _FLOORS:
        return
    above = _FLOORS[_FLOORS.index(room) + 1 :]
    seen = [one for one in _imports(path) if _room(one) in above]
    types_only = {"office/calls.ts"}
    assert [one for one in seen if str(one.relative_to(PHONE / "src")) not in types_only] == []


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: str(path.relative_to(PHONE)))
def test_a_source_of_the_page_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    assert text.lstrip().startswith("/*")


def test_thinking_rooms_of_the_page_touch_nothing() -> None:
    touching = [
        str(path.relative_to(PHONE))
        for path in _SOURCES
        if str(path.relative_to(PHONE / "src")).startswith(_THINKING)
        and _WORLD.search(_COMMENT.sub("", path.read_text(encoding="utf-8")))
    ]
    assert touching == []


def test_the_lock_names_digests_and_no_addresses() -> None:
    lock = json.loads((PHONE / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages
    assert [name for name, one in packages.items() if "resolved" in one] == []
    assert [name for name, one in packages.items() if "integrity" not in one] == []


def test_the_whole_page_is_at_most_200_kilobytes_compressed() -> None:
    dist = prepared()
    assets = json.loads((dist / "assets.json").read_text(encoding="utf-8"))
    sizes = {path: one["least"] for path, one in assets.items() if path != "licences.txt"}
    assert sum(sizes.values()) <= 200_000, sizes


def test_nothing_that_was_built_names_another_place() -> None:
    dist = prepared()
    found = set()
    for path in dist.rglob("*"):
        if path.suffix in {".js", ".css", ".html", ".webmanifest"}:
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r"(?:https?|wss?)://[a-z0-9.-]+\.[a-z]{2,}", text))
    harmless = {"http://www.w3.org", "http://ns.adobe.com", "https://frame.local"}
    assert {one for one in found if not one.startswith(tuple(harmless))} == set()


def test_nothing_the_page_is_built_into_is_in_git() -> None:
    if os.environ.get("CI") is None and not (PHONE.parents[1] / ".git").exists():
        pytest.skip("this is no checkout")
    listed = subprocess.run(
        ["git", "ls-files", "frame/phone"],
        cwd=PHONE.parents[1],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert [one for one in listed if "/dist/" in one or "node_modules" in one] == []


def test_the_median_function_of_the_page_is_under_ten_lines() -> None:
    lengths = [length for path in _SOURCES for length in _lengths(path)]
    assert statistics.median(lengths) < 10


def test_no_function_of_the_page_has_more_than_forty_lines() -> None:
    """Components count without their markup, which is data."""
    long = [
        f"{path.relative_to(PHONE)}: {length}"
        for path in _SOURCES
        if path.suffix == ".ts"
        for length in _lengths(path)
        if length > 40
    ]
    assert long == []


def _lengths(path: Path) -> Iterator[int]:
    """Yield how many lines each top-level function or method has, by its closing brace."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        found = _FUNCTION.match(line)
        if found is None or not line.rstrip().endswith("{"):
            continue
        closing = found["indent"] + "}"
        for ahead, other in enumerate(lines[number + 1 :], 2):
            if other.rstrip(";,) ") == closing:
                yield ahead
                break
