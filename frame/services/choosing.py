"""Choosing: what the curator decided, as slides that are ready to be laid out."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from frame.curate.judge import Judgement, judge
from frame.curate.library import Library
from frame.curate.playlist import Conditions, Playlist, plan
from frame.curate.why import explain_photo
from frame.model import PhotoId, Pick, Shown, Size
from frame.ports import Entropy
from frame.slideshow.cards import CardKind
from frame.slideshow.slide import Shot, Slide
from frame.store.vault import Vault

_SEED: Final = "playlist.seed"
_NOT_JUDGED: Final = Judgement(verdicts={}, moment_of={}, moment_sizes=(), fingerprints={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """The screen photos are chosen for, how long each stays, and the seed of their order."""

    screen: Size
    every: timedelta
    pairs: bool
    seed: int


@dataclass(slots=True)
class Chooser:
    """Knows the library as it was when it last looked, and what comes next."""

    vault: Vault
    circumstances: Circumstances
    library: Library
    judgement: Judgement
    playlist: Playlist
    _rounds: dict[tuple[PhotoId, ...], int] = field(default_factory=dict)

    @classmethod
    def of(
        cls, vault: Vault, circumstances: Circumstances, now: datetime, *, in_haste: bool = False
    ) -> "Chooser":
        """Judge everything the vault holds and plan what comes next; in haste, only plan."""
        library = read_library(vault)
        judgement = _NOT_JUDGED if in_haste else judge(library)
        playlist = plan(library, _conditions(vault, circumstances, now), judgement)
        return cls(vault, circumstances, library, judgement, playlist)

    def replan(self, now: datetime) -> None:
        """Plan again after photos were hidden or erased, which needs no new judgement."""
        self.library = read_library(self.vault)
        conditions = _conditions(self.vault, self.circumstances, now)
        self.playlist = plan(self.library, conditions, self.judgement)

    def next_slide(self, now: datetime) -> Slide | None:
        """Return the slide that comes next, or None without any photo to show."""
        pick = self.playlist.pick(now)
        if pick is None:
            return None
        self._rounds[pick.photos] = self.playlist.round
        return self.slide_of(pick)

    def slide_of(self, pick: Pick) -> Slide:
        """Return a pick with everything its layout needs."""
        return Slide(
            shots=tuple(self._shot(photo) for photo in pick.photos),
            because=" ".join(self.reasons(pick.photos[0], pick)),
            seed=_seed_of(self.circumstances.seed, pick.photos, self.playlist.round),
        )

    def reasons(self, photo: PhotoId, pick: Pick | None = None) -> tuple[str, ...]:
        """Return why a photo is shown, waits or rests, sentence by sentence."""
        return explain_photo(self.library, self.judgement, photo, pick)

    def mark_shown(self, photos: tuple[PhotoId, ...], now: datetime) -> None:
        """Remember that these photos were on the glass, in the round they were picked for."""
        number = self._rounds.pop(photos, self.playlist.round)
        held = [photo for photo in photos if photo in self.library.photos]
        self.vault.mark_shown(held, Shown(round=number, at=now))

    def card_for_nothing(self) -> CardKind:
        """Return the card that says why there is no photo to show."""
        if self.library.photos:
            return CardKind.RESTING
        return CardKind.EMPTY if self.vault.albums() else CardKind.WELCOME

    def _shot(self, photo_id: PhotoId) -> Shot:
        photo = self.library.photos[photo_id]
        looks = self.library.looks.get(photo_id)
        shot = Shot(
            photo=photo_id,
            size=Size(width_px=photo.width_px, height_px=photo.height_px),
            taken_at=photo.taken_at,
            title=photo.caption,
            album=self.library.title(photo.album),
            favourite=photo.favourite,
        )
        if looks is None:
            return shot
        return Shot(
            photo=shot.photo,
            size=shot.size,
            faces=looks.faces,
            focus=looks.focus,
            colour=looks.colour,
            taken_at=shot.taken_at,
            title=shot.title,
            album=shot.album,
            favourite=shot.favourite,
        )


def read_library(vault: Vault) -> Library:
    """Return what the vault holds, as the curator wants it."""
    return Library.of(vault.photos(), vault.looks(), vault.albums())


def remembered_seed(vault: Vault, entropy: Entropy) -> int:
    """Return the seed of this frame's order; the first time, draw it."""
    held = vault.recall(_SEED)
    if held is None:
        held = entropy.fresh(8)
        vault.remember(_SEED, held)
    return int.from_bytes(held)


def _conditions(vault: Vault, circumstances: Circumstances, now: datetime) -> Conditions:
    return Conditions(
        seed=circumstances.seed,
        now=now,
        screen=circumstances.screen,
        shown=dict(vault.shown()),
        every=circumstances.every,
        pairs=circumstances.pairs,
    )


def _seed_of(seed: int, photos: tuple[PhotoId, ...], number: int) -> int:
    """Return a number for this slide's movement: the same photo moves otherwise next round."""
    return (int(photos[0], 16) ^ seed ^ (number * 0x9E3779B97F4A7C15)) & 0xFFFFFFFFFFFFFFFF
