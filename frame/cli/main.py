"""The verbs a person types.

Rule 1: stdout carries what was asked for, as text or, with --json, as one JSON document;
        progress and remarks go to stderr.
Rule 2: exit 0 when it was done, 1 when it failed, 2 when the command itself made no sense.
Rule 3: whatever goes wrong is one sentence and what to do about it, never a traceback.
Rule 4: heavy libraries are imported inside the handlers, so that `frame --help` is quick.
"""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from frame import __version__
from frame.cli import (
    files,
    first_boot,
    guest,
    health,
    keys,
    kit,
    marks,
    owner,
    pairing,
    people,
    photos,
    privacy,
    selftest,
    settings,
    show,
    taste,
    update,
)
from frame.errors import BadConfig, BadRequest, FrameError
from frame.log import start

STOPPED = 130


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; SIGTERM ends it as tidily as Ctrl-C."""
    start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    args = parser().parse_args(words)
    try:
        code: int = args.handle(args)
        sys.stdout.flush()
    except FrameError as problem:
        return _explain(problem)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("\nframe: stopped; run the same command again to go on", file=sys.stderr)
        return STOPPED
    return code


def parser() -> argparse.ArgumentParser:
    """Return the whole command line."""
    top = argparse.ArgumentParser(
        prog="frame", description="A photo frame that curates on the device and stays private."
    )
    top.add_argument("--version", action="version", version=f"hearthframe {__version__}")
    top.add_argument(
        "--state",
        type=Path,
        default=_default_state(),
        metavar="DIR",
        help="where this frame keeps everything (also FRAME_STATE; now: %(default)s)",
    )
    verbs = top.add_subparsers(metavar="VERB", required=True)
    for room in (
        *(show, photos, marks, people, guest, settings),
        *(pairing, owner, files, health, keys, taste, privacy, selftest, kit, update, first_boot),
    ):
        room.add_verbs(verbs)
    return top


def _default_state() -> Path:
    named = os.environ.get("FRAME_STATE") or os.environ.get("STATE_DIRECTORY")
    if named:
        return Path(named)
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "hearthframe"


def _explain(problem: FrameError) -> int:
    print(f"frame: {problem}", file=sys.stderr)
    print(f"  {problem.hint}", file=sys.stderr)
    return 2 if isinstance(problem, BadRequest | BadConfig) else 1


if __name__ == "__main__":
    raise SystemExit(main())
