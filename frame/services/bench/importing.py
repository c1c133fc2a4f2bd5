"""What an import costs, stage by stage and as a whole, through the real children."""

import io
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from frame.devices import imaging
from frame.devices.clock import WallClock
from frame.devices.decoder import ChildDecoder
from frame.devices.seer import ChildSeer
from frame.errors import ModelRefused
from frame.model import WHOLE, AlbumId, Size
from frame.services.bench.madeup import MASTER, NOW, photo_files
from frame.services.bench.places import workplace
from frame.services.bench.processes import cpu_seconds
from frame.services.bench.storing import new_vault
from frame.services.bench.timing import (
    Result,
    Terms,
    at_least,
    at_most,
    median_ms,
    missing,
    plain,
    ratio,
    spread,
    unjudged,
)
from frame.services.ingest import Importer, Report, read_photo
from frame.store.vault import Vault

PHOTO: Final = Size(width_px=4000, height_px=3000)
_FILES = 10
_ROUNDS = 6
_ROOM_BYTES = 220_000_000
_STAGES: Final = ("read", "decode", "look", "seal")


@dataclass(slots=True)
class _Taken:
    """Seconds of each round, for the whole of the files."""

    one: list[float] = field(default_factory=list)
    two: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def rows(terms: Terms, photo: Size = PHOTO) -> Iterator[Result]:
    """Yield the rows of this bench."""
    files_count, rounds = (3, 1) if terms.quick else (_FILES, _ROUNDS)
    with workplace(terms.folder) as path:
        folder = path / "files"
        folder.mkdir()
        files = photo_files(folder, files_count, photo)
        with (
            new_vault(path / "store") as vault,
            ChildDecoder(workers=2) as decoder,
            ChildSeer() as seer,
        ):
            vault.add_owner("Bench", NOW)
            work = Importer(vault=vault, decoder=decoder, seer=seer, clock=WallClock())
            try:
                yield from _by_stage(work, files)
            except ModelRefused as refused:
                yield missing("import.look", str(refused))
                return
            yield from _as_a_whole(work, files, rounds)


def _album(vault: Vault) -> AlbumId:
    """Return an empty album, in which the same files are new again."""
    return vault.add_album(vault.owners()[0].id, "Bench").id


def _by_stage(work: Importer, files: Sequence[Path]) -> Iterator[Result]:
    album = _album(work.vault)
    _stages(work, album, files[0], 0)
    taken = [_stages(work, album, path, number) for number, path in enumerate(files, 1)]
    for place, stage in enumerate(_STAGES):
        seconds = [marks[place + 1] - marks[place] for marks in taken]
        note = f"{1 / max(1e-9, statistics.median(seconds)):.0f} photos/s of this alone"
        yield plain(f"import.{stage}", median_ms(seconds), "ms wall", note)


def _stages(work: Importer, album: AlbumId, path: Path, number: int) -> list[float]:
    """Bring in one photo and return when each stage began, and when all were over."""
    marks = [time.perf_counter()]
    data = read_photo(path)
    marks.append(time.perf_counter())
    clean = work.decoder.clean(data)
    marks.append(time.perf_counter())
    looks = work.seer.look(clean.study)
    marks.append(time.perf_counter())
    photo = work.vault.add_photo(album, clean, number.to_bytes(32), NOW)
    work.vault.note(photo.id, looks)
    marks.append(time.perf_counter())
    return marks


def _as_a_whole(work: Importer, files: Sequence[Path], rounds: int) -> Iterator[Result]:
    taken = _Taken()
    for _ in range(rounds):
        _round(work, files, taken)
    count = len(files)
    rates = {name: count / statistics.median(getattr(taken, name)) for name in ("one", "two")}
    photos = f"{rounds} rounds of {count} photos"
    yield plain("import.one_worker", rates["one"], "photos/s", photos)
    yield plain("import.two_workers", rates["two"], "photos/s", photos)
    seconds = {"one": taken.one, "two": taken.two, "cpu": taken.cpu, "bare": taken.bare}
    note = f"of an idle machine; {spread(seconds, 'one', 'two')}"
    row = at_least("import.gain_of_second", ratio(seconds, "one", "two"), "x", 1.7, note)
    yield row if rounds > 1 else unjudged(row, "too few photos to judge")
    each = median_ms(taken.bare) / count
    note = f"all processes; bare decode {each:.0f} ms; {spread(seconds, 'cpu', 'bare')}"
    value = ratio(seconds, "cpu", "bare")
    yield at_most("import.cpu_to_bare_decode", value, "x its own decode", 2.0, note)


def _round(work: Importer, files: Sequence[Path], taken: _Taken) -> None:
    spent = cpu_seconds()
    taken.one.append(_bring(work, files, 1))
    taken.cpu.append(cpu_seconds() - spent)
    taken.two.append(_bring(work, files, 2))
    begin = time.process_time()
    for path in files:
        _bare_decode(path)
    taken.bare.append(time.process_time() - begin)


def _bring(work: Importer, files: Sequence[Path], workers: int) -> float:
    importer = Importer(
        vault=work.vault,
        decoder=work.decoder,
        seer=work.seer,
        clock=work.clock,
        workers=workers,
    )
    report = Report()
    begin = time.perf_counter()
    for _ in importer.steps(_album(work.vault), files, report):
        pass
    return time.perf_counter() - begin


def _bare_decode(path: Path) -> object:
    """Decode at the scale an import decodes at, and do nothing else."""
    jpeg = path.read_bytes()
    view = imaging.View(part=WHOLE, wanted=MASTER, exact=False)
    return imaging.scaled(io.BytesIO(jpeg), len(jpeg), view, _ROOM_BYTES)
