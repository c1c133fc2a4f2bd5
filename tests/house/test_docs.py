"""What the program can do is written down, and what is written down it can do."""

import argparse
import re
from pathlib import Path

import msgspec

from frame.cli.main import parser
from frame.config import Config

_ROOT = Path(__file__).parents[2]
_COMMANDS = (_ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def _verbs() -> dict[str, argparse.ArgumentParser]:
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    raise LookupError("no verbs")


def test_every_verb_and_option_is_documented() -> None:
    rows = {
        verb: " ".join(line for line in _COMMANDS.splitlines() if f"frame {verb}" in line)
        for verb in _verbs()
    }
    missing = [
        f"{verb} {option}"
        for verb, one in _verbs().items()
        for action in one._actions
        for option in action.option_strings[:1]
        if option not in {"-h", "--state", "--json"} and option not in rows[verb]
    ]
    assert [verb for verb, row in rows.items() if not row] == []
    assert missing == []


def test_every_verb_that_is_documented_exists() -> None:
    told = set(re.findall(r"`frame ([a-z]+(?:-[a-z]+)*)", _COMMANDS))
    assert told - set(_verbs()) == set()


def test_every_setting_is_documented_and_does_something() -> None:
    names = {
        f"{section.name}.{field.name}"
        for section in msgspec.structs.fields(Config)
        for field in msgspec.structs.fields(section.type)
    }
    assert {name for name in names if f"`{name}`" not in _COMMANDS} == set()
    sources = " ".join(
        path.read_text(encoding="utf-8") for path in (_ROOT / "frame" / "services").rglob("*.py")
    )
    unused = {name for name in names if f".{name.partition('.')[2]}" not in sources}
    assert unused == set()


def test_every_document_that_is_named_is_there() -> None:
    texts = [_ROOT / "README.md", *(_ROOT / "docs").rglob("*.md")]
    broken = [
        f"{path.name}: {target}"
        for path in texts
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert broken == []


def test_the_readme_has_exactly_two_commands_to_begin_with() -> None:
    readme = (_ROOT / "README.md").read_text(encoding="utf-8")
    first = readme.split("```sh\n")[1].split("```")[0].splitlines()
    assert [line.split("#")[0].strip() for line in first] == ["./dev demo", "./dev test"]
    assert "./dev test" in (_ROOT / ".ci" / "run").read_text(encoding="utf-8")
