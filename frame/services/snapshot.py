"""Exactly what the screen would show, without a screen."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from frame.config import Config
from frame.errors import BadMessage, BadRequest, Offline
from frame.model import PhotoId, Pick, Pixels, Size
from frame.ports import Decoder, Screen
from frame.scene import Scene, TextureId
from frame.services import listen
from frame.services.choosing import Chooser
from frame.services.darkroom import developed
from frame.services.ipc import FromDisplay, Request, receive_scene, send_to_core
from frame.services.preferences import preferences_of
from frame.services.settings import settings_of
from frame.slideshow import show
from frame.slideshow.cards import CardKind
from frame.slideshow.events import Effect, Offered, Prepare, Ready, Show, Tick
from frame.slideshow.slide import Slide
from frame.store.vault import Vault

_PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Still:
    """A scene, and the textures it draws."""

    scene: Scene
    textures: dict[TextureId, Pixels]


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """What a still is made with."""

    vault: Vault
    decoder: Decoder
    config: Config
    size: Size

    def still_of(self, slide: Slide | None, otherwise: CardKind, now: datetime) -> Still:
        """Return what is on the glass by day once this slide has come, or the card instead.

        Raises:
            StoreDamaged, NotAPhoto: the slide's picture does not open.
        """
        name = self.config.frame.name
        settings = settings_of(self.config, preferences_of(self.vault))
        state, effects = show.start(self.size, replace(settings, night=None), name)
        state, _ = show.step(state, Tick(now=now, at_s=0.0))
        state, offered = show.step(state, Offered(slide=slide, otherwise=otherwise))
        textures: dict[TextureId, Pixels] = {}
        for order in _orders(offered):
            textures.update(self._developed(order))
            state, shown = show.step(state, Ready(key=order.key))
            effects += shown
        scenes = [one.scene for one in (*effects, *offered) if isinstance(one, Show)]
        return Still(scenes[-1], textures)

    def next_still(self, chooser: Chooser, photo: str, now: datetime) -> Still:
        """Return the next slide, or that of a photo; raise BadRequest if it is not there."""
        if photo:
            slide: Slide | None = self._slide_of(chooser, PhotoId(photo), now)
        else:
            slide = chooser.next_slide(now)
        return self.still_of(slide, chooser.card_for_nothing(), now)

    def _slide_of(self, chooser: Chooser, photo: PhotoId, now: datetime) -> Slide:
        pick = Pick(photos=(self.vault.photo(photo).id,), because="You asked for it")
        if photo not in chooser.library.photos:  # it came a moment ago
            chooser = Chooser.of(self.vault, chooser.circumstances, now)
        return chooser.slide_of(pick)

    def _developed(self, order: Prepare) -> dict[TextureId, Pixels]:
        return {
            need.texture: developed(self.decoder, self.vault.master(need.photo), need)
            for need in order.needs
        }


def on_the_glass(folder: Path, photo: str) -> Still | None:
    """Return what a running frame shows (or would show of a photo); None if none runs.

    Raises:
        BadRequest: it has no display, or no such photo.
    """
    try:
        channel = listen.knock(folder / listen.SOCKET)
    except Offline:
        return None
    try:
        send_to_core(channel, FromDisplay(request=Request(what="glass", name=photo)))
        return Still(*receive_scene(channel, _PATIENCE_S))
    except (Offline, TimeoutError, BadMessage) as problem:
        raise BadRequest(
            "the running frame has nothing to show of that",
            hint="Start its display, and see `frame photos` for ids.",
        ) from problem
    finally:
        channel.close()


def picture_of(still: Still, screen: Screen) -> Pixels:
    """Return what a screen shows of a still."""
    screen.show(replace(still.scene, fade_s=0.0), still.textures)
    screen.step()
    return screen.capture()


def _orders(effects: tuple[Effect, ...]) -> list[Prepare]:
    return [effect for effect in effects if isinstance(effect, Prepare)]
