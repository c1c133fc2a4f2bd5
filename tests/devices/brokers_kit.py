"""Brokers on free ports of the loopback, for every test that needs one.

`running(kind, folder)` starts one of KINDS and ends it with the `with` block. Each account may
use every topic below `t/` and `hf1/`, unless a test hands in accounts of its own.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest

from frame.devices.broker import EmbeddedBroker, free_port, listens
from frame.devices.dialling import Broker
from frame.devices.mosquitto import Account, Listener, MosquittoChild, Tls, write
from tests.devices.certificates_kit import Authority

KINDS = (
    "iotcore-3",
    "iotcore-5",
    "iotcore-ws",
    "mosquitto-3",
    "mosquitto-5",
    "mosquitto-tls",
    "mosquitto-certificate",
    "mosquitto-ws",
    "mosquitto-wss",
    "rabbitmq",
    "nats",
)
# These take seconds to come back; the tests that kill brokers leave them alone.
SLOW = ("rabbitmq",)
WIDE = ("t/#", "hf1/#")
TESTER = Account(user="tester", password="a password", reads=WIDE, writes=WIDE)
BY_CERTIFICATE = Account(user="shown", password=None, reads=WIDE, writes=WIDE)
_RABBIT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
_START_S = 60.0


@dataclass
class Running:
    """A broker that runs, how to log on, and how to end and start it again."""

    kind: str
    url: str
    kill: Callable[[], None]
    start: Callable[[], None]
    logon: dict[str, Any] = field(default_factory=dict)

    def broker(self, client_id: str, **otherwise: Any) -> Broker:
        """How a client gets there."""
        return Broker.of(self.url, client_id=client_id, **{**self.logon, **otherwise})


@contextmanager
def running(kind: str, folder: Path) -> Iterator[Running]:
    """Start a broker; skips where it is not installed."""
    start = {"iotcore": _iotcore, "mosquitto": _mosquitto, "rabbitmq": _rabbitmq, "nats": _nats}
    with start[kind.split("-", maxsplit=1)[0]](kind, folder) as broker:
        yield broker


def need_mosquitto() -> None:
    """Skip without mosquitto; CI installs it, so there it is a failure."""
    if MosquittoChild.program() is None:
        missing("mosquitto is not installed")


def missing(reason: str) -> None:
    """Skip, or fail where everything is meant to be installed."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def mosquitto(
    folder: Path, listeners: tuple[Listener, ...], accounts: tuple[Account, ...]
) -> Iterator[MosquittoChild]:
    """mosquitto with these listeners and accounts."""
    need_mosquitto()
    write(folder, listeners, accounts, os.urandom)
    child = MosquittoChild(folder, [listener.port for listener in listeners])
    child.start()
    try:
        yield child
    finally:
        child.stop()


@contextmanager
def _iotcore(kind: str, _folder: Path) -> Iterator[Running]:
    with EmbeddedBroker() as broker:
        url = {"3": broker.url, "5": broker.url_5, "ws": broker.url_ws}[kind.split("-")[1]]
        logon = {"version": 5 if kind.endswith("5") else 3}
        yield Running(kind, url, broker.kill, broker.start, logon)


@contextmanager
def _mosquitto(kind: str, folder: Path) -> Iterator[Running]:
    need_mosquitto()
    how = kind.split("-")[1]
    authority = Authority(folder)
    certificate = authority.server("127.0.0.1")
    logon: dict[str, Any] = {"user": TESTER.user, "password": TESTER.password}
    tls = None
    if how in {"tls", "certificate", "wss"}:
        tls = Tls(
            cert_file=certificate.cert_file,
            key_file=certificate.key_file,
            ca_file=authority.ca_file if how == "certificate" else None,
        )
        logon["ca_file"] = authority.ca_file
    if how == "certificate":
        ours = authority.client(BY_CERTIFICATE.user)
        logon = {
            "ca_file": authority.ca_file,
            "cert_file": ours.cert_file,
            "key_file": ours.key_file,
        }
    if how in {"3", "5"}:
        logon["version"] = int(how)
    spoken = Listener(port=free_port(), tls=tls, websocket=how in {"ws", "wss"})
    listeners = (Listener(port=free_port()), spoken)
    scheme = {"ws": "ws", "wss": "wss", "tls": "mqtts", "certificate": "mqtts"}.get(how, "mqtt")
    with mosquitto(folder / "mosquitto", listeners, (TESTER, BY_CERTIFICATE)) as child:
        url = f"{scheme}://127.0.0.1:{spoken.port}"
        yield Running(kind, url, child.kill, child.start, logon)


@contextmanager
def _nats(kind: str, folder: Path) -> Iterator[Running]:
    program = shutil.which("nats-server", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("NATS is not installed")
    port = free_port()
    written = folder / "nats.conf"
    written.write_text(
        f"""
        server_name: test
        listen: "127.0.0.1:{free_port()}"
        jetstream {{ store_dir: "{folder}/jetstream" }}
        mqtt {{ listen: "127.0.0.1:{port}" }}
        """
    )
    child = _Child([program, "-c", str(written)], port, folder / "nats.log")
    with child:
        yield Running(kind, f"mqtt://127.0.0.1:{port}", child.kill, child.start)


@contextmanager
def _rabbitmq(kind: str, folder: Path) -> Iterator[Running]:
    epmd = shutil.which("epmd")
    if not _RABBIT.exists() or epmd is None:
        pytest.skip("RabbitMQ is not installed")
    port, names = free_port(), free_port()
    (folder / "plugins").write_text("[rabbitmq_mqtt].\n")
    (folder / "rabbitmq.conf").write_text(
        f"listeners.tcp.1 = 127.0.0.1:{free_port()}\n"
        f"mqtt.listeners.tcp.1 = 127.0.0.1:{port}\n"
        "mqtt.allow_anonymous = true\n"
        "log.file = false\n"
    )
    surroundings = {
        **os.environ,
        "HOME": str(folder),
        "ERL_EPMD_PORT": str(names),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"t{port}@localhost",
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "logs"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
    }
    log = folder / "rabbitmq.log"
    with (
        _Child([epmd, "-port", str(names)], names, folder / "epmd.log", surroundings),
        _Child([str(_RABBIT)], port, log, surroundings) as child,
    ):
        yield Running(kind, f"mqtt://127.0.0.1:{port}", child.kill, child.start)


class _Child:
    """A broker's process, in a group of its own so that its children end with it."""

    def __init__(
        self,
        command: list[str],
        port: int,
        log: Path,
        surroundings: dict[str, str] | None = None,
    ) -> None:
        self._command = command
        self._port = port
        self._log = log
        self._surroundings = surroundings
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("wb") as log:
            self._child = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._surroundings,
                start_new_session=True,
            )
        until_s = time.monotonic() + _START_S
        while not listens(self._port):
            if self._child.poll() is not None or time.monotonic() > until_s:
                self.kill()
                pytest.fail(f"{self._command[0]} did not start: {self._log.read_text()[-2000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        if self._child is not None:
            os.killpg(self._child.pid, 9)
            self._child.wait()
            self._child = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self.kill()
