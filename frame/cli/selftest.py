"""Verbs of an installer beside a frame: selftest, and its pattern as a picture."""

import argparse
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from frame.cli import numbers, paths
from frame.cli.output import as_json, printable, remark
from frame.cli.verbs import add_verb

if TYPE_CHECKING:
    from frame.cli.verbs import Verbs
    from frame.upkeep.fitness import Result


def add_verbs(verbs: "Verbs") -> None:
    """Add the verbs of this file."""
    verb = add_verb(
        verbs, "selftest", "try everything an installer wants to know, and say what to do",
        selftest, json=True,
    )  # fmt: skip
    verb.add_argument(
        "--unattended", action="store_true", help="nobody is beside the frame: ask nothing"
    )
    verb.add_argument(
        "--pattern",
        type=paths.path,
        metavar="X.png",
        help="only write the test pattern as a picture",
    )
    verb.add_argument("--size", type=numbers.size, metavar="WxH", help="how large that is")


def selftest(args: argparse.Namespace) -> int:
    """Handle `frame selftest`: exit 1 where anything failed."""
    from frame.services.selftest import examine, report
    from frame.upkeep.fitness import exit_code

    if args.pattern is not None:
        _write_pattern(args)
        return 0
    attended = not args.unattended and sys.stdin.isatty()
    results: list[Result] = []
    for one in examine(args.state, _asked if attended else None):
        results.append(one)
        if not args.json:
            _print(one)
    code, glass = exit_code(results), report(args.state, tuple(results))
    if args.json:
        as_json({"checks": [asdict(one) for one in results], "ok": not code, "glass": glass})
    elif glass:
        remark("the report is on the glass for a minute")
    return code


def _print(one: "Result") -> None:
    print(f"{one.verdict:<8} {one.check}: {printable(one.means)}", flush=True)
    if one.do:
        print(f"         {printable(one.do)}")


def _asked(question: str) -> bool:
    """Ask the person at the terminal; only n is a no."""
    remark(f"{question} [Y/n]")
    return not sys.stdin.readline().strip().lower().startswith("n")


def _write_pattern(args: argparse.Namespace) -> None:
    from frame.config import load
    from frame.devices.window import Window, WindowOptions
    from frame.scene import Scene
    from frame.services.exhibition import write_png
    from frame.services.screen import DEFAULT_SCREEN
    from frame.services.snapshot import Still, picture_of
    from frame.slideshow.trial_card import pattern
    from frame.slideshow.words import phrases_of

    path, size = args.pattern, args.size or DEFAULT_SCREEN
    layers = pattern(size, phrases_of(load(args.state).language))
    scene = Scene(size=size, background=(0, 0, 0), layers=layers)
    window = Window(WindowOptions(size=size, headless=True))
    try:
        write_png(path, picture_of(Still(scene, {}), window))
    finally:
        window.close()
    print(path)
