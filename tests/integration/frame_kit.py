"""A real frame: `frame run broker` and `frame run core` as processes, and `frame` commands."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from frame.devices.broker import free_port, listens
from frame.services.ipc import Request
from frame.services.status import ask_core
from tests.devices.brokers_kit import need_mosquitto
from tests.integration.brokers import Process, until

SETTINGS = """
[frame]
name = "{name}"
[screen]
width_px = 320
height_px = 180
[work]
workers = 1
[network]
broker = "mqtt://127.0.0.1:{own}"
card_broker = "mqtt://127.0.0.1:{card}"
access_folder = "broker"
[broker]
port = {port}
websocket_port = {websocket}
"""


class RealFrame:
    """A frame and one owner's device, each with a folder of its own.

    `via` are the ports at which frame and owner's device meet the broker, where that is not its
    own one.
    """

    def __init__(self, folder: Path, name: str = "Kitchen") -> None:
        need_mosquitto()
        self.state, self.owner_state = folder / "frame", folder / "owner"
        self.port, self.websocket_port = free_port(), free_port()
        self._name = name
        self.run("init")
        self.reach()

    def reach(self, own: int = 0, card: int = 0) -> None:
        """Write the settings: where the frame, and where its owner's device, meet the broker."""
        told = SETTINGS.format(
            name=self._name,
            own=own or self.port,
            card=card or self.port,
            port=self.port,
            websocket=self.websocket_port,
        )
        (self.state / "frame.toml").write_text(told, encoding="utf-8")

    @property
    def surroundings(self) -> dict[str, str]:
        return {
            "FRAME_STATE": str(self.state),
            "FRAME_OWNER_STATE": str(self.owner_state),
            "SDL_VIDEODRIVER": "dummy",
        }

    def __enter__(self) -> Self:
        self.broker = self.begin("run", "broker")
        until(lambda: listens(self.port))
        self.core = self.begin("run", "core")
        until(self.runs)
        return self

    def __exit__(self, *_problem: object) -> None:
        for process in (self.core, self.broker):
            process.stop()

    def begin(self, *words: str | Path) -> Process:
        """Begin a `frame` command and go on."""
        return Process("frame.cli.main", *words, **self.surroundings)

    def runs(self) -> bool:
        return ask_core(self.state, Request(what="status")) is not None

    def run(self, *words: str | Path, fails: bool = False) -> str:
        """Run a `frame` command and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "frame.cli.main", *map(str, words)],
            env={**os.environ, **self.surroundings},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert fails or done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout

    def ask(self, *words: str | Path) -> Any:
        """Run a `frame` command that answers in JSON."""
        return json.loads(self.run(*words, "--json"))

    def owner(self, *words: str | Path) -> Any:
        """Run a `frame owner` command that answers in JSON."""
        return self.ask("owner", *words)

    def digits(self) -> str:
        """Return the digits on the glass once they are there."""
        shown: list[str] = []

        def look() -> bool:
            answer = ask_core(self.state, Request(what="pairing")) or {}
            shown[:] = [str(answer["digits"])] if answer.get("digits") else []
            return bool(shown)

        until(look)
        return shown[0]

    def pair(self, person: str = "Ada", label: str = "Ada's laptop") -> None:
        """Pair the owner's device, with a yes on both sides."""
        card = self.ask("pair")["card"]
        owner = self.begin("owner", "pair", card, "--yes", "--name", person, "--label", label)
        self.run("pair", "--confirm", self.digits())
        _, said = owner.child.communicate(timeout=30)
        assert owner.child.returncode == 0, said

    def share(self, title: str, *paths: Path) -> list[dict[str, Any]]:
        """Found an album, grant it, send photos; return what the owner's device knows of them."""
        self.owner("album", title)
        self.owner("grant", title, "--yes")
        told = self.owner("send", "--album", title, *paths)
        assert told["kept"] == len(paths), told
        return list(self.owner("photos")["photos"])

    def photos(self) -> list[dict[str, Any]]:
        """Return what the frame holds."""
        return list(self.ask("photos")["photos"])

    def crash(self) -> None:
        """Cut the frame's power, as far as its core goes, and start it again."""
        self.core.kill()
        self.core.start()
        until(self.runs)
