"""The playlist: round after round, every photo once in each, fair, and with a reason.

What it promises (P2):
1. every photo that may be shown appears before any appears again;
2. none appears twice within a day while one that did not is left;
3. albums, and the years in them, come up evenly through the round (`order`);
4. the same library, history and seed give the same order.
And where that leaves a choice: photos of this day come first on their day, newcomers soon,
favourites in the earlier half of their album's turns, no two alike follow each other.

The caller keeps the history: it stores `Shown(round=playlist.round, at=now)` for every photo of
a pick that was on the glass, and plans anew from it after a restart or when photos came or went.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from frame.curate.alike import is_same_scene
from frame.curate.judge import Judgement, judge
from frame.curate.library import Library, may_be_shown
from frame.curate.order import GroupsOf, by_album_and_year, order_round
from frame.curate.pairs import Partners, suits_pairs
from frame.curate.reasons import Facts, reasons, shared_reason
from frame.curate.round import Round, Wishes
from frame.curate.today import Calendar, Nearness, days_until
from frame.model import Photo, PhotoId, Pick, Shown, Size

_DAY = timedelta(days=1)
_NEW = timedelta(days=7)
_LONGEST_KEPT = timedelta(days=30)
_BORROWED = 3  # a day without memories of its own borrows this many from the days around


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Under which conditions a playlist is planned.

    now     aware local time; its date is the day whose memories are shown
    shown   when each photo was last on the glass, and in which round (aware times)
    every   how long a pick stays, roughly: to judge how many days a round takes
    pairs   whether two portraits may share a landscape screen
    """

    seed: int
    now: datetime
    screen: Size
    shown: Mapping[PhotoId, Shown] = field(default_factory=dict)
    every: timedelta = timedelta(minutes=1)
    pairs: bool = True
    groups_of: GroupsOf = by_album_and_year


def plan(
    library: Library, conditions: Conditions, judgement: Judgement | None = None
) -> "Playlist":
    """Return the playlist that goes on where the history in `conditions` ends.

    Judging a large library takes longer than planning it, so a judgement made before can be
    passed in; photos it does not know yet are shown.
    """
    return Playlist(library, conditions, judgement if judgement is not None else judge(library))


class Playlist:
    """Says which photos come next, for ever, or nothing if there is no photo to show."""

    def __init__(self, library: Library, conditions: Conditions, judgement: Judgement) -> None:
        self._library = library
        self._conditions = conditions
        self._judgement = judgement
        self._photos = {
            photo.id: photo
            for photo in library.photos.values()
            if may_be_shown(photo) and judgement.keeps(photo.id)
        }
        self._shown = {
            photo: shown for photo, shown in conditions.shown.items() if photo in self._photos
        }
        self._calendar = Calendar(self._photos.values())
        self._last = _latest(self._shown)
        self._begin(self._current_round(), conditions.now)

    @property
    def round(self) -> int:
        """The round of the latest pick, or of the next one if none was made yet."""
        return self._round.number

    def picks(self) -> Iterator[Pick]:
        """Yield what comes next, without end, as if each pick stayed for `every`."""
        now = self._conditions.now
        while (pick := self.pick(now)) is not None:
            yield pick
            now += self._conditions.every

    def pick(self, now: datetime) -> Pick | None:
        """Return what comes on the glass at this time (aware); None without any photo."""
        if not self._photos:
            return None
        if not self._round:
            self._begin(self._round.number + 1, now)
        if self._day != now.date():
            self._begin_day(now)
        photo = self._round.draw(now, self._wishes(now))
        if photo is None:
            return None
        partner = self._partner(photo, now)
        return self._present((photo,) if partner is None else (photo, partner), now)

    def _current_round(self) -> int:
        """Return the round that goes on: the latest one, unless everybody had a turn in it."""
        latest = max((shown.round for shown in self._shown.values()), default=1)
        over = all(
            photo in self._shown and self._shown[photo].round >= latest for photo in self._photos
        )
        return latest + 1 if over and self._photos else latest

    def _begin(self, number: int, now: datetime) -> None:
        photos = self._photos
        order = order_round(
            photos.values(), self._conditions.seed, number, self._conditions.groups_of
        )
        drawn = (photo for photo, shown in self._shown.items() if shown.round >= number)
        self._round = Round(number, order, drawn)
        self._partners = Partners(
            (photos[photo] for photo in order if photo in self._round), self._judgement
        )
        self._newcomers = _newcomers(photos.values(), now)
        self._round.welcome(self._newcomers)
        self._day: date | None = None

    def _begin_day(self, now: datetime) -> None:
        self._day = now.date()
        self._round.begin_day(self._memories(now))

    def _memories(self, now: datetime) -> list[PhotoId]:
        """Return what comes first today: all of this day, or a few of the days around it."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        for nearness in Nearness:
            near = self._calendar.find(nearness, now.date())
            had = {photo for photo in near if self._was_shown_since(photo, midnight)}
            left = sorted((near & self._round.left) - had, key=self._round.ranks.__getitem__)
            if had or left:
                wanted = len(left) if nearness is Nearness.DAY else _BORROWED - len(had)
                return left[: max(0, wanted)]
        return []

    def _was_shown_since(self, photo: PhotoId, time: datetime) -> bool:
        shown = self._shown.get(photo)
        return shown is not None and shown.at >= time

    def _wishes(self, now: datetime) -> Wishes:
        horizon = min(_LONGEST_KEPT, len(self._round) * self._conditions.every)
        return Wishes(
            back_at=lambda photo: self._back_at(photo, now),
            saved=lambda photo: self._is_saved(photo, now.date(), horizon),
            alike=self._is_like_last,
        )

    def _back_at(self, photo: PhotoId, now: datetime) -> datetime | None:
        """Return when a day has passed; a clock that was set wrong must not block a photo."""
        shown = self._shown.get(photo)
        if shown is None or abs(now - shown.at) >= _DAY:
            return None
        return shown.at + _DAY

    def _is_saved(self, photo: PhotoId, today: date, horizon: timedelta) -> bool:
        taken = self._photos[photo].taken_at
        if taken is None or horizon < _DAY:
            return False
        days = days_until(taken.date(), today)
        return days is not None and timedelta(days=days) <= horizon

    def _is_like_last(self, photo: PhotoId) -> bool:
        judgement = self._judgement
        moment, bits = judgement.moment_of.get(photo), judgement.fingerprints.get(photo)
        return any(
            (moment is not None and judgement.moment_of.get(last) == moment)
            or is_same_scene(bits, judgement.fingerprints.get(last))
            for last in self._last
        )

    def _partner(self, photo: PhotoId, now: datetime) -> PhotoId | None:
        if not self._conditions.pairs or not suits_pairs(self._conditions.screen):
            return None
        hurried = self._back_at(photo, now) is not None

        def is_free(other: PhotoId) -> bool:
            return other in self._round and (hurried or self._back_at(other, now) is None)

        return self._partners.of(self._photos[photo], is_free)

    def _present(self, photos: tuple[PhotoId, ...], now: datetime) -> Pick:
        facts = [self._facts(photo, now) for photo in photos]
        if len(facts) == 1:
            because = next(reasons(facts[0]))
        else:
            moments = {self._judgement.moment_of.get(photo) for photo in photos}
            because = shared_reason(*facts, same_moment=len(moments - {None}) == 1)
        for photo in photos:
            self._round.take(photo)
            self._partners.drop(self._photos[photo])
            self._shown[photo] = Shown(round=self._round.number, at=now)
        self._last = photos
        return Pick(photos=photos, because=because)

    def _facts(self, photo: PhotoId, now: datetime) -> Facts:
        return Facts(
            photo=self._photos[photo],
            now=now,
            title=self._library.title(self._photos[photo].album),
            shown=self._shown.get(photo),
            newcomer=photo in self._newcomers and _is_new(self._photos[photo], now),
            verdict=self._judgement.verdicts.get(photo),
            one_of=self._judgement.moment_size(photo),
        )


def _latest(shown: Mapping[PhotoId, Shown]) -> tuple[PhotoId, ...]:
    """Return what was on the glass last: one photo, or the two of a pair."""
    last = max((entry.at for entry in shown.values()), default=None)
    return tuple(photo for photo, entry in shown.items() if entry.at == last)


def _newcomers(photos: Iterable[Photo], now: datetime) -> set[PhotoId]:
    """Return what came this week; nothing where that is most of the library."""
    everybody = list(photos)
    new = {photo.id for photo in everybody if _is_new(photo, now)}
    return new if 2 * len(new) <= len(everybody) else set()


def _is_new(photo: Photo, now: datetime) -> bool:
    return abs(now - photo.received_at) < _NEW
