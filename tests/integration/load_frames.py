"""A thousand simulated frames on one mosquitto: what the broker carries, and what it costs.

`python -m tests.integration.load_frames [FRAMES] [AT_ONCE]` starts mosquitto and two processes,
one with all frames and one with their owners, all on the loopback. It is no test and nothing runs
it by default; docs/performance.md says what came out.

Real: every key, envelope, signature, ledger, transfer, check and seal; one MQTT connection for
each frame and each owner, with its own user, password and access list; a photo counts when it was
opened and compared. Made up: pairing (both sides know each other), the store (`light`, in memory),
the thread of each link (one poll loop serves all), pictures (bytes), persons.
"""

import json
import os
import resource
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from frame.devices import mosquitto
from frame.devices.broker import free_port
from frame.devices.dialling import WINDOW
from frame.devices.mosquitto import Account, Listener, MosquittoChild
from frame.protocol.addresses import (
    PairSecret,
    broker_password,
    broker_user,
    device_id,
    months_heard,
)
from frame.services.bench.processes import cpu_seconds_of, family
from tests.integration.light import PHOTOS, Device, frame_of, owner_of, secret_of

ROOT: Final = Path(__file__).parents[2]
TICK_S: Final = 1.0
LIMIT_S: Final = 280.0
_OWN: Final = "f-"


class Line:
    """One connection, served by somebody else's loop."""

    def __init__(self, port: int, user: str, password: str, device: Device) -> None:
        self.device = device
        self.is_up = False
        self.sent = self.sent_bytes = self.heard = self.heard_bytes = 0
        self.client = Client(
            CallbackAPIVersion.VERSION2,
            user,
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        self.client.max_inflight_messages_set(WINDOW)
        self.client.username_pw_set(user, password)
        self.client.on_connect = self._connected
        self.client.on_subscribe = self._subscribed
        self.client.on_message = self._heard
        self.client.connect("127.0.0.1", port, 120)
        device.tell = self._tell

    def _connected(self, client: Client, *_: Any) -> None:
        client.subscribe([(topic, 1) for topic in self.device.topics()])

    def _subscribed(self, *_: Any) -> None:
        self.is_up = True

    def _tell(self, topic: str, payload: bytes) -> bool:
        self.sent += 1
        self.sent_bytes += len(payload)
        self.client.publish(topic, payload, 1)
        return True

    def _heard(self, _client: Client, _userdata: object, message: Any) -> None:
        self.heard += 1
        self.heard_bytes += len(message.payload)
        self.device.hear(message.topic, message.payload)


class Loop:
    """Serves many connections in one thread."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self._by_number = {
            wire.fileno(): line for line in lines if (wire := line.client.socket()) is not None
        }
        self._poll = select.epoll()
        for number in self._by_number:
            self._poll.register(number, select.EPOLLIN)
        self._minded_s = time.monotonic()

    def step(self) -> None:
        """Read what came, write what waits."""
        for number, event in self._poll.poll(0.05):
            line = self._by_number[number]
            if event & ~select.EPOLLOUT:
                line.client.loop_read()
            while line.client.want_write() and line.client.loop_write() == 0:
                pass
            waits = select.EPOLLOUT if line.client.want_write() else 0
            self._poll.modify(number, select.EPOLLIN | waits)
        if time.monotonic() - self._minded_s >= TICK_S:
            self._minded_s = time.monotonic()
            for line in self.lines:
                line.client.loop_misc()
                line.device.tick()

    def run(self, is_over: Callable[[], bool]) -> None:
        """Serve until it is over, or much too long."""
        until_s = time.monotonic() + LIMIT_S
        while not is_over():
            self.step()
            if time.monotonic() > until_s:
                sys.exit("it took too long")


def tell(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def say(**what: float) -> None:
    """Tell the process above."""
    tell(json.dumps(what))


def rss_mb(process: int | str = "self", name: str = "VmRSS") -> float:
    """Return the memory of a process, as proc(5) has it."""
    for row in Path(f"/proc/{process}/status").read_text().splitlines():
        if row.startswith(name):
            return int(row.split()[1]) / 1e3
    return 0.0


def totals(lines: list[Line]) -> dict[str, float]:
    """Return what all connections together did, and what it cost this process."""
    return {
        "sent": sum(line.sent for line in lines),
        "sent_bytes": sum(line.sent_bytes for line in lines),
        "cpu": time.process_time(),
        "rss": rss_mb(),
    }


def frames(count: int, port: int) -> None:
    """Be all frames until standard input ends."""
    empty = rss_mb()
    devices = [frame_of(number) for number in range(count)]
    made = rss_mb()
    lines = [
        Line(port, f"{_OWN}{number}", f"password {number}", one)
        for number, one in enumerate(devices)
    ]
    loop = Loop(lines)
    loop.run(lambda: all(line.is_up for line in lines))
    say(empty=empty, made=made, connected=rss_mb())
    loop.run(lambda: all(one.kept == PHOTOS for one in devices))
    say(**totals(lines))
    loop.run(lambda: all(one.kept == 0 for one in devices))
    say(**totals(lines), again=sum(one.chunks for one in devices))
    loop.run(lambda: bool(select.select([sys.stdin], [], [], 0)[0]))


def owners(count: int, port: int, at_once: int) -> None:
    """Be all owners: share when told, take back when told; so many of them at a time."""
    devices = [owner_of(number) for number in range(count)]
    lines = []
    for number, one in enumerate(devices):
        secret = PairSecret(secret_of(number))
        lines.append(Line(port, broker_user(secret), broker_password(secret), one))
    loop = Loop(lines)
    loop.run(lambda: all(line.is_up for line in lines))
    say(connected=1)
    for begin, is_over in (
        (Device.share, lambda one: one.ended == PHOTOS),
        (Device.take_back, lambda one: one.receipts == 1),
    ):
        sys.stdin.readline()
        waiting, active = list(reversed(devices)), set[Device]()

        def step(
            waiting: list[Device] = waiting,
            active: set[Device] = active,
            begin: Callable[[Device], None] = begin,
            is_over: Callable[[Device], bool] = is_over,
        ) -> bool:
            active.difference_update([one for one in active if is_over(one)])
            while waiting and len(active) < at_once:
                active.add(one := waiting.pop())
                begin(one)
            return not active

        loop.run(step)
        say(**totals(lines))


def accounts(count: int) -> list[Account]:
    """Return everybody who may log on: a frame hears its owner, and the other way round."""
    found = []
    now_s = int(time.time())
    for number in range(count):
        secret = PairSecret(secret_of(number))
        here, there = frame_of(number).books.me.name, owner_of(number).books.me.name
        months = months_heard(now_s)
        pairs = [
            (device_id(secret, month, here), device_id(secret, month, there)) for month in months
        ]
        inbound = tuple(f"hf1/{mine}/in/{theirs}/+" for mine, theirs in pairs)
        outbound = tuple(f"hf1/{theirs}/in/{mine}/+" for mine, theirs in pairs)
        frame, password = f"{_OWN}{number}", f"password {number}"
        found.append(Account(user=frame, password=password, reads=inbound, writes=outbound))
        user = broker_user(secret)
        password = broker_password(secret)
        found.append(Account(user=user, password=password, reads=outbound, writes=inbound))
    return found


@dataclass
class Side:
    """One of the two processes."""

    child: subprocess.Popen[str]

    @classmethod
    def of(cls, *words: object) -> "Side":
        """Start it."""
        command = [sys.executable, "-m", "tests.integration.load_frames", *map(str, words)]
        pipe = subprocess.PIPE
        return cls(subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True))

    def go(self) -> None:
        """Let it begin with what comes next."""
        assert self.child.stdin
        self.child.stdin.write("go\n")
        self.child.stdin.flush()

    def hear(self) -> dict[str, float]:
        """Return what it says next."""
        assert self.child.stdout
        line = self.child.stdout.readline()
        if not line:
            sys.exit("one side ended by itself")
        told: dict[str, float] = json.loads(line)
        return told


class Watch:
    """What mosquitto used, from one lap to the next."""

    def __init__(self, process: int) -> None:
        self._process = process
        self.lap()

    def lap(self) -> tuple[float, float]:
        """Return wall and CPU seconds since the last lap."""
        now = time.monotonic(), cpu_seconds_of(self._process)
        last = getattr(self, "_last", now)
        self._last = now
        return now[0] - last[0], now[1] - last[1]


def main(count: int, at_once: int) -> None:
    """Run both sides and print what came out."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 20_000), most))
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        mosquitto.write(Path(folder), [Listener(port=port)], accounts(count), os.urandom)
        before = set(family())
        with MosquittoChild(Path(folder), [port]):
            broker = next(iter(set(family()) - before))
            report(count, at_once, port, broker)


def report(count: int, at_once: int, port: int, broker: int) -> None:
    """Tell one phase after the other."""
    idle, watch = rss_mb(broker), Watch(broker)
    here, there = Side.of("frames", count, port), Side.of("owners", count, port, at_once)
    told = here.hear()
    there.hear()
    wall, cpu = watch.lap()
    connected = rss_mb(broker)
    tell(
        f"{count} frames and their owners connected after {wall:.1f} s, making their keys "
        f"included, {cpu:.2f} s CPU of mosquitto\n"
        f"  mosquitto holds {idle:.1f} MB idle, {connected:.1f} MB connected: "
        f"{(connected - idle) * 1e3 / count:.1f} kB for a frame and its owner"
    )
    held = [told["made"], told["connected"]]
    both = [told]
    last = {"sent": 0.0, "sent_bytes": 0.0, "cpu": 0.0}
    for phase in ("all frames have the album", "all owners have the receipt"):
        there.go()
        both = [here.hear(), there.hear()]
        wall, cpu = watch.lap()
        now = {key: both[0][key] + both[1][key] for key in last}
        did = {key: now[key] - last[key] for key in last}
        last = now
        held.append(both[0]["rss"])
        tell(
            f"{phase} after {wall:.1f} s: {did['sent']:.0f} messages, {did['sent'] / wall:.0f}/s, "
            f"{did['sent_bytes'] / 1e6:.0f} MB, {did['sent_bytes'] / 1e6 / wall:.1f} MB/s\n"
            f"  mosquitto {cpu:.2f} s CPU ({cpu / wall:.0%} of a core), at most "
            f"{rss_mb(broker, 'VmHWM'):.1f} MB; the simulation {did['cpu']:.1f} s CPU"
        )
    sizes = ", ".join(f"{(one - told['empty']) * 1e3 / count:.0f}" for one in held)
    tell(f"a simulated frame holds {sizes} kB: made, connected, with its album, without it")
    tell(f"chunks that came: {both[0]['again']:.0f}")
    for side in (here, there):
        side.child.communicate("over\n", timeout=20)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["frames", count, port]:
            frames(int(count), int(port))
        case ["owners", count, port, at_once]:
            owners(int(count), int(port), int(at_once))
        case words:
            main(int(words[0]) if words else 1_000, int(words[1]) if words[1:] else 50)
