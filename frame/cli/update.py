"""Verbs about updates: what runs, what comes next, and whether an image is the released one."""

import argparse
from typing import TYPE_CHECKING

from frame.cli import numbers, paths
from frame.cli.output import as_json, remark, table
from frame.cli.verbs import add_verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frame.cli.verbs import Verbs
    from frame.upkeep.minisign import PublicKey

_SLOTS = ("a", "b")


def add_verbs(verbs: "Verbs") -> None:
    """Add the verbs of this file."""
    update = add_verb(
        verbs, "update", "say which system runs, and bring a newer one", status, json=True
    )
    acts = update.add_subparsers(metavar="WHAT")
    add_verb(acts, "status", "say what runs, what is tried, until when it is supported", status,
             json=True)  # fmt: skip
    _add_check(acts)
    _add_install(acts)
    add_verb(acts, "try", "restart into what was installed, for one boot", try_, json=True)
    pin = add_verb(acts, "pin", "keep to one version", pin_, json=True)
    pin.add_argument("version", metavar="VERSION")
    add_verb(acts, "unpin", "follow the newest version again", unpin, json=True)
    defer = add_verb(
        acts, "defer", "have no update for some days, 0 to end that", defer_, json=True
    )
    defer.add_argument("days", type=numbers.whole, metavar="DAYS", help="0 to 90")
    mark = add_verb(acts, "mark-good", "keep an update once it showed a photo", mark_good)
    mark.add_argument("--patience", type=numbers.seconds, default=600.0, metavar="SECONDS")
    _add_backend(acts)
    _add_verify(verbs)


def _add_check(acts: "Verbs") -> None:
    act = add_verb(
        acts, "check", "ask the feed whether there is something newer", check, json=True
    )
    act.add_argument(
        "--install",
        action="store_true",
        help="fetch and install it and restart into it, if the hour is right",
    )


def _add_install(acts: "Verbs") -> None:
    act = add_verb(acts, "install", "install an update from a file", install, json=True)
    act.add_argument("file", type=paths.path, metavar="FILE")
    act.add_argument(
        "--allow-downgrade", action="store_true", help="also a version with holes that are known"
    )
    act.add_argument("--now", action="store_true", help="restart into it at once")


def _add_backend(acts: "Verbs") -> None:
    act = add_verb(acts, "boot-backend", "answer RAUC what it asks of the bootloader", backend)
    asks = act.add_subparsers(metavar="ASKED", required=True)
    for name in ("get-primary", "get-current"):
        add_verb(asks, name, "print a slot", backend).set_defaults(asked=name)
    for name in ("set-primary", "get-state", "set-state"):
        ask = add_verb(asks, name, "about one slot", backend)
        ask.set_defaults(asked=name)
        ask.add_argument("slot", choices=_SLOTS)
        if name == "set-state":
            ask.add_argument("good", choices=("good", "bad"))


def _add_verify(verbs: "Verbs") -> None:
    verify = add_verb(
        verbs, "verify-image", "check an image or a card against what was released", verify_image,
        json=True,
    )  # fmt: skip
    verify.add_argument("image", type=paths.path, metavar="IMAGE|DEVICE")
    verify.add_argument("--key", metavar="PUB", help="the release key: a file, or its one line")
    verify.add_argument(
        "--bmap", type=paths.path, metavar="FILE", help="for a card: its block map"
    )


def status(args: argparse.Namespace) -> int:
    """Handle `frame update` and `frame update status`."""
    from frame.services.updating import updates_of

    document = updates_of(args.state).status()
    if args.json:
        as_json(document)
    else:
        table([(name.replace("_", " "), _in_words(value)) for name, value in document.items()])
        if not document["supported"]:
            remark("this version is not supported any more: holes in it stay open")
    return 0


def check(args: argparse.Namespace) -> int:
    """Handle `frame update check`."""
    from frame.services.updating import updates_of

    updates = updates_of(args.state)
    document = updates.take(_progress) if args.install else updates.check()
    if args.json:
        as_json(document)
    else:
        _print_offer(document)
    return 0


def _print_offer(document: "Mapping[str, object]") -> None:
    offered = document.get("offered")
    if isinstance(offered, dict):
        print(f"{offered['version']}, supported until {offered['supported_until']}")
    elif document.get("trying"):
        print(f"restarting into {document['trying']}")
    else:
        print(document.get("because"))


def install(args: argparse.Namespace) -> int:
    """Handle `frame update install`."""
    from frame.services.updating import updates_of

    updates = updates_of(args.state)
    document = updates.install(
        args.file.absolute(),
        allow_downgrade=args.allow_downgrade,
        heard=lambda done: _progress("written", done),
    )
    if args.now:
        document = {**document, **updates.restart()}
    _answer(args, document, f"{document['installed']} is installed")
    if not args.now:
        remark("`frame update try` restarts into it; by itself the frame does so at night")
    return 0


def try_(args: argparse.Namespace) -> int:
    """Handle `frame update try`."""
    from frame.services.updating import updates_of

    _answer(args, updates_of(args.state).restart(), "restarting")
    return 0


def pin_(args: argparse.Namespace) -> int:
    """Handle `frame update pin`."""
    from frame.services.updating import updates_of

    _answer(args, updates_of(args.state).pin(args.version), f"this frame keeps to {args.version}")
    return 0


def unpin(args: argparse.Namespace) -> int:
    """Handle `frame update unpin`."""
    from frame.services.updating import updates_of

    _answer(args, updates_of(args.state).unpin(), "this frame follows the newest version")
    return 0


def defer_(args: argparse.Namespace) -> int:
    """Handle `frame update defer`."""
    from frame.services.updating import updates_of

    document = updates_of(args.state).defer(args.days)
    until = document["deferred_until"]
    _answer(args, document, f"no update before {until}" if until else "updates are not deferred")
    return 0


def mark_good(args: argparse.Namespace) -> int:
    """Handle `frame update mark-good`: restart, exit 1, where an update showed nothing in time."""
    import time

    from frame.devices.machine import Machine
    from frame.services.marking_good import Judge, Outcome, Waiting
    from frame.services.proof import is_shown

    waiting = Waiting(
        shown=lambda: is_shown(args.state),
        rest=time.sleep,
        at_s=time.monotonic,
        patience_s=args.patience,
    )
    outcome = Judge().decide(waiting)
    print(outcome)
    if outcome is not Outcome.LATE:
        return 0
    Machine().restart()
    return 1


def backend(args: argparse.Namespace) -> int:
    """Handle `frame update boot-backend`: RAUC reads one word."""
    from frame.services.boot_backend import BootBackend
    from frame.services.update_book import UpdateBook
    from frame.upkeep.autoboot import Slot

    bootloader = BootBackend(UpdateBook())
    match args.asked:
        case "get-primary":
            print(bootloader.primary())
        case "get-current":
            print(bootloader.boot().slot)
        case "get-state":
            print(bootloader.state(Slot(args.slot)))
        case "set-primary":
            bootloader.make_primary(Slot(args.slot))
        case _:
            bootloader.set_state(Slot(args.slot), args.good)
    return 0


def verify_image(args: argparse.Namespace) -> int:
    """Handle `frame verify-image`: exit 1 where one check failed."""
    from frame.errors import BadRequest
    from frame.services.verifying import verify_device, verify_file

    key = _key(args.key)
    device = args.image.is_block_device() or args.bmap is not None
    if device and args.bmap is None:
        raise BadRequest(
            "a card is compared with a block map", hint="Add --bmap and the image's .bmap file."
        )
    looked = verify_device(args.image, args.bmap, key) if device else verify_file(args.image, key)
    checks = []
    for one in looked:
        checks.append({"check": one.check, "ok": one.ok, "means": one.means})
        if not args.json:
            print(f"{'ok ' if one.ok else '-- '} {one.check}: {one.means}", flush=True)
    if args.json:
        as_json({"checks": checks})
    return 0 if all(one["ok"] for one in checks) else 1


def _key(told: str | None) -> "PublicKey":
    from frame.errors import BadRequest, DeviceFailed
    from frame.services.release import release_key
    from frame.services.signatures import key_from

    if told is not None:
        return key_from(told)
    try:
        return release_key()
    except DeviceFailed as problem:
        raise BadRequest(
            "whose signature is it to have?", hint="Add --key and the release key you trust."
        ) from problem


def _answer(args: argparse.Namespace, document: "Mapping[str, object]", sentence: str) -> None:
    if args.json:
        as_json(document)
    else:
        print(sentence)


def _progress(what: str, percent: int) -> None:
    import sys

    if sys.stderr.isatty():
        print(f"\r{what} {percent} %  ", end="\n" if percent >= 100 else "", file=sys.stderr)


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
