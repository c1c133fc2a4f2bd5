"""The card on paper: it fits, holds nothing secret, and is the same as SVG."""

import re
import xml.etree.ElementTree as ET
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.devices.qr import modules
from frame.model import WHOLE, Language
from frame.scene import Matrix, Picture, Rect, Scene, TextureId, Words
from frame.slideshow.claim_card import PAGE_MM, SIZE, Claim, claim_card
from frame.slideshow.overlay import words_on
from frame.slideshow.places import meets
from frame.slideshow.svg import svg_of
from frame.slideshow.words import LANGUAGES

pytestmark = [pytest.mark.promise("P13")]
ADDRESS = "http://kitchen-frame.local"
CLAIM = Claim(name="Kitchen", address=ADDRESS, qr=modules(ADDRESS))
LONG = "Grandmother's photo frame in the large room upstairs, the one with the view"
languages = st.sampled_from(list(LANGUAGES))
names = st.sampled_from(["", "Hall", LONG, "<b>&\"'", "厨房里的相框"])


@given(
    name=names,
    installer=names,
    until=names,
    contact=names,
    language=languages,
    ready=st.booleans(),
)
@settings(deadline=None, max_examples=100)
def test_whatever_is_filled_in_nothing_overlaps_or_leaves_the_paper(
    name: str, installer: str, until: str, contact: str, language: Language, *, ready: bool
) -> None:
    host = "http://" + "a" * 63 + ".local"
    claim = Claim(
        name=name, address=host, qr=modules(host), ready=ready, installer=installer,
        until=until, contact=contact, language=language,
    )  # fmt: skip
    scene = claim_card(claim)
    lines = [line for line in words_on(scene.layers) if line.width > 0]
    codes = [layer.at for layer in scene.layers if isinstance(layer, Matrix)]
    for line in (*lines, *codes):
        assert line.left >= 0.05 * SIZE.width_px
        assert line.left + line.width <= 0.95 * SIZE.width_px + 3
        assert line.top >= 0.05 * SIZE.height_px
        assert line.top + line.height <= 0.96 * SIZE.height_px
    for one, other in combinations((*map(_core, lines), *codes), 2):
        assert not meets(one, other), (one, other)


def _core(line: Rect) -> Rect:
    return Rect(left=line.left, top=line.top, width=line.width - 12.0, height=line.height)


def test_what_nobody_filled_in_is_a_line_to_write_on() -> None:
    bare = claim_card(CLAIM)
    filled = claim_card(Claim(
        name="Kitchen", address=ADDRESS, qr=CLAIM.qr, installer="Lena", until="2031",
        contact="a@b.example"))  # fmt: skip
    texts = {layer.text for layer in filled.layers if isinstance(layer, Words)}
    assert {"Lena", "2031", "a@b.example"} <= texts
    assert len(bare.layers) == len(filled.layers)


@given(name=names, contact=names, language=languages)
@settings(deadline=None, max_examples=40)
def test_as_svg_it_is_well_formed_and_says_the_same_words(
    name: str, contact: str, language: Language
) -> None:
    claim = Claim(name=name, address=ADDRESS, qr=CLAIM.qr, contact=contact, language=language)
    scene = claim_card(claim)
    text = svg_of(scene, *PAGE_MM)
    root = ET.fromstring(text)  # our own words
    said = [one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert said == [layer.text for layer in scene.layers if isinstance(layer, Words)]
    assert root.get("width") == "210mm"
    assert not re.search(r"<(script|image|use|a|style|foreignObject)\b|href|url\(", text)


@pytest.mark.parametrize("letter", ["\0", "\x1b", "\ud800", "\ufffe"])
def test_a_letter_that_xml_does_not_know_is_left_out(letter: str) -> None:
    scene = claim_card(Claim(name=f"a{letter}b", address=ADDRESS, qr=CLAIM.qr))
    assert ">ab<" in svg_of(scene, *PAGE_MM)


def test_a_scene_with_photos_is_no_svg() -> None:
    at = Rect(left=0, top=0, width=1, height=1)
    photo = Picture(texture=TextureId("a"), at=at, start=WHOLE, end=WHOLE)
    with pytest.raises(TypeError):
        svg_of(Scene(size=SIZE, background=(0, 0, 0), layers=(photo,)), *PAGE_MM)
