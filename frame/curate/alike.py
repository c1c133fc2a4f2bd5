"""How alike two photos are: the bits in which their fingerprints differ.

A fingerprint is a 256-bit SimHash of the embedding (M. Charikar, "Similarity estimation
techniques from rounding algorithms", STOC 2002): each bit says on which side of a random
plane the embedding lies, so two embeddings at angle a differ in 256 * a / pi bits on average.
"""

from math import acos, pi

FINGERPRINT_BITS = 256

SAME_PICTURE_BITS = 56
"""At most this many differing bits: a resave, a crop, the next shot of a burst.

Measured with the shipped model on 73 photos, each cut, turned, lit, shrunk and saved in 12 ways
(876 pairs): half of the copies lie within 40 bits, 98.9 of 100 within 64. Of different photos the
nearest of 2,628 pairs differ in 77; but among 35,000 pairs of other people's photos three lay at
58, 61 and 64: mountains under the same sky. Losing a few copies costs less than letting somebody's
fjord rest for somebody else's valley. `frame bench curate` measures it again.
"""

FAR_APART_BITS = 52
"""At most this many for photos that say they were taken at different times.

A resave keeps its time or loses it. Two times are evidence for two photos, and taking two for
one would let a good one rest, so the likeness must be beyond doubt.
"""

SAME_SHOT_BITS = 64
"""At most this many between two photos of one moment that would look alike side by side.

Two shots of a burst of which one is shaken or zoomed lie farther apart than copies do.
"""

SAME_SCENE_BITS = 80
"""At most this many differing bits: the same scene, if it was also taken within minutes.

Portraits of different people in one pose lie at 72 to 81 bits, so likeness this faint counts
only together with the time.
"""

NEXT_SHOT_BITS = 92
"""At most this many between two shots that follow each other within seconds.

Who presses twice within seconds means one thing, however it moved. The number of strangers falls
by a factor of seven for every seven bits (measured between 77 and 96), so the 12 bits above
SAME_SCENE_BITS let in about 30 times as many; two shots within seconds are at least that much
likelier to belong together than two within minutes.
"""

DRIFT_BITS = 104
"""At most this many between the first shot of a moment and one that joined shot by shot.

Three to four of a hundred pairs of strangers are this near, so whoever drifts farther shows
something else.
"""


def differing_bits(one: int, other: int) -> int:
    """Return the Hamming distance of two fingerprints."""
    return (one ^ other).bit_count()


def is_same_picture(one: int | None, other: int | None) -> bool:
    """Say whether two fingerprints are near enough for one picture, if no date speaks against."""
    if one is None or other is None:
        return False
    return differing_bits(one, other) <= SAME_PICTURE_BITS


def is_same_shot(one: int | None, other: int | None) -> bool:
    """Say whether two photos of one moment are too alike to be shown both."""
    if one is None or other is None:
        return False
    return differing_bits(one, other) <= SAME_SHOT_BITS


def is_surely_same(one: int | None, other: int | None) -> bool:
    """Say whether two fingerprints are near enough for one picture, whenever taken."""
    if one is None or other is None:
        return False
    return differing_bits(one, other) <= FAR_APART_BITS


def is_same_scene(one: int | None, other: int | None) -> bool:
    """Say whether two fingerprints are near enough for one scene, if taken within minutes."""
    if one is None or other is None:
        return False
    return differing_bits(one, other) <= SAME_SCENE_BITS


def expected_bits(cosine: float) -> float:
    """Return in how many bits two embeddings of this cosine differ on average."""
    return FINGERPRINT_BITS * acos(max(-1.0, min(1.0, cosine))) / pi
