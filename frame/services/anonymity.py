"""A copy of a picture in which nobody is recognised who did not agree to be."""

from frame.devices.blurring import blurred
from frame.devices.imaging import encode_jpeg
from frame.model import WHOLE, CleanPhoto
from frame.ports import Decoder, Seer
from frame.slideshow.fit import head_of


def without_faces(clean: CleanPhoto, decoder: Decoder, seer: Seer) -> tuple[bytes, int]:
    """Return the picture as JPEG with every face blurred, and how many that were.

    Nobody is enrolled yet, so every face is unknown. A face that the detector does not find
    stays: look at the copy before it leaves your hands.
    """
    heads = [head_of(face) for face in seer.look(clean.study).faces]
    pixels = decoder.pixels(clean.master, WHOLE, clean.size)
    return encode_jpeg(blurred(pixels, heads)), len(heads)
