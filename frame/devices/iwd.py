"""iwd's folder of networks: the one door to Wi-Fi. A file in it is a network the frame joins.

iwd.network(5): "You can create, modify or remove those files. iwd monitors the directory for
changes and will update its state accordingly." Its source agrees (`known_networks_watch_cb` in
knownnetworks.c), and takes a file that was renamed into place as one that was created. A name that
ends in `.t` is no network to it, so an unfinished file is never read.

Rule 1: files are 0600 in a folder that is 0700: they hold passphrases.
Rule 2: of one name there is one file: an open twin of a closed network is not joined by mistake.
Rule 3: what is forgotten is gone, with what a power cut left of writing it.
"""

import logging
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

from frame.devices.system_files import UNFINISHED, SystemFiles, speaking_plainly
from frame.log import event
from frame.upkeep.iwd_profile import KINDS, file_name, kind_of, profile_of, ssid_of
from frame.upkeep.networks import WifiNetwork

FOLDER: Final = Path("/var/lib/iwd")
_LOG = logging.getLogger("frame.wifi")
_PATIENCE_S: Final = 20.0


class Iwd:
    """The networks that iwd knows; every method raises DeviceFailed where the disk refuses."""

    def __init__(self, folder: Path, files: SystemFiles) -> None:
        self._folder, self._files = folder, files

    def add(self, network: WifiNetwork) -> None:
        """Know a network (`networks.checked`), in place of what was known under its name."""
        kind = kind_of(network)
        self._files.make_folder(self._folder, 0o700)
        path = self._folder / file_name(network.ssid, kind)
        self._files.write_whole(path, profile_of(network).encode("ascii"), 0o600)
        for other in (*KINDS, "8021x"):
            twin = self._folder / file_name(network.ssid, other)
            if other != kind and twin.exists():
                self._files.erase(twin)

    def remove(self, ssid: bytes) -> bool:
        """Forget a network; say whether it was known."""
        names = {path: path.name.removesuffix(UNFINISHED) for path in self._paths()}
        found = [path for path, name in names.items() if ssid_of(name) == ssid]
        for path in found:
            self._files.erase(path)
        return bool(found)

    def known(self) -> tuple[bytes, ...]:
        """Return the names of all networks."""
        names = {name for path in self._paths() if (name := ssid_of(path.name)) is not None}
        return tuple(sorted(names))

    def _paths(self) -> list[Path]:
        with speaking_plainly("the Wi-Fi networks could not be read"):
            return sorted(self._folder.iterdir()) if self._folder.is_dir() else []


Wake = Callable[[], None]


def wake() -> None:
    """Have iwd look for networks at once: disconnected, it waits up to 5 minutes between looks.

    Best effort: what was written is joined later all the same.
    """
    order = ["systemctl", "--no-block", "try-restart", "iwd.service"]
    try:
        subprocess.run(order, check=True, capture_output=True, timeout=_PATIENCE_S)
    except (OSError, subprocess.SubprocessError) as problem:
        event(_LOG, "iwd.asleep", logging.WARNING, error=type(problem).__name__)
