from pathlib import Path

from frame.devices.heat import Thermometer


def _machine(root: Path, zones: dict[str, str], throttled: str = "", load: str = "") -> Path:
    for name, text in zones.items():
        zone = root / "sys/class/thermal" / name
        zone.mkdir(parents=True)
        (zone / "temp").write_text(text)
    if throttled:
        folder = root / "sys/devices/platform/soc/soc:firmware"
        folder.mkdir(parents=True)
        (folder / "get_throttled").write_text(throttled)
    if load:
        (root / "proc").mkdir()
        (root / "proc/loadavg").write_text(load)
    return root


def test_the_hottest_sensor_counts(tmp_path: Path) -> None:
    zones = {"thermal_zone0": "48312\n", "thermal_zone1": "61000\n"}
    assert Thermometer(_machine(tmp_path, zones)).read().celsius == 61.0


def test_a_sensor_that_tells_nonsense_is_left_out(tmp_path: Path) -> None:
    zones = {"thermal_zone0": "hot", "thermal_zone1": "999000", "thermal_zone2": "40000"}
    assert Thermometer(_machine(tmp_path, zones)).read().celsius == 40.0


def test_a_machine_without_sensors_is_not_hot(tmp_path: Path) -> None:
    reading = Thermometer(tmp_path).read()
    assert reading.celsius is None
    assert not reading.throttled
    assert reading.load == 0.0


def test_the_firmware_of_a_pi_says_when_it_holds_back(tmp_path: Path) -> None:
    assert Thermometer(_machine(tmp_path, {}, throttled="0x4")).read().throttled


def test_what_the_firmware_held_back_long_ago_does_not_count(tmp_path: Path) -> None:
    assert not Thermometer(_machine(tmp_path, {}, throttled="0x50000")).read().throttled


def test_load_is_counted_for_each_processor(tmp_path: Path) -> None:
    assert Thermometer(_machine(tmp_path, {}, load="64.00 1 1 2/300 77")).read().load > 0.0


def test_this_machine_can_be_read() -> None:
    reading = Thermometer().read()
    assert reading.celsius is None or -40 < reading.celsius < 150
    assert reading.load >= 0.0
