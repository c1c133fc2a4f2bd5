"""A claim card as a file: the code on it leads to the frame, and no file names this machine."""

import getpass
import re
from pathlib import Path

import pytest
from PIL import Image

from frame.errors import BadRequest
from frame.model import Pixels
from frame.services.claiming import claim_of, write_card
from frame.slideshow.claim_card import SIZE
from tests.devices.test_qr import _read

pytestmark = [pytest.mark.promise("P13")]
CLAIM = claim_of("Kitchen", "http://kitchen.local", contact="a@b.example")


def test_the_picture_is_as_large_as_the_paper_and_its_code_is_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    write_card(tmp_path / "card.png", CLAIM)
    with Image.open(tmp_path / "card.png") as picture:
        assert picture.size == (SIZE.width_px, SIZE.height_px)
        pixels = Pixels(size=SIZE, rgb=picture.tobytes())
    assert _read(pixels) == ["http://kitchen.local"]


def test_the_pdf_is_one_page_of_a5_and_says_nothing_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    write_card(tmp_path / "card.pdf", CLAIM)
    held = (tmp_path / "card.pdf").read_bytes()
    assert held.startswith(b"%PDF-")
    assert held.count(b"/Type /Page\n") + held.count(b"/Type /Page ") == 1
    assert b"595.2" in held
    outside = re.sub(rb"stream.*?endstream", b"", held, flags=re.DOTALL)
    assert len(outside) < 2000
    for word in (getpass.getuser(), str(tmp_path), "Date", "Author"):
        assert word.encode() not in outside


def test_the_svg_is_text(tmp_path: Path) -> None:
    write_card(tmp_path / "card.SVG", CLAIM)
    assert "http://kitchen.local" in (tmp_path / "card.SVG").read_text()


@pytest.mark.parametrize("name", ["card", "card.docx", "card.pdf.exe"])
def test_another_ending_is_refused_in_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadRequest, match=r"\.svg"):
        write_card(tmp_path / name, CLAIM)
    assert not (tmp_path / name).exists()


def test_a_folder_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="cannot be written"):
        write_card(tmp_path / "nowhere" / "card.svg", CLAIM)
