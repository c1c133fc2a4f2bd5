"""Choosing: what the curator decided, as slides that are ready to be laid out.

Rule: what was chosen and is still to come counts as shown in a new plan, so it comes once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from frame.curate.character import character_in
from frame.curate.judge import Judgement, judge
from frame.curate.library import Library
from frame.curate.playlist import Conditions, Playlist, plan
from frame.curate.remedies import in_words
from frame.curate.stories import find_stories
from frame.curate.story import Story
from frame.curate.taste import Taste
from frame.curate.why import Remarks, explain_photo
from frame.model import UNTOUCHED, Box, PhotoId, Pick, Shown, Size
from frame.ports import Entropy
from frame.services.guests import are_here, veils
from frame.services.preferences import preferences_of
from frame.services.shots import shot_of
from frame.services.taste import likings, taste_of
from frame.slideshow.cards import CardKind
from frame.slideshow.slide import Shot, Slide
from frame.store.vault import Vault

Slides = Iterable[tuple[PhotoId, ...]]
_SEED: Final = "playlist.seed"
_Rounds = dict[tuple[PhotoId, ...], int]
_NOT_JUDGED: Final = Judgement(verdicts={}, moment_of={}, moment_sizes=(), fingerprints={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """The screen photos are chosen for, how long each stays, and the seed of their order.

    `blur_strangers` says whether faces nobody knows are blurred while guests are here.
    """

    screen: Size
    every: timedelta
    pairs: bool
    seed: int
    blur_strangers: bool = True


@dataclass(slots=True)
class Chooser:
    """Knows the library as it was when it last looked, and what comes next."""

    vault: Vault
    circumstances: Circumstances
    library: Library
    judgement: Judgement
    playlist: Playlist
    day: date
    stories: tuple[Story, ...] = ()
    taste: Taste | None = None
    _rounds: _Rounds = field(default_factory=dict)

    @classmethod
    def of(
        cls, vault: Vault, circumstances: Circumstances, now: datetime, *, in_haste: bool = False
    ) -> "Chooser":
        """Judge everything the vault holds and plan what comes next; in haste, only plan."""
        library = read_library(vault)
        if in_haste:
            playlist = plan(library, _conditions(vault, circumstances, now, {}), _NOT_JUDGED)
            return cls(vault, circumstances, library, _NOT_JUDGED, playlist, now.date())
        return cls._judged(vault, circumstances, now, {})

    @classmethod
    def _judged(
        cls, vault: Vault, circumstances: Circumstances, now: datetime, rounds: _Rounds
    ) -> "Chooser":
        library = read_library(vault)
        taste = taste_of(vault, library)
        library = replace(library, liking=likings(taste, library))
        judgement = judge(library)
        stories = _stories(library, judgement, now.date())
        conditions = replace(_conditions(vault, circumstances, now, rounds), stories=stories)
        playlist, day = plan(library, conditions, judgement), now.date()
        return cls(vault, circumstances, library, judgement, playlist, day, stories, taste, rounds)

    def renewed(self, now: datetime, awaited: Slides) -> "Chooser":
        """Judge and plan again after anything changed; `awaited` is what is still to come."""
        rounds = self._rounds_of(awaited)
        return Chooser._judged(self.vault, self.circumstances, now, rounds)

    def replan(self, now: datetime, awaited: Slides = ()) -> None:
        """Plan again after photos were hidden or erased, which needs no new judgement."""
        self.library = replace(read_library(self.vault), liking=self.library.liking)
        self._rounds = self._rounds_of(awaited)
        self._plan(now)

    def keep_pace(self, every: timedelta, now: datetime, awaited: Slides) -> None:
        """Plan again where a slide stays for another time."""
        if every != self.circumstances.every:
            self.circumstances = replace(self.circumstances, every=every)
            self.replan(now, awaited)

    def is_arranged(self) -> bool:
        """Say whether albums are shown in their order, or are to be from now on."""
        return self.library.arranged or preferences_of(self.vault).arranged

    def _rounds_of(self, awaited: Slides) -> _Rounds:
        """Return in which rounds the slides that nobody saw yet were chosen."""
        return {photos: self._rounds[photos] for photos in awaited if photos in self._rounds}

    def _plan(self, now: datetime) -> None:
        conditions = _conditions(self.vault, self.circumstances, now, self._rounds)
        conditions = replace(conditions, stories=self.stories)
        self.playlist = plan(self.library, conditions, self.judgement)

    def _begin_day(self, now: datetime) -> None:
        """Find what can be told today."""
        self.day = now.date()
        if self.judgement is not _NOT_JUDGED:
            self.stories = _stories(self.library, self.judgement, self.day)
            self._plan(now)

    def next_slide(self, now: datetime) -> Slide | None:
        """Return the slide that comes next, or None without any photo to show."""
        if now.date() != self.day:
            self._begin_day(now)
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
            story=pick.story,
        )

    def reasons(self, photo: PhotoId, pick: Pick | None = None) -> tuple[str, ...]:
        """Return why a photo is shown, waits or rests, sentence by sentence."""
        looks = self.library.looks.get(photo)
        album = self.library.albums.get(self.library.photos[photo].album)
        mended = looks is not None and (album is None or album.enhance)
        done = in_words(looks.remedy) if looks is not None and mended else ()
        remarks = Remarks(done=done, taste=self._suits(photo))
        return explain_photo(self.library, self.judgement, photo, pick, remarks)

    def _suits(self, photo: PhotoId) -> str:
        """Return how a photo suits what the family likes, or nothing while that is not known."""
        if self.taste is None or not self.taste.opinions:
            return ""
        names = {person.id: person.name for person in self.library.persons.values()}
        return self.taste.because(character_in(self.library, photo), names)

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
        library, photo = self.library, self.library.photos[photo_id]
        looks = library.looks.get(photo_id)
        if looks is not None and not library.albums[photo.album].enhance:
            looks = replace(looks, remedy=UNTOUCHED)
        veil: tuple[Box, ...] = ()
        if looks is not None and library.guests and self.circumstances.blur_strangers:
            veil = veils(looks, library.likenesses.get(photo_id, ()), library.persons.values())
        return shot_of(photo, looks, album=library.title(photo.album), veil=veil)


def read_library(vault: Vault) -> Library:
    """Return what the vault holds, as the curator wants it; nobody's taste is in it yet."""
    library = Library.of(vault.photos(), vault.looks(), vault.albums())
    arranged = preferences_of(vault).arranged
    return replace(
        library,
        guests=are_here(vault),
        persons={person.id: person for person in vault.persons()},
        likenesses=vault.who(),
        arranged=arranged,
        names=_names(vault) if arranged else {},
    )


def _names(vault: Vault) -> dict[PhotoId, str]:
    return {photo: origin.name.hex() for photo, origin in vault.origins().items()}


def _stories(library: Library, judgement: Judgement, day: date) -> tuple[Story, ...]:
    """Return what can be told on a day; nothing where albums are shown in their order."""
    return () if library.arranged else find_stories(library, judgement, day)


def remembered_seed(vault: Vault, entropy: Entropy) -> int:
    """Return the seed of this frame's order; the first time, draw it."""
    held = vault.recall(_SEED)
    if held is None:
        held = entropy.fresh(8)
        vault.remember(_SEED, held)
    return int.from_bytes(held)


def _conditions(
    vault: Vault, circumstances: Circumstances, now: datetime, rounds: _Rounds
) -> Conditions:
    return Conditions(
        seed=circumstances.seed,
        now=now,
        screen=circumstances.screen,
        shown={**vault.shown(), **_soon(vault.shown(), rounds, now)},
        every=circumstances.every,
        pairs=circumstances.pairs,
    )


def _soon(shown: Mapping[PhotoId, Shown], rounds: _Rounds, now: datetime) -> dict[PhotoId, Shown]:
    """Return the photos that are still to come as if they had been shown now."""
    return {
        photo: Shown(round=number, at=now, skips=shown[photo].skips if photo in shown else 0)
        for photos, number in rounds.items()
        for photo in photos
    }


def _seed_of(seed: int, photos: tuple[PhotoId, ...], number: int) -> int:
    """Return a number for this slide's movement: the same photo moves otherwise next round."""
    return (int(photos[0], 16) ^ seed ^ (number * 0x9E3779B97F4A7C15)) & 0xFFFFFFFFFFFFFFFF
