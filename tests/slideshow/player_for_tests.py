"""A small player that performs the effects of the slideshow at once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from frame.model import PhotoId, Verb
from frame.scene import Picture, Scene, Words
from frame.slideshow.cards import CardKind
from frame.slideshow.events import (
    Effect,
    Event,
    Failed,
    MarkShown,
    Offered,
    Prepare,
    Pressed,
    Ready,
    Show,
    TakeNext,
    Tick,
)
from frame.slideshow.show import start, step
from frame.slideshow.slide import Settings, Slide
from tests.slideshow.slides_for_tests import WALL, slide

MORNING = datetime(2026, 6, 1, 9, 0)
SETTINGS = Settings(seconds=10.0, fade_s=1.0)


@dataclass
class Player:
    """Performs effects at once: `names` are the playlist, `broken` photos do not open."""

    names: list[str]
    broken: set[str] = field(default_factory=set)
    slow: bool = False
    otherwise: CardKind = CardKind.EMPTY
    settings: Settings = SETTINGS

    def __post_init__(self) -> None:
        self.effects: list[Effect] = []
        self.waiting: list[Event] = []
        self.at_s = 1000.0
        self.state, effects = start(WALL, self.settings, "Ours")
        self._perform(effects)
        self.wait(0.0)

    def hear(self, event: Event) -> None:
        self.state, effects = step(self.state, event)
        self._perform(effects)

    def wait(self, seconds: float) -> None:
        self.at_s += seconds
        now = MORNING + timedelta(seconds=self.at_s - 1000.0)
        self.hear(Tick(now=now, at_s=self.at_s))

    def press(self, *verbs: Verb) -> None:
        for verb in verbs:
            self.hear(Pressed(verb=verb))

    def catch_up(self) -> None:
        waiting, self.waiting = self.waiting, []
        for event in waiting:
            self.hear(event)

    @property
    def scene(self) -> Scene:
        return [effect.scene for effect in self.effects if isinstance(effect, Show)][-1]

    @property
    def glass(self) -> list[str]:
        """The photos on the glass."""
        drawn = [layer.texture for layer in self.scene.layers if isinstance(layer, Picture)]
        return [texture.split("@")[0] for texture in drawn]

    @property
    def words(self) -> list[str]:
        return [layer.text for layer in self.scene.layers if isinstance(layer, Words)]

    def marked(self) -> list[PhotoId]:
        marks = [effect for effect in self.effects if isinstance(effect, MarkShown)]
        return [photo for mark in marks for photo in mark.photos]

    def asked(self) -> int:
        return sum(isinstance(effect, TakeNext) for effect in self.effects)

    def _perform(self, effects: tuple[Effect, ...]) -> None:
        self.effects += effects
        for effect in effects:
            if isinstance(effect, TakeNext):
                self._answer(self._offer())
            elif isinstance(effect, Prepare):
                photos = {need.photo for need in effect.needs}
                bad = not photos.isdisjoint(self.broken)
                self._answer(Failed(key=effect.key) if bad else Ready(key=effect.key))

    def _offer(self) -> Offered:
        chosen: Slide | None = slide(self.names.pop(0)) if self.names else None
        return Offered(slide=chosen, otherwise=self.otherwise)

    def _answer(self, event: Event) -> None:
        if self.slow:
            self.waiting.append(event)
        else:
            self.hear(event)
