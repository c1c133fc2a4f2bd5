"""What the kernel tells in numbers, from files as it writes them."""

from pathlib import Path

import pytest

from frame.devices import gauges

WIRELESS = """Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlan0: 0000   60.  -50.  -256        0      0      0      0     12        0
 wlan1: 0000   10.  -91   -256        0      0      0      0     12        0
 odd0: 0000
"""


def test_signals_are_read_for_their_own_link(tmp_path: Path) -> None:
    path = tmp_path / "wireless"
    path.write_text(WIRELESS)
    assert gauges.signal_dbm("wlan0", path) == -50.0
    assert gauges.signal_dbm("wlan1", path) == -91.0
    assert gauges.signal_dbm("wlan", path) is None
    assert gauges.signal_dbm("odd0", path) is None
    assert gauges.signal_dbm("face", path) is None


def test_memory_is_counted(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text("MemTotal:         931284 kB\nMemFree: 1 kB\n")
    assert gauges.memory_mb(tmp_path / "meminfo") == 953
    assert gauges.memory_mb(tmp_path / "nothing") is None


@pytest.mark.parametrize(
    ("life", "end", "told"),
    [("0x01 0x02\n", "0x01\n", ((1, 2), 1)), ("", "", ((), None)), ("what", "0x0b", ((), 11))],
)
def test_a_card_tells_its_age_or_does_not(
    tmp_path: Path, life: str, end: str, told: object
) -> None:
    place = tmp_path / "mmcblk0" / "device"
    place.mkdir(parents=True)
    (place / "life_time").write_text(life)
    (place / "pre_eol_info").write_text(end)
    assert gauges.wear(tmp_path) == told


def test_a_machine_without_a_card_or_a_time_server_is_no_guess(tmp_path: Path) -> None:
    assert gauges.wear(tmp_path) == ((), None)
    assert gauges.time_agreed(tmp_path / "timesync") is None


def test_a_time_server_that_agreed_left_a_file(tmp_path: Path) -> None:
    assert gauges.time_agreed(tmp_path) is False
    (tmp_path / "synchronized").touch()
    assert gauges.time_agreed(tmp_path) is True
