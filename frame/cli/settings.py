"""The verb for what a phone sets, too: how bright, when it is night, how photos come."""

import argparse
from typing import TYPE_CHECKING, get_args

from frame.cli import numbers
from frame.cli.output import as_json
from frame.cli.verbs import add_verb
from frame.model import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frame.cli.verbs import Verbs


def add_verbs(verbs: "Verbs") -> None:
    """Add the verb of this file."""
    verb = add_verb(
        verbs, "settings", "say or change how the glass is, as a phone does", tell, json=True
    )
    verb.add_argument("--brightness", type=numbers.whole, metavar="PERCENT", help="10 to 100")
    verb.add_argument("--night", metavar="HOURS", help="22:30-07:00, or off")
    verb.add_argument(
        "--seconds", type=numbers.whole, metavar="N", help="how long a photo stays, 5 to 3600"
    )
    verb.add_argument(
        "--albums",
        choices=("mixed", "in-order"),
        help="photos of all albums by turns, or album after album, each as you arranged it",
    )
    verb.add_argument("--language", choices=get_args(Language), help="of the words on the glass")


def tell(args: argparse.Namespace) -> int:
    """Handle `frame settings`."""
    from frame.config import load
    from frame.services.wish import Adjust
    from frame.services.wishes import ask

    wish = Adjust(
        brightness=args.brightness,
        night=args.night,
        seconds=args.seconds,
        arranged=None if args.albums is None else args.albums == "in-order",
        language=args.language,
    )
    answer = dict(ask(args.state, wish))
    config = load(args.state)
    if answer["seconds"] is None:
        answer["seconds"] = config.show.seconds
    answer["language"] = answer["language"] or config.language
    if args.json:
        as_json(answer)
    else:
        _print(answer)
    return 0


def _print(answer: "Mapping[str, object]") -> None:
    night = answer["night"]
    print(f"brightness  {answer['brightness']} %")
    print(f"night       {night or 'none'}")
    print(f"a photo     {answer['seconds']:g} seconds")
    print(f"albums      {'in their order' if answer['arranged'] else 'mixed'}")
    print(f"language    {answer['language']}")
    print(f"guests      {'are here' if answer['guests'] else 'none'}")
