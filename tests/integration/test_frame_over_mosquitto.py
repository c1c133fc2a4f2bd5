"""A real frame, a real broker, an owner's device: paired, sent, taken back, crashed (P7, P8)."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TypeVar

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from frame.crypto.box import Opener, SealingSeed, Suite
from frame.crypto.keys import SigningSeed
from frame.crypto.noise import StaticKey
from frame.crypto.sign import Signer
from frame.devices.clock import KernelEntropy, WallClock
from frame.devices.mqtt import Broker, MqttLink
from frame.devices.sim.pictures import photo_like
from frame.owner import place
from frame.owner.receipts import withdrawals
from frame.post.rows import LineRow, Paired
from frame.protocol.addresses import (
    Lane,
    PairSecret,
    PresenceSecret,
    broker_password,
    broker_user,
    device_id,
    inbox,
    month_of,
    presence_topic,
)
from frame.protocol.card import read_card
from frame.protocol.envelope import Rank
from frame.protocol.hello import Gadget, introduce
from frame.protocol.lines import Receipt, read_line
from frame.protocol.pairing import Guest
from frame.protocol.steps import Compare, Effects, Failed, Send
from frame.protocol.steps import Paired as Admitted
from tests.integration.brokers import until
from tests.integration.frame_kit import RealFrame

DELAYS_S = (0.0, 0.01, 0.03, 0.1)
T = TypeVar("T")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[RealFrame]:
    with RealFrame(tmp_path) as frame:
        yield frame


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    folder = tmp_path / "pictures"
    folder.mkdir()
    made = tuple(folder / f"{number}.jpg" for number in range(len(DELAYS_S) + 1))
    for number, path in enumerate(made):
        path.write_bytes(photo_like(640, 480, seed=number))
    return made


@pytest.mark.promise("P8")
def test_what_was_taken_back_is_gone_and_signed_for(
    home: RealFrame, files: tuple[Path, ...]
) -> None:
    home.pair()
    sent = home.share("Sea", *files)
    assert {one["label"] for one in home.ask("devices")["devices"]} == {"Ada's laptop"}
    assert len(home.photos()) == len(files)
    told = home.owner("delete", sent[0]["photo"], "--yes")
    assert not told["withdrawals"][0]["pending"], told
    assert len(home.photos()) == len(files) - 1
    told = home.owner("revoke", "Sea", "--yes")
    assert home.photos() == []
    with place.opened(home.owner_state, WallClock(), KernelEntropy()) as books:
        frame = next(iter(books.devices()))
        lines = [read_line(row.told) for row in books.of(LineRow)]
        said = [(one.author, one.says) for one in lines if isinstance(one.says, Receipt)]
        assert {author for author, _ in said} == {frame}
        assert [says.photos for _, says in said] == [
            1,
            len(files) - 1,
        ]
        assert not any(one.is_pending for one in withdrawals(books))


def _newest(folder: Path) -> int:
    """Return when anything was last written there."""
    return max(path.stat().st_mtime_ns for path in folder.iterdir())


def _is_touched(folder: Path, before: int) -> bool:
    return _newest(folder) != before


@pytest.mark.promise("P8")
def test_a_frame_that_crashes_while_it_forgets_has_forgotten(
    home: RealFrame, files: tuple[Path, ...]
) -> None:
    home.pair()
    sent = home.share("Sea", *files)
    store = home.state / "store"
    for number, delay_s in enumerate(DELAYS_S):
        before = _newest(store)
        gone = home.begin("owner", "delete", sent[number]["photo"], "--yes")
        until(partial(_is_touched, store, before), every_s=0.001)
        time.sleep(delay_s)
        home.crash()
        gone.child.communicate(timeout=60)
        assert home.owner("sync")["withdrawals_pending"] == []
        assert len(home.photos()) == len(files) - number - 1
    told = home.owner("receipts")["withdrawals"]
    assert [one["frames"][0]["photos"] for one in told] == [1] * len(DELAYS_S)


class Caller:
    """Somebody with an MQTT client of their own, and all that it says and hears."""

    def __init__(self, home: RealFrame, user: str, password: str) -> None:
        self.heard: list[str] = []
        self.answers: list[bool] = []
        self.logged_on: list[bool] = []
        client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        client.username_pw_set(user, password)
        client.on_connect = lambda _c, _u, _f, reason, _p: self.logged_on.append(
            not reason.is_failure
        )
        client.on_message = lambda _c, _u, message: self.heard.append(message.topic)
        client.on_subscribe = lambda _c, _u, _m, reasons, _p: self.answers.extend(
            not reason.is_failure for reason in reasons
        )
        client.on_publish = lambda _c, _u, _m, reason, _p: self.answers.append(
            not reason.is_failure
        )
        client.connect("127.0.0.1", home.port)
        client.loop_start()
        self.client = client
        until(lambda: bool(self.logged_on))

    def may_hear(self, topic: str) -> bool:
        self.answers.clear()
        self.client.subscribe(topic, 1)
        until(lambda: bool(self.answers))
        return self.answers[0]

    def may_say(self, topic: str) -> bool:
        self.answers.clear()
        self.client.publish(topic, b"a word", 1)
        until(lambda: bool(self.answers))
        return self.answers[0]

    def go(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.mark.promise("P6")
def test_strangers_are_refused_and_others_keep_to_their_topics(home: RealFrame) -> None:
    home.pair()
    card = read_card(home.ask("pair")["card"])
    with place.opened(home.owner_state, WallClock(), KernelEntropy()) as books:
        frame = books.of(Paired)[0]
        me, secret = books.me.name, PairSecret(frame.secret)
    month = month_of(int(WallClock().now().timestamp()))
    here, there = device_id(secret, month, me), device_id(secret, month, frame.name)
    user, password = broker_user(secret), broker_password(secret)
    time.sleep(1)  # the broker reads its users again
    for stranger in ((user, "wrong"), ("frame", "wrong"), ("nobody", ""), ("pair", "wrong")):
        caller = Caller(home, *stranger)
        assert caller.logged_on[0] is False
        caller.go()
    owner, scanner = Caller(home, user, password), Caller(home, "pair", card.broker_password)
    pairing = inbox(card.phone_id, card.frame_id, Lane.PAIRING)
    assert owner.logged_on == scanner.logged_on == [True]
    assert owner.may_hear(f"hf1/{here}/in/{there}/+")
    assert owner.may_say(f"hf1/{there}/in/{here}/m")
    assert scanner.may_hear(pairing)
    assert not owner.may_say(f"hf1/{here}/in/{there}/m")
    assert not owner.may_say(f"hf1/{there}/in/{'a' * 16}/m")
    assert not scanner.may_say(f"hf1/{there}/in/{here}/m")
    for one in (owner, scanner):
        for wide in ("#", "hf1/#", "hf1/+/in/+/m", f"hf1/{there}/in/+/m", "$SYS/#", "+/+/state"):
            one.may_hear(wide)
    scanner.may_hear(f"hf1/{here}/in/{there}/m")
    home.owner("sync")
    time.sleep(0.5)
    assert scanner.heard == []
    presence = presence_topic(PresenceSecret(frame.presence), month)
    allowed = {presence, *(f"hf1/{here}/in/{there}/{lane}" for lane in Lane)}
    assert presence in owner.heard
    assert set(owner.heard) <= allowed
    for one in (owner, scanner):
        one.go()


@pytest.mark.promise("P6")
def test_a_scripted_device_pairs_by_the_card_alone(home: RealFrame) -> None:
    url = home.ask("pair")["card"]
    phone = Scripted(url)
    home.run("pair", "--confirm", phone.digits())
    told = phone.agree()
    assert told.host.label == "Kitchen"
    assert told.admission.role is Rank.OWNER
    until(lambda: [one["person"] for one in home.ask("devices")["devices"]] == ["Bo"])
    phone.close()


class Scripted:
    """A device that is nothing but a `Guest` and a connection."""

    def __init__(self, url: str) -> None:
        card, entropy = read_card(url), KernelEntropy()
        signer = Signer(SigningSeed(entropy.fresh(32)))
        opener = Opener(SealingSeed(entropy.fresh(32)), Suite.HYBRID)
        self._guest = Guest(
            card=card,
            me=introduce(signer, opener, Gadget.PHONE, "Bo", "Bo's phone"),
            signer=signer,
            static=StaticKey(entropy.fresh(32)),
            fresh=entropy.fresh,
            begun_ms=self._now(),
        )
        self._said: SimpleQueue[bytes] = SimpleQueue()
        where = Broker.of(
            card.broker, client_id="scripted", user="pair", password=card.broker_password
        )
        self._topic = inbox(card.frame_id, card.phone_id, Lane.PAIRING)
        self._link = MqttLink(
            where, lambda _topic, payload: self._said.put(payload), lambda _: None
        )
        self._link.hear([inbox(card.phone_id, card.frame_id, Lane.PAIRING)])

    def _now(self) -> int:
        return int(time.time() * 1000)

    def _until(self, kind: type[T], effects: Effects) -> T:
        """Say what there is to say until something of this kind follows."""
        while True:
            for effect in effects:
                if isinstance(effect, Send):
                    self._link.tell(self._topic, effect.message)
                elif isinstance(effect, kind):
                    return effect
            try:
                effects = self._guest.hear(self._said.get(timeout=0.2), self._now())
            except Empty:
                effects = self._guest.tick(self._now())
            assert not [one for one in effects if isinstance(one, Failed)], effects

    def digits(self) -> str:
        return self._until(Compare, self._guest.begin()).digits

    def agree(self) -> Admitted:
        return self._until(Admitted, self._guest.agree(yes=True, now_ms=self._now()))

    def close(self) -> None:
        self._link.close()
