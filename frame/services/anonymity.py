"""A copy of a picture in which nobody is recognised who did not agree to be."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from frame.curate.recognise import recognise
from frame.devices import png
from frame.model import UNTOUCHED, WHOLE, Box, CleanPhoto, Looks, Person, Pixels, Size
from frame.ports import Decoder, Seer
from frame.services.guests import overlap, veils
from frame.services.people import SMALLEST_FACE_PX, person_called, side_px, tells_who
from frame.store.vault import Vault

_BORDER = 0.25
_BORDER_COLOUR = bytes([40, 40, 40])
_SAME = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """Enrolled people whose consent covers whoever gets the copy, and their templates."""

    persons: tuple[Person, ...]
    vault: Vault


def welcome_called(vault: Vault, names: Collection[str]) -> Welcome:
    """Return the enrolled people of these names; raise BadRequest where there is none."""
    return Welcome(persons=tuple(person_called(vault, name) for name in names), vault=vault)


def without_faces(
    clean: CleanPhoto, decoder: Decoder, seer: Seer, welcome: Welcome | None = None
) -> tuple[bytes, int]:
    """Return the picture as JPEG with the faces of strangers blurred, and how many that were.

    Whoever is not surely one of `welcome` is a stranger; without it everybody is. What only may
    be a face is blurred too. A face that the detector does not find stays: look at the copy
    before it leaves your hands.
    """
    looks = seer.look(clean.study)
    looks = replace(looks, glimpses=(*looks.glimpses, *_cut_off(clean.study, looks, seer)))
    heads = veils(looks, (), ())
    if welcome is not None and welcome.persons:
        heads = _strangers(clean, looks, seer, welcome)
    pixels = decoder.pixels(clean.master, WHOLE, clean.size, UNTOUCHED, heads)
    return decoder.clean(png.written(pixels)).master, len(heads)


def _cut_off(study: Pixels, looks: Looks, seer: Seer) -> Iterator[Box]:
    """Yield what else may be a face: one that the edge cuts is found more easily with some air.

    The picture is looked at once more with a dark border of a quarter of its sides around it.
    """
    seen = seer.look(_bordered(study, _BORDER))
    wide = 1 + 2 * _BORDER
    known = (*(face.box for face in looks.faces), *looks.glimpses)
    for box in (*(face.box for face in seen.faces), *seen.glimpses):
        inside = Box(
            left=box.left * wide - _BORDER,
            top=box.top * wide - _BORDER,
            width=box.width * wide,
            height=box.height * wide,
        )
        if all(overlap(inside, other) < _SAME for other in known):
            yield inside


def _bordered(pixels: Pixels, share: float) -> Pixels:
    """Return the pixels with a dark border; its width is this share of each side."""
    width, height = pixels.size.width_px, pixels.size.height_px
    across, down = round(share * width), round(share * height)
    size = Size(width_px=width + 2 * across, height_px=height + 2 * down)
    edge, bar = _BORDER_COLOUR * across, _BORDER_COLOUR * size.width_px * down
    rgb, row = memoryview(pixels.rgb), 3 * width
    rows = (bytes(rgb[top : top + row]) for top in range(0, height * row, row))
    return Pixels(size=size, rgb=bar + b"".join(edge + one + edge for one in rows) + bar)


def _strangers(clean: CleanPhoto, looks: Looks, seer: Seer, welcome: Welcome) -> tuple[Box, ...]:
    """Return the heads of everybody but those who are surely welcome; nothing is kept."""
    large = {
        number: face
        for number, face in enumerate(looks.faces)
        if side_px(face, clean.study.size) >= SMALLEST_FACE_PX and tells_who(face, looks.edition)
    }
    codes = dict(zip(large, seer.codes(clean.study, tuple(large.values())), strict=True))
    templates = {person.id: welcome.vault.templates(person.id) for person in welcome.persons}
    found = recognise(codes, templates)
    # who may be seen in this copy was said by name, whatever guests at the frame may see
    return veils(looks, found, [replace(person, private=False) for person in welcome.persons])
