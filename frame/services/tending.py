"""What core tends at each turn besides the slideshow: its network, its room and its light."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from frame.config import Config
from frame.devices.seer import SERVICE_SOCKET
from frame.devices.watch import RoomWatch, Told, Watch, watch_at, watch_here
from frame.ports import Clock
from frame.services import asking_steward
from frame.services.code_desk import CodeDesk
from frame.services.core import Core
from frame.services.deeds import Deed
from frame.services.lights import Habits, Lights, habits_of
from frame.services.lookout import Household, Surroundings, lookout
from frame.services.preferences import preferences_of
from frame.services.room import Begin, Room
from frame.store.vault import Vault


def real_room(told: Told) -> RoomWatch:
    """Watch with the camera of this machine; raise DeviceFailed."""
    return watch_at(SERVICE_SOCKET, told) if SERVICE_SOCKET.is_socket() else watch_here(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """With what is tended: who watches, who joins networks, where is looked, how light goes."""

    begin: Begin = real_room
    ask: Callable[[Deed], str] = asking_steward.ask
    around: Surroundings = field(default_factory=Surroundings)
    habits: Habits | None = None


class Tending:
    """Call `step` often, in core's thread; close it when core ended."""

    def __init__(
        self, core: Core, household: Household, vault: Vault, clock: Clock, means: Means
    ) -> None:
        config: Config = core.config
        self._camera = config.camera
        codes = self._camera.enabled and self._camera.wifi_codes
        self._lookout = lookout(core, household, clock, codes=codes, around=means.around)
        self._room = Room(means.begin, core.post, clock)
        self._room.take_code = CodeDesk(core, self._lookout, means.ask, clock).take
        habits = means.habits or habits_of(config)
        self._lights = Lights(core, self._room, partial(preferences_of, vault), clock, habits)

    def step(self) -> None:
        """Do what is due."""
        self._lookout.step()
        camera = self._camera
        self._room.step(
            Watch(
                presence=camera.enabled and camera.presence,
                codes=camera.enabled and camera.wifi_codes and self._lookout.wants_code,
            )
        )
        self._lights.step()

    def close(self) -> None:
        """Switch the camera off."""
        self._room.close()
