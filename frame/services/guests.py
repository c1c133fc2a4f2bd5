"""While guests are here: what is not shown, and whose faces are not recognisable.

Guests are here when somebody says so (`frame guest on`), until somebody says that they left.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from frame.config import Config
from frame.curate.library import Library
from frame.model import Box, Face, Likeness, Looks, Person, PhotoId
from frame.slideshow.fit import head_of
from frame.store.vault import Vault

_SETTING: Final = "guests"
_ON: Final = b"on"
_SAME: Final = 0.5


def are_here(vault: Vault) -> bool:
    """Say whether guests are here."""
    return vault.recall(_SETTING) == _ON


def set_here(vault: Vault, *, here: bool) -> None:
    """Remember that guests came, or that they left."""
    if are_here(vault) != here:
        vault.remember(_SETTING, _ON if here else b"off")


def blurs_strangers(vault: Vault, config: Config) -> bool:
    """Say whether unknown faces are blurred on the glass now."""
    return config.guests.blur_unknown and are_here(vault)


def withheld(library: Library) -> frozenset[PhotoId]:
    """Return the photos that may not be on the glass now: hidden ones, and what guests miss."""
    return frozenset(photo.id for photo in library.photos.values() if library.forbids(photo))


def kept_back(library: Library) -> frozenset[PhotoId]:
    """Return the photos that are not shown while guests are here, whether they are or not."""
    return frozenset(photo.id for photo in library.photos.values() if library.is_private(photo))


def veils(looks: Looks, who: Sequence[Likeness], persons: Iterable[Person]) -> tuple[Box, ...]:
    """Return the heads to blur: all but those of people known for certain who are not private.

    What may be a face (Looks.glimpses) is blurred too: a blurred flower harms nobody. Without
    anybody enrolled that is every face. Boxes hold whole heads, in fractions of the picture.
    """
    welcome = {person.id for person in persons if not person.private}
    clear = {one.face for one in who if one.sure and one.person in welcome}
    known = [face.box for number, face in enumerate(looks.faces) if number in clear]
    strangers = [face for number, face in enumerate(looks.faces) if number not in clear]
    return tuple(head_of(face) for face in (*strangers, *_glimpsed(looks, known)))


def _glimpsed(looks: Looks, known: Sequence[Box]) -> Iterator[Face]:
    for box in looks.glimpses:
        if all(overlap(box, face) < _SAME for face in known):
            yield Face(box=box, score=0.0)


def overlap(one: Box, other: Box) -> float:
    """Return the intersection over the union of two boxes (Jaccard 1901)."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    both = max(0.0, width) * max(0.0, height)
    union = one.width * one.height + other.width * other.height - both
    return both / union if union > 0 else 0.0
