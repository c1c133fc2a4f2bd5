import threading
from pathlib import Path

import pytest

from frame.devices.clock import KernelEntropy, WallClock
from frame.devices.sim.link import SimBroker, SimLink
from frame.model import Verb
from frame.owner import place
from frame.owner.meeting import Introduced, Meeting
from frame.protocol.envelope import Rank
from tests.owner.conftest import Owner
from tests.owner.frame_for_tests import FrameForTests


def test_a_no_on_this_side_pairs_nobody(owner: Owner, kitchen: FrameForTests) -> None:
    said = owner("pair", kitchen.card(), typed="n\n")
    assert said.code == 1
    assert "the digits were not the same" in said.err
    assert "Show a new card" in said.err
    assert owner("frames").out == "this device is not paired with any frame\n"


def test_a_no_at_the_frame_pairs_nobody(owner: Owner, kitchen: FrameForTests) -> None:
    kitchen.yes = False
    said = owner("pair", kitchen.card(), "--yes")
    assert said.code == 1
    assert "somebody at the frame said no" in said.err
    assert kitchen.do(lambda: len(kitchen.node.books.devices())) == 0


@pytest.mark.parametrize("url", ["", "hello", "https://frame.local/p#2" + "A" * 64])
def test_an_address_that_is_no_card_is_said_to_be_none(owner: Owner, url: str) -> None:
    said = owner("pair", url)
    assert said.code == 2
    assert "card" in said.err
    assert "Traceback" not in said.err


def test_nothing_works_before_pairing_and_everything_says_so(owner: Owner) -> None:
    for words in (("frames",), ("albums",), ("receipts",), ("sync",), ("album", "A")):
        said = owner(*words)
        assert said.code == 2
        assert "this device is not paired with any frame yet" in said.err
        assert "frame owner pair URL" in said.err


def test_pairing_again_replaces_what_was_known(owner: Owner, paired: FrameForTests) -> None:
    assert owner("pair", paired.card(), "--yes").code == 0
    assert len(owner("frames", "--json").json["frames"]) == 1
    assert owner("devices").code == 0


def test_the_devices_of_a_frame_are_listed(owner: Owner, paired: FrameForTests) -> None:
    (one,) = owner("devices", "--json").json["devices"]
    assert (one["device"], one["role"], one["this"]) == ("Ana, Laptop", "owner", True)
    assert "Ana, Laptop (this one)" in owner("devices").out
    assert paired.label == "Kitchen"


class Phone(threading.Thread):
    """Another person's device that scans a card and says yes."""

    def __init__(self, folder: Path, broker: SimBroker, url: str) -> None:
        super().__init__()
        self._folder, self._broker, self._url = folder, broker, url
        self._asked = threading.Event()
        self._digits = ""

    def run(self) -> None:
        clock, entropy = WallClock(), KernelEntropy()
        with place.opened(self._folder, clock, entropy, make=True) as books:
            meeting = Meeting(
                books,
                lambda _, *rest: SimLink(self._broker, "phone", *rest),
                clock,
                entropy,
                self._agree,
            )
            meeting.pair(self._url, Introduced(person="Ben", label="Phone"))

    def _agree(self, digits: str, _label: str) -> bool:
        self._digits = digits
        self._asked.set()
        return True

    def digits(self) -> list[str]:
        assert self._asked.wait(10)
        return self._digits.split()


def test_an_owner_invites_a_device_and_gives_the_yes(
    owner: Owner, paired: FrameForTests, tmp_path: Path, broker: SimBroker
) -> None:
    paired.answers = False
    assert "becomes viewer" in owner("invite", "--role", "viewer").out
    url = paired.do(lambda: paired.node.pairing.showing.url if paired.node.pairing.showing else "")
    phone = Phone(tmp_path / "phone", broker, url)
    phone.start()
    digits = phone.digits()
    assert owner("approve", "1").code == 2
    said = owner("approve", *digits)
    phone.join(10)
    assert said.code == 0, said.err
    assert said.out == "'Ben, Phone' is paired as viewer\n"
    assert owner("rename", "Phone", "Ben's telephone").code == 0
    assert [one["device"] for one in owner("devices", "--json").json["devices"]] == [
        "Ana, Laptop",
        "Ben, Ben's telephone",
    ]
    assert owner("remove", "Ben's telephone", typed="y\n").code == 0
    assert len(owner("devices", "--json").json["devices"]) == 1
    assert owner("remove", "Ben's telephone", "--yes").code == 2


def test_a_key_is_pressed_from_afar(owner: Owner, paired: FrameForTests) -> None:
    assert owner("press", "next").out == "pressed next\n"
    assert paired.pressed == [Verb.NEXT]


def test_leaving_erases_everything_and_forgets_the_frame(
    owner: Owner, granted: FrameForTests, stick: Path, tmp_path: Path
) -> None:
    owner("send", stick, "--album", "Summer")
    assert owner("leave", typed="n\n").code == 1
    said = owner("leave", typed="y\n")
    assert said.code == 0, said.err
    assert "Kitchen erased 3 photo(s)" in said.out
    assert granted.photos() == 0
    granted.until(lambda: not granted.node.books.devices())
    assert owner("frames", "--json").json == {"frames": []}
    owner("export", tmp_path / "out")
    assert "Kitchen was left" in (tmp_path / "out" / "consents.txt").read_text()
    assert "not paired with any frame" in owner("devices").err


def test_with_two_frames_one_has_to_be_named(
    owner: Owner, granted: FrameForTests, tmp_path: Path, broker: SimBroker
) -> None:
    with FrameForTests(tmp_path / "hall", broker, "Hall") as hall:
        assert owner("pair", hall.card(), "--yes").code == 0
        said = owner("press", "next")
        assert said.code == 2
        assert "there is more than one frame" in said.err
        assert "'Kitchen', 'Hall'" in said.err
        assert owner("press", "next", "--frame", "hall").code == 0
        assert (hall.pressed, granted.pressed) == ([Verb.NEXT], [])
        assert owner("grant", "Summer", "--frame", "Hall", "--yes").code == 0
        frames = owner("albums", "--json").json["albums"][0]["frames"]
        assert {one["frame"] for one in frames} == {"Kitchen", "Hall"}


def test_a_frame_that_is_away_is_named_and_what_to_do(
    owner: Owner, paired: FrameForTests, broker: SimBroker
) -> None:
    paired.mute()
    said = owner("press", "next", wait="0.4")
    assert said.code == 1
    assert "the frame does not answer" in said.err
    assert "switched on" in said.err
    broker.kill()
    said = owner("press", "next", wait="0.4")
    assert (said.code, said.err[:41]) == (1, "frame: the broker in memory does not run\n")
    said = owner("sync", "--json", wait="0.4")
    assert said.code == 1
    assert '"reached": 0' in said.out
    assert paired.pressed == []


def test_names_of_others_cannot_write_on_the_terminal(
    owner: Owner, tmp_path: Path, broker: SimBroker
) -> None:
    with FrameForTests(tmp_path / "evil", broker, "\x1b]0;x\x07Evil\u202e\n\x9b2J") as evil:
        said = owner("pair", evil.card(), "--yes")
        told = said.out + said.err
        for words in (("frames",), ("devices",), ("frames", "--json")):
            again = owner(*words)
            told += again.out + again.err
    assert "Evil" in told
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(told)


def test_a_second_command_at_the_same_time_waits_its_turn(
    owner: Owner, paired: FrameForTests, tmp_path: Path
) -> None:
    with place.opened(tmp_path / "owner", WallClock(), KernelEntropy()):
        said = owner("frames")
    assert said.code == 1
    assert "another process" in said.err
    assert paired.do(paired.node.books.devices)


def test_a_contributor_may_not_invite(owner: Owner, paired: FrameForTests, tmp_path: Path) -> None:
    card = paired.card(Rank.CONTRIBUTOR)
    assert owner("pair", card, "--yes", who="guest").code == 0
    assert owner("frames", "--json", who="guest").json["frames"][0]["role"] == "contributor"
    owner("invite", who="guest")
    assert paired.do(lambda: paired.node.pairing.showing) is None
    assert (tmp_path / "guest").is_dir()
