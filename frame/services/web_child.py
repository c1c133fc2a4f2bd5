"""The web process as a child of `frame demo`: like on a device, but it ends with its parent.

Rule: it listens for its parent's end on its standard input, however that comes about.
"""

import asyncio
import subprocess
import sys
import threading
from types import TracebackType
from typing import Final, Self

import msgspec

from frame.devices.offspring import python_command
from frame.errors import DeviceFailed, FrameError
from frame.services.web import Plan, serve

_UP: Final = b"up\n"


class WebChild:
    """Serves what `plan` says for as long as the `with` block lasts."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers; raise DeviceFailed."""
        told = msgspec.json.encode(self._plan).decode()
        self._child = subprocess.Popen(
            python_command(__spec__.name, told),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        said = self._child.stdout.readline() if self._child.stdout else b""
        if said != _UP:
            self.close()
            raise DeviceFailed(
                "the phone page is not served: its process did not start",
                hint="Its own words above say why; often another program has the port.",
            )

    @property
    def pid(self) -> int | None:
        """The child's number while it runs."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        """End it."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def main(words: list[str]) -> int:
    """Serve what the parent planned until the parent is gone."""
    plan = msgspec.json.decode(words[0], type=Plan)
    try:
        asyncio.run(_until_orphaned(plan))
    except FrameError as problem:
        sys.stderr.write(f"frame: {problem}\n  {problem.hint}\n")
        return 1
    return 0


async def _until_orphaned(plan: Plan) -> None:
    over, loop = asyncio.Event(), asyncio.get_running_loop()

    def wait() -> None:
        sys.stdin.buffer.read()
        loop.call_soon_threadsafe(over.set)

    threading.Thread(target=wait, daemon=True).start()
    await serve(plan, over, _say_up)


def _say_up() -> None:
    sys.stdout.buffer.write(_UP)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
