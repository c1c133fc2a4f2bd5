"""The verb of `frame owner` for a machine at home that opens frames when they start."""

import argparse
from typing import TYPE_CHECKING

from frame.cli.output import printable, remark
from frame.cli.owner_desk import add_act, client
from frame.errors import BadRequest

if TYPE_CHECKING:
    from frame.cli.verbs import Verbs


def add_acts(acts: "Verbs") -> None:
    """Add the verb of this file."""
    keeping = add_act(
        acts, "keep-unlocked", "stay here, and open frames whose key is split", keep_unlocked
    )
    keeping.add_argument("--once", action="store_true", help="end after one was opened")


def keep_unlocked(args: argparse.Namespace) -> int:
    """Handle `frame owner keep-unlocked`: until Ctrl-C, or one frame with --once."""
    from frame.owner.names import label_of
    from frame.post.rows import KeyPart

    told: dict[bytes, int] = {}
    with client(args) as speaking:
        if not speaking.books.of(KeyPart) and args.once:
            raise BadRequest(
                "no frame has given this device a part of its key",
                hint="Split it with `frame keys move phones` on the frame, with this device on.",
            )
        remark("frames that start are opened from here; end with Ctrl-C")

        def is_enough() -> bool:
            for frame, times in speaking.helping.helped.items():
                if told.get(frame) != times:
                    told[frame] = times
                    print(f"answered {printable(label_of(speaking.books, frame))}", flush=True)
            return bool(args.once and told)

        speaking.stay(is_enough)
        speaking.run(lambda: not speaking.pending(), 2.0)
    return 0
