"""Copies of single files: mended, or with nobody to recognise."""

from dataclasses import dataclass

from PIL import Image

from frame.devices.sim.decoder import SimDecoder
from frame.model import UNTOUCHED, Box, Face, Looks, Pixels, Remedy
from frame.services.anonymity import without_faces
from frame.services.enhancing import enhanced
from frame.services.guests import veils
from tests.picture_kit import opened, saved

_EYE = Box(left=0.2, top=0.3, width=0.1, height=0.1)
_GLIMPSE = Box(left=0.7, top=0.6, width=0.1, height=0.1)


@dataclass(frozen=True)
class _Seer:
    remedy: Remedy = UNTOUCHED

    def codes(self, study: Pixels, faces: tuple[Face, ...]) -> tuple[bytes, ...]:
        raise AssertionError(f"nobody asked for {len(faces)} codes of {study.size}")

    def look(self, study: Pixels) -> Looks:
        assert study.size.width_px > 0
        return Looks(
            faces=(Face(box=_EYE, score=0.9),),
            subjects=(),
            sharpness=0.5,
            exposure=0.5,
            dark=0.0,
            bright=0.0,
            colour=(0, 0, 0),
            focus=None,
            fingerprint=0,
            embedding=b"",
            glimpses=(_GLIMPSE,),
            remedy=self.remedy,
        )


def _photo() -> bytes:
    return saved(Image.effect_noise((400, 300), 60).convert("RGB"))


def _spread(image: Image.Image, box: Box) -> float:
    edges = (
        int(box.left * image.width),
        int(box.top * image.height),
        int((box.left + box.width) * image.width),
        int((box.top + box.height) * image.height),
    )
    low, high = image.crop(edges).convert("L").resize((20, 20)).getextrema()
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    return high - low


def test_a_good_photo_comes_back_as_it_is() -> None:
    decoder = SimDecoder()
    clean = decoder.clean(_photo())
    assert enhanced(clean, decoder, _Seer()) == (clean.master, ())


def test_a_photo_that_lacks_light_gets_it_and_says_so() -> None:
    decoder = SimDecoder()
    clean = decoder.clean(_photo())
    picture, words = enhanced(clean, decoder, _Seer(Remedy(exposure=1.0)))
    assert words == ("brightened it",)
    assert sum(opened(picture).tobytes()) > sum(opened(clean.master).tobytes())


def test_faces_and_what_may_be_one_are_blurred() -> None:
    decoder = SimDecoder()
    clean = decoder.clean(_photo())
    picture, count = without_faces(clean, decoder, _Seer())
    before, after = opened(clean.master), opened(picture)
    assert len(veils(_Seer().look(clean.study), (), ())) == 2
    assert count >= 2  # the seer that never looks finds its faces in the bordered picture, too
    for box in (_EYE, _GLIMPSE):
        assert _spread(after, box) < _spread(before, box) / 2
