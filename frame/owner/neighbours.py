"""Frames that a paired frame knows: an owner may grant them albums that the paired one shares.

Rule: a neighbour is only a name for a key. It is believed of the frame that told it, and changes
nothing until an owner grants it something.
"""

from frame.owner import journal, parts
from frame.owner.client import Client
from frame.post.draft import Draft
from frame.post.rows import Forgotten, Neighbour, Paired
from frame.protocol.envelope import Rank
from frame.protocol.messages import Devices


def remember(client: Client, frame: Paired, told: Devices) -> None:
    """Keep the frames among a frame's devices, in the place of what it told before."""
    mine = client.books.me.name
    new = [
        Neighbour(name=one.key, label=one.label, via=frame.name)
        for one in told.devices
        if one.rank is Rank.FRAME and one.key != mine
    ]
    old = {n: row for n, row in client.books.all(Neighbour) if row.via == frame.name}
    draft = Draft(
        add=[row for row in new if row not in old.values()],
        drop={n for n, row in old.items() if all(row.name != one.name for one in new)}
        | {n for n, row in old.items() if _renamed(row, new)},
    )
    if draft.changes:
        client.finish(draft)


def forget(client: Client, frame: Paired, kept: Forgotten | None = None) -> None:
    """Forget a paired frame, and whom only it knew; what was signed stays, and what is `kept`."""
    draft = Draft(relisten=True, add=[kept] if kept else [])
    draft.drop.add(client.books.device_number(frame.name))
    parts.forget(client.books, frame.name, draft)
    journal.forget(client.books, frame.name, draft)
    draft.drop |= {n for n, row in client.books.all(Neighbour) if row.via == frame.name}
    client.finish(draft)


def _renamed(row: Neighbour, new: list[Neighbour]) -> bool:
    return any(one.name == row.name and one != row for one in new)
