"""The bench of the network runs, tells well-formed rows, and ends everything it started."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import msgspec
import pytest

from frame.devices.mosquitto import MosquittoChild
from frame.errors import DeviceFailed, NotAPhoto
from frame.services.bench import all as benches
from frame.services.bench import sync
from frame.services.bench.processes import family
from frame.services.bench.sync import Sizes, Turn
from frame.services.bench.sync_devices import acquaint, new_books, share
from frame.services.bench.sync_office import Office, Worker
from frame.services.bench.sync_pictures import Compared, picture_of
from frame.services.bench.timing import Result, Terms
from tests.devices.brokers_kit import need_mosquitto

_SMALL = Sizes(photos=3, photo_bytes=200_000, held=5)


def _named(rows: Iterable[Result]) -> dict[str, Result]:
    found = list(rows)
    for row in found:
        told = msgspec.json.decode(msgspec.json.encode(asdict(row)))
        assert {"name", "value", "unit", "target", "ok"} <= told.keys()
        assert row.name.startswith("sync.")
        assert (row.target == "") == (row.ok is None)
    named = {row.name: row for row in found}
    assert len(named) == len(found)
    return named


def test_the_network_is_measured_from_card_to_receipt_and_nothing_is_left(tmp_path: Path) -> None:
    need_mosquitto()
    rows = _named(sync.rows(Terms(folder=tmp_path, quick=True), _SMALL))
    assert {"sync.rate", "sync.rate_to_paho", "sync.sender_cpu", "sync.paho_sender_cpu"} <= set(
        rows
    )
    assert {"sync.resent_after_a_kill", "sync.pairing", "sync.receipt_1"} <= rows.keys()
    assert "mosquitto" in rows["sync.rate"].note
    # five were there, and each of three more was sent and taken back
    assert rows["sync.receipt_5"].note.startswith("an album of 5 photos")
    assert all((row.value or 0) > 0 for name, row in rows.items() if name.endswith("rate"))
    assert list(tmp_path.iterdir()) == []
    assert family() == ()


def test_without_mosquitto_the_embedded_broker_is_taken_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MosquittoChild, "program", staticmethod(lambda: None))
    office = Office(tmp_path / "broker")
    assert office.name == "the embedded broker"
    assert office.url.startswith("mqtt://127.0.0.1:")


def test_the_bench_is_one_of_all() -> None:
    assert benches.BENCHES["sync"] is sync.rows


def test_a_first_look_takes_fewer_photos() -> None:
    assert Sizes().within(Terms(quick=True)).photos < Sizes().photos
    assert Sizes().within(Terms()) == Sizes()


def test_a_picture_with_one_other_bit_is_none() -> None:
    picture = picture_of(1000)
    assert Compared().clean(picture).master == picture
    with pytest.raises(NotAPhoto):
        Compared().clean(picture[:-1] + bytes([picture[-1] ^ 1]))


def test_devices_that_were_made_up_agree_on_what_was_granted(tmp_path: Path) -> None:
    phone, frame = new_books(tmp_path / "phone"), new_books(tmp_path / "frame")
    acquaint(phone, frame, "mqtt://127.0.0.1:1")
    album = share(phone, frame)
    assert phone.ledgers[album.name] == frame.ledgers[album.name]
    assert len(frame.ledgers[album.name].granted) == 1
    assert frame.albums()[album.name].here == album.here
    phone.vault.close()
    frame.vault.close()


def test_an_end_that_dies_is_one_clear_error(tmp_path: Path) -> None:
    with (
        Worker("owner", tmp_path / "nothing") as worker,
        pytest.raises(DeviceFailed, match="ended by itself"),
    ):
        worker.ask("send", 1, 1)


def test_the_rates_are_those_of_the_median_turn(tmp_path: Path) -> None:
    office = Office(tmp_path / "broker")
    turns = {
        name: Turn(None, None, office, wall, cpu, cpu, cpu)  # type: ignore[arg-type]  # not asked
        for name, wall, cpu in (
            ("sync", [2.0, 4.0, 2.0], [0.5, 0.5, 0.5]),
            ("sync.stored", [4.0, 4.0, 4.0], [1.0, 1.0, 1.0]),
            ("sync.paho", [1.0, 1.0, 1.0], [0.1, 0.1, 0.1]),
        )
    }
    rows = _named(sync._rates(turns, Sizes(photos=50), "here"))  # the arithmetic
    assert (rows["sync.rate"].value, rows["sync.rate"].ok) == (100, True)
    assert (rows["sync.rate_to_paho"].value, rows["sync.rate_to_paho"].ok) == (0.5, False)
    assert rows["sync.sender_cpu"].value == 2.5
    assert rows["sync.paho_receiver_cpu"].value == 0.5
