"""An owner in a terminal, a frame in a thread, and a broker in memory between them."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest
from PIL import Image

from frame.cli.main import main
from frame.devices.sim.decoder import SimDecoder
from frame.devices.sim.link import SimBroker, SimLink
from frame.devices.sim.pictures import photo_like
from frame.owner import reach
from frame.ports import Link
from frame.post.links import Reach
from tests.owner.frame_for_tests import FrameForTests


@dataclass(frozen=True)
class Said:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        assert self.code == 0, self.err
        document: dict[str, Any] = json.loads(self.out)
        return document


Owner = Callable[..., Said]


class _ChildSimDecoder(SimDecoder):
    def __init__(self, *, workers: int, master_px: int) -> None:
        assert workers
        super().__init__(master_px=master_px)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def broker() -> SimBroker:
    return SimBroker()


@pytest.fixture
def kitchen(tmp_path: Path, broker: SimBroker) -> Iterator[FrameForTests]:
    with FrameForTests(tmp_path / "kitchen", broker) as frame:
        yield frame


@pytest.fixture
def owner(
    tmp_path: Path,
    broker: SimBroker,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Owner:
    """Run one `frame owner …` command in this process."""

    def dial(
        where: Reach, heard: Callable[[str, bytes], None], turned: Callable[[bool], None]
    ) -> Link:
        return SimLink(broker, f"owner-{where.user}", heard, turned)

    monkeypatch.setattr(reach, "dial", dial)
    monkeypatch.setattr("frame.devices.decoder.ChildDecoder", _ChildSimDecoder)

    def run(*words: str | Path, typed: str = "", who: str = "owner", wait: str = "5") -> Said:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        place = ["--owner-state", str(tmp_path / who), "--wait", wait]
        code = main(["owner", *place, *map(str, words)])
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return run


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder with three photos that say where they were taken, and a file that is none."""
    folder = tmp_path / "stick"
    folder.mkdir()
    for number in range(3):
        picture = Image.open(io.BytesIO(photo_like(320, 240, seed=number)))
        exif = Image.Exif()
        exif[0x010F], exif[0x0110] = "Make", "Model"
        exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 1.0, 2.0), 3: "E", 4: (11.0, 3.0, 4.0)})
        picture.save(folder / f"IMG_2019030{number + 1}_101112.jpg", exif=exif)
    (folder / "broken.jpg").write_bytes(b"this is no picture")
    return folder


@pytest.fixture
def paired(owner: Owner, kitchen: FrameForTests) -> FrameForTests:
    said = owner("pair", kitchen.card(), "--name", "Ana", "--label", "Laptop", typed="y\n")
    assert said.code == 0, said.err
    return kitchen


@pytest.fixture
def granted(owner: Owner, paired: FrameForTests) -> FrameForTests:
    assert owner("album", "Summer").code == 0
    said = owner("grant", "Summer", "--yes")
    assert said.code == 0, said.err
    return paired


@pytest.fixture
def sent(owner: Owner, granted: FrameForTests, stick: Path) -> FrameForTests:
    assert owner("send", stick, "--album", "Summer").code == 0
    return granted
