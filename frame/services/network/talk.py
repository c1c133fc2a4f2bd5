"""What commands at the frame's own keyboard ask of the network: a card, a yes, who is paired."""

from datetime import UTC, datetime

from frame.errors import BadRequest
from frame.post.rows import Paired
from frame.protocol.envelope import Rank
from frame.services.ipc import Request
from frame.services.network.node import Node
from frame.services.network.pairing import Showing

ROLES = {rank.name.lower(): rank for rank in Rank}


def pair_by(node: Node, request: Request) -> dict[str, object]:
    """Open a card, answer the digits on it, or say how it stands; raise BadRequest.

    Digits that are not the ones on the card end it: "agreed" says which it was.
    """
    if request.what == "pair":
        role = ROLES.get(request.name)
        if role is None:
            raise BadRequest(f"there is no role {request.name!r}", hint=f"Say {_one_of(ROLES)}.")
        return _described(node.open_pairing(role))
    showing = node.pairing.showing
    if showing is None:
        return {"card": None}
    if request.what != "confirm":
        return _described(showing)
    if not showing.digits:
        raise BadRequest("nobody answered the card yet", hint="Scan it first.")
    yes = _same(request.name, showing.digits)
    node.answer_pairing(yes=yes)
    return {**_described(showing), "agreed": yes}


def join_by(node: Node, request: Request) -> dict[str, object]:
    """Answer the card of another frame, say yes to its digits, or say how it stands.

    Digits that are not the ones shown end it; those of an attempt that is over say nothing.

    Raises:
        BadRequest: it is no card, or there are no digits yet.
    """
    if request.what == "join":
        node.join(request.name)
    attempt = node.joining.attempt
    if request.what == "joining" and request.name and attempt is not None and node.joining.is_open:
        if not attempt.digits:
            raise BadRequest("the other frame did not answer yet", hint="See that it is on.")
        node.answer_pairing(yes=_same(request.name, attempt.digits))
        attempt = node.joining.attempt
    if attempt is None:
        return {"frame": None}
    return {
        "frame": attempt.address,
        "who": attempt.who,
        "digits": attempt.digits or None,
        "agreed": attempt.agreed,
        "done": attempt.done,
        "because": attempt.because or None,
    }


def _same(typed: str, digits: str) -> bool:
    return typed.replace(" ", "") == digits.replace(" ", "")


def _described(showing: Showing) -> dict[str, object]:
    return {
        "card": showing.url,
        "role": showing.role.name.lower(),
        "digits": showing.digits or None,
        "who": showing.who,
    }


def devices_of(node: Node, remove: str) -> dict[str, object]:
    """Return who is paired, after one of them was removed if that is asked; raise BadRequest."""
    if remove:
        node.remove(remove)
    return {"devices": [_device(row) for row in node.books.of(Paired)]}


def _device(row: Paired) -> dict[str, object]:
    added = datetime.fromtimestamp(row.added_ms / 1000, UTC)
    return {
        "id": row.name.hex(),
        "label": row.label,
        "person": row.person,
        "role": Rank(row.rank).name.lower(),
        "since": added.isoformat(),
    }


def _one_of(words: dict[str, Rank]) -> str:
    return ", ".join(words)
