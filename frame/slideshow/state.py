"""Everything the slideshow knows between two events."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from frame.model import PhotoId, Size
from frame.slideshow.cards import CardKind
from frame.slideshow.ending_card import EndingView
from frame.slideshow.events import Asked, Coming, Entry
from frame.slideshow.pairing_card import PairingView
from frame.slideshow.phrases import Phrases
from frame.slideshow.setup_card import SetupView
from frame.slideshow.slide import Settings
from frame.slideshow.trial_card import TrialView
from frame.slideshow.words import phrases_of


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the slideshow knows.

    spent_s    how long the current slide has been moving, without pauses
    card       what is on the glass instead of a slide, if anything
    due        the next slide is wanted as soon as its pixels are there
    ask_at_s   when the playlist may be asked again; None while an answer is awaited
    gone       photos that were erased: they are refused, whoever offers them
    trouble    what keeps phones from reaching the frame, if anything does
    setup      what is said on the way into a network, if the frame is on it
    pairing    the card that stands over everything else, since when, and whether somebody
               said yes to its digits
    night      it is dark, and nobody woke the glass: the night stands over every slide
    unlit      the glass is to be switched off: nobody is there, or its hours are over
    off        it is, because nobody woke it: like the night, but nothing is seen at all
    share      how many percent of the light the family likes suit the room now
    awake_until_s  until when it stays awake though it is night, or to be switched off
    ending     the card of the end, over everything, and until when it stands
    trial      what the self-test shows, until when, and how many corners were touched at its end
    held_since_s, held_at_s  since when the key that erases is down, and when it last was
    """

    screen: Size
    settings: Settings
    name: str = "Hearthframe"
    current: Entry | None = None
    coming: Coming | None = None
    past: tuple[Entry, ...] = ()
    future: tuple[Entry, ...] = ()
    asked: Asked = field(default_factory=Asked)
    card: CardKind | None = None
    due: bool = False
    spent_s: float = 0.0
    at_s: float = 0.0
    now: datetime | None = None
    ask_at_s: float | None = 0.0
    failures: int = 0
    gone: frozenset[PhotoId] = frozenset()
    keys: int = 0
    trouble: str = ""
    setup: SetupView | None = None
    pairing: PairingView | None = None
    pairing_since_s: float = 0.0
    answered: bool = False
    night: bool = False
    unlit: bool = False
    off: bool = False
    share: int = 100
    awake_until_s: float = 0.0
    ending: EndingView | None = None
    ending_until_s: float | None = None
    trial: TrialView | None = None
    trial_until_s: float = 0.0
    corners: int = 0
    held_since_s: float | None = None
    held_at_s: float = 0.0

    @property
    def phrases(self) -> Phrases:
        """The words of the language that the family reads."""
        return phrases_of(self.settings.language)

    @property
    def troubles(self) -> str:
        """The one sentence for the edge of the glass: without a network, that comes first."""
        said = (self.setup.trouble if self.setup is not None else "") or self.trouble
        return self.phrases.say(said)

    @property
    def awaited(self) -> tuple[tuple[PhotoId, ...], ...]:
        """The photos of each slide that the playlist gave and that is not over yet."""
        coming = (self.coming.entry,) if self.coming else ()
        current = (self.current,) if self.current else ()
        return tuple(entry.slide.photos for entry in (*current, *coming, *self.future))

    @property
    def cover(self) -> int:
        """What is over the slide: 3 the end or a test, 2 pairing, 1 the dark, 0 nothing."""
        if self.ending is not None or self.trial is not None:
            return 3
        return 2 if self.pairing is not None else int(self.dark)

    @property
    def dark(self) -> bool:
        """Whether no photo may be seen now: it is night, or the glass is switched off."""
        return self.night or self.off


def without_unseen(state: State) -> State:
    """Return the state without the slides that were chosen, but not on the glass yet."""
    if state.coming is not None and not state.coming.entry.seen:
        state = replace(state, coming=None)
    return replace(state, future=tuple(entry for entry in state.future if entry.seen))
