"""A phone in node, driven line by line: the office of `frame/phone/src/office` and no browser."""

import json
import os
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Self

from tests.integration.brokers import until
from tests.phone.page import PHONE, node

_ANSWER_S = 60.0


class Refusal(Exception):
    """A call was refused; `code` says why."""

    def __init__(self, code: str, trace: str) -> None:
        super().__init__(f"{code}\n{trace}")
        self.code = code


class NodePhone:
    """Runs while the `with` block lasts; the same folder goes on where it was."""

    def __init__(self, folder: Path, broker: str) -> None:
        self._words = [str(node()), "tests/phone_in_node.ts", str(folder), broker]
        self._last = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        if self.child.poll() is None and self.child.stdin is not None:
            self.child.stdin.close()
            try:
                self.child.wait(10)
            except subprocess.TimeoutExpired:
                self.child.kill()
        self._ended()

    def _ended(self) -> None:
        self.child.wait(10)
        self._reader.join(5)
        for pipe in (self.child.stdin, self.child.stdout):
            assert pipe is not None
            with suppress(OSError):
                pipe.close()

    def start(self) -> None:
        self.child = subprocess.Popen(
            self._words,
            cwd=PHONE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "NODE_NO_WARNINGS": "1"},
        )
        self._answers: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._answers.get(timeout=_ANSWER_S) == {"id": 0, "value": "open"}

    def kill(self) -> None:
        """End it as a phone does that throws a page out of memory."""
        self.child.kill()
        self._ended()

    def _read(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            self._answers.put(json.loads(line))

    def tell(self, name: str, *args: object) -> int:
        """Call something and do not wait for its end."""
        self._last += 1
        assert self.child.stdin is not None
        told = {"id": self._last, "name": name, "args": args}
        self.child.stdin.write(json.dumps(told) + "\n")
        self.child.stdin.flush()
        return self._last

    def __call__(self, name: str, *args: object) -> Any:
        """Call something and return its value; raise Refusal."""
        wanted = self.tell(name, *args)
        while True:
            answer = self._answers.get(timeout=_ANSWER_S)
            if answer["id"] == wanted:
                if "refused" in answer:
                    raise Refusal(answer["refused"], answer["trace"])
                return answer["value"]

    @property
    def view(self) -> Any:
        return self("view")

    def until(self, so: Callable[[Any], bool], seconds: float = 60.0) -> Any:
        """Wait until the view is so, and return it."""
        seen: list[Any] = []

        def look() -> bool:
            seen[:] = [self.view]
            return so(seen[0])

        until(look, seconds)
        return seen[0]
