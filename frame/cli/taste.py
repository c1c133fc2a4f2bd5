"""The verb about taste: what the frame learnt, and forgetting it."""

import argparse
from typing import TYPE_CHECKING

from frame.cli.output import as_json, printable
from frame.cli.verbs import add_verb

if TYPE_CHECKING:
    from frame.cli.verbs import Verbs
    from frame.services.taste_report import Report


def add_verbs(verbs: "Verbs") -> None:
    """Add the verb of this file."""
    taste = add_verb(
        verbs, "taste", "say what the frame learnt about your taste, or forget it", tell_taste,
        json=True,
    )  # fmt: skip
    taste.add_argument(
        "what",
        nargs="?",
        choices=("forget",),
        metavar="forget",
        help="erase skips, stop learning from the past",
    )


def tell_taste(args: argparse.Namespace) -> int:
    """Handle `frame taste` and `frame taste forget`; a running core answers if there is one."""
    from frame.services.taste_report import read_report
    from frame.services.wish import AskTaste
    from frame.services.wishes import ask

    answer = ask(args.state, AskTaste(forget=args.what == "forget"))
    if args.json:
        as_json(answer)
    elif args.what == "forget":
        print("forgot what was learnt; favourites stay favourites, hidden photos stay hidden")
    else:
        _print(read_report(answer))
    return 0


def _print(report: "Report") -> None:
    total = sum(report.opinions.values())
    if not total:
        print("nothing is learnt yet; favourites, hidden and skipped photos teach the frame")
        return
    kinds = ", ".join(f"{count} {what}" for what, count in report.opinions.items())
    print(f"learnt from {total} photo(s): {kinds}")
    for leaning in report.leanings:
        told = "; ".join(example.told for example in leaning.examples)
        counted = f"({leaning.agreeing} of {leaning.opinions})"
        print(f"{printable(leaning.says)} {counted}, such as {printable(told)}")
    for one in report.likely:
        print(f"you may like ({one.liking:.0%}): {printable(one.told)}  {one.photo}")
