"""The benches run and tell well-formed rows; whether they are quick is not a test."""

import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import msgspec
import pytest

from frame.cli.main import main
from frame.errors import BadRequest, DeviceFailed
from frame.model import Size
from frame.services.bench import (
    all as benches,
)
from frame.services.bench import (
    beginning,
    curation,
    decoding,
    drawing,
    importing,
    indexing,
    likeness,
    memory,
    places,
    processes,
    storing,
)
from frame.services.bench.first import Told
from frame.services.bench.madeup import add_household, photo_files
from frame.services.bench.timing import (
    Result,
    Terms,
    at_least,
    at_most,
    median_ms,
    missing,
    ratio,
    spread,
    taking_turns,
    unjudged,
)
from frame.services.ingest import read_photo

_SMALL = Size(width_px=320, height_px=240)


@pytest.fixture
def terms(tmp_path: Path) -> Terms:
    return Terms(folder=tmp_path, quick=True)


def _check(rows: Iterable[Result], bench: str) -> dict[str, Result]:
    found = list(rows)
    assert found
    for row in found:
        assert row.name.startswith(f"{bench}.")
        assert (row.target == "") <= (row.ok is None)
        assert row.value is not None or (row.note and row.ok is None)
        assert row.unit or row.value is None
        assert msgspec.json.decode(msgspec.json.encode(asdict(row)))["name"] == row.name
    named = {row.name: row for row in found}
    assert len(named) == len(found)
    return named


def test_the_store_is_measured_against_copies(terms: Terms, tmp_path: Path) -> None:
    rows = _check(storing.rows(terms, master_bytes=20_000, erased=3), "store")
    assert rows["store.add_4mb"].note.count(" on ")
    assert list(tmp_path.iterdir()) == []


def test_decoding_is_measured_against_other_decoders(terms: Terms) -> None:
    size = Size(width_px=400, height_px=300)
    case = decoding.Case(name="tiny", size=size, rounds=2, texture=1.0, exact=1.0, whole=1.0)
    rows = _check(decoding.rows(terms, (case,)), "decode")
    assert {"decode.texture_tiny", "decode.pixels_tiny_peak", "decode.clean_tiny"} <= rows.keys()


def test_a_reference_that_is_not_installed_gives_a_row_that_says_so(
    terms: Terms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "simple_decode", lambda _jpeg: None)
    size = Size(width_px=400, height_px=300)
    case = decoding.Case(name="tiny", size=size, rounds=2, texture=1.0, exact=1.0, whole=1.0)
    rows = _check(decoding.rows(terms, (case,)), "decode")
    assert rows["decode.texture_tiny"].value is None
    assert "simplejpeg" in rows["decode.texture_tiny"].note


def test_an_import_is_measured_stage_by_stage(terms: Terms) -> None:
    rows = _check(importing.rows(terms, _SMALL), "import")
    if "import.look" in rows and rows["import.look"].value is None:
        pytest.skip(f"no models on this machine: {rows['import.look'].note}")
    assert {"import.decode", "import.seal", "import.two_workers"} <= rows.keys()
    assert rows["import.gain_of_second"].ok is None


def test_growth_is_measured_in_one_store(terms: Terms) -> None:
    rows = _check(indexing.rows(terms, first=100, last=400), "index")
    assert rows["index.open"].note == "a store of 36 photos"


def test_choosing_is_measured_over_made_up_libraries(terms: Terms) -> None:
    rows = _check(curation.rows(terms, small=1000), "curate")
    assert "curate.first_pick_1k" in rows
    whole = _check(curation.rows(Terms(), small=1000, large=2000), "curate")
    assert "curate.hundred_picks_2k" in whole


def test_likeness_is_measured_and_finds_the_nearest(terms: Terms) -> None:
    _check(likeness.rows(terms, count=1000), "similarity")
    assert likeness.nearest([0b1, 0b1, 0b11, 0b111])[:3] == [0, 0, 1]


def test_frames_are_measured_without_a_display(terms: Terms) -> None:
    rows = _check(drawing.rows(terms, _SMALL), "frames")
    assert {"frames.still", "frames.fade_to_blit", "frames.zoom_and_fade"} <= rows.keys()


def test_a_first_picture_is_drawn_in_a_process_of_its_own(terms: Terms) -> None:
    rows = _check(beginning.rows(terms, photos=2), "first")
    assert rows["first.heavy_modules"].value == 0, rows["first.heavy_modules"].note
    assert rows["first.heavy_in_decoder"].value == 0, rows["first.heavy_in_decoder"].note


def test_a_household_without_photos_draws_no_first_picture(tmp_path: Path) -> None:
    add_household(tmp_path / "state", 0)
    with pytest.raises(DeviceFailed, match="no photo to show"):
        beginning.start(tmp_path / "state")


def test_what_is_loaded_too_early_is_named() -> None:
    told = Told(at_s=1.0, cpu_s=0.5, modules=("numpy",), libraries=("HEIF",), pictures=1)
    rows = _check(beginning.judge([1.0], [told]), "first")
    assert rows["first.heavy_modules"].ok is False
    assert "numpy" in rows["first.heavy_modules"].note
    assert "HEIF" in rows["first.heavy_in_decoder"].note


def test_memory_is_read_from_a_frame_that_runs(terms: Terms) -> None:
    rows = _check(memory.rows(terms, seconds=4.0), "memory")
    assert (rows["memory.core"].value or 0) > 5
    assert (rows["memory.display"].value or 0) > 5
    assert rows["memory.heavy_in_core_and_display"].value == 0


def test_memory_is_the_median_of_all_looks() -> None:
    held = [{"core": core * 10**6, "display": 10**6} for core in (30, 10, 20)]
    rows = _check(memory.judge(held, "made up"), "memory")
    assert rows["memory.core"].value == 20
    assert rows["memory.core_and_display"].value == 21
    assert "at most 31" in rows["memory.core_and_display"].note


def test_an_unknown_bench_is_one_clear_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadRequest, match="no bench called 'speed'"):
        list(benches.run(["curate", "speed"]))
    assert main(["bench", "speed"]) == 2
    said = capsys.readouterr()
    assert "no bench called 'speed'" in said.err
    assert "Traceback" not in said.err


def test_only_the_named_benches_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    row = missing("one.row", "nothing to measure")
    ran: list[Terms] = []

    def one(terms: Terms) -> Iterable[Result]:
        ran.append(terms)
        return [row]

    monkeypatch.setattr(benches, "BENCHES", {"one": one, "two": pytest.fail})
    monkeypatch.setenv("FRAME_STATE", str(tmp_path / "not" / "there"))
    assert list(benches.run(["one"])) == [row]
    assert ran == [Terms(folder=tmp_path)]


def test_a_ratio_is_the_median_of_the_ratios_of_each_round() -> None:
    seconds = {"ours": [1.0, 9.0, 4.0, 6.0], "theirs": [1.0, 3.0, 2.0, 2.0]}
    assert ratio(seconds, "ours", "theirs") == 2.5
    assert spread(seconds, "ours", "theirs") == "half of 4 rounds within 1.25 to 3.00"
    assert spread({"a": [1.0], "b": [2.0]}, "a", "b") == "1 rounds"
    assert median_ms([0.001, 0.005, 0.002]) == 2.0


def test_a_target_is_met_at_its_very_edge_and_missed_beyond() -> None:
    assert at_most("a", 2.0, "x", 2.0).ok is True
    assert at_most("a", 2.00001, "x", 2.0).ok is False
    assert at_least("a", 1.7, "x", 1.7).ok is True
    assert at_least("a", 1.69999, "x", 1.7).ok is False
    left = unjudged(at_least("a", 1.0, "x", 1.7, "why"), "too few")
    assert (left.ok, left.note) == (None, "why; too few")


def test_contenders_take_turns_and_nobody_always_comes_first() -> None:
    order: list[str] = []
    contenders = {name: lambda name=name: order.append(name) for name in "ab"}
    seconds = taking_turns(contenders, 2, "wall")
    assert "".join(order) == "ab" + "ab" + "ba"
    assert {name: len(times) for name, times in seconds.items()} == {"a": 2, "b": 2}


def test_the_kind_of_file_system_is_known(tmp_path: Path) -> None:
    assert places.file_system(Path("/proc")) == "proc"
    assert places.is_memory("tmpfs")
    assert not places.is_memory("ext4")
    assert places.nearest(tmp_path / "a" / "b") == tmp_path
    assert places.folder_named({}) is None


def test_a_store_in_memory_is_not_judged(terms: Terms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "file_system", lambda _folder: "tmpfs")
    rows = _check(storing.rows(terms, master_bytes=20_000, erased=3), "store")
    assert rows["store.add_4mb"].ok is None
    assert "no disk" in rows["store.add_4mb"].note


def test_made_up_files_differ_and_are_pictures(tmp_path: Path) -> None:
    paths = photo_files(tmp_path, 4, _SMALL)
    assert len({read_photo(path) for path in paths}) == 4


def test_the_cpu_time_of_this_process_is_counted() -> None:
    spent, begin = processes.cpu_seconds(), time.process_time()
    while time.process_time() - begin < 0.05:
        pass
    assert processes.cpu_seconds() - spent >= 0.05
