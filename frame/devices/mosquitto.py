"""The broker of a real frame: mosquitto's configuration, users and access list, and its process.

Sources: mosquitto.conf(5), mosquitto_passwd(1); the password format `$7$` is PBKDF2-HMAC-SHA512
(lib/password_mosq in mosquitto's source) and needs no tool to write.

Rule 1: nobody without a password or a certificate; nobody outside the topics of his account.
Rule 2: what is written is complete or not there, readable by this user only (0600).
Rule 3: mosquitto logs errors and warnings: no topics, user names or payloads.
Rule 4: nothing is written that could be read as a second line or a second word of these files.
"""

import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from frame.devices.broker import listens
from frame.devices.dialling import PACKET_BYTES, WINDOW
from frame.devices.tethered import tethered_command
from frame.errors import BadConfig, DeviceFailed

CONFIGURATION: Final = "mosquitto.conf"
ACCESS: Final = "access"
PASSWORDS: Final = "passwords"
_LOG: Final = "last-start.log"
STORE: Final = "kept"
_QUEUED_BYTES: Final = 16 * 1024 * 1024
_USER: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_TOPIC: Final = re.compile(r"[\x21-\x7e]{1,256}")
_WORD: Final = re.compile(r"[^\x00-\x1f\x7f]{1,4096}")
# The passwords are 128 random bits, so stretching adds nothing; this is mosquitto's own default,
# and mosquitto checks them on the thread that also passes on messages.
_ITERATIONS: Final = 101
_SALT_BYTES: Final = 12
_START_S: Final = 10.0
_STOP_S: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One user: `reads` and `writes` are filters such as `hf1/<id>/in/<id>/+`.

    password  None for one that shows a client certificate instead
    """

    user: str
    password: str | None
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Account({len(self.reads)} reads, {len(self.writes)} writes)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """A listener's certificate.

    ca_file  who signs client certificates; then the common name is the user, and no password is
             asked for. None where users log on with passwords.
    """

    cert_file: Path
    key_file: Path
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Where mosquitto listens; plain connections belong on the loopback only."""

    port: int
    address: str = "127.0.0.1"
    websocket: bool = False
    tls: Tls | None = None


def render_conf(folder: Path, listeners: Iterable[Listener], runs_as: str) -> str:
    """Return mosquitto.conf; raise BadConfig.

    An ordinary listener comes first: mosquitto 2.0 does not start with websockets alone.
    """
    ordered = sorted(listeners, key=lambda one: one.websocket)
    if not ordered or ordered[0].websocket:
        raise BadConfig("mosquitto needs a listener that is no websocket")
    lines = [
        "per_listener_settings false",
        "allow_anonymous false",
        f"password_file {_word(folder / PASSWORDS)}",
        f"acl_file {_word(folder / ACCESS)}",
        f"user {_word(runs_as)}",
        f"max_packet_size {PACKET_BYTES}",
        f"max_inflight_messages {WINDOW}",
        "max_queued_messages 1000",
        f"max_queued_bytes {_QUEUED_BYTES}",
        "set_tcp_nodelay true",
        "max_keepalive 300",
        "persistence true",
        f"persistence_location {_word(folder / STORE)}/",
        "persistent_client_expiration 7d",
        "autosave_interval 60",
        "connection_messages false",
        "log_dest stderr",
        "log_type error",
        "log_type warning",
    ]
    for listener in ordered:
        lines += _listener_lines(listener)
    return "\n".join(lines) + "\n"


def render_acl(accounts: Iterable[Account]) -> str:
    """Return the access list; raise BadConfig. What it does not name is refused."""
    lines = []
    for account in accounts:
        lines.append(f"user {_user(account.user)}")
        lines += [f"topic write {_topic(topic)}" for topic in account.writes]
        lines += [f"topic read {_topic(topic)}" for topic in account.reads]
        lines.append("")
    return "\n".join(lines)


def render_passwords(accounts: Iterable[Account], fresh: Callable[[int], bytes]) -> str:
    """Return the password file, each password with a salt from `fresh`; raise BadConfig."""
    return "".join(
        f"{_user(account.user)}:{_hashed(account.password, fresh(_SALT_BYTES))}\n"
        for account in accounts
        if account.password is not None
    )


def write(
    folder: Path,
    listeners: Iterable[Listener],
    accounts: Iterable[Account],
    fresh: Callable[[int], bytes],
) -> None:
    """Write everything mosquitto needs into `folder` (0700); raise BadConfig before writing.

    Raises:
        DeviceFailed: the folder cannot be written to; so of all that write here.
    """
    everybody = tuple(accounts)
    runs_as = _own_name()
    files = {
        ACCESS: render_acl(everybody),
        PASSWORDS: render_passwords(everybody, fresh),
        CONFIGURATION: render_conf(folder, listeners, runs_as),
    }
    with used(folder):
        _make(folder)
        for name, text in files.items():
            _replace(folder / name, text)


def write_conf(folder: Path, listeners: Iterable[Listener]) -> None:
    """Write the configuration; users and access list stay as they are, or begin with nobody."""
    text = render_conf(folder, listeners, _own_name())
    with used(folder):
        _make(folder)
        _replace(folder / CONFIGURATION, text)
        for name in (ACCESS, PASSWORDS):
            if not (folder / name).exists():
                _replace(folder / name, "")


def write_accounts(
    folder: Path, accounts: Iterable[Account], fresh: Callable[[int], bytes]
) -> None:
    """Write users and access list anew, after a pairing, a removal or a change of month."""
    everybody = tuple(accounts)
    access, passwords = render_acl(everybody), render_passwords(everybody, fresh)
    with used(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(folder / ACCESS, access)
        _replace(folder / PASSWORDS, passwords)


def write_lists(folder: Path, lists: Mapping[str, str]) -> None:
    """Write users and access list as somebody else made them (`write_accounts`)."""
    with used(folder):
        for name in (ACCESS, PASSWORDS):
            _replace(folder / name, lists[name])


@contextmanager
def used(folder: Path) -> Iterator[None]:
    """Turn what the system says of the folder the broker goes by into DeviceFailed."""
    try:
        yield
    except OSError as problem:
        why = (problem.strerror or "no reason given").lower()
        raise DeviceFailed(
            f"the broker's folder {folder} cannot be used: {why}",
            hint="[network] access_folder names it: let this user write there, or name another.",
        ) from problem


class MosquittoChild:
    """mosquitto as a child of this process, with what `write` put into `folder`.

    It ends with this process, and with the thread that starts it, however that comes about.

    ports  those that must answer before `start` returns
    """

    def __init__(self, folder: Path, ports: Iterable[int]) -> None:
        self._folder = folder
        self._ports = tuple(ports)
        self._child: subprocess.Popen[bytes] | None = None

    @staticmethod
    def program() -> str | None:
        """Return where mosquitto is installed; Debian keeps it out of a user's PATH."""
        return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

    def start(self) -> None:
        """Start it and wait until it listens; raise DeviceFailed."""
        program = self.program()
        if program is None:
            raise DeviceFailed(
                "mosquitto is not installed", hint="Install it: sudo apt-get install mosquitto"
            )
        with used(self._folder):
            log = (self._folder / _LOG).open("wb")
        with log:
            self._child = subprocess.Popen(
                tethered_command(program, "-c", str(self._folder / CONFIGURATION)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        until_s = time.monotonic() + _START_S
        while not all(map(listens, self._ports)):
            if self._child.poll() is not None or time.monotonic() > until_s:
                self.kill()
                raise DeviceFailed(
                    "mosquitto did not start",
                    hint=f"{self._folder / _LOG} says why; often another one has the port.",
                )
            time.sleep(0.02)

    def reload(self) -> None:
        """Make it read users and access list again; whoever is no longer a user is cut off."""
        if self._child is not None:
            self._child.send_signal(signal.SIGHUP)

    def check(self) -> None:
        """Raise DeviceFailed if it ended by itself."""
        if self._child is not None and self._child.poll() is not None:
            self._child = None
            raise DeviceFailed(
                "mosquitto ended by itself", hint=f"{self._folder / _LOG} may say why."
            )

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None

    def stop(self) -> None:
        """Let it write down what it keeps and end."""
        if self._child is not None:
            self._child.terminate()
            try:
                self._child.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
            self._child = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _make(folder: Path) -> None:
    (folder / STORE).mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def _own_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # a user without a name; mosquitto minds the name only when it is root
        return "mosquitto"


def _listener_lines(listener: Listener) -> list[str]:
    lines = ["", f"listener {int(listener.port)} {_word(listener.address)}"]
    lines.append(f"protocol {'websockets' if listener.websocket else 'mqtt'}")
    if listener.tls is not None:
        lines.append(f"certfile {_word(listener.tls.cert_file)}")
        lines.append(f"keyfile {_word(listener.tls.key_file)}")
        lines.append("tls_version tlsv1.2")
        if listener.tls.ca_file is not None:
            lines.append(f"cafile {_word(listener.tls.ca_file)}")
            lines.append("require_certificate true")
            lines.append("use_identity_as_username true")
    return lines


def _hashed(password: str, salt: bytes) -> str:
    told = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ITERATIONS)
    return f"$7${_ITERATIONS}${b64encode(salt).decode()}${b64encode(told).decode()}"


def _user(name: str) -> str:
    if not _USER.fullmatch(name):
        raise BadConfig("a name of a user of the broker has characters that are not allowed")
    return name


def _topic(topic: str) -> str:
    if not _TOPIC.fullmatch(topic):
        raise BadConfig("a topic in the broker's access list has characters that are not allowed")
    return topic


def _word(value: Path | str) -> str:
    text = str(value)
    if not _WORD.fullmatch(text) or text != text.strip():
        raise BadConfig("a path or address in the broker's settings cannot be written there")
    return text


def _replace(path: Path, text: str) -> None:
    number, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
