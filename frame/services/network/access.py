"""Who may use which topics of this frame's broker (docs/protocol.md §5.2).

Rule 1: a device gets exactly the topics of its pair, for three months; a removed one gets none.
Rule 2: whoever holds a card may use its two topics, as long as it is on the glass.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from frame.crypto.keys import expand
from frame.devices import mosquitto
from frame.devices.mosquitto import Account
from frame.ports import Entropy
from frame.post.books import Books
from frame.post.rows import Paired, Split
from frame.protocol.addresses import (
    Lane,
    PairSecret,
    base64url,
    broker_password,
    broker_user,
    device_id,
    inbox,
    months_heard,
    presence_topic,
)
from frame.protocol.card import Card
from frame.protocol.envelope import Rank
from frame.protocol.unlocking import MeetingSecret, heard_by_phones
from frame.services.lending import lend

OWN_USER = "frame"
PAIRING_USER = "pair"
_PASSWORD_BYTES = 16


def own_password(books: Books) -> str:
    """Return the password with which the frame logs on to its own broker."""
    secret = books.me.presence.secret
    return base64url(expand(secret, b"", b"hearthframe/broker/own", _PASSWORD_BYTES))


def accounts(books: Books, card: Card | None, now: datetime) -> tuple[Account, ...]:
    """Return everybody who may log on, with what they may read and write."""
    now_s = int(now.timestamp())
    parts = tuple(MeetingSecret(row.meeting) for row in books.of(Split))
    presence = tuple(presence_topic(books.me.presence, month) for month in months_heard(now_s))
    devices = [one for one in books.of(Paired) if not one.broker]
    theirs = [
        _with_unlocking(_of_device(books, one, now_s, presence), one, parts, now_s)
        for one in devices
    ]
    pairing = (_of_card(card),) if card is not None else ()
    own = Account(
        user=OWN_USER,
        password=own_password(books),
        reads=tuple(topic for one in (*theirs, *pairing) for topic in one.writes),
        writes=(*presence, *(topic for one in (*theirs, *pairing) for topic in _inbound(one))),
    )
    return (own, *theirs, *pairing)


def _inbound(account: Account) -> Iterator[str]:
    return (topic for topic in account.reads if not topic.endswith("/state"))


def _of_device(books: Books, device: Paired, now_s: int, presence: tuple[str, ...]) -> Account:
    secret = PairSecret(device.secret)
    here, there = [], []
    for month in months_heard(now_s):
        mine = device_id(secret, month, books.me.name)
        theirs = device_id(secret, month, device.name)
        here.append(_any_lane(mine, theirs))
        there.append(_any_lane(theirs, mine))
    return Account(
        user=broker_user(secret),
        password=broker_password(secret),
        reads=(*there, *presence),
        writes=tuple(here),
    )


def _with_unlocking(
    account: Account, device: Paired, parts: tuple[MeetingSecret, ...], now_s: int
) -> Account:
    """Let an owner's phone hear and answer this frame when it is locked (§13)."""
    if device.rank != Rank.OWNER:
        return account
    asked = [pair for part in parts for pair in heard_by_phones(part, now_s).items()]
    return replace(
        account,
        reads=(*account.reads, *(asks for asks, _ in asked)),
        writes=(*account.writes, *(answers for _, answers in asked)),
    )


def _any_lane(receiver: str, sender: str) -> str:
    return f"{inbox(receiver, sender, Lane.ENVELOPES)[:-1]}+"


def _of_card(card: Card) -> Account:
    return Account(
        user=PAIRING_USER,
        password=card.broker_password,
        reads=(inbox(card.phone_id, card.frame_id, Lane.PAIRING),),
        writes=(inbox(card.frame_id, card.phone_id, Lane.PAIRING),),
    )


def written_to(folder: Path, entropy: Entropy) -> Callable[[Books, Card | None, datetime], None]:
    """Return what writes users and access list into a folder whenever they change.

    What is returned raises DeviceFailed where the folder cannot be used.
    """
    last: list[tuple[Account, ...]] = []

    def write(books: Books, card: Card | None, now: datetime) -> None:
        wanted = accounts(books, card, now)
        if last[-1:] != [wanted]:
            mosquitto.write_accounts(folder, wanted, entropy.fresh)
            with mosquitto.used(folder):
                lend(folder)
            last[:] = [wanted]

    return write
