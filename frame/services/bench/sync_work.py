"""`python -m frame.services.bench.sync_work ROLE …`: one end of the bench in a process of its own.

Each line in is an order, each line out an answer (JSON); it ends when nobody can order any more.
An owner without a broker to meet a frame at is only there to pair.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from frame.services.bench.sync_collector import Collector
from frame.services.bench.sync_devices import known_books
from frame.services.bench.sync_frame import Frame
from frame.services.bench.sync_owner import Owner, pair
from frame.services.bench.sync_plain import PlainFrame, PlainOwner


class Order(msgspec.Struct):
    """What is to be done, with its numbers and one text."""

    order: str
    numbers: tuple[int, ...]
    text: str


def main(role: str, words: list[str]) -> None:
    """Do one role's work until the orders end."""
    roles: dict[str, Callable[..., None]] = {
        "owner": _owner,
        "guest": _guest,
        "frame": _frame,
        "collector": _collector,
        "plain-owner": _plain_owner,
        "plain-frame": _plain_frame,
    }
    roles[role](*words)


def _orders() -> Iterator[Order]:
    for line in sys.stdin.buffer:
        yield msgspec.json.decode(line, type=Order)


def _say(**answer: float | str) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
    sys.stdout.buffer.flush()


def _owner(folder: str) -> None:
    owner = Owner(Path(folder))
    for order in _orders():
        match order:
            case Order(order="send", numbers=(count, size)):
                before = owner.chunks
                seconds = owner.send(count, size, lambda: _say(more="half"))
                _say(seconds=seconds, chunks=owner.chunks - before)
            case Order(order="revoke last"):
                _say(seconds=owner.revoke_last(), photos=owner.receipt_photos())
            case Order(order="revoke all"):
                _say(seconds=owner.revoke_all(), photos=owner.receipt_photos())
    owner.close()


def _guest(folder: str) -> None:
    books = known_books(Path(folder))
    for order in _orders():
        _say(seconds=pair(books, order.text))
    books.vault.close()


def _frame(folder: str, url: str, access: str) -> None:
    frame, over = Frame(Path(folder), url, Path(access)), threading.Event()

    def listen() -> None:
        for _ in _orders():
            frame.stage.post(lambda: _say(card=frame.card()))
        over.set()

    threading.Thread(target=listen, daemon=True).start()
    frame.serve(over)


def _collector(folder: str, url: str) -> None:
    collector, over = Collector(Path(folder), url), threading.Event()

    def listen() -> None:
        for _ in _orders():
            _say(chunks=collector.chunks)
        over.set()

    threading.Thread(target=listen, daemon=True).start()
    collector.serve(over)


def _plain_owner(url: str) -> None:
    plain = PlainOwner(url)
    for order in _orders():
        _say(seconds=plain.send(*order.numbers), chunks=0)
    plain.close()


def _plain_frame(url: str) -> None:
    plain = PlainFrame(url)
    plain.ready.wait()
    for _ in _orders():
        _say(ready=1)
    plain.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
