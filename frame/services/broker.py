"""The broker process of a real frame: mosquitto, with users and access list that core writes.

What `frame run broker` starts. Core writes who may log on into `network.access_folder`; whenever
that changes, mosquitto reads it again.
"""

import threading
from pathlib import Path

from frame.config import Broker, Config, load
from frame.devices import mosquitto
from frame.devices.mosquitto import ACCESS, PASSWORDS, Listener, MosquittoChild, Tls
from frame.errors import BadConfig
from frame.services.daemon import notify, stop_on_signals

_LOOK_S = 0.25


def run_broker(folder: Path) -> None:
    """Run mosquitto until told to stop.

    Raises:
        BadConfig: frame.toml names no folder for users and access list.
        DeviceFailed: mosquitto is not installed, does not start, or ended.
    """
    config = load(folder)
    if not config.network.access_folder:
        raise BadConfig(
            "[network] access_folder is not set, so nobody could log on",
            hint='Set access_folder = "broker" in frame.toml, and see docs/operations.md.',
        )
    over = threading.Event()
    stop_on_signals(over.set)
    _serve(folder / config.network.access_folder, config, over)


def _serve(folder: Path, config: Config, over: threading.Event) -> None:
    listeners = listeners_of(config.broker)
    mosquitto.write_conf(folder, listeners)
    child = MosquittoChild(folder, [one.port for one in listeners])
    child.start()
    notify("READY=1")
    try:
        seen = _written_at(folder)
        while not over.wait(_LOOK_S):
            notify("WATCHDOG=1")
            child.check()
            if _written_at(folder) != seen:
                seen = _written_at(folder)
                child.reload()
    finally:
        child.stop()


def listeners_of(settings: Broker) -> list[Listener]:
    """Return where mosquitto listens, as the settings say."""
    tls = None
    if settings.cert_file and settings.key_file:
        tls = Tls(cert_file=Path(settings.cert_file), key_file=Path(settings.key_file))
    found = [Listener(port=settings.port, address=settings.address, tls=tls)]
    if settings.websocket_port:
        port = settings.websocket_port
        found.append(Listener(port=port, address=settings.address, websocket=True, tls=tls))
    return found


def _written_at(folder: Path) -> tuple[int, ...]:
    return tuple(
        (folder / name).stat().st_mtime_ns if (folder / name).exists() else 0
        for name in (ACCESS, PASSWORDS)
    )
