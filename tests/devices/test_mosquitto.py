"""mosquitto as a frame runs it: who may do what, and who may not even come in."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from frame.devices.broker import free_port, listens
from frame.devices.dialling import Broker
from frame.devices.mosquitto import (
    Account,
    Listener,
    MosquittoChild,
    Tls,
    write,
    write_accounts,
)
from frame.devices.mqtt import MqttLink
from frame.errors import DeviceFailed
from tests.devices.brokers_kit import mosquitto, need_mosquitto
from tests.devices.certificates_kit import Authority

FRAME_ID, PHONE_ID, OTHER_ID = "f" * 16, "a" * 16, "c" * 16
TO_FRAME, TO_PHONE = f"hf1/{FRAME_ID}/in/{PHONE_ID}", f"hf1/{PHONE_ID}/in/{FRAME_ID}"
PRESENCE = "hf1/pppppppppppppppp/state"
FRAME = Account(
    user="frame",
    password="frame secret",
    reads=(f"{TO_FRAME}/+",),
    writes=(f"{TO_PHONE}/+", PRESENCE),
)
PHONE = Account(
    user="abcdefghijklmnop",
    password="phone secret",
    reads=(f"{TO_PHONE}/+", PRESENCE),
    writes=(f"{TO_FRAME}/+",),
)
STRANGER = Account(user="stranger", password="other secret")


@dataclass
class House:
    """A mosquitto and the links to it."""

    folder: Path
    port: int
    child: MosquittoChild
    links: list[MqttLink] = field(default_factory=list)

    def enter(self, account: Account, *topics: str, **otherwise: Any) -> "Guest":
        guest = Guest()
        logon = {"user": account.user, "password": account.password, "client_id": account.user}
        where = Broker.of(f"mqtt://127.0.0.1:{self.port}", **{**logon, **otherwise})
        guest.link = MqttLink(where, guest.heard, guest.turned, None, Hasty())
        self.links.append(guest.link)
        guest.link.hear(topics)
        return guest


class Guest:
    """One link and what it heard."""

    link: MqttLink

    def __init__(self) -> None:
        self.got: list[tuple[str, bytes]] = []
        self.turns: list[bool] = []

    def heard(self, topic: str, payload: bytes) -> None:
        self.got.append((topic, payload))

    def turned(self, up: bool) -> None:  # noqa: FBT001  # the port's own callback
        self.turns.append(up)

    @property
    def up(self) -> bool:
        return bool(self.turns) and self.turns[-1]


class Hasty:
    """Randomness that draws short waits."""

    def fresh(self, count: int) -> bytes:
        return bytes([9] * count)


def until(true: Callable[[], bool], patience_s: float = 10.0) -> None:
    limit = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.005)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    listener = Listener(port=free_port())
    folder = tmp_path / "mosquitto"
    with mosquitto(folder, (listener,), (FRAME, PHONE, STRANGER)) as child:
        here = House(folder, listener.port, child)
        yield here
        for link in here.links:
            link.close()


# Who may do what


def test_a_phone_and_its_frame_reach_each_other(house: House) -> None:
    frame, phone = (
        house.enter(FRAME, f"{TO_FRAME}/+"),
        house.enter(PHONE, f"{TO_PHONE}/+", PRESENCE),
    )
    until(lambda: frame.up and phone.up)
    frame.link.tell(PRESENCE, b"1", retain=True)
    until(lambda: (PRESENCE, b"1") in phone.got)
    phone.link.tell(f"{TO_FRAME}/m", b"to the frame")
    frame.link.tell(f"{TO_PHONE}/c", b"to the phone")
    until(lambda: (f"{TO_FRAME}/m", b"to the frame") in frame.got)
    until(lambda: (f"{TO_PHONE}/c", b"to the phone") in phone.got)


@pytest.mark.parametrize("version", [3, 5])
def test_a_foreign_topic_can_be_neither_written_nor_read(house: House, version: int) -> None:
    frame = house.enter(FRAME, f"{TO_FRAME}/+", f"hf1/{FRAME_ID}/in/{OTHER_ID}/+")
    stranger = house.enter(STRANGER, "#", f"{TO_FRAME}/+", f"{TO_PHONE}/m", version=version)
    phone = house.enter(PHONE, f"{TO_PHONE}/+", f"{TO_FRAME}/m")
    until(lambda: frame.up and stranger.up and phone.up)
    stranger.link.tell(f"{TO_FRAME}/m", b"forged")
    stranger.link.tell(PRESENCE, b"0", retain=True)
    phone.link.tell(f"hf1/{FRAME_ID}/in/{OTHER_ID}/m", b"forged sender")
    phone.link.tell(PRESENCE, b"0", retain=True)
    until(lambda: phone.link.pending() == stranger.link.pending() == 0)
    phone.link.tell(f"{TO_FRAME}/m", b"honest")
    frame.link.tell(f"{TO_PHONE}/m", b"answer")
    until(lambda: (f"{TO_FRAME}/m", b"honest") in frame.got)
    until(lambda: (f"{TO_PHONE}/m", b"answer") in phone.got)
    assert frame.got == [(f"{TO_FRAME}/m", b"honest")]
    assert phone.got == [(f"{TO_PHONE}/m", b"answer")]
    assert stranger.got == []


def test_a_refused_topic_is_told_to_a_person(house: House) -> None:
    stranger = house.enter(STRANGER, version=5)
    until(lambda: stranger.up)
    stranger.link.tell(f"{TO_FRAME}/m", b"forged")
    until(lambda: stranger.link.trouble is not None)
    assert "does not let us use all our topics" in str(stranger.link.trouble)


def test_statistics_of_the_broker_match_no_wildcard_dollar_topics(house: House) -> None:
    curious = Account(user="curious", password="c", reads=("#", "$SYS/#"))
    write_accounts(house.folder, [FRAME, curious], os.urandom)
    house.child.reload()
    guest = house.enter(curious, "#")
    until(lambda: guest.up)
    house.enter(FRAME).link.hear([])
    until(lambda: house.links[-1].tell(PRESENCE, b"1", retain=True))
    until(lambda: (PRESENCE, b"1") in guest.got)
    assert not [topic for topic, _payload in guest.got if topic.startswith("$")]
    guest.link.hear(["$SYS/broker/version"])
    until(lambda: any(topic.startswith("$SYS") for topic, _payload in guest.got))


# Who may come in


@pytest.mark.parametrize("version", [3, 5])
def test_a_wrong_password_is_told_once_and_in_words(
    house: House, caplog: pytest.LogCaptureFixture, version: int
) -> None:
    guest = house.enter(FRAME, password="wrong word", version=version)
    until(lambda: guest.link.trouble is not None)
    assert str(guest.link.trouble) == (
        "the broker at 127.0.0.1 does not accept this user name and password"
    )
    time.sleep(0.3)
    assert caplog.text.count("link.trouble because=password") == 1
    assert "wrong word" not in caplog.text
    write_accounts(house.folder, [Account(user="frame", password="wrong word")], os.urandom)
    house.child.reload()
    until(lambda: guest.up)
    assert guest.link.trouble is None


def test_nobody_comes_in_without_a_name(house: House) -> None:
    guest = house.enter(FRAME, user=None, password=None)
    until(lambda: guest.link.trouble is not None)
    assert not guest.up


def test_a_device_that_was_removed_is_cut_off_at_once(house: House) -> None:
    frame, phone = house.enter(FRAME), house.enter(PHONE)
    until(lambda: frame.up and phone.up)
    write_accounts(house.folder, [FRAME], os.urandom)
    house.child.reload()
    until(lambda: phone.turns[:2] == [True, False])
    until(lambda: phone.link.trouble is not None)
    assert frame.turns == [True]


def test_new_topics_hold_after_a_reload_without_a_new_connection(house: House) -> None:
    new = f"hf1/{FRAME_ID}/in/{OTHER_ID}"
    frame, phone = house.enter(FRAME, f"{new}/+"), house.enter(PHONE)
    until(lambda: frame.up and phone.up)
    wider_frame = Account(user=FRAME.user, password=FRAME.password, reads=(f"{new}/+",))
    wider_phone = Account(user=PHONE.user, password=PHONE.password, writes=(f"{new}/+",))
    write_accounts(house.folder, [wider_frame, wider_phone], os.urandom)
    house.child.reload()

    def arrived() -> bool:
        phone.link.tell(f"{new}/m", b"x")
        time.sleep(0.05)
        return bool(frame.got)

    until(arrived)
    assert frame.turns == phone.turns == [True]


# TLS


@pytest.mark.parametrize(
    ("name", "signed_by", "because"),
    [
        ("127.0.0.1", "trusted", None),
        ("elsewhere.example", "trusted", "shows a certificate that does not prove"),
        ("127.0.0.1", "nobody", "shows a certificate that does not prove"),
    ],
)
def test_only_a_broker_that_proves_its_name_is_spoken_to(
    tmp_path: Path, name: str, signed_by: str, because: str | None
) -> None:
    authorities = {who: Authority(tmp_path, who) for who in ("trusted", "nobody")}
    shown = authorities[signed_by].server(name)
    tls = Tls(cert_file=shown.cert_file, key_file=shown.key_file)
    listener = Listener(port=free_port(), tls=tls)
    with mosquitto(tmp_path / "m", (listener,), (FRAME,)):
        guest = Guest()
        where = Broker.of(
            f"mqtts://127.0.0.1:{listener.port}",
            client_id="x",
            user=FRAME.user,
            password=FRAME.password,
            ca_file=authorities["trusted"].ca_file,
        )
        guest.link = MqttLink(where, guest.heard, guest.turned, None, Hasty())
        until(lambda: guest.up or guest.link.trouble is not None)
        assert guest.up == (because is None)
        if because is not None:
            assert because in str(guest.link.trouble)
        guest.link.close()


def test_a_listener_that_wants_certificates_lets_nobody_in_without_one(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    shown = authority.server("127.0.0.1")
    tls = Tls(cert_file=shown.cert_file, key_file=shown.key_file, ca_file=authority.ca_file)
    listener = Listener(port=free_port(), tls=tls)
    with mosquitto(tmp_path / "m", (listener,), (FRAME,)):
        guest = Guest()
        where = Broker.of(
            f"mqtts://127.0.0.1:{listener.port}",
            client_id="x",
            user=FRAME.user,
            password=FRAME.password,
            ca_file=authority.ca_file,
        )
        guest.link = MqttLink(where, guest.heard, guest.turned, None, Hasty())
        until(lambda: guest.link.trouble is not None)
        assert not guest.up
        guest.link.close()


# The process


def test_what_was_retained_survives_a_stop_but_users_are_what_the_files_say(house: House) -> None:
    frame = house.enter(FRAME)
    until(lambda: frame.up)
    frame.link.tell(PRESENCE, b"1", retain=True)
    until(lambda: frame.link.pending() == 0)
    house.child.stop()
    house.child.start()
    phone = house.enter(PHONE, PRESENCE)
    until(lambda: phone.got == [(PRESENCE, b"1")])


def test_a_port_that_is_taken_is_told_with_where_to_look(house: House, tmp_path: Path) -> None:
    write(tmp_path / "other", [Listener(port=house.port)], [FRAME], os.urandom)
    other = MosquittoChild(tmp_path / "other", [house.port])
    # The port answers, because the first one has it; so the second one is asked for another.
    other._ports = (free_port(),)
    with pytest.raises(DeviceFailed, match="did not start") as told:
        other.start()
    assert "last-start.log" in told.value.hint


_PARENT = """
import os, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from frame.devices.broker import free_port
from frame.devices.mosquitto import Account, Listener, MosquittoChild, write
folder, port = Path(sys.argv[2]), free_port()
write(folder, [Listener(port=port)], [Account(user="frame", password="a")], os.urandom)
with MosquittoChild(folder, [port]):
    print(port, flush=True)
    time.sleep(60)
"""


def test_it_ends_when_its_parent_was_killed_and_keeps_what_it_keeps(tmp_path: Path) -> None:
    need_mosquitto()
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", _PARENT, root, str(tmp_path / "mosquitto")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        port = int(parent.stdout.readline())
        assert listens(port)
        os.kill(parent.pid, signal.SIGKILL)
    until(lambda: not listens(port))
    until((tmp_path / "mosquitto" / "kept" / "mosquitto.db").exists)


def test_the_log_names_no_topic_user_or_client(house: House) -> None:
    frame, stranger = house.enter(FRAME, f"{TO_FRAME}/+"), house.enter(STRANGER)
    until(lambda: frame.up and stranger.up)
    stranger.link.tell(f"{TO_FRAME}/m", b"forged")
    until(lambda: stranger.link.pending() == 0)
    house.child.stop()
    told = (house.folder / "last-start.log").read_text()
    for word in ("hf1/", "forged", "stranger", "frame secret"):
        assert word not in told
