"""The verbs a person types.

Rule 1: stdout carries what was asked for, as text or, with --json, as one JSON document;
        progress and remarks go to stderr.
Rule 2: exit 0 when it was done, 1 when it failed, 2 when the command itself made no sense.
Rule 3: whatever goes wrong is one sentence and what to do about it, never a traceback.
Rule 4: what the system refuses is said in its own words; an error of ours that looks like one
        of the system is left to be seen.
Rule 5: words are UTF-8; only paths, and what a verb reads as bytes, may be anything else.
Rule 6: heavy libraries are imported inside the handlers, so that `frame --help` is quick.
"""

import argparse
import io
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
    paths,
    people,
    photos,
    privacy,
    selftest,
    settings,
    show,
    taste,
    update,
)
from frame.cli.output import printable
from frame.errors import BadConfig, BadRequest, FrameError, NoAccess, Ours
from frame.log import start

STOPPED = 130
_CHECK = "Check that what is read, written or printed to is there, may be used and has room."


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; SIGTERM ends it as tidily as Ctrl-C."""
    _ready_streams()
    start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    args = parser().parse_args(words)
    try:
        _check_words(args)
        code: int = args.handle(args)
        sys.stdout.flush()
    except FrameError as problem:
        return _explain(problem)
    except OSError as problem:
        return _explain_system(problem)
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
        type=paths.path,
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


def _ready_streams() -> None:
    """Have all three streams, and one that says any name, whatever bytes it is made of."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123  # to the end
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _check_words(args: argparse.Namespace) -> None:
    """Raise BadRequest where a word holds bytes that are no letters of any script."""
    for value in vars(args).values():
        for word in value if isinstance(value, list) else [value]:
            if isinstance(word, str) and _has_bytes(word):
                raise BadRequest(
                    f"{word!r} is not written in UTF-8",
                    hint="Set this terminal to UTF-8 and type it again.",
                )


def _has_bytes(word: str) -> bool:
    """Say whether a word holds a byte that could not be read (PEP 383)."""
    return any("\ud800" <= letter <= "\udfff" for letter in word)


def _explain_system(problem: OSError) -> int:
    """Say what the system refused; raise it again where the system refused nothing."""
    if problem.errno is None:
        raise problem
    _let_go_of_stdout()
    if isinstance(problem, BrokenPipeError):
        return 1
    why = os.strerror(problem.errno).lower()
    if not isinstance(problem.filename, str | bytes):
        return _explain(Ours(f"the system refused what was asked for: {why}", hint=_CHECK))
    about = f"{os.fsdecode(problem.filename)}: {why}"
    is_barred = isinstance(problem, PermissionError)
    return _explain(NoAccess(about) if is_barred else Ours(about, hint=_CHECK))


def _let_go_of_stdout() -> None:
    """Drop what waits for a stdout that takes nothing; it would be an error again at the end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _explain(problem: FrameError) -> int:
    print(f"frame: {printable(str(problem))}", file=sys.stderr)
    print(f"  {printable(problem.hint)}", file=sys.stderr)
    return 2 if isinstance(problem, BadRequest | BadConfig) else 1


if __name__ == "__main__":
    raise SystemExit(main())
