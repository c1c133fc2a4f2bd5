"""The frame's own certificates for its phone page, where `[web] https_port` is set.

STATE/web-ca.key    the authority's key; core's alone
STATE/web/ca.pem    the authority: what people install on their phones
STATE/web/cert.pem  the certificate of the page's server
STATE/web/key.pem   and its key

Rule 1: what is there and still good is kept: whoever installed the authority must not do it again.
Rule 2: nothing is made while the clock is plainly wrong; a board without a battery starts so.
"""

import logging
import ssl
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from frame.config import Config
from frame.crypto.fingerprint import fingerprint
from frame.devices.clock import is_set
from frame.errors import FrameError
from frame.log import event
from frame.ports import Clock
from frame.services.lending import lend
from frame.store.disk import Disk

FOLDER: Final = "web"
AUTHORITY: Final = "ca.pem"
CERTIFICATE: Final = "cert.pem"
KEY: Final = "key.pem"
AUTHORITY_KEY: Final = "web-ca.key"
_LOG = logging.getLogger("frame.web")
_LOOK_S: Final = 3600.0


def fingerprint_shown(folder: Path) -> str | None:
    """Return what tells the authority of this state folder from others, or None without one."""
    with suppress(OSError, ValueError):
        text = (folder / FOLDER / AUTHORITY).read_text(encoding="ascii")
        return fingerprint(ssl.PEM_cert_to_DER_cert(text))
    return None


class Renewal:
    """Sees to it, once an hour, that there are certificates and that they are good for a while."""

    def __init__(self, folder: Path, config: Config, clock: Clock) -> None:
        self._folder, self._config, self._clock = folder, config, clock
        self._due_s = 0.0 if config.web.https_port else float("inf")

    def step(self) -> None:
        """Do what is due; what goes wrong is written down and tried again."""
        if self._clock.monotonic_s() < self._due_s:
            return
        self._due_s = self._clock.monotonic_s() + _LOOK_S
        try:
            ensure(self._folder, self._config, self._clock.now())
        except (FrameError, OSError, ValueError) as problem:
            event(_LOG, "web.certificate", logging.ERROR, error=type(problem).__name__)


def ensure(folder: Path, config: Config, now: datetime) -> bool:
    """Make the authority and the certificate that are missing or due; say whether any was.

    Raises:
        DiskFull: there is no room.
        OSError: the folder cannot be written to.
    """
    from frame.crypto import certificates  # noqa: PLC0415  # 2 MB that a frame on http saves

    host = config.host
    if not is_set(now) or not host.isascii() or not host:
        return False
    place, disk = folder / FOLDER, Disk()
    authority = certificates.Issued(*_kept(place / AUTHORITY, folder / AUTHORITY_KEY))
    if not certificates.vouches_for(authority, host, now):
        authority = certificates.make_authority(config.frame.name, host, now)
        disk.make_dir(place)
        disk.write_together(
            {folder / AUTHORITY_KEY: (authority.key,), place / AUTHORITY: (authority.certificate,)}
        )
    held = certificates.Issued(*_kept(place / CERTIFICATE, place / KEY))
    if certificates.serves(held, authority, host, now):
        lend(place)  # also after a cut between the two below
        return False
    made = certificates.make_server(authority, host, now)
    disk.write_together({place / KEY: (made.key,), place / CERTIFICATE: (made.certificate,)})
    lend(place)
    event(_LOG, "web.certificate", state="made")
    return True


def _kept(*paths: Path) -> list[bytes]:
    """Return what is in each file; what is missing is empty."""
    return [path.read_bytes() if path.exists() else b"" for path in paths]
