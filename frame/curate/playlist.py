"""The playlist: round after round, every photo once in each, fair, and with a reason.

What it promises (P2):
1. every photo that may be shown appears before any appears again;
2. none appears twice within a day while one that did not is left;
3. albums, the years in them and the people come up evenly through the round (`order`);
4. the same library, history and seed give the same order.
Photos of a person whom the family wants to see less have a turn in every second round.
And where that leaves a choice: photos of this day come first on their day, newcomers soon,
stories now and then (`telling`), favourites in the earlier half of their album's turns, no two
alike follow each other, and the hour is varied (`diversity`).
Where albums are shown in their order (`arranged`), that order leaves no choice: 1, 2 and 4 hold,
and albums take turns as a whole.

The caller keeps the history: it stores `Shown(round=playlist.round, at=now)` for every photo of
a pick that was on the glass, and plans anew from it after a restart or when photos came or went.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from frame.curate.alike import is_same_scene
from frame.curate.arranged import Standing, arrange, by_hand, in_words, standing
from frame.curate.diversity import Lately, Traits, latest, traits_of
from frame.curate.judge import Judgement, judge, rest_of
from frame.curate.library import NO_OPINION, Library
from frame.curate.order import (
    Chance,
    GroupsOf,
    by_album_and_year,
    by_person_too,
    leaning,
    order_round,
)
from frame.curate.pairs import Partners, suits_pairs
from frame.curate.reasons import Facts, reasons, shared_reason
from frame.curate.round import Round, Wishes, newcomers
from frame.curate.story import Story
from frame.curate.telling import Telling
from frame.curate.today import Calendar, Nearness, days_until
from frame.model import Photo, PhotoId, Pick, Shown, Size

_DAY = timedelta(days=1)
_LONGEST_KEPT = timedelta(days=30)
_BORROWED = 3  # a day without memories of its own borrows this many from the days around
_RECENT = 0.25  # what counts against a photo that was seen just now
_HALF_LIFE = 0.25  # of a round's time, in which that is halved
_ROUNDS_TRIED = 3  # a round can turn out to hold nothing but photos that rest by themselves
_LESS = -2  # the number of the chance that says in which rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Under which conditions a playlist is planned.

    now     aware local time; its date is the day whose memories are shown
    shown   when each photo was last on the glass, and in which round (aware times)
    every   how long a pick stays, roughly: to judge how many days a round takes
    pairs   whether two portraits may share a landscape screen
    stories what can be told today, the best first
    """

    seed: int
    now: datetime
    screen: Size
    shown: Mapping[PhotoId, Shown] = field(default_factory=dict)
    every: timedelta = timedelta(minutes=1)
    pairs: bool = True
    groups_of: GroupsOf = by_album_and_year
    stories: Sequence[Story] = ()


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
            if library.forbids(photo) is None and judgement.keeps(photo.id)
        }
        self._shown = {
            photo: shown for photo, shown in conditions.shown.items() if photo in self._photos
        }
        self._calendar = Calendar(self._photos.values())
        self._groups_of = _groups_of(library, conditions.groups_of)
        self._by_hand = by_hand(self._photos.values())
        self._telling = Telling(() if library.arranged else conditions.stories)
        self._traits: dict[PhotoId, Traits] = {}
        self._lately = Lately()
        self._last: tuple[PhotoId, ...] = ()
        for pick in latest(self._shown):
            self._remember(pick)
        self._less = self._wanted_less()
        self._picks = 0
        self._story_day: date | None = None
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
        for _ in range(_ROUNDS_TRIED):
            if not self._photos:
                break
            if not self._round:
                self._begin(self._round.number + 1, now)
            if self._day != now.date():
                self._begin_day(now)
            told = self._telling.next(
                self._picks, lambda photo: self._is_free(photo, now), wait=self._round.opens
            )
            photo = told or self._round.draw(now, self._wishes(now))
            if photo is not None:
                story = self._telling.title if told else ""
                return self._present(self._with_partner(photo, now, story), now, story)
        return None

    def _wanted_less(self) -> dict[PhotoId, int]:
        """Return 0 or 1 for each photo of a person who is wanted less: its rounds are odd or even.

        Each comes in one of any two rounds that follow each other, half of them in each.
        """
        coin = Chance(self._conditions.seed, _LESS)
        return {
            photo: int(coin.of(photo) < 0.5)
            for photo in self._library.likenesses
            if photo in self._photos and any(p.less for p in self._library.people_in(photo))
        }

    def _takes_part(self, photo: PhotoId, number: int) -> bool:
        return photo not in self._less or (number + self._less[photo]) % 2 == 0

    def _current_round(self) -> int:
        """Return the round that goes on: the latest one, unless everybody had a turn in it."""
        latest = max((shown.round for shown in self._shown.values()), default=1)
        over = all(
            (photo in self._shown and self._shown[photo].round >= latest)
            or not self._takes_part(photo, latest)
            for photo in self._photos
        )
        return latest + 1 if over and self._shown else latest

    def _begin(self, number: int, now: datetime) -> None:
        if self._less and not any(self._takes_part(photo, number) for photo in self._photos):
            number += 1
        photos = self._photos
        drawn = {photo for photo, its in self._shown.items() if its.round >= number}
        order = [one for one in self._ordered(number, drawn) if self._takes_part(one, number)]
        self._round = Round(number, order, drawn, strict=self._library.arranged)
        self._partners = Partners(
            (photos[photo] for photo in order if photo in self._round), self._judgement
        )
        arranged = self._library.arranged
        self._newcomers = set() if arranged else newcomers(photos.values(), now)
        self._round.welcome(self._newcomers)
        self._day: date | None = None

    def _ordered(self, number: int, drawn: set[PhotoId]) -> list[PhotoId]:
        """Return every photo once in the order of a round; `drawn` had their turn in it."""
        library, photos, seed = self._library, self._photos, self._conditions.seed
        if not library.arranged:
            return order_round(photos.values(), seed, number, self._groups_of, self._leans)

        def seen(photo: PhotoId) -> tuple[datetime, Standing]:
            return self._shown[photo].at, standing(library, photos[photo])

        return arrange(library, photos.values(), seed, max(drawn, key=seen, default=None))

    def _leans(self, photo: Photo) -> float:
        shown = self._shown.get(photo.id)
        return leaning(
            favourite=photo.favourite,
            liking=self._library.liking.get(photo.id, NO_OPINION),
            skips=shown.skips if shown else 0,
        )

    def _begin_day(self, now: datetime) -> None:
        self._day = now.date()
        self._round.begin_day(self._memories(now))
        if self._story_day != self._day:
            self._story_day = self._day
            midnight = _midnight(now)
            self._picks = len({its.at for its in self._shown.values() if its.at >= midnight})
            self._telling.begin_day(self._calendar.find(Nearness.DAY, self._day), self._picks)

    def _memories(self, now: datetime) -> list[PhotoId]:
        """Return what comes first today: all of this day, or a few of the days around it."""
        if self._library.arranged:
            return []
        midnight = _midnight(now)
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
        if self._library.arranged:
            return Wishes(back_at=lambda photo: self._back_at(photo, now), barred=self._bars)
        horizon = min(_LONGEST_KEPT, len(self._round) * self._conditions.every)
        half_life = _HALF_LIFE * len(self._round.ranks) * self._conditions.every
        return Wishes(
            back_at=lambda photo: self._back_at(photo, now),
            saved=lambda photo: self._is_saved(photo, now.date(), horizon),
            alike=self._is_like_last,
            cost=lambda photo: (
                self._lately.likeness(self._traits_of(photo))
                + _RECENT * self._freshness(photo, now, half_life)
            ),
            barred=self._bars,
        )

    def _freshness(self, photo: PhotoId, now: datetime, half_life: timedelta) -> float:
        """Return 1 for a photo seen just now, halved with every half-life, 0 for one unseen."""
        shown = self._shown.get(photo)
        if shown is None or not half_life:
            return 0.0
        return float(0.5 ** min(64.0, max(0.0, (now - shown.at) / half_life)))

    def _rests(self, photo: PhotoId) -> bool:
        """Say whether a photo that nobody judged yet rests by itself.

        A frame shows its first photo before it has judged all; that must not be a held one.
        """
        if photo in self._judgement.verdicts:
            return False
        return rest_of(self._photos[photo], self._library.looks.get(photo)) is not None

    def _bars(self, photo: PhotoId) -> bool:
        """Leave a photo that rests out for good, and say whether it does."""
        if not self._rests(photo):
            return False
        self._partners.drop(self._photos[photo])
        del self._photos[photo]
        return True

    def _traits_of(self, photo: PhotoId) -> Traits:
        """Return what a photo is compared by; kept until its turn is over."""
        traits = self._traits.get(photo)
        if traits is None:
            looks = self._library.looks.get(photo)
            people = (person.id for person in self._library.people_in(photo))
            traits = traits_of(self._photos[photo], looks, people)
            self._traits[photo] = traits
        return traits

    def _is_free(self, photo: PhotoId, now: datetime) -> bool:
        """Say whether a story may tell a photo now."""
        return (
            photo in self._photos
            and photo in self._round
            and self._back_at(photo, now) is None
            and not self._rests(photo)
        )

    def _back_at(self, photo: PhotoId, now: datetime) -> datetime | None:
        """Return when a day has passed; a clock that was set wrong must not block a photo."""
        shown = self._shown.get(photo)
        if shown is None or abs(now - shown.at) >= _DAY:
            return None
        return shown.at + _DAY

    def _is_saved(self, photo: PhotoId, today: date, horizon: timedelta) -> bool:
        if self._telling.keeps(photo):
            return True
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

    def _with_partner(self, photo: PhotoId, now: datetime, story: str) -> tuple[PhotoId, ...]:
        """Return a photo with the one that shares the screen with it, if there is one."""
        if not self._conditions.pairs or not suits_pairs(self._conditions.screen):
            return (photo,)
        hurried = self._back_at(photo, now) is not None
        beside = self._beside(photo)

        def is_free(other: PhotoId) -> bool:
            return (
                other in self._round
                and (beside is None or other in beside)
                and (hurried or self._back_at(other, now) is None)
                and (not story or other in self._telling)
                and not self._rests(other)
            )

        partner = self._partners.of(self._photos[photo], is_free)
        return (photo,) if partner is None else (photo, partner)

    def _beside(self, photo: PhotoId) -> set[PhotoId] | None:
        """Return who may stand beside a photo; None for anybody."""
        if not self._library.arranged:
            return None
        after = self._round.after(photo)
        album = self._photos[photo].album
        return set() if after is None or self._photos[after].album != album else {after}

    def _present(self, photos: tuple[PhotoId, ...], now: datetime, story: str) -> Pick:
        facts = [self._facts(photo, now, story) for photo in photos]
        if len(facts) == 1:
            because = next(reasons(facts[0]))
        else:
            moments = {self._judgement.moment_of.get(photo) for photo in photos}
            because = shared_reason(*facts, same_moment=len(moments - {None}) == 1)
        for photo in photos:
            self._round.take(photo)
            self._partners.drop(self._photos[photo])
            before = self._shown.get(photo)
            skips = before.skips if before else 0
            self._shown[photo] = Shown(round=self._round.number, at=now, skips=skips)
        self._picks += 1
        self._remember(photos)
        return Pick(photos=photos, because=because, story=story)

    def _remember(self, photos: tuple[PhotoId, ...]) -> None:
        self._last = photos
        self._lately.add(tuple(self._traits_of(photo) for photo in photos))
        for photo in photos:
            del self._traits[photo]

    def _facts(self, photo: PhotoId, now: datetime, story: str) -> Facts:
        its, arranged = self._photos[photo], self._library.arranged
        title = self._library.title(its.album)
        return Facts(
            photo=its,
            now=now,
            title=title,
            shown=self._shown.get(photo),
            newcomer=photo in self._newcomers,
            verdict=self._judgement.verdicts.get(photo),
            one_of=self._judgement.moment_size(photo),
            story=story,
            order=in_words(title, by_hand=its.album in self._by_hand) if arranged else "",
        )


def _groups_of(library: Library, groups_of: GroupsOf) -> GroupsOf:
    """Return the groups that take fair turns, with people in them where people are known."""
    if not library.likenesses:
        return groups_of

    def person_in(photo: PhotoId) -> str:
        people = library.people_in(photo)
        return people[0].id if people else ""

    return by_person_too(groups_of, person_in)


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
