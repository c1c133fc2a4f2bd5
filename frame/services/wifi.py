"""Wi-Fi of a frame: join, forget, and how it stands. The steward calls it, and so does root.

Rule 1: names and passphrases are written to iwd's folder and nowhere else, and logged nowhere.
Rule 2: that some network is known is said in a file core may read; which one is not.
"""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from frame.devices import interfaces, iwd
from frame.devices.interfaces import Link
from frame.devices.iwd import Iwd, Wake
from frame.devices.system_files import SETUP, SystemFiles
from frame.errors import BadRequest, DeviceFailed
from frame.log import event
from frame.upkeep.networks import WifiNetwork, checked

KNOWN: Final = "wifi-known"
_LOG = logging.getLogger("frame.wifi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Radio:
    """Where Wi-Fi is set up: iwd's folder, the device's settings, the kernel's links."""

    networks: Path = iwd.FOLDER
    setup: Path = SETUP
    net: Path = interfaces.NET
    files: SystemFiles = field(default_factory=SystemFiles)
    wake: Wake = iwd.wake


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the network stands; `known` is None where only root may see which networks those are."""

    links: tuple[Link, ...]
    known: tuple[bytes, ...] | None

    @property
    def up(self) -> bool:
        """Whether any link is up, by cable or through the air."""
        return any(link.up for link in self.links)


def join(
    ssid: bytes, passphrase: str, *, hidden: bool = False, radio: Radio | None = None
) -> None:
    """Know a network from now on, and join it where it is in reach.

    `passphrase` is 8 to 63 characters, the key as 64 hex digits, or empty for an open network.
    Durable on return; whether it can be joined shows only later (`standing`).

    Raises:
        BadRequest: name or passphrase cannot be.
        DeviceFailed: the disk refuses.
    """
    network = checked(WifiNetwork(ssid=ssid, passphrase=passphrase, hidden=hidden))
    radio = radio or Radio()
    know(network, radio)
    radio.wake()
    event(_LOG, "wifi.joining", state="open" if network.is_open else "closed")


def know(network: WifiNetwork, radio: Radio) -> None:
    """Write a network that was checked into iwd's folder; durable on return."""
    Iwd(radio.networks, radio.files).add(network)
    radio.files.make_folder(radio.setup, 0o755)
    radio.files.write_whole(radio.setup / KNOWN, b"yes\n")


def forget(ssid: bytes, *, radio: Radio | None = None) -> None:
    """Forget a network, its passphrase overwritten; raise BadRequest where it is not known."""
    radio = radio or Radio()
    networks = Iwd(radio.networks, radio.files)
    if not networks.remove(ssid):
        raise BadRequest("no such Wi-Fi network is known", hint="`frame wifi status` lists them.")
    if not networks.known():
        radio.files.erase(radio.setup / KNOWN)
    radio.wake()
    event(_LOG, "wifi.forgotten", count=len(networks.known()))


def standing(*, radio: Radio | None = None) -> Standing:
    """Return how the network stands."""
    radio = radio or Radio()
    try:
        known = Iwd(radio.networks, radio.files).known()
    except DeviceFailed:
        known = None
    return Standing(links=interfaces.links(radio.net), known=known)


def is_known(setup: Path = SETUP) -> bool:
    """Say whether any network was set up, as everybody may know."""
    return (setup / KNOWN).exists()
