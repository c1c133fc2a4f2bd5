"""What a broker, and whoever listens between it and a device, can read: nothing (P6)."""

import base64
import json
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from frame.devices.sim.pictures import photo_like
from frame.protocol.addresses import Lane, PairSecret, device_id, inbox
from frame.services import household
from tests.integration.brokers import Wiretap
from tests.integration.frame_kit import RealFrame

PERSON, LABEL, FRAME = "Persephone Markerova", "Markerova telescope", "Markerova hallway"
TITLE, CAPTION = "Lakeside of Grandmother", "Rosebud under the old walnut tree"
FILE = "Grandmother at the lake.jpg"
IN_FILE = ("Marker Camera Works", "Grandmother Markerova", "SERIAL-4711-0815", "Marker datum")
WORDS = (PERSON, LABEL, FRAME, TITLE, CAPTION, Path(FILE).stem, *IN_FILE)
WINDOW = 16


def spellings(told: bytes) -> Iterator[bytes]:
    """Yield how bytes look as they are, in hexadecimal, and inside base64 at each offset."""
    yield told
    yield told.hex().encode()
    yield told.hex().upper().encode()
    for skipped in range(3):
        whole = told[skipped:]
        encoded = base64.b64encode(whole[: len(whole) // 3 * 3])
        yield encoded
        yield encoded.translate(bytes.maketrans(b"+/", b"-_"))


def found_words(words: Iterable[str], told: bytes) -> set[str]:
    """Return the words that can be read somewhere, in any spelling."""
    return {word for word in words if any(one in told for one in spellings(word.encode()))}


def windows(told: bytes) -> set[bytes]:
    """Return every 16 bytes that follow each other, but for those that say nothing."""
    every = (told[at : at + WINDOW] for at in range(len(told) - WINDOW + 1))
    return {one for one in every if len(set(one)) > WINDOW // 2}


def share_bytes(picture: bytes, seen: set[bytes]) -> bool:
    """Say whether any 16 bytes of a picture were seen, in any spelling."""
    return any(not seen.isdisjoint(windows(one)) for one in spellings(picture))


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo that tells much about the family, in a file whose name does, too."""
    folder = tmp_path_factory.mktemp("telling")
    (folder / "plain.jpg").write_bytes(photo_like(320, 240, seed=1))
    with Image.open(folder / "plain.jpg") as picture:
        exif = picture.getexif()
        exif[0x010F], exif[0x013B] = IN_FILE[:2]
        exif.get_ifd(0x8769)[0xA431] = IN_FILE[2]
        exif.get_ifd(0x8825)[18] = IN_FILE[3]
        picture.save(folder / FILE, exif=exif)
    return folder / FILE


def _exchange(home: RealFrame, telling: Path) -> dict[str, bytes]:
    """Pair, share, say and take back; return all that was said, in plain."""
    home.pair(PERSON, LABEL)
    sent = home.share(TITLE, telling)
    home.owner("caption", sent[0]["photo"], CAPTION)
    plain = {
        "file": FILE.encode() + telling.read_bytes(),
        "frame": json.dumps([home.photos(), home.ask("devices")]).encode(),
        "owner": json.dumps([home.owner("photos"), home.owner("frames")]).encode(),
    }
    home.core.stop()
    with household.opened(home.state) as opened:
        photo = opened.vault.photos()[0]
        plain["master"] = opened.vault.master(photo.id)
        plain["thumbnail"] = opened.vault.thumbnail(photo.id)
    # Said while the frame is away, so that the broker has to keep it.
    home.owner("caption", sent[0]["photo"], CAPTION + "!")
    home.broker.stop()
    plain["kept"] = _kept(home)
    home.broker.start()
    home.core.start()
    told = home.owner("revoke", TITLE, "--yes")
    assert not told["withdrawals"][0]["pending"]
    return plain


def _kept(home: RealFrame) -> bytes:
    """Return everything that mosquitto has on its disk."""
    files = [path for path in (home.state / "broker").rglob("*") if path.is_file()]
    assert any(path.name == "mosquitto.db" for path in files)
    return b"\n".join(path.read_bytes() for path in files)


@pytest.mark.promise("P6")
def test_no_marker_is_on_the_wire_or_on_the_brokers_disk(tmp_path: Path, telling: Path) -> None:
    home = RealFrame(tmp_path, FRAME)
    taps = [Wiretap(home.port), Wiretap(home.port)]
    home.reach(*(tap.port for tap in taps))
    with home:
        plain = _exchange(home, telling)
    kept = plain.pop("kept") + _kept(home)
    wires = [tap.heard for tap in taps]
    for tap in taps:
        tap.close()
    pictures = (telling.read_bytes(), plain["master"], plain["thumbnail"])
    _must_find(plain)
    assert all(len(wire) > len(plain["master"]) for wire in wires)
    assert all(b"hf1/" in one for one in (*wires, kept))
    for told in (*wires, kept):
        assert found_words(WORDS, told) == set()
        seen = windows(told)
        assert not any(share_bytes(picture, seen) for picture in pictures)


def _must_find(plain: dict[str, bytes]) -> None:
    """Check that the same search finds every marker where there is one to be found."""
    everything = b"\n".join(plain.values())
    assert found_words(WORDS, everything) == set(WORDS)
    for spelled in spellings(everything):
        assert found_words(WORDS, spelled) == set(WORDS)
    for name in ("file", "master", "thumbnail"):
        for spelled in spellings(plain[name]):
            assert share_bytes(plain[name], windows(b"before" + spelled + b"behind"))


SECRETS = st.binary(min_size=32, max_size=32)
MONTHS = range(676, 688)


@given(SECRETS, SECRETS, SECRETS, SECRETS)
@settings(max_examples=50, deadline=None)
def test_ids_of_a_pair_have_nothing_in_common(
    first: bytes, second: bytes, here: bytes, there: bytes
) -> None:
    names = {here, there}
    ids = [
        device_id(PairSecret(secret), month, name)
        for secret in {first, second}
        for month in MONTHS
        for name in names
    ]
    assert len(set(ids)) == len(ids) == len({first, second}) * len(names) * len(MONTHS)
    assert all(one[:8] != other[:8] for one, other in combinations(ids, 2))


def test_the_id_of_a_month_says_nothing_about_the_next_one() -> None:
    differing = []
    for number in range(400):
        secret = PairSecret(number.to_bytes(32, "big"))
        one, other = (device_id(secret, month, bytes(32)) for month in MONTHS[:2])
        both = [int.from_bytes(base64.b32decode(each.upper())) for each in (one, other)]
        differing.append((both[0] ^ both[1]).bit_count())
    mean = sum(differing) / len(differing)
    assert 39 < mean < 41  # of 80 bits, as of two that were drawn
    assert min(differing) > 16


def test_a_topic_holds_ids_and_a_lane_and_nothing_else() -> None:
    secret = PairSecret(bytes(32))
    here, there = (device_id(secret, MONTHS[0], name * 32) for name in (b"a", b"b"))
    assert inbox(here, there, Lane.CHUNKS) == f"hf1/{here}/in/{there}/c"
    assert {len(here), len(there)} == {16}
