"""What all verbs share: where the state is, and whether the answer is JSON."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from frame.cli import paths

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers() returns
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001
Handle = Callable[[argparse.Namespace], int]


def add_verb(
    verbs: "Verbs", name: str, about: str, handle: Handle, *, json: bool = False
) -> argparse.ArgumentParser:
    """Add one verb; `--state` may stand before it or after it."""
    verb = verbs.add_parser(name, help=about, description=f"{about[:1].upper()}{about[1:]}.")
    verb.add_argument("--state", type=paths.path, default=argparse.SUPPRESS, metavar="DIR")
    if json:
        verb.add_argument("--json", action="store_true", help="print one JSON document")
    verb.set_defaults(handle=handle)
    return verb
