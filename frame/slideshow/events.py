"""What the slideshow hears (events) and what it wants done (effects).

Rule: an effect is a wish, performed by the service that owns the screen; its answer is an event.
"""

from dataclasses import dataclass
from datetime import datetime

from frame.model import PhotoId, Verb
from frame.scene import Scene, TextureId
from frame.slideshow.cards import CardKind
from frame.slideshow.ending_card import EndingView
from frame.slideshow.pairing_card import PairingView
from frame.slideshow.setup_card import SetupView
from frame.slideshow.slide import Need, Settings, Slide
from frame.slideshow.trial_card import TrialView


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Time goes by: `now` for the clock on the glass, `at_s` seconds that only grow."""

    now: datetime
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The answer to TakeNext: a slide, or None and the card that says why there is none."""

    slide: Slide | None
    otherwise: CardKind = CardKind.EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The textures of Prepare `key` are there."""

    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A picture of Prepare `key` did not open."""

    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A person asked for something."""

    verb: Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryChanged:
    """Photos came or went: it is worth asking again.

    `anew` says that another one may be next: what nobody saw yet is asked for again.
    """

    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """These photos must not be seen any more, not even for the length of a fade.

    `for_good` is False where they may come back: they were hidden, or guests came.
    """

    photos: frozenset[PhotoId]
    for_good: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """The pairing card is there and says this, or (None) it goes."""

    view: PairingView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A whole sentence that says why phones cannot reach the frame, or nothing where they can."""

    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the frame says on its way into a network; None where it is in one, or needs none."""

    view: SetupView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The frame is empty, and says so for a minute; None where it is not, after all."""

    view: EndingView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The self-test shows this for a minute; None takes it away."""

    view: TrialView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something worth a sentence that goes away by itself, after so many seconds."""

    words: str
    seconds: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Somebody likes the slideshow otherwise from now on."""

    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Lit:
    """The glass is to be lit or not, with how many percent of the light the family likes."""

    on: bool = True
    share: int = 100


Event = (
    Tick
    | Offered
    | Ready
    | Failed
    | Pressed
    | LibraryChanged
    | Erased
    | Pairing
    | Connection
    | Setup
    | Ending
    | Trial
    | Notice
    | Changed
    | Lit
)

Standing = Pairing | Connection | Setup | Lit
"""What holds until it is told otherwise, whoever looks at the glass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeNext:
    """Ask the playlist for another slide; answer with Offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepare:
    """Make these textures; answer with Ready or Failed of the same key."""

    key: int
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Put the scene on the glass; `textures` are those it draws.

    `held` are kept though it does not draw them: those of the slide that comes back.
    """

    scene: Scene
    textures: tuple[TextureId, ...] = ()
    held: tuple[TextureId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkShown:
    """These photos are on the glass for the first time since the playlist chose them."""

    photos: tuple[PhotoId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hide:
    """Let these photos rest."""

    photos: tuple[PhotoId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Favourite:
    """Remember whether these photos are favourites."""

    photos: tuple[PhotoId, ...]
    yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Somebody did not want to see these photos for long."""

    photos: tuple[PhotoId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """Drop every texture of these photos, prepared or held."""

    photos: tuple[PhotoId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """End the slideshow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseAll:
    """Somebody held the key long enough: erase everything; answer Ending where it cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPairing:
    """Somebody wants to add a phone; answer with Pairing, or with Notice where that is not so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPairing:
    """Somebody said whether both sides show the same digits; after a no the card is gone."""

    yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePairing:
    """The card was put away, or its time is over: nobody can pair with it any more."""


Effect = (
    TakeNext
    | Prepare
    | Show
    | MarkShown
    | Hide
    | Favourite
    | Skipped
    | Forget
    | Stop
    | EraseAll
    | OpenPairing
    | AnswerPairing
    | ClosePairing
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A slide of the history; `seen` once it was on the glass."""

    slide: Slide
    seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """The slide after this one: its key, whether its pixels are there, which way it came."""

    entry: Entry
    key: int
    ready: bool = False
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asked the glass for, until the slide changes or it is taken back."""

    paused: bool = False
    original: bool = False
    why: bool = False
    notice: str = ""
    notice_until_s: float = 0.0
