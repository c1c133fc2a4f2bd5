"""The light of a real screen: what scenes say about it is done by the panel, where it can.

It wraps the screen of the display process, so nothing else of that process knows of panels.

Rule 1: the first picture does not wait: the panel is looked for a moment later.
Rule 2: a panel that can be dimmed is dimmed, and the veil over the picture is left out; else the
        veil stays. Both leave the same share of the light.
Rule 3: it is switched off only once the black picture is there, and on before the next one is
        drawn. A panel that fails to come on is asked again until it does.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from frame.errors import DeviceFailed
from frame.log import event
from frame.model import Command, Pixels
from frame.ports import Panel, Screen
from frame.scene import Scene, TextureId

FIND_S: Final = 3.0
"""How long after the start the panel is looked for."""
AGAIN_S: Final = 5.0
_LEAST_FADE_S: Final = 0.3
_GAMMA: Final = 2.2
_FULL: Final = 100
_LOG = logging.getLogger("frame.display")


class Lamp:
    """A screen whose light is real; implements `ports.Screen`."""

    def __init__(
        self,
        screen: Screen,
        find: Callable[[], Panel],
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._screen, self._find, self._now_s = screen, find, now_s
        self._panel: Panel | None = None
        self._look_s = now_s() + FIND_S
        self._dims = False
        self._lit, self._is_lit = True, True
        self._dark_s = self._again_s = float("-inf")
        self._from = self._to = self._given = float(_FULL)
        self._since_s, self._fade_s = now_s(), _LEAST_FADE_S

    def show(self, scene: Scene, textures: Mapping[TextureId, Pixels]) -> None:
        """Show a scene, in its light."""
        at_s = self._now_s()
        self._lit, self._dark_s = scene.lit, at_s + scene.fade_s
        if self._lit and not self._is_lit:
            self._switch(on=True)
        if self._dims and scene.lit:
            self._aim(_light_of(scene.dim), max(_LEAST_FADE_S, scene.fade_s), at_s)
            scene = replace(scene, dim=0.0)
        self._screen.show(scene, textures)

    def step(self) -> tuple[Command, ...]:
        """Draw, let the light follow, and return what people asked for meanwhile."""
        wishes = self._screen.step()
        at_s = self._now_s()
        if self._panel is None and at_s >= self._look_s:
            self._meet(self._find())
        if self._lit != self._is_lit and at_s >= max(self._again_s, self._dark_s):
            self._switch(on=self._lit)
        self._follow(at_s)
        return wishes

    @property
    def is_dark(self) -> bool:
        """Whether the last scene wanted no light."""
        return not self._lit

    def capture(self, *, settled: bool = False) -> Pixels:
        """Return what is on the glass, whatever light is behind it."""
        return self._screen.capture(settled=settled)

    def close(self) -> None:
        """Leave the panel lit, and give the glass back."""
        if self._panel is not None:
            self._panel.close()
        self._screen.close()

    def _meet(self, panel: Panel) -> None:
        """Take a panel into use: it is lit, whatever it was before, and maybe it dims."""
        self._panel = panel
        try:
            panel.switch(on=True)
            self._dims = panel.shine(_FULL)
        except DeviceFailed:
            self._failed()

    def _aim(self, percent: float, fade_s: float, at_s: float) -> None:
        self._from, self._to = self._given, percent
        self._since_s, self._fade_s = at_s, fade_s

    def _follow(self, at_s: float) -> None:
        """Give as much light as is due at this moment of a change."""
        if self._panel is None or not self._dims or not self._is_lit:
            return
        done = min(1.0, (at_s - self._since_s) / self._fade_s)
        due = float(round(self._from + (self._to - self._from) * done))
        if due != self._given:
            self._given = due
            try:
                self._panel.shine(max(1, round(due)))
            except DeviceFailed:
                self._failed()

    def _switch(self, *, on: bool) -> None:
        if self._panel is None:
            return
        try:
            self._panel.switch(on=on)
            self._is_lit = on
        except DeviceFailed:
            self._failed()

    def _failed(self) -> None:
        self._again_s = self._now_s() + AGAIN_S
        event(_LOG, "panel.fails", logging.WARNING)


def _light_of(veil: float) -> float:
    """Return how many percent of the light a veil of this density leaves."""
    return max(1.0, _FULL * float((1.0 - veil) ** _GAMMA))
