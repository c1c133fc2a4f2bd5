"""The fork server and its children: what happens when one of them misbehaves."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from frame.devices import orders
from frame.devices.channel import sealed
from frame.devices.decoder import ChildDecoder
from frame.devices.metadata import Trace
from frame.devices.refusal import Refusal, Refused, Why
from frame.errors import DeviceFailed, NotAPhoto
from frame.model import Size
from tests.picture_kit import WHOLE, Corners, bomb_png, corners, quarters, same_colours, saved

_LIMIT = 300_000_000


@pytest.fixture(scope="module")
def slow() -> bytes:
    """A picture that takes a child about a second, so that there is time to disturb it."""
    return saved(Image.effect_noise((5000, 4000), 50).convert("RGB"), "PNG", compress_level=1)


@pytest.fixture
def decoder() -> Iterator[ChildDecoder]:
    with ChildDecoder(seconds=60) as children:
        yield children


def _server(decoder: ChildDecoder) -> int:
    return decoder._server._process.pid


def _children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def test_a_killed_fork_server_is_started_again(decoder: ChildDecoder) -> None:
    decoder.clean(saved(corners()))
    before = _server(decoder)
    os.kill(before, signal.SIGKILL)

    photo = decoder.clean(saved(corners()))

    assert photo.size == Size(width_px=160, height_px=120)
    assert _server(decoder) != before


def test_a_fork_server_killed_during_a_request_costs_nothing(
    decoder: ChildDecoder, slow: bytes
) -> None:
    before = _server(decoder)
    results: list[Size] = []
    worker = threading.Thread(target=lambda: results.append(decoder.clean(slow).size))
    worker.start()
    while worker.is_alive() and not _children_of(before):
        time.sleep(0.002)
    os.kill(before, signal.SIGKILL)
    worker.join()

    assert results == [Size(width_px=2560, height_px=2048)]
    assert _server(decoder) != before


def test_a_child_that_dies_takes_only_its_own_picture_along(
    decoder: ChildDecoder, slow: bytes
) -> None:
    problems: list[str] = []

    def work() -> None:
        try:
            decoder.clean(slow)
        except NotAPhoto as problem:
            problems.append(str(problem))

    worker = threading.Thread(target=work)
    worker.start()
    while worker.is_alive() and not _children_of(_server(decoder)):
        time.sleep(0.002)
    for child in _children_of(_server(decoder)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGSEGV)
    worker.join()

    assert problems == ["this picture is damaged in a way that stops its decoder"]
    assert decoder.clean(saved(corners())).size == Size(width_px=160, height_px=120)


def test_a_picture_that_takes_too_long_is_refused_and_its_child_is_gone(slow: bytes) -> None:
    with ChildDecoder(seconds=0.05) as decoder:
        with pytest.raises(Refused) as caught:
            decoder.clean(slow)
        assert caught.value.refusal.why is Why.TIME
        assert _children_of(_server(decoder)) == []


def test_several_threads_decode_side_by_side_without_mixing_pictures() -> None:
    turned = [Corners().colours[number:] + Corners().colours[:number] for number in range(4)]
    files = [saved(corners(Corners(colours=colours))) for colours in turned]
    wrong: list[int] = []
    with ChildDecoder(workers=2, seconds=60) as decoder:

        def work(number: int) -> None:
            for _ in range(5):
                pixels = decoder.pixels(files[number], WHOLE, Size(width_px=160, height_px=120))
                picture = Image.frombytes("RGB", (160, 120), bytes(pixels.rgb))
                if not same_colours(quarters(picture), turned[number]):
                    wrong.append(number)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_what_children_used_is_known(decoder: ChildDecoder) -> None:
    decoder.clean(saved(corners()))
    assert 5_000_000 < decoder.usage.peak_bytes < _LIMIT
    assert decoder.usage.largest_bytes >= decoder.usage.peak_bytes


def test_a_closed_decoder_says_so_and_leaves_no_process() -> None:
    decoder = ChildDecoder()
    server = _server(decoder)
    decoder.close()
    with pytest.raises(DeviceFailed, match="closed"):
        decoder.clean(saved(corners()))
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)


def test_what_is_no_picture_starts_no_child(decoder: ChildDecoder) -> None:
    with pytest.raises(NotAPhoto, match="megabytes"):
        decoder.clean(bytes(100_000_001))
    with pytest.raises(NotAPhoto, match="empty"):
        decoder.clean(b"")
    assert decoder.usage.peak_bytes == 0


def test_a_picture_too_large_for_the_memory_is_refused_by_its_megapixels(
    decoder: ChildDecoder,
) -> None:
    with pytest.raises(NotAPhoto, match=r"^this PNG picture has 900 megapixels; the frame has"):
        decoder.clean(bomb_png(30_000))
    assert decoder.usage.largest_bytes < 100_000_000


def test_forty_eight_megapixels_fit(decoder: ChildDecoder) -> None:
    tile = Image.effect_noise((1008, 756), 40).convert("RGB")
    large = Image.new("RGB", (8064, 6048))
    for number in range(64):
        large.paste(tile, (number % 8 * 1008, number // 8 * 756))
    file = saved(large, quality=80)

    photo = decoder.clean(file)

    assert photo.original == Size(width_px=8064, height_px=6048)
    assert photo.size == Size(width_px=2560, height_px=1920)
    assert decoder.usage.peak_bytes < _LIMIT
    decoder.pixels(file, WHOLE, Size(width_px=1920, height_px=1080))
    assert decoder.usage.peak_bytes < 100_000_000


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "HEIF", "TIFF"])
def test_twelve_megapixels_fit_in_every_format(decoder: ChildDecoder, kind: str) -> None:
    options: dict[str, dict[str, object]] = {
        "HEIF": {"enc_params": {"preset": "ultrafast"}},
        "WEBP": {"method": 0},
        "AVIF": {"speed": 10},
        "PNG": {"compress_level": 1},
    }
    large = corners(Corners(width=4032, height=3024))
    photo = decoder.clean(saved(large, kind, **options.get(kind, {})))
    assert photo.size == Size(width_px=2560, height_px=1920)
    assert decoder.usage.peak_bytes < _LIMIT


def test_a_four_k_master_fits_too() -> None:
    with ChildDecoder(master_px=3840, seconds=60) as decoder:
        photo = decoder.clean(saved(corners(Corners(width=8064, height=6048))))
        assert photo.size == Size(width_px=3840, height_px=2880)
        assert decoder.usage.peak_bytes < _LIMIT


def _cleaned(**changes: object) -> orders.Cleaned:
    sides = {"size": (160, 120), "original": (160, 120), "study": (2, 1)}
    facts = {"taken_at": None, "removed": (Trace.LOCATION,), **sides, **changes}
    return orders.Cleaned(**facts)  # type: ignore[arg-type]


def _forge(monkeypatch: pytest.MonkeyPatch, answer: orders.Answer, *pictures: bytes) -> None:
    """Make the server hand over what a child that was taken over would say."""
    report = orders.Report(
        fate=orders.Fate.DONE, peak_bytes=1, cpu_seconds=0.1, answer=orders.ENCODE(answer)
    )
    monkeypatch.setattr(
        "frame.devices.decoder._ForkServer.exchange",
        lambda *_anything: (
            orders.ENCODE(report),
            tuple(sealed(picture) for picture in pictures),
        ),
    )


_GOOD = saved(corners(), subsampling="4:2:0")
_STUDY = bytes(6)


def test_an_honest_answer_passes_the_checks(
    decoder: ChildDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    _forge(monkeypatch, orders.Answer(cleaned=_cleaned()), _GOOD, _GOOD, _STUDY)
    assert decoder.clean(_GOOD).removed == ("location",)


@pytest.mark.promise("P9")
@pytest.mark.parametrize(
    ("answer", "pictures"),
    [
        (orders.Answer(cleaned=_cleaned(size=(161, 120))), (_GOOD, _GOOD, _STUDY)),
        (orders.Answer(cleaned=_cleaned(size=(0, 0))), (_GOOD, _GOOD, _STUDY)),
        (orders.Answer(cleaned=_cleaned(study=(9, 9))), (_GOOD, _GOOD, _STUDY)),
        (orders.Answer(cleaned=_cleaned(original=(-1, 5))), (_GOOD, _GOOD, _STUDY)),
        (orders.Answer(cleaned=_cleaned()), (_GOOD, _GOOD)),
        (orders.Answer(cleaned=_cleaned()), (_GOOD + b"GPS", _GOOD, _STUDY)),
        (orders.Answer(cleaned=_cleaned()), (_GOOD, saved(corners(), comment=b"x"), _STUDY)),
        (orders.Answer(cleaned=_cleaned()), (saved(corners(), progressive=True), _GOOD, _STUDY)),
        (orders.Answer(cleaned=_cleaned()), (saved(corners(), "PNG"), _GOOD, _STUDY)),
        (orders.Answer(scaled=(1, 1)), (b"P6\n1 1\n255\nabc",)),
        (orders.Answer(), ()),
    ],
)
def test_a_child_that_lies_is_found_out(
    decoder: ChildDecoder,
    monkeypatch: pytest.MonkeyPatch,
    answer: orders.Answer,
    pictures: tuple[bytes, ...],
) -> None:
    _forge(monkeypatch, answer, *pictures)
    with pytest.raises(Refused) as caught:
        decoder.clean(_GOOD)
    assert caught.value.refusal == Refusal(why=Why.ATTACK)


@pytest.mark.parametrize(
    ("said", "pictures"),
    [
        ((2, 1), (b"P6\n2 1\n255\nabc",)),
        ((2, 1), (b"P6\n9 9\n255\nabcdef",)),
        ((2, 1), ()),
    ],
)
def test_pixels_that_are_not_what_was_said_are_found_out(
    decoder: ChildDecoder,
    monkeypatch: pytest.MonkeyPatch,
    said: tuple[int, int],
    pictures: tuple[bytes, ...],
) -> None:
    _forge(monkeypatch, orders.Answer(scaled=said), *pictures)
    with pytest.raises(Refused):
        decoder.pixels(_GOOD, WHOLE, Size(width_px=2, height_px=1))


def test_words_of_a_child_never_reach_a_person(
    decoder: ChildDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for answer in (
        b'{"refused":{"why":"you have won, call this number"}}',
        b'{"cleaned":{"removed":["\\u001b[31mred"]}}',
        b"\xff\xfe",
    ):
        report = orders.Report(fate=orders.Fate.DONE, peak_bytes=1, cpu_seconds=0.1, answer=answer)
        monkeypatch.setattr(
            "frame.devices.decoder._ForkServer.exchange",
            lambda *_anything, report=report: (orders.ENCODE(report), ()),
        )
        with pytest.raises(Refused, match=r"^this picture tried to do what no picture needs"):
            decoder.clean(_GOOD)


def test_memory_that_could_still_change_is_refused_and_closed(
    decoder: ChildDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = orders.ENCODE(orders.Answer(cleaned=_cleaned()))
    report = orders.ENCODE(
        orders.Report(fate=orders.Fate.DONE, peak_bytes=1, cpu_seconds=0.1, answer=answer)
    )
    memory = tuple(os.memfd_create("open", os.MFD_ALLOW_SEALING) for _ in range(3))
    monkeypatch.setattr(
        "frame.devices.decoder._ForkServer.exchange", lambda *_anything: (report, memory)
    )
    with pytest.raises(Refused):
        decoder.clean(_GOOD)
    for number in memory:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(number)
