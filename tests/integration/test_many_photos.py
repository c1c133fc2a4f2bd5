"""Photos through a broker that dies twice, between two devices that die once each (P14).

HEARTHFRAME_FULL=1 sends 200 photos of 4 MB; otherwise fewer of the same kind.
"""

import hashlib
import os
import random
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from frame.devices.broker import free_port
from frame.devices.clock import KernelEntropy, WallClock
from frame.devices.mosquitto import Account, MosquittoChild
from frame.owner.ways import OwnerWays
from frame.post.correspondence import Correspondence
from frame.post.draft import Draft
from frame.post.rows import Incoming
from frame.protocol.envelope import Rank
from frame.protocol.photos import chunk_count, sealed_bytes
from frame.services.network.access import accounts
from frame.store.vault import Vault
from tests.devices.brokers_kit import need_mosquitto
from tests.integration.brokers import Process, broker, until
from tests.integration.devices_kit import books_in, found, grant, introduce
from tests.integration.photos_kit import PHOTO_BYTES, name_of, picture

FULL = os.environ.get("HEARTHFRAME_FULL") == "1"
PHOTOS = 200 if FULL else 60
CHUNKS = chunk_count(sealed_bytes(PHOTO_BYTES))
RESENT = 0.03
CLOCK, ENTROPY = WallClock(), KernelEntropy()


def _meet(here: Path, there: Path, url: str) -> tuple[Account, ...]:
    """Make both devices, an album of the first one, and its grant to the second."""
    now = CLOCK.now()
    phone, frame = books_in(here, now, ENTROPY), books_in(there, now, ENTROPY)
    introduce(phone, frame, (Rank.OWNER, Rank.FRAME), now, broker=url)
    mail = Correspondence(phone, OwnerWays(phone, CLOCK, lambda: None), lambda *_: False, ENTROPY)
    draft = Draft()
    album = found(mail, phone.devices()[frame.me.name].owner, draft, now)
    grant(mail, album, frame.me.name, draft, now)
    mail.finish(draft, now)
    allowed = accounts(frame, None, now)
    phone.vault.close()
    frame.vault.close()
    return allowed


def _sent(folder: Path) -> int:
    path = folder / "chunks"
    return path.stat().st_size if path.exists() else 0


def _has_sent(folder: Path, chunks: int) -> bool:
    return _sent(folder) >= chunks


def _kill_some(
    mosquitto: MosquittoChild, here: Process, there: Process, folder: Path, seed: int
) -> None:
    """Kill the broker twice, the sender and the receiver once, each somewhere on the way."""
    dice = random.Random(seed)
    needed = PHOTOS * CHUNKS
    at = sorted(dice.sample(range(needed // 20, needed * 9 // 10), 4))
    victims: list[Process | MosquittoChild] = [mosquitto, mosquitto, here, there]
    for due, what in zip(at, dice.sample(victims, 4), strict=True):
        until(partial(_has_sent, folder, due), 600)
        what.kill()
        time.sleep(dice.random())
        what.start()


def _is_intact(number: int, held: Vault) -> bool:
    photo = held.named(name_of(number))
    return photo is not None and held.master(photo) == hashlib.sha256(picture(number)).digest()


@pytest.mark.promise("P14")
@pytest.mark.parametrize("seed", [1])
def test_all_photos_come_whole_though_everything_dies_on_the_way(
    tmp_path: Path, seed: int
) -> None:
    here, there, access = tmp_path / "sender", tmp_path / "receiver", tmp_path / "mosquitto"
    need_mosquitto()
    port = free_port()
    url = f"mqtt://127.0.0.1:{port}"
    allowed = _meet(here, there, url)
    with broker(access, port, allowed) as mosquitto:
        begin = time.monotonic()
        receiver = Process("tests.integration.receiving", there, url, access)
        sender = Process("tests.integration.sending", here, "0", str(PHOTOS))
        _kill_some(mosquitto, sender, receiver, here, seed)
        until(lambda: sender.child.poll() is not None, 600)
        took_s = time.monotonic() - begin
        ends = [sender.stop(), receiver.stop()]
    resent = _sent(here) / (PHOTOS * CHUNKS) - 1
    speed = PHOTOS * PHOTO_BYTES / 1e6 / took_s
    told = f"{PHOTOS} photos in {took_s:.1f} s, {speed:.1f} MB/s, {resent:.2%} sent again\n"
    sys.stdout.write(told)
    assert [code for code, _ in ends] == [0, 0], ends
    assert "Traceback" not in "".join(said for _, said in ends)
    books = books_in(there, CLOCK.now(), ENTROPY)
    assert all(_is_intact(number, books.vault) for number in range(PHOTOS))
    assert not books.of(Incoming)
    assert not list((there / "c").iterdir())
    books.vault.close()
    assert resent <= RESENT
