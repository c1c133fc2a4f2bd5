"""Taste, from what the vault remembers: who is a favourite, who is hidden, who was skipped.

Nothing learnt is stored. Opinions lie in the rows of their photos and go with them; each start
learns anew, in less than a second. Favourites and hidden photos from before `forget` stay what
they are, since their owner made them so, but their ids are kept in a sealed list and teach no
more; skips are erased.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from frame.curate.character import character_in
from frame.curate.leanings import Leaning, Opinion, weight_of_skips
from frame.curate.library import Library
from frame.curate.taste import Taste, learn
from frame.model import PersonId, Photo, PhotoId, PhotoState, Shown
from frame.store.vault import Vault

_FORGOTTEN: Final = "taste.forgotten"
_ID_BYTES: Final = 16
_GONE: Final = frozenset({PhotoState.ERASING, PhotoState.ERASED})
_EXAMPLES: Final = 3
_TELLING: Final = 5  # opinions; after fewer nothing is foretold of a photo
_LIKELY: Final = 0.55

_Said = tuple[PhotoId, bool]
"""A photo, and whether it is a favourite (else hidden)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What was learnt, as `frame taste` tells it.

    likely  photos nobody said anything about that are most probably liked, with that probability,
            which is more than 0.55; none before the fifth opinion
    """

    taste: Taste
    names: Mapping[PersonId, str]
    likely: tuple[tuple[Photo, float], ...]

    def leanings(self) -> tuple[Leaning, ...]:
        """Return what can be said in words, the strongest first."""
        return tuple(one for one in self.taste.leanings if one.in_words(self.names))


def taste_of(vault: Vault, library: Library) -> Taste:
    """Return what the household's opinions teach."""
    return learn(opinions_of(library, vault.shown(), _forgotten(vault)))


def likings(taste: Taste, library: Library) -> Mapping[PhotoId, float]:
    """Return the probability that each photo of the library is liked (0 to 1)."""
    if not taste.opinions:
        return dict.fromkeys(library.photos, taste.usual)
    return {photo: taste.liking(character_in(library, photo)) for photo in library.photos}


def opinions_of(
    library: Library, shown: Mapping[PhotoId, Shown], forgotten: frozenset[_Said] = frozenset()
) -> Iterator[Opinion]:
    """Yield what was said or hinted about photos, the most recent first.

    Without a date of its own an opinion is as old as its photo's last turn, or its arrival.
    """

    def latest(photo: Photo) -> tuple[datetime, PhotoId]:
        seen = shown.get(photo.id)
        return (max(seen.at, photo.received_at) if seen else photo.received_at, photo.id)

    for photo in sorted(library.photos.values(), key=latest, reverse=True):
        seen = shown.get(photo.id)
        opinion = _opinion(library, photo, seen.skips if seen else 0)
        if opinion is not None and _said(photo) not in forgotten:
            yield opinion


def forget(vault: Vault) -> None:
    """Forget what was learnt: skips are erased, favourites and hidden photos teach no more.

    A photo becomes a teacher again when it is hidden instead of a favourite, or the other way.
    """
    vault.remember(_FORGOTTEN, b"".join(sorted(map(_packed, _all_said(vault)))))
    vault.forget_skips()


def summarise(vault: Vault, library: Library) -> Summary:
    """Return what was learnt, with the photos that come out best as examples."""
    taste = taste_of(vault, library)
    heard = {opinion.photo for opinion in taste.opinions}
    others = [
        (photo, taste.liking(character))
        for photo in library.photos.values()
        if photo.id not in heard
        and not photo.hidden
        and (character := character_in(library, photo.id)) is not None
    ]
    enough = len(taste.opinions) >= _TELLING
    above = [one for one in others if enough and one[1] > max(taste.usual, _LIKELY)]
    return Summary(
        taste=taste,
        names={person.id: person.name for person in library.persons.values()},
        likely=tuple(sorted(above, key=lambda one: (-one[1], one[0].id))[:_EXAMPLES]),
    )


def _opinion(library: Library, photo: Photo, skips: int) -> Opinion | None:
    said = _said(photo)
    if photo.state in _GONE or (said is None and skips == 0):
        return None
    character = character_in(library, photo.id)
    if character is None:
        return None
    if said is None:
        weight = weight_of_skips(skips)
        return Opinion(photo=photo.id, character=character, liked=False, weight=weight)
    return Opinion(photo=photo.id, character=character, liked=said[1])


def _said(photo: Photo) -> _Said | None:
    """Return what its owner said about a photo; hiding a favourite takes the liking back."""
    if photo.hidden:
        return (photo.id, False)
    return (photo.id, True) if photo.favourite else None


def _all_said(vault: Vault) -> Iterator[_Said]:
    said = (_said(photo) for photo in vault.photos())
    return (one for one in said if one is not None)


def _forgotten(vault: Vault) -> frozenset[_Said]:
    held = vault.recall(_FORGOTTEN) or b""
    step = _ID_BYTES + 1
    entries = (held[start : start + step] for start in range(0, len(held), step))
    return frozenset((PhotoId(one[:_ID_BYTES].hex()), one[_ID_BYTES:] == b"\1") for one in entries)


def _packed(said: _Said) -> bytes:
    return bytes.fromhex(said[0]) + (b"\1" if said[1] else b"\0")
