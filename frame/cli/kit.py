"""Verbs of an installer's desk: claim cards, and plans for many frames."""

import argparse
from typing import TYPE_CHECKING, get_args

from frame.cli import paths
from frame.cli.output import as_json, printable, remark, table
from frame.cli.verbs import add_verb
from frame.errors import BadRequest
from frame.model import Language

if TYPE_CHECKING:
    from frame.cli.verbs import Verbs

_CARDS = ("pdf", "svg", "png")


def add_verbs(verbs: "Verbs") -> None:
    """Add the verbs of this file."""
    card = add_verb(
        verbs, "claim-card", "write the card that is left beside a frame: pdf, svg or png", claim
    )
    card.add_argument("--out", type=paths.path, required=True, metavar="FILE")
    card.add_argument("--name", metavar="NAME", help="of the frame, if not this one's")
    card.add_argument("--host", metavar="HOST", help="its name in the network, if not this one's")
    card.add_argument(
        "--language", choices=get_args(Language), help="of the card, if not this one's"
    )
    _add_words(card)
    many = add_verb(
        verbs, "fleet", "plan many frames from a table, or ask them who they are", fleet, json=True
    )
    many.add_argument("what", choices=("plan", "read"), metavar="plan|read")
    many.add_argument("file", type=paths.path, metavar="FILE", help="FRAMES.csv, or manifest.json")
    many.add_argument("--out", type=paths.path, metavar="DIR", help="for plan: a new folder")
    many.add_argument(
        "--image", type=paths.path, metavar="X.img", help="for plan: what is flashed"
    )
    many.add_argument("--cards", choices=_CARDS, default="pdf", help="for plan: as which files")
    _add_words(many)


def _add_words(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--installer", default="", metavar="NAME", help="who set it up")
    verb.add_argument("--until", default="", metavar="DATE", help="how long it is looked after")
    verb.add_argument("--contact", default="", metavar="TEXT", help="a telephone number, a mail")


def claim(args: argparse.Namespace) -> int:
    """Handle `frame claim-card`."""
    from frame.config import load, on_host, parse
    from frame.services import wifi
    from frame.services.claiming import claim_of, write_card

    config = load(args.state)
    page = config.network.page
    if args.host is not None:
        page = on_host(parse(""), _label(args.host)).network.page
    told = claim_of(
        args.name or config.frame.name,
        page,
        ready=args.host is None and wifi.is_known(),
        installer=args.installer,
        until=args.until,
        contact=args.contact,
        language=args.language or config.language,
    )
    write_card(args.out, told)
    print(args.out)
    return 0


def _label(host: str) -> str:
    """Return what a machine is called in its network; raise BadRequest where none can be."""
    from frame.upkeep.hostnames import is_label

    label = host.strip().lower().removesuffix(".local")
    if not is_label(label) or label == "localhost":
        raise BadRequest(
            "a host name has 1 to 63 letters from a to z, digits and hyphens,"
            " and no hyphen at either end",
            hint="For instance: --host kitchen",
        )
    return label


def fleet(args: argparse.Namespace) -> int:
    """Handle `frame fleet plan|read`."""
    return _plan(args) if args.what == "plan" else _read(args)


def _plan(args: argparse.Namespace) -> int:
    from frame.services.fleet import MANIFEST, Order, read_table, write_fleet

    if args.out is None:
        raise BadRequest("the folder is missing", hint="frame fleet plan FRAMES.csv --out DIR")
    frames = read_table(args.file)
    order = Order(
        out=args.out,
        image=args.image,
        cards=args.cards,
        installer=args.installer,
        until=args.until,
        contact=args.contact,
    )
    for one in write_fleet(frames, order):
        remark(f"{one.folder}: rpi-preseed.toml, claim-card.{args.cards}")
    if args.json:
        as_json({"frames": len(frames), "manifest": str(args.out / MANIFEST)})
    else:
        print(args.out / MANIFEST)
    return 0


def _read(args: argparse.Namespace) -> int:
    """Print which frames answer; exit 1 where one does not."""
    from frame.services.fleet import read_certificates

    document = read_certificates(args.file)
    found = document["frames"]
    rows = found if isinstance(found, list) else []
    if args.json:
        as_json(document)
    else:
        told = [
            (one["host"], printable(str(one["name"])), one["certificate"] or "does not answer")
            for one in rows
        ]
        table([("HOST", "NAME", "CERTIFICATE"), *told])
    return 0 if all(one["answers"] for one in rows) else 1
