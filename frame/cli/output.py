"""How a command speaks: one JSON document, or lines a person reads; progress on stderr.

Rule: what others chose, such as names of devices and titles, goes through `printable` first;
`table` and `remark` see to it themselves.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from frame.owner.printable import printable

__all__ = ["Progress", "as_json", "printable", "remark", "table"]


def as_json(document: object) -> None:
    """Print one JSON document on stdout."""
    print(json.dumps(document, indent=2, ensure_ascii=False))


def table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows as columns that line up."""
    safe = [[_indented(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*safe, strict=True)]
    for row in safe:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        print("  ".join(cells).rstrip())


def remark(sentence: str) -> None:
    """Say something on stderr that is not part of the answer."""
    print("\n".join(map(_indented, sentence.split("\n"))), file=sys.stderr)


def _indented(line: str) -> str:
    """Return a line that a terminal only shows, as far to the right as it was."""
    return " " * (len(line) - len(line.lstrip(" "))) + printable(line)


class Progress:
    """One line on a terminal that is written over; on a file, a line now and then."""

    def __init__(self, every: int = 500) -> None:
        self._terminal = sys.stderr.isatty()
        self._every = every

    def __call__(self, done: int, total: int, path: Path) -> None:
        """Show how far it is."""
        if self._terminal:
            name = printable(path.name)[-40:]
            print(f"\r{done}/{total}  {name:<40}", end="", file=sys.stderr, flush=True)
            if done == total:
                print(file=sys.stderr)
        elif done % self._every == 0 or done == total:
            print(f"{done}/{total}", file=sys.stderr, flush=True)
