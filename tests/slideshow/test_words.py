"""The languages of the glass: whole, of one mind, and in one place."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from frame.model import Language
from frame.slideshow.lettering import width_of, wrapped
from frame.slideshow.phrases import Phrases
from frame.slideshow.words import ENGLISH, LANGUAGES, phrases_of

ROOT = Path(__file__).resolve().parents[2] / "frame"
OTHERS = [phrases for phrases in LANGUAGES.values() if phrases is not ENGLISH]
each = pytest.mark.parametrize("phrases", LANGUAGES.values(), ids=LANGUAGES)
other = pytest.mark.parametrize("phrases", OTHERS, ids=lambda phrases: phrases.language)
_HOLE = re.compile(r"\{[a-z]*\}")


def sentences(words: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield each sentence of a language with the name of its field."""
    if isinstance(words, str):
        yield name, words
    elif isinstance(words, tuple):
        for number, one in enumerate(words):
            yield from sentences(one, f"{name}.{number}")
    elif is_dataclass(words):
        for field in fields(words):
            if field.name != "told":
                yield from sentences(getattr(words, field.name), f"{name}.{field.name}")


def literals(path: Path) -> Iterator[str]:
    """Yield the literals of a module that are no docstring and no value of an enumeration."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and "StrEnum" in {
            ast.unparse(one) for one in node.bases
        }:
            skipped |= {id(one) for one in ast.walk(node)}
        annotation = getattr(node, "annotation", None) or getattr(node, "returns", None)
        skipped |= {id(one) for one in ast.walk(annotation)} if annotation else set()
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in skipped:
            yield ast.literal_eval(node)


def test_every_language_that_may_be_set_is_spoken() -> None:
    assert set(LANGUAGES) == set(get_args(Language))
    assert all(phrases_of(name).language == name for name in LANGUAGES)


@other
def test_what_is_filled_in_is_filled_in_in_every_language(phrases: Phrases) -> None:
    english, theirs = dict(sentences(ENGLISH)), dict(sentences(phrases))
    assert english.keys() == theirs.keys()
    for name, said in theirs.items():
        if not name.endswith("_form"):
            assert sorted(_HOLE.findall(said)) == sorted(_HOLE.findall(english[name])), name
        assert bool(said) == bool(english[name]) or name == ".space"


@other
def test_what_a_person_types_or_looks_for_is_the_same(phrases: Phrases) -> None:
    theirs = dict(sentences(phrases))
    for name, said in sentences(ENGLISH):
        for word in ("rpi-preseed.toml", "frame selftest", "Android", "iPhone"):
            assert (word in said) == (word in theirs[name]), name


@other
def test_no_sentence_was_left_in_english(phrases: Phrases) -> None:
    english = dict(sentences(ENGLISH))
    same = {name for name, said in sentences(phrases) if said == english[name] and " " in said}
    assert same <= {".space", ".day_form", ".month_form", ".thousands", ".trial.advice"}


def test_all_languages_know_the_same_sentences_of_other_rooms() -> None:
    first, *rest = OTHERS
    for phrases in rest:
        assert phrases.told.keys() == first.told.keys()
    for phrases in OTHERS:
        for english, said in phrases.told.items():
            assert english.count("{}") == said.count("{}") <= 1, english
            assert re.findall(r"`[^`]+`", english) == re.findall(r"`[^`]+`", said), english


def test_every_sentence_of_another_room_is_still_said_there() -> None:
    rooms = ("services", "upkeep", "devices", "errors.py")
    paths = [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]
    said = {one for path in [*paths, ROOT / "errors.py"] for one in literals(path)}
    everything = "\n".join(said)
    for english in OTHERS[0].told:
        for part in english.split("{}"):
            assert part.strip(", ") in everything, english


def test_no_sentence_for_the_glass_stands_outside_the_languages() -> None:
    """Commands are the same in every language; `svg` writes no words of its own."""
    for path in sorted((ROOT / "slideshow").glob("*.py")):
        found = [
            one
            for one in literals(path)
            if (" " in one.strip() or re.match(r"[A-Z][a-z]", one)) and re.search("[a-z]{2}", one)
        ]
        strange = [one for one in found if not one.startswith("frame ") and one != "Hearthframe"]
        assert path.name == "svg.py" or not strange, (path.name, strange)


@pytest.mark.parametrize(
    ("language", "day", "month"),
    [
        ("en", "12 June 2019", "June 2019"),
        ("de", "12. Juni 2019", "Juni 2019"),
        ("fr", "12 juin 2019", "juin 2019"),
        ("es", "12 de junio de 2019", "junio de 2019"),
        ("zh", "2019年6月12日", "2019年6月"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(
    language: Language, day: str, month: str
) -> None:
    when = datetime(2019, 6, 12)
    assert phrases_of(language).day(when) == day
    assert phrases_of(language).month(when) == month


def test_the_first_of_a_month_is_le_premier_in_french() -> None:
    assert phrases_of("fr").day(datetime(2019, 5, 1)) == "1er mai 2019"


def test_large_numbers_are_grouped_as_the_language_does() -> None:
    assert [phrases_of(one).count(12_345) for one in ("en", "de", "fr")] == [
        "12,345", "12.345", "12 345",
    ]  # fmt: skip


def test_a_sentence_of_another_room_is_said_with_what_differs_in_it() -> None:
    german = phrases_of("de")
    assert german.say("its broker does not answer") == "seine Poststelle antwortet nicht"
    trouble = "Phones cannot reach this frame: the broker at a.example, port 1, does not answer"
    assert german.say(trouble) == (
        "Handys erreichen diesen Rahmen nicht:"
        " die Poststelle auf a.example, port 1 antwortet nicht"
    )
    assert german.say("This is no Wi-Fi code") == "Das ist kein WLAN-Code"


@each
@given(st.text(max_size=80))
def test_what_a_language_does_not_know_stays_as_it_is(phrases: Phrases, text: str) -> None:
    known = any(text.startswith(form.partition("{}")[0]) for form in phrases.told if "{" in form)
    if not known:
        assert phrases.say(text + " \x00") == text + " \x00"


_OPENS, _CLOSES = "“\uff08", "”\uff09\uff0c\uff1a。"
wide = st.text(st.sampled_from(f"相框显示照片Wi-Fi12{_OPENS}{_CLOSES}"), max_size=60)


@given(wide, st.floats(60, 900))
@example("1显”111显", 60.0)
@example("。”111显", 60.0)
def test_wide_scripts_break_anywhere_but_beside_their_signs(text: str, room: float) -> None:
    lines = wrapped(text, 30.0, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines[1:]:
        assert line[0] not in _CLOSES
    for line in lines[:-1]:
        assert line[-1] not in _OPENS


def test_a_chinese_sentence_fills_its_lines_and_leaves_no_lonely_letter() -> None:
    said = phrases_of("zh").cards.welcome.text
    for room in range(200, 900, 10):
        lines = wrapped(said, 30.0, room)
        assert all(width_of(line, 30.0) <= room for line in lines)
        assert all(width_of(line, 30.0) >= room - 190 for line in lines[:-1])
        assert len(lines[-1]) > 2


def test_a_french_colon_stays_with_its_word() -> None:
    for room in range(100, 700, 7):
        lines = wrapped("Pour un autre réseau : ici, ou là ?", 30.0, room)
        assert not any(line.startswith((":", "?")) for line in lines)
