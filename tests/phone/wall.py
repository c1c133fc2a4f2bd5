"""A frame as it hangs on a wall: core, display, page and mosquitto, each a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from frame.devices.broker import free_port, listens
from tests.phone.household import Frame, until

_SETTINGS = """
[frame]
name = "Kitchen"
[screen]
width_px = 1280
height_px = 720
[show]
seconds = 4.0
[network]
broker = "mqtt://127.0.0.1:{port}"
card_broker = "{card}"
page = "http://127.0.0.1:{page}"
access_folder = "broker"
[broker]
port = {port}
websocket_port = {websocket}
[web]
port = {page}
"""


class Wall(Frame):
    """The frame's own processes; `tunnel`: phones reach mosquitto through the page only."""

    def __init__(self, folder: Path, *, tunnel: bool = False) -> None:
        super().__init__(folder)
        self._carded = True
        self._ports = [free_port() for _ in range(3)]
        self._tunnel = tunnel
        self.page = f"http://127.0.0.1:{self._ports[2]}/"
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.state.exists():
            assert self.say("init").returncode == 0
        port, websocket, page = self._ports
        card = "" if self._tunnel else f"ws://127.0.0.1:{websocket}/mqtt"
        settings = _SETTINGS.format(port=port, websocket=websocket, page=page, card=card)
        (self.state / "frame.toml").write_text(settings)
        (self.state / "broker").mkdir(exist_ok=True)
        self.run_process("core")
        until((self.state / "broker" / "access").exists)
        for name in ("broker", "web", "display"):
            self.run_process(name)
        until(lambda: listens(page) and listens(websocket))
        until(lambda: self.run("status", "--json").get("broker") == "connected")
        until(lambda: self.say("snapshot", "--out", self.folder / "begin.png").returncode == 0)

    def run_process(self, name: str) -> None:
        """Start one process of the frame, or start it again."""
        with (self.folder / f"{name}.txt").open("a") as said:
            self._children[name] = subprocess.Popen(
                [sys.executable, "-m", "frame.cli.main", "run", name],
                stdout=said,
                stderr=said,
                env={
                    **os.environ,
                    "FRAME_STATE": str(self.state),
                    "FRAME_STRICT_LOG": "1",
                    "SDL_VIDEODRIVER": "dummy",
                },
                start_new_session=True,
            )

    def end(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """End one process and those it started, such as mosquitto."""
        os.killpg(self._children[name].pid, how)
        self._children[name].wait(30)

    def stop(self) -> None:
        for name in reversed(list(self._children)):
            if self._children[name].poll() is None:
                self.end(name, signal.SIGTERM)

    def kill(self) -> None:
        """End all of it as a power cut does."""
        for name in self._children:
            if self._children[name].poll() is None:
                self.end(name)
