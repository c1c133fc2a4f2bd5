"""A copy of a photo with its remedy applied, outside the store."""

from frame.curate.remedies import in_words
from frame.devices.imaging import encode_jpeg
from frame.model import UNTOUCHED, WHOLE, CleanPhoto
from frame.ports import Decoder, Seer


def enhanced(clean: CleanPhoto, decoder: Decoder, seer: Seer) -> tuple[bytes, tuple[str, ...]]:
    """Return the photo as JPEG without metadata, and what was done to it in words.

    A photo that is good comes back as it is, with no words; raise NotAPhoto, ModelRefused or
    DeviceFailed.
    """
    remedy = seer.look(clean.study).remedy
    if remedy == UNTOUCHED:
        return clean.master, ()
    pixels = decoder.pixels(clean.master, WHOLE, clean.size, remedy)
    return encode_jpeg(pixels), in_words(remedy)
