"""Verbs of the device itself: first-boot, which systemd calls, and wifi.

Rule 1: a passphrase is typed, or comes on stdin; it never stands in a command line.
Rule 2: the name of a network is bytes (IEEE 802.11), whatever a terminal shows of them.
"""

import argparse
import os
import sys
from getpass import getpass
from typing import TYPE_CHECKING

from frame.cli.output import as_json, printable, remark, table
from frame.cli.verbs import add_verb
from frame.errors import BadRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frame.cli.verbs import Verbs
    from frame.upkeep.networks import WifiNetwork

_LIGHT = {("0", "0"): "█", ("0", "1"): "▀", ("1", "0"): "▄", ("1", "1"): " "}


def add_verbs(verbs: "Verbs") -> None:
    """Add the verbs of this file."""
    add_verb(
        verbs, "first-boot", "set this machine up from rpi-preseed.toml, and remove that file",
        set_up, json=True,
    )  # fmt: skip
    wifi = add_verb(verbs, "wifi", "join a Wi-Fi network, or say how it stands", tell, json=True)
    wifi.add_argument(
        "what",
        choices=("status", "join", "forget", "code"),
        nargs="?",
        default="status",
        metavar="status|join|forget|code",
    )
    wifi.add_argument(
        "name", metavar="NAME", type=os.fsencode, nargs="?", default=b"", help="of the network"
    )
    wifi.add_argument("--hidden", action="store_true", help="it does not say its name by itself")
    wifi.add_argument("--open", action="store_true", help="it has no passphrase")


def set_up(args: argparse.Namespace) -> int:
    """Handle `frame first-boot`."""
    from frame.services.first_boot import as_document, run

    report = run()
    if args.json:
        as_json(as_document(report))
    elif not report.found:
        print("there is no rpi-preseed.toml; nothing was changed")
    elif report.applied:
        print(f"set up: {', '.join(report.applied)}")
    for sentence in () if args.json else report.remarks:
        remark(sentence)
    for fault in () if args.json else report.faults:
        remark(f"rpi-preseed.toml: {fault}")
    return 1 if report.faults else 0


def tell(args: argparse.Namespace) -> int:
    """Handle `frame wifi`."""
    if not args.name and (args.what in {"forget", "code"} or args.open):
        raise BadRequest("the name of the network is missing", hint=f"frame wifi {args.what} NAME")
    deeds = {"status": _status, "join": _join, "forget": _forget, "code": _code}
    deeds[args.what](args)
    return 0


def _status(args: argparse.Namespace) -> None:
    from frame.services.wifi import standing

    found = standing()
    known = _readable(found.known)
    if args.json:
        links = [{"name": one.name, "kind": one.kind, "up": one.up} for one in found.links]
        as_json({"links": links, "known": known})
        return
    rows = [(printable(one.name), one.kind, "up" if one.up else "down") for one in found.links]
    table([("LINK", "KIND", "IS"), *rows])
    if known is None:
        remark("which networks are known, only root may see")
    for name in known or ():
        print(f"knows {printable(name)}")


def _readable(names: "Sequence[bytes] | None") -> list[str] | None:
    return None if names is None else [name.decode("utf-8", "replace") for name in names]


def _join(args: argparse.Namespace) -> None:
    from frame.services import wifi

    network = _network(args)
    wifi.join(network.ssid, network.passphrase, hidden=network.hidden)
    _done(args, "known from now on, and joined where it is in reach: see `frame wifi`")


def _forget(args: argparse.Namespace) -> None:
    from frame.services import wifi

    wifi.forget(args.name)
    _done(args, "forgotten")


def _code(args: argparse.Namespace) -> None:
    from frame.devices.qr import modules
    from frame.upkeep.wifi_code import write_wifi_code

    code = write_wifi_code(_network(args))
    if args.json:
        as_json({"code": code})
    else:
        print(_drawn(modules(code)))


def _done(args: argparse.Namespace, words: str) -> None:
    if args.json:
        as_json({"done": True})
    else:
        print(words)


def _network(args: argparse.Namespace) -> "WifiNetwork":
    """Return the network that is asked for; without a name, the one of a code on stdin."""
    from frame.upkeep.networks import WifiNetwork, checked
    from frame.upkeep.wifi_code import read_wifi_code

    if not args.name:
        return read_wifi_code(_typed("Wi-Fi code (WIFI:…): "))
    passphrase = "" if args.open else _typed("Passphrase: ")
    if not args.open and not passphrase:
        raise BadRequest("the passphrase is missing", hint="Say --open if it has none.")
    return checked(WifiNetwork(ssid=args.name, passphrase=passphrase, hidden=args.hidden))


def _typed(prompt: str) -> str:
    if sys.stdin.isatty():
        return getpass(prompt)
    return sys.stdin.readline().rstrip("\r\n")


def _drawn(rows: "Sequence[str]") -> str:
    """Return a code as a terminal shows it, black on white: two squares in each letter."""
    white, plain = ("\x1b[97;40m", "\x1b[0m") if sys.stdout.isatty() else ("", "")
    quiet = 4
    empty = "0" * (len(rows) + 2 * quiet)
    side = "0" * quiet
    padded = [empty] * quiet + [f"{side}{row}{side}" for row in rows] + [empty] * (quiet + 1)
    pairs = zip(padded[::2], padded[1::2], strict=False)
    return "\n".join(
        white + "".join(_LIGHT[squares] for squares in zip(upper, lower, strict=True)) + plain
        for upper, lower in pairs
    )
