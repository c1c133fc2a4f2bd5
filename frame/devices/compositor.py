"""A screen under a Wayland compositor of the wlroots family, switched by its own little tools.

wlopm(1) speaks wlr-output-power-management-unstable-v1, wlr-randr(1) wlr-output-management. Both
come with desktops that have such a compositor; neither is needed where the frame owns the screen.

Rule: fixed words, no shell, and no word that came from outside but the name of an output that the
compositor itself gave, which is checked.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from typing import Final

from frame.errors import DeviceFailed

_PATIENCE_S: Final = 5.0
_OUTPUT: Final = re.compile(r"^([A-Za-z0-9][A-Za-z0-9-]{0,31})\b", re.MULTILINE)
Ask = Callable[[Sequence[str]], str]
"""Runs a tool and returns what it prints; raises DeviceFailed."""


class Compositor:
    """All outputs of the compositor that this session runs under.

    Raises:
        DeviceFailed: there is no such compositor, or neither tool.
    """

    means = "the outputs of the compositor"

    def __init__(self, ask: Ask | None = None, tool: str | None = None) -> None:
        self._ask = ask or _ask
        self._tool = tool if tool is not None else _tool()
        if not self._tool:
            raise DeviceFailed("no compositor with wlopm or wlr-randr runs here")
        self._on = True
        self._outputs()

    def switch(self, *, on: bool) -> None:
        """Switch every output on or off; raise DeviceFailed."""
        if self._tool == "wlopm":
            self._ask(("wlopm", "--on" if on else "--off", "*"))
        else:
            for output in self._outputs():
                self._ask(("wlr-randr", "--output", output, "--on" if on else "--off"))
        self._on = on

    def shine(self, _percent: int) -> bool:
        """Return False: a compositor has no brightness."""
        return False

    def close(self) -> None:
        """Leave every output on."""
        if not self._on:
            try:
                self.switch(on=True)
            except DeviceFailed:
                return

    def _outputs(self) -> list[str]:
        """Return the names of the outputs: the words that begin a line; raise DeviceFailed."""
        names = _OUTPUT.findall(self._ask((self._tool,)))
        if not names:
            raise DeviceFailed("the compositor has no output")
        return names


def _tool() -> str:
    if not os.environ.get("WAYLAND_DISPLAY"):
        return ""
    return next((name for name in ("wlopm", "wlr-randr") if shutil.which(name)), "")


def _ask(words: Sequence[str]) -> str:
    try:
        done = subprocess.run(
            list(words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=_PATIENCE_S,
        )
    except (OSError, subprocess.SubprocessError) as problem:
        raise DeviceFailed("the compositor does not switch its outputs") from problem
    return done.stdout.decode("utf-8", "replace")
