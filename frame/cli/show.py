"""Verbs about what is shown: demo, run, playlist, why, snapshot."""

import argparse
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

from frame.cli import numbers, paths
from frame.cli.output import as_json, printable, remark
from frame.cli.verbs import add_verb
from frame.errors import BadRequest, StoreBusy

if TYPE_CHECKING:
    from frame.cli.verbs import Verbs
    from frame.model import Pick, Size
    from frame.services.choosing import Chooser
    from frame.services.household import Household
    from frame.services.snapshot import Still


_PROCESSES = ("core", "display", "web", "broker", "steward", "reset", "vision", "decode")


def add_verbs(verbs: "Verbs") -> None:
    """Add the verbs of this file."""
    _add_demo(verbs)
    run = add_verb(verbs, "run", "start one process of the frame, as systemd does", run_process)
    run.add_argument("process", choices=_PROCESSES)
    run.add_argument("--socket", type=paths.path, metavar="PATH", help="where core listens")
    run.add_argument(
        "--new", action="store_true", help="for core: make a new frame where there is none"
    )
    run.add_argument(
        "--keep",
        type=paths.path,
        metavar="DIR",
        help="for broker: where it writes, if not in the state",
    )
    run.add_argument(
        "--channel", type=numbers.descriptor, metavar="FD", help="for vision and decode"
    )
    coming = add_verb(verbs, "playlist", "say what will be shown, and why", playlist, json=True)
    coming.add_argument("--hours", type=numbers.hours, default=1.0, metavar="H")
    coming.add_argument(
        "--seed", type=numbers.seed, metavar="S", help="another order, not remembered"
    )
    coming.add_argument(
        "--size", type=numbers.size, metavar="WxH", help="for a screen of this size"
    )
    reason = add_verb(verbs, "why", "say why a photo is shown, waits or rests", why, json=True)
    reason.add_argument("photo", metavar="PHOTO")
    still = add_verb(verbs, "snapshot", "write exactly what the screen would show", snapshot)
    still.add_argument("--out", type=paths.path, required=True, metavar="X.png")
    still.add_argument("--photo", metavar="ID")
    still.add_argument("--size", type=numbers.size, metavar="WxH")


def demo(args: argparse.Namespace) -> int:
    """Handle `frame demo`: exit 1 where every file was refused."""
    from frame.services import demo as whole

    headless = args.headless
    if not headless and not whole.has_display():
        remark("no display here: writing what the screen would show as PNG files")
        headless = True
    wishes = whole.Wishes(
        photos=tuple(args.photos or ()),
        folder=args.keep,
        headless=headless,
        seconds=args.seconds or (20.0 if headless else None),
        out=args.out,
        size=args.size,
        lan=args.lan,
    )
    if not headless:
        remark(
            "→ next  ← back  Space pause  H hide  F favourite  O original  W why  P phone  Q quit"
        )
    outcome = whole.run(wishes, remark)
    for refusal in outcome.report.refused:
        remark(f"refused {refusal.file}: {refusal.because}")
    for path in outcome.written:
        print(path)
    report = outcome.report
    return 0 if report.added + report.already or not report.refused else 1


def run_process(args: argparse.Namespace) -> int:
    """Handle `frame run`."""
    if args.process in {"vision", "decode"}:
        return _run_child(args)
    if args.process == "core":
        from frame.services.run import run_core

        run_core(args.state, args.socket, new=args.new)
    elif args.process == "display":
        from frame.services.glass import run_display

        run_display(args.state, args.socket)
    elif args.process == "broker":
        from frame.services.broker import run_broker

        run_broker(args.state, args.keep)
    elif args.process == "web":
        from frame.services.web import run_web

        run_web(args.state)
    elif args.process == "reset":
        from frame.services.resetting import finish

        finish()
    else:
        from frame.services.steward import run_steward

        run_steward()
    return 0


def _run_child(args: argparse.Namespace) -> int:
    """Run what core starts with a channel, or, for vision, what systemd starts with a socket."""
    from frame.services import decode, vision
    from frame.services.daemon import handed_in

    sockets = handed_in() if args.process == "vision" else ()
    if sockets:
        return vision.run_vision(sockets[0])
    if args.channel is None:
        raise BadRequest(f"{args.process} is started by core, with --channel FD")
    if not _is_socket(args.channel):
        raise BadRequest(
            f"nobody listens on descriptor {args.channel}",
            hint=f"{args.process} is started by core; run that with `frame run core`.",
        )
    if args.process == "vision":
        return vision.main([str(args.channel)])
    decode.main(args.channel)
    return 0


def playlist(args: argparse.Namespace) -> int:
    """Handle `frame playlist`."""
    from frame.services.listing import nothing_to_show

    with _opened(args.state) as home:
        chooser = _chooser(home, args.size, args.seed)
        count = max(1, int(timedelta(hours=args.hours) / chooser.circumstances.every))
        slides = []
        for pick in islice(chooser.playlist.picks(), count):
            slides.append(_document(pick))
            if not args.json:
                print(f"{' + '.join(pick.photos)}  {printable(pick.because)}")
        if not slides:
            remark(nothing_to_show(chooser.library))
    if args.json:
        as_json({"seed": chooser.circumstances.seed, "slides": slides})
    return 0


def why(args: argparse.Namespace) -> int:
    """Handle `frame why`."""
    from frame.services.wish import AskWhy
    from frame.services.wishes import ask

    answer = ask(args.state, AskWhy(photo=args.photo))
    if args.json:
        as_json(answer)
    else:
        print("\n".join(map(printable, cast("list[str]", answer["because"]))))
    return 0


def snapshot(args: argparse.Namespace) -> int:
    """Handle `frame snapshot`: what a running frame shows, or what this one would show."""
    from frame.devices.window import Window, WindowOptions
    from frame.services.exhibition import write_png
    from frame.services.snapshot import on_the_glass, picture_of

    still = on_the_glass(args.state, args.photo or "")
    if still is None:
        still = _still(args)
    window = Window(WindowOptions(size=still.scene.size, headless=True))
    try:
        write_png(args.out, picture_of(still, window))
    finally:
        window.close()
    return 0


def _still(args: argparse.Namespace) -> "Still":
    from frame.devices.decoder import ChildDecoder
    from frame.services.screen import DEFAULT_SCREEN, screen_size
    from frame.services.snapshot import Studio

    with _opened(args.state) as home, ChildDecoder() as decoder:
        size = args.size or screen_size(home.config) or DEFAULT_SCREEN
        chooser = _chooser(home, size, None)
        studio = Studio(vault=home.vault, decoder=decoder, config=home.config, size=size)
        return studio.next_still(chooser, args.photo or "", _now())


def _add_demo(verbs: "Verbs") -> None:
    verb = add_verb(verbs, "demo", "run the whole frame on this machine", demo)
    verb.add_argument(
        "--photos", nargs="+", type=paths.path, metavar="PATH", help="your own photos"
    )
    verb.add_argument("--headless", action="store_true", help="write PNG files, open no window")
    verb.add_argument("--seconds", type=numbers.seconds, metavar="N", help="stop after N seconds")
    verb.add_argument("--out", type=paths.path, default=Path("frame-demo"), metavar="DIR")
    verb.add_argument("--size", type=numbers.size, metavar="WxH")
    verb.add_argument("--keep", type=paths.path, metavar="DIR", help="keep the demo's state there")
    verb.add_argument(
        "--lan",
        action="store_true",
        help="let phones in this network open the page; everybody in it then reaches the demo's"
        " broker too, which asks for no password and sees only sealed messages",
    )


def _is_socket(descriptor: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    except OSError:
        return False


@contextmanager
def _opened(folder: Path) -> "Iterator[Household]":
    """Open the store for a verb that no running frame answers."""
    from frame.services import household

    try:
        with household.opened(folder) as home:
            yield home
    except StoreBusy as problem:
        raise StoreBusy(
            str(problem),
            hint="Stop the frame's service first, or ask it while it runs:"
            " `frame photos` and `frame why PHOTO`.",
        ) from problem


def _chooser(home: "Household", size: "Size | None", seed: int | None) -> "Chooser":
    from frame.devices.clock import KernelEntropy
    from frame.services.choosing import Chooser
    from frame.services.screen import DEFAULT_SCREEN, screen_size
    from frame.services.settings import circumstances_of

    screen = size or screen_size(home.config) or DEFAULT_SCREEN
    circumstances = circumstances_of(home.config, home.vault, KernelEntropy(), screen, seed)
    return Chooser.of(home.vault, circumstances, _now())


def _document(pick: "Pick") -> dict[str, object]:
    return {"photos": list(pick.photos), "because": pick.because}


def _now() -> datetime:
    from frame.devices.clock import WallClock

    return WallClock().now()
