"""What everybody promises who keeps a key outside the card, the twins included."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from frame.devices.credential import HostSealer
from frame.devices.firmware_crypto import FirmwareCrypto
from frame.devices.sim.board import SimBoard, SimSealer
from frame.devices.sim.clock import SimEntropy
from frame.devices.tpm import TpmSealer
from frame.errors import DeviceFailed
from frame.services.keys import OwnKey, Sealer
from frame.upkeep.keys_ladder import BoardKey

SECRET = bytes(range(32))
Make = Callable[[str], Sealer]


def _without(tool: str, why: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"{tool} is not here: {why}")
    pytest.skip(f"{tool} is not here: {why}")


@pytest.fixture
def tpm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a software TPM (swtpm), as the TSS library has it.

    Without the kernel's resource manager a TPM holds three objects of those who asked before, so
    each test has one of its own.
    """
    if shutil.which("swtpm") is None or not _libraries("libtss2-tcti-swtpm.so*"):
        _without("swtpm", "install swtpm and libtss2-tcti-swtpm0")
    state = tmp_path_factory.mktemp("tpm")
    port = _two_free_ports()
    words = (
        *("swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state}"),
        *("--server", f"type=tcp,port={port}", "--ctrl", f"type=tcp,port={port + 1}"),
        *("--flags", "not-need-init,startup-clear"),
    )
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        _answers(port + 1)
        yield f"swtpm:host=127.0.0.1,port={port}"
        running.terminate()


def _libraries(pattern: str) -> list[Path]:
    return [one for root in ("/usr/lib", "/lib") for one in Path(root).glob(f"*/{pattern}")]


def _two_free_ports() -> int:
    for port in range(23_210, 23_400, 2):
        with socket.socket() as one, socket.socket() as other:
            try:
                one.bind(("127.0.0.1", port))
                other.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    pytest.fail("no ports are free")


def _answers(port: int) -> None:
    for _ in range(100):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the TPM does not answer")


@pytest.fixture(params=["twin", "systemd", "tpm"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Give sealers of one machine, by their name."""
    if request.param == "twin":
        seed = SimEntropy(1).fresh(32)

        class Same(SimEntropy):
            def fresh(self, count: int) -> bytes:
                return seed[:count]

        return lambda name: SimSealer(name, Same(1))
    if shutil.which("systemd-creds") is None:
        _without("systemd-creds", "install systemd")
    if os.getuid() != 0:
        pytest.skip("systemd-creds works for root only")
    if request.param == "tpm":
        device = request.getfixturevalue("tpm")
        return lambda name: TpmSealer(name, device)
    return lambda name: HostSealer(name, tmp_path / "host.key")


def test_what_was_sealed_here_opens_here(make: Make) -> None:
    sealer = make("frame.one")
    assert sealer.missing() == ""
    sealed = sealer.seal(SECRET)
    assert SECRET not in sealed
    assert SECRET.hex().encode() not in sealed
    assert make("frame.one").unseal(sealed) == SECRET


def test_it_opens_under_its_own_name_only(make: Make) -> None:
    sealed = make("frame.one").seal(SECRET)
    with pytest.raises(DeviceFailed):
        make("frame.two").unseal(sealed)


def test_what_is_altered_or_nothing_does_not_open(make: Make) -> None:
    sealer = make("frame.one")
    sealed = bytearray(sealer.seal(SECRET))
    sealed[len(sealed) // 2] ^= 1
    for told in (bytes(sealed), b"", b"hello", bytes(sealed[:40])):
        with pytest.raises(DeviceFailed):
            sealer.unseal(told)


def test_what_another_machine_sealed_does_not_open(make: Make, tmp_path: Path) -> None:
    sealed = HostSealer("frame.one", tmp_path / "other.key")
    told = b"x" * 200 if sealed.missing() else sealed.seal(SECRET)
    with pytest.raises(DeviceFailed):
        make("frame.one").unseal(told)


def test_a_board_without_a_tpm_says_so() -> None:
    if Path("/dev/tpmrm0").exists():
        pytest.skip("this machine has a TPM")
    assert TpmSealer("x").missing() == "this board has no TPM 2.0"


_TOOL = """#!{python}
import hashlib, hmac, sys
from pathlib import Path
otp = Path({otp!r})
words = sys.argv[1:]
def fails(number):
    print(f"Last crypto error: {{number}} (said)", file=sys.stderr)
    raise SystemExit(255)
def option(name):
    return words[words.index(name) + 1]
if words[0] == "hmac":
    assert option("--key-id") == "1" and option("--outform") == "hex"
    message = Path(option("--in")).read_bytes()
    if len(message) > 2048:
        fails(2)
    if not otp.exists():
        fails(6)
    print(hmac.new(otp.read_bytes(), message, hashlib.sha256).hexdigest(), end="")
elif words[0] == "genkey":
    assert words[1:] == ["--key-id", "1", "--alg", "ec"]
    if otp.exists():
        fails(10)
    otp.write_bytes(hashlib.sha256({seed!r}).digest())
    print("Successfully generated ECDSA key in slot 1")
else:
    raise SystemExit(1)
"""
"""Answers as rpi-fw-crypto does, going by its source: no board was ever asked."""


@pytest.fixture(params=["twin", "tool"])
def blank(request: pytest.FixtureRequest, tmp_path: Path) -> OwnKey:
    """A board whose one-time memory is blank."""
    if request.param == "twin":
        return SimBoard(SimEntropy(3))
    tool = tmp_path / "rpi-fw-crypto"
    otp = str(tmp_path / "otp")
    tool.write_text(_TOOL.format(python=sys.executable, otp=otp, seed=os.fsencode(tmp_path)))
    tool.chmod(0o755)
    return FirmwareCrypto(str(tmp_path))


def test_a_blank_board_answers_nothing(blank: OwnKey) -> None:
    assert blank.state() is BoardKey.BLANK
    with pytest.raises(DeviceFailed):
        blank.answer(b"question")


def test_a_key_is_burnt_once_and_answers_the_same_ever_after(blank: OwnKey) -> None:
    blank.burn()
    assert blank.state() is BoardKey.READY
    one = blank.answer(b"question")
    assert len(one) == 32
    assert blank.answer(b"question") == one != blank.answer(b"another")
    with pytest.raises(DeviceFailed):
        blank.burn()
    assert blank.answer(b"question") == one


def test_a_question_that_is_too_long_is_not_answered(blank: OwnKey) -> None:
    blank.burn()
    assert len(blank.answer(bytes(2048))) == 32
    with pytest.raises(DeviceFailed):
        blank.answer(bytes(2049))


def test_a_machine_without_such_firmware_says_so(tmp_path: Path) -> None:
    board = FirmwareCrypto(str(tmp_path))
    assert board.state() is BoardKey.ABSENT
    with pytest.raises(DeviceFailed):
        board.burn()


def test_firmware_that_says_the_same_to_everything_is_not_believed(tmp_path: Path) -> None:
    tool = tmp_path / "rpi-fw-crypto"
    tool.write_text(f"#!{sys.executable}\nprint('0' * 64)\n")
    tool.chmod(0o755)
    assert FirmwareCrypto(str(tmp_path)).state() is BoardKey.ABSENT
