"""Everything the slideshow knows between two events."""

from dataclasses import dataclass, field
from datetime import datetime

from frame.model import PhotoId, Size
from frame.slideshow.cards import CardKind
from frame.slideshow.events import Asked, Coming, Entry
from frame.slideshow.pairing_card import PairingView
from frame.slideshow.phrases import ENGLISH, Phrases
from frame.slideshow.slide import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the slideshow knows.

    spent_s    how long the current slide has been moving, without pauses
    card       what is on the glass instead of a slide, if anything
    due        the next slide is wanted as soon as its pixels are there
    ask_at_s   when the playlist may be asked again; None while an answer is awaited
    gone       photos that were erased: they are refused, whoever offers them
    trouble    what keeps phones from reaching the frame, if anything does
    pairing    the card that stands over everything else, since when, and whether somebody
               said yes to its digits
    night      it is dark, and nobody woke the glass: the night stands over every slide
    awake_until_s  until when it stays awake though it is night
    """

    screen: Size
    settings: Settings
    name: str = "Hearthframe"
    phrases: Phrases = field(default=ENGLISH, repr=False)
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
    pairing: PairingView | None = None
    pairing_since_s: float = 0.0
    answered: bool = False
    night: bool = False
    awake_until_s: float = 0.0

    @property
    def cover(self) -> int:
        """What stands over the slide, which rests beneath: 2 the card, 1 the night, 0 nothing."""
        return 2 if self.pairing is not None else int(self.night)
