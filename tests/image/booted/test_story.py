"""One frame, from a freshly written card to the next household: each test goes on from the last.

What is slow here is the emulated processor: on two cores of a PC it takes some fifty times as long
as a Raspberry Pi 4 would. Times are printed, and kept in docs/image.md.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from PIL import Image, ImageStat
from steps import bundle
from steps.keys import Keys
from steps.settings import ROOT, read

from frame.services.last_word import PREFIX
from frame.services.last_word import read as read_word
from frame.upkeep.autoboot import Autoboot, Slot, parse, render
from tests.image.booted.board import Board
from tests.image.booted.conftest import NEXT

if "HEARTHFRAME_IMAGE" not in os.environ:
    pytest.skip("takes an hour: make image-test", allow_module_level=True)

_MINUTE = 60.0
_SERVICES = ("core", "display", "vision", "web", "broker", "steward")
_ANEW = "making the data partition"
_TITLE = "Summer by the lake"
_MODEL = "models/scene.tflite"
_NO_GPU = """
[screen]
renderer = "software"

[show]
motion = false
fade_seconds = 0.0
"""
_LOOK = """
import hashlib, json, sys
import numpy as np
from ai_edge_litert.interpreter import Interpreter
net = Interpreter(model_path=sys.argv[1], num_threads=1)
net.allocate_tensors()
put = net.get_input_details()[0]
shape = tuple(put["shape"])
ramp = (np.arange(int(np.prod(shape)), dtype=np.int64) * 7919 % 256).reshape(shape)
net.set_tensor(put["index"], ramp.astype(put["dtype"]))
net.invoke()
out = [net.get_tensor(one["index"]) for one in net.get_output_details()]
print(json.dumps([one.astype(float).ravel().tolist() for one in out]))
"""


@pytest.fixture(autouse=True)
def _timed(request: pytest.FixtureRequest) -> Iterator[None]:
    begin = time.monotonic()
    yield
    _tell(f"{request.node.name}: {time.monotonic() - begin:.0f} s")


@pytest.fixture(scope="module")
def before() -> dict[int, bytes]:
    """What stood on the data partition before it was forgotten, by its place."""
    return {}


def test_a_freshly_written_card_starts_from_slot_a(board: Board) -> None:
    assert board.starts(15 * _MINUTE) == "boot_a"
    board.until(
        lambda: board.does("systemctl is-system-running --wait", check=False) == 0,
        "it does not come to rest",
        10 * _MINUTE,
    )
    _tell(board.says("systemd-analyze time"))
    assert board.says("systemctl --failed --no-legend") == ""


def test_the_root_is_verified_and_nobody_can_write_to_it(board: Board) -> None:
    assert board.says("findmnt -no FSTYPE,SOURCE /") == "erofs /dev/mapper/root"
    assert "verified" in board.says("sudo veritysetup status root")
    assert board.does("sudo touch /etc/written", check=False) != 0
    assert "/dev/mapper/data" in board.says("findmnt -no SOURCE /var")
    _tell(board.says("sudo cryptsetup status data"))
    assert "LUKS2" in board.says("sudo cryptsetup status data")
    swaps = board.says("tail -n +2 /proc/swaps").splitlines()
    assert [line.split()[0] for line in swaps] == ["/dev/zram0"]


def test_an_installer_tells_it_that_there_is_no_gpu(board: Board) -> None:
    """Mesa's softpipe on an emulated processor is slower with a photo than a watchdog waits."""
    settings = shlex.quote(_NO_GPU)
    board.does(f"printf %s {settings} | sudo tee -a /var/lib/hearthframe/frame.toml")
    board.does("sudo systemctl restart hearthframe-core hearthframe-display")


def test_what_the_installer_wrote_was_taken_and_is_gone_from_the_card(board: Board) -> None:
    assert board.says("date +%Z") in {"GMT", "BST"}
    board.does("sudo sync -f /boot/config")
    assert "rpi-preseed" not in board.says("sudo ls /boot/config")


def test_nothing_listens_but_on_documented_ports(board: Board) -> None:
    told = board.says("sudo ss -Hltnu | awk '{print $1, $5}'")
    open_to_all = {
        (line.split()[0], line.rpartition(":")[2])
        for line in told.splitlines()
        if not any(home in line for home in ("127.0.0.", "[::1]", "%lo"))
    }
    assert open_to_all <= {
        ("tcp", "22"), ("tcp", "80"), ("tcp", "443"), ("udp", "5353"), ("udp", "68"),
        ("udp", "546"),
    }, told  # fmt: skip
    assert "policy drop" in board.says("sudo nft list chain inet hearthframe input")


@pytest.mark.parametrize("name", _SERVICES)
def test_a_process_is_fenced_in(board: Board, name: str) -> None:
    unit = f"hearthframe-{name}.service"
    overall = board.says(f"sudo systemd-analyze security {unit} --no-pager | tail -1")
    _tell(overall)
    assert float(overall.split(":")[1].split()[0]) <= 1.5


def test_the_screen_shows_the_card_of_a_new_frame(board: Board) -> None:
    assert "hearthframe.local" in board.card_address(10 * _MINUTE)
    assert "kmsdrm" in board.says(
        "sudo cat /proc/$(systemctl show -P MainPID hearthframe-display)/environ | tr '\\0' '\\n'"
    )


def test_the_models_see_what_they_see_on_a_pc(board: Board) -> None:
    python = "/usr/lib/hearthframe/bin/python3 -I"
    model = f"$(ls -d /usr/lib/hearthframe/lib/python3*)/site-packages/frame/{_MODEL}"
    there = json.loads(board.says(f"{python} -c '{_LOOK}' {model}").splitlines()[-1])
    done = subprocess.run(
        [ROOT / ".venv/bin/python", "-c", _LOOK, ROOT / _MODEL],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert there == json.loads(done.stdout.splitlines()[-1])


def test_a_phone_claims_it_by_the_code_on_the_screen(board: Board, place: Path) -> None:
    address = board.card_address(10 * _MINUTE)
    words = ("pair", address, "--name", "Ada", "--label", "Phone", "--yes", "--wait", "300")
    with subprocess.Popen(_owner(board, place, *words)) as pairing:
        while pairing.poll() is None:
            time.sleep(5)
            board.machine.press("y")
    assert pairing.returncode == 0
    assert "Ada" in [one["name"] for one in board.frame("owners")["owners"]]


def test_a_photo_from_the_phone_reaches_the_screen(board: Board, place: Path) -> None:
    photo = place / "lake.jpg"
    Image.radial_gradient("L").resize((1600, 1000)).convert("RGB").point(
        [*(min(255, 20 + n // 4) for n in range(256)), *(n // 2 for n in range(256)),
         *(255 - n // 3 for n in range(256))]
    ).save(photo)  # fmt: skip
    for words in (
        ("album", _TITLE),
        ("grant", _TITLE, "--yes"),
        ("send", str(photo), "--album", _TITLE, "--wait", "300"),
    ):
        subprocess.run(_owner(board, place, *words), check=True)
    board.until(lambda: _is_blue(board), "the photo is not on the screen", 10 * _MINUTE)
    board.picture("photo")


def test_nothing_of_it_can_be_read_from_the_card(board: Board) -> None:
    board.does("sync")
    data = board.machine.card.parts()["data"]
    with board.machine.card.file.open("rb") as card:
        card.seek(data.begin)
        left, tail = data.length, b""
        while left > 0:
            piece = card.read(min(left, 16 * 1024**2))
            assert _TITLE.encode() not in tail + piece
            assert b"hearthframe.local" not in tail + piece
            left, tail = left - len(piece), piece[-64:]


def test_an_update_is_written_to_slot_b_and_kept(board: Board, update: Path) -> None:
    board.takes(update, "update.raucb")
    _tell(board.says("sudo frame update install /var/tmp/update.raucb"))
    assert board.machine.card.read("bootconfig", "autoboot.txt") == _autoboot("a")
    board.does("sudo frame update try", check=False)
    assert board.machine.ended(5 * _MINUTE)
    assert board.starts(15 * _MINUTE, tryboot=True) == "boot_b"
    board.until(
        lambda: json.loads(board.says("sudo frame update status --json"))["phase"] == "Good",
        "it is not kept", 15 * _MINUTE,
    )  # fmt: skip
    board.does("sudo sync -f /boot/config")
    assert board.machine.card.read("bootconfig", "autoboot.txt") == _autoboot("b")
    assert NEXT in board.says("cat /usr/lib/os-release")
    assert len(board.frame("photos")["photos"]) == 1


def test_an_update_that_does_not_start_is_followed_by_the_good_slot(
    board: Board, built: Path, place: Path
) -> None:
    broken = _broken(built, place)
    board.takes(broken, "broken.raucb")
    board.does("sudo frame update install /var/tmp/broken.raucb")
    board.does("sudo frame update try", check=False)
    assert board.machine.ended(5 * _MINUTE)
    assert board.machine.start(tryboot=True) == "boot_a"
    assert not board.machine.ended(10 * _MINUTE), "it asked to be tried again"
    assert board.starts(15 * _MINUTE) == "boot_b"
    board.until(
        lambda: "99.2" in json.loads(board.says("sudo frame update status --json"))["failed"],
        "nobody remembers that it failed", 10 * _MINUTE,
    )  # fmt: skip
    assert len(board.frame("photos")["photos"]) == 1


def test_a_wipe_ends_with_the_frames_signed_word_on_the_glass(
    board: Board, before: dict[int, bytes]
) -> None:
    before.update(_traces(board))
    assert before, "nothing was ever written there"
    said = board.frame("wipe --machine --yes")
    assert said["photos"] == 1
    assert board.code(PREFIX, "last-word", 3 * _MINUTE) == said["statement"]
    assert read_word(said["statement"]).code == said["code"]
    assert not board.machine.ended(10 * _MINUTE), "it restarts, but not for a try"


def test_the_next_start_destroys_the_keys_of_everything_that_was_written(board: Board) -> None:
    assert any(_header(board)), "core cannot do that, and it must not"
    board.machine.start()
    assert not board.machine.ended(10 * _MINUTE), "it restarts, but not for a try"
    assert _ANEW not in board.machine.said()
    assert not any(_header(board)), "the header held the keys"


def test_the_frame_begins_anew_and_knows_nobody(board: Board, before: dict[int, bytes]) -> None:
    board.machine.start()
    board.machine.wait(_ANEW, 10 * _MINUTE)
    assert "hearthframe.local" in board.code("#1", "anew", 15 * _MINUTE)
    after = _traces(board)
    assert not [at for at, piece in before.items() if after.get(at) == piece]
    page = f"http://{board.machine.address}/"
    board.until(lambda: _answers(page), "its page does not answer", 5 * _MINUTE)
    assert board.does("true", check=False) != 0, "the installer's key is still there"
    assert board.machine.card.names("bootconfig").split() == ["::/autoboot.txt"]


def _tell(line: str) -> None:
    sys.stdout.write(f"\n{line}\n")
    sys.stdout.flush()


def _header(board: Board) -> bytes:
    return board.machine.card.bytes_of("data", 0, 16 * 1024**2)


def _traces(board: Board) -> dict[int, bytes]:
    """Return what stands at the beginning of every other MiB of the data partition, but zeros."""
    card = board.machine.card
    every = range(0, card.parts()["data"].length, 2 * 1024**2)
    pieces = ((at, card.bytes_of("data", at, 4096)) for at in every)
    return {at: piece for at, piece in pieces if any(piece)}


def _answers(page: str) -> bool:
    try:
        with urllib.request.urlopen(page, timeout=30) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def _autoboot(slot: str) -> bytes:
    return render(Autoboot.of(Slot(slot)))


def _is_blue(board: Board) -> bool:
    red, _, blue = ImageStat.Stat(board.picture("now")).mean
    return blue > red + 40


def _owner(board: Board, place: Path, *words: str) -> list[str | Path]:
    """Return `frame owner` where hearthframe.local is this board, and nowhere else."""
    hosts = place / "hosts"
    hosts.write_text(f"127.0.0.1 localhost\n{board.machine.address} hearthframe.local\n")
    script = 'mount --bind "$1" /etc/hosts; shift; exec "$@"'
    frame: list[str | Path] = [
        ROOT / ".venv/bin/frame",
        "owner",
        *words,
        "--owner-state",
        place / "owner",
    ]
    return ["unshare", "--mount", "sh", "-c", script, "sh", hosts, *frame]


def _broken(built: Path, place: Path) -> Path:
    """Return a bundle that is signed as it should be, of a system with one wrong byte in it."""
    system, boot = place / "broken-system.img", place / "broken-boot.vfat"
    system.write_bytes((built / "next/system.img").read_bytes())
    boot.write_bytes((built / "next/disk/boot_a.vfat").read_bytes())
    told = (built / "next/boot/boot_a/cmdline.txt").read_bytes()
    hashed = re.search(rb"hearthframe\.roothash=(\S)", told)
    assert hashed is not None
    other = b"1" if hashed[1] == b"0" else b"0"
    wrong = told[: hashed.start(1)] + other + told[hashed.end(1) :]
    subprocess.run(["mcopy", "-o", "-i", boot, "-", "::cmdline.txt"], input=wrong, check=True)
    out = place / "broken.raucb"
    parts = {"system.img": system, "boot.vfat": boot}
    bundle.make(read(), parts, "99.2", Keys(built / "keys"), out)
    return out


def test_autoboot_is_whole_after_all_that(board: Board) -> None:
    assert parse(board.machine.card.read("bootconfig", "autoboot.txt")) is not None
