"""What may be installed, when, and what the feed may say."""

import hashlib
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from frame.crypto.keys import SigningSeed
from frame.crypto.sign import Signer
from frame.devices.rauc import Bundle
from frame.devices.sim.rauc import SimRauc
from frame.errors import BadConfig, BadMessage, BadRequest, DeviceFailed, Offline, StoreBusy
from frame.services import updating
from frame.services.signatures import digest_of, signed
from frame.services.updating import Updates
from frame.store.lock import Lock
from frame.upkeep.autoboot import Slot
from frame.upkeep.minisign import PublicKey, write_public_key, write_signature
from tests.services.update_kit import COMPATIBLE, NIGHT, House, settled

_SIGNER, _STRANGER = (Signer(SigningSeed(bytes([n] * 32))) for n in (1, 2))
_FEED = "https://updates.example/frame/feed.json"


class SimWeb:
    """Hands out files by address; `broken` lets downloads stop half-way."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.broken = False
        self.asked: list[str] = []

    def small(self, address: str, most_bytes: int) -> bytes:
        self.asked.append(address)
        if address not in self.files:
            raise Offline("the update server answers 404")
        return self.files[address][:most_bytes]

    def large(
        self, address: str, place: Path, size_bytes: int, heard: Callable[[int], object]
    ) -> None:
        self.asked.append(address)
        data = self.files[address]
        place.write_bytes(data[: len(data) // 2] if self.broken else data)
        heard(size_bytes)
        if self.broken:
            raise Offline("the download of the update stopped")


class Household:
    """A frame, a web with a feed, and somebody who publishes."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        self.web = SimWeb()
        (folder / "state" / "frame.toml").write_text(f'[updates]\nfeed = "{_FEED}"\n')
        self.trusts(_SIGNER)

    @property
    def updates(self) -> Updates:
        return self.house.updates(web=self.web)

    def trusts(self, signer: Signer) -> None:
        key = PublicKey(id=b"releases", public=signer.public)
        (self.house.folder / "place" / "release.pub").write_text(write_public_key(key))

    def publishes(self, *versions: str, signer: Signer = _SIGNER, **more: object) -> None:
        releases = [self._release(version) for version in versions]
        feed = {
            "format": 1,
            "compatible": COMPATIBLE,
            "serial": 1,
            "expires": "2027-01-01T00:00:00Z",
            "releases": releases,
            **more,
        }
        data = json.dumps(feed).encode()
        self.web.files[_FEED] = data
        signature = write_signature(signed(signer, b"releases", digest_of(data), "feed"))
        self.web.files[f"{_FEED}.minisig"] = signature.encode()

    def _release(self, version: str) -> dict[str, object]:
        data = self.house.bundle(version).read_bytes()
        self.web.files[f"https://updates.example/frame/{version}.raucb"] = data
        return {
            "version": version,
            "place": f"{version}.raucb",
            "size_bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            "released": "2026-11-01",
            "supported_until": "2028-11-01",
        }


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return Household(tmp_path)


def _offered(updates: Updates) -> str | None:
    offered = updates.check()["offered"]
    return offered["version"] if isinstance(offered, dict) else None


def test_the_newest_release_is_offered_with_how_long_it_is_supported(home: Household) -> None:
    home.publishes("0.9", "1.1", "1.2")
    offered = home.updates.check()["offered"]
    assert isinstance(offered, dict)
    assert (offered["version"], offered["supported_until"]) == ("1.2", "2028-11-01")


def test_at_night_the_frame_fetches_installs_and_tries_it_by_itself(home: Household) -> None:
    home.publishes("1.1")
    told: list[tuple[str, int]] = []
    document = home.updates.take(lambda *heard: told.append(heard))
    assert document["trying"] == "1.1"
    assert {what for what, _ in told} == {"fetched", "written"}
    assert list((home.house.folder / "setup" / "updates").glob("*.raucb")) == []
    home.house.start()
    settled(home.house)
    assert home.house.system.version == "1.1"
    assert home.updates.take()["because"] == "there is nothing newer"


@pytest.mark.parametrize("hour", [*range(2), *range(5, 24)])
def test_never_outside_the_hours_that_were_set(home: Household, hour: int) -> None:
    home.publishes("1.1")
    home.house.clock = type(home.house.clock)(NIGHT.replace(hour=hour))
    assert home.updates.take()["because"] == "it is not between 02:00 and 05:00"
    assert home.web.asked == []


def test_not_while_somebody_was_there_in_the_last_hour(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.publishes("1.1")
    monkeypatch.setattr(updating, "idle_seconds", lambda _: 3599.0)
    assert home.updates.take()["because"] == "somebody used the frame in the last hour"
    monkeypatch.setattr(updating, "idle_seconds", lambda _: 3600.0)
    assert home.updates.take()["trying"] == "1.1"


def test_what_was_installed_by_hand_is_tried_at_night(home: Household) -> None:
    home.updates.install(home.house.bundle("1.1"))
    assert home.updates.take()["trying"] == "1.1"
    assert home.web.asked == []


def test_a_download_that_stops_is_kept_and_goes_on_later(home: Household) -> None:
    home.publishes("1.1")
    home.web.broken = True
    with pytest.raises(Offline):
        home.updates.take()
    assert len(list((home.house.folder / "setup" / "updates").glob("*.raucb"))) == 1
    home.web.broken = False
    assert home.updates.take()["trying"] == "1.1"


def test_a_bundle_that_is_not_the_announced_one_is_thrown_away(home: Household) -> None:
    home.publishes("1.1")
    place = "https://updates.example/frame/1.1.raucb"
    home.web.files[place] = bytes(len(home.web.files[place]))
    with pytest.raises(BadMessage, match="not the one that was announced"):
        home.updates.take()
    assert list((home.house.folder / "setup" / "updates").glob("*.raucb")) == []
    assert home.house.systems[Slot.B].version == ""


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"signer": _STRANGER}, "not signed"),
        ({"serial": 0}, "older than one"),
        ({"expires": "2026-11-30T02:00:00Z"}, "expired"),
        ({"expires": "2027-01-01T00:00:00"}, "does not know"),
        ({"compatible": "toaster"}, "another system"),
        ({"format": 2}, "does not know"),
        ({"floor": "x"}, "does not know"),
        ({"releases": [{"version": "1.1"}]}, "does not know"),
    ],
)
def test_a_feed_that_is_not_to_be_believed_changes_nothing(
    home: Household, change: dict[str, object], why: str
) -> None:
    home.publishes("1.0")
    home.updates.check()
    home.publishes("1.1", **change)  # type: ignore[arg-type]  # one of them is who signs
    with pytest.raises(BadMessage, match=why):
        home.updates.check()
    assert home.house.book().read().serial == 1


def test_one_byte_of_a_feed_or_its_signature_matters(home: Household) -> None:
    home.publishes("1.1")
    for address in (_FEED, f"{_FEED}.minisig"):
        good = home.web.files[address]
        for at in range(0, len(good), 7):
            home.web.files[address] = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
            if address == _FEED or at > good.index(b"\n"):
                with pytest.raises(BadMessage):
                    home.updates.check()
        home.web.files[address] = good
    assert _offered(home.updates) == "1.1"


def test_without_a_feed_nobody_is_asked(home: Household) -> None:
    (home.house.folder / "state" / "frame.toml").unlink()
    with pytest.raises(BadConfig, match="nobody is asked"):
        home.updates.check()
    assert home.web.asked == []


def test_the_timer_is_no_failure_without_a_feed_or_a_network(home: Household) -> None:
    assert home.updates.take()["because"] == "the update server answers 404"
    (home.house.folder / "state" / "frame.toml").unlink()
    assert home.updates.take()["because"] == "no update feed is set"


def test_a_board_that_could_never_try_an_update_writes_none_and_fetches_none(
    home: Household,
) -> None:
    home.publishes("1.1")
    bundle = home.house.bundle("1.1")
    home.updates.install(bundle)
    (home.house.folder / "proc" / "device-tree" / "compatible").write_text("raspberrypi,400\0")
    home.web.asked.clear()
    with pytest.raises(BadRequest, match="kernel of this system") as told:
        home.updates.install(bundle)
    assert "Raspberry Pi's own kernel" in told.value.hint
    with pytest.raises(BadRequest, match="kernel of this system"):
        home.updates.restart()
    assert "kernel of this system" in str(home.updates.take()["because"])
    assert home.web.asked == []
    assert not home.house.restarted


def test_a_pinned_frame_stays_and_an_unpinned_one_goes_on(home: Household) -> None:
    home.publishes("1.1", "1.2")
    home.updates.pin("1.1")
    assert _offered(home.updates) == "1.1"
    with pytest.raises(BadRequest, match=r"pinned to 1\.1"):
        home.updates.install(home.house.bundle("1.2"))
    home.updates.unpin()
    assert _offered(home.updates) == "1.2"


def test_a_deferral_holds_until_its_last_day(home: Household) -> None:
    home.publishes("1.1")
    home.updates.defer(2)
    assert home.updates.take()["because"] == "updates are deferred"
    home.house.clock.pass_time(timedelta(days=2).total_seconds())
    assert home.updates.take()["trying"] == "1.1"
    assert home.updates.defer(0)["deferred_until"] is None
    for days in (-1, 91):
        with pytest.raises(BadRequest, match="0 to 90"):
            home.updates.defer(days)


def test_nothing_below_the_floor_unless_somebody_at_the_keyboard_says_so(home: Household) -> None:
    home.publishes(floor="0.9")
    home.updates.check()
    old = home.house.bundle("0.8")
    with pytest.raises(BadRequest, match=r"0\.8 has holes"):
        home.updates.install(old)
    with pytest.raises(BadRequest, match="has holes"):
        home.updates.pin("0.8")
    assert home.updates.install(home.house.bundle("0.9"))["installed"] == "0.9"
    assert home.updates.install(old, allow_downgrade=True)["installed"] == "0.8"


@pytest.mark.parametrize("version", ["", "abc", "1.2-rc1"])
def test_a_bundle_without_a_version_is_refused(home: Household, version: str) -> None:
    with pytest.raises(BadRequest, match="does not say its version"):
        home.updates.install(home.house.bundle(version))


def test_an_update_that_cannot_be_written_leaves_nothing_to_try(home: Household) -> None:
    bundle = home.house.bundle("1.1")
    bundle.write_bytes(bundle.read_bytes()[:-1] + b"!")
    with pytest.raises(DeviceFailed, match="not written whole"):
        home.updates.install(bundle)
    with pytest.raises(BadRequest, match="nothing is installed"):
        home.updates.restart()
    assert home.updates.status()["failed"] == []


def test_one_update_is_written_at_a_time(home: Household) -> None:
    home.updates.install(home.house.bundle("1.1"))
    other = Lock(home.house.folder / "setup" / "updates" / "at-work")
    with pytest.raises(StoreBusy, match="another update"):
        home.updates.install(home.house.bundle("1.2"))
    other.release()


def test_the_status_says_what_runs_and_whether_it_is_still_supported(home: Household) -> None:
    told = home.updates.status()
    assert (told["version"], told["slot"], told["phase"]) == ("1.0", "a", "Good")
    assert (told["supported"], told["supported_until"]) == (True, "2028-11-01")
    home.house.clock = type(home.house.clock)(datetime(2028, 11, 2, 3, tzinfo=UTC))
    assert home.updates.status()["supported"] is False


def test_a_book_that_is_damaged_costs_a_pin_and_no_system(home: Household) -> None:
    home.updates.pin("1.0")
    (home.house.folder / "setup" / "updates" / "book.json").write_bytes(b"\xff{")
    assert home.updates.status()["pinned"] is None
    assert home.updates.install(home.house.bundle("1.1"))["installed"] == "1.1"


def test_a_machine_that_does_not_restart_has_not_tried_the_update(home: Household) -> None:
    house = home.house
    home.updates.install(house.bundle("1.1"))
    house.refuses = True
    with pytest.raises(DeviceFailed):
        home.updates.restart()
    house.refuses = False
    house.start()
    settled(house)
    assert home.updates.status()["failed"] == []
    assert home.updates.restart() == {"trying": "1.1"}


def test_what_core_exchanges_after_it_was_looked_at_is_not_installed(home: Household) -> None:
    """Core owns the folder of updates, and may be taken over; the old release has known holes."""
    house = home.house
    home.publishes("1.1", floor="1.1")
    home.updates.check()
    core, old = house.folder / "core.raucb", house.bundle("1.0").read_bytes()
    core.write_bytes(house.bundle("1.1").read_bytes())

    class Exchanged(SimRauc):
        def info(self, bundle: Path) -> Bundle:
            found = super().info(bundle)
            core.write_bytes(old)
            return found

        def install(self, bundle: Path, heard: Callable[[int], object] = lambda _: None) -> None:
            written.append(super().info(bundle).version)
            super().install(bundle, heard)

    written: list[str] = []
    rauc = Exchanged(house.backend(), house._write)
    house.updates(web=home.web, rauc=rauc).install_brought(core)
    assert written == ["1.1"]
    assert [path.name for path in (house.folder / "setup" / "updates").glob("brought*")] == []


@pytest.mark.parametrize("what", ["link", "pipe", "folder", "nothing"])
def test_what_is_no_file_of_core_is_no_update(home: Household, what: str) -> None:
    path = home.house.folder / "core.raucb"
    match what:
        case "link":
            path.symlink_to(home.house.bundle("1.1"))
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
    with pytest.raises(BadRequest, match="no such update"):
        home.updates.install_brought(path)
