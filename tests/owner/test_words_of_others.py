import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.owner.export import safe_name
from frame.owner.printable import printable


@given(st.text())
def test_nothing_a_terminal_obeys_is_left_of_a_text(text: str) -> None:
    told = printable(text)
    assert not any(ord(one) < 32 or 127 <= ord(one) < 160 for one in told)
    assert not set(told) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2028\u2029\ufeff")
    assert printable(told) == told


@pytest.mark.parametrize("text", ["Großmutters Küche", "客厅", "👩‍👩‍👧 Family", "مطبخ", "Café"])
def test_letters_of_every_script_stay(text: str) -> None:
    assert printable(text) == text


@given(st.text())
def test_a_title_never_becomes_more_than_a_plain_name(title: str) -> None:
    name = safe_name(title)
    assert 0 < len(name) <= 40
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert json.dumps(name) == f'"{name}"'


@pytest.mark.parametrize("title", ["../../etc/passwd", "/", "..", "CON\\x", "a/b\0c", "客厅"])
def test_a_title_cannot_leave_its_folder(title: str, tmp_path: Path) -> None:
    place = (tmp_path / f"01-{safe_name(title)}").resolve()
    assert place.parent == tmp_path.resolve()
