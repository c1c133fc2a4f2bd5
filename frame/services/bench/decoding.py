"""What opening a JPEG costs: our imaging against plain decoders, and the child around it."""

import io
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from frame.crypto.stream import seal, unseal
from frame.devices import imaging
from frame.devices.decoder import ChildDecoder
from frame.devices.sim.decoder import SimDecoder
from frame.devices.sim.pictures import photo_like, whole_then_lanczos
from frame.model import WHOLE, Box, Size
from frame.services.bench.madeup import GLASS, MASTER
from frame.services.bench.timing import (
    Result,
    Terms,
    Work,
    at_most,
    median_ms,
    missing,
    plain,
    ratio,
    spread,
    taking_turns,
)

# the part of a 4:3 picture that fills a 16:9 screen
_WIDE: Final = Box(left=0.0, top=0.125, width=1.0, height=0.75)
_ROOM_BYTES = 220_000_000
_CONTEXT = b"frame bench"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A size of photo, and by how much its decoding may cost more than its references.

    texture, exact   times a scaled decode by simplejpeg alone
    whole            times a decode of all pixels and a Lanczos resize
    pixels_mb        peak memory of the child that makes pixels, a goal
    """

    name: str
    size: Size
    rounds: int
    texture: float
    exact: float
    whole: float
    pixels_mb: float = 100.0


CASES: Final = (
    Case(
        name="12mp",
        size=Size(width_px=4000, height_px=3000),
        rounds=11,
        texture=1.15,
        exact=2.2,
        whole=0.40,
    ),
    Case(
        name="48mp",
        size=Size(width_px=8000, height_px=6000),
        rounds=5,
        texture=1.15,
        exact=1.4,
        whole=0.25,
    ),
)
_CHILD_LIMIT_MB = 300.0


def rows(terms: Terms, cases: tuple[Case, ...] = CASES) -> Iterator[Result]:
    """Yield the rows of this bench."""
    for case in cases:
        jpeg = photo_like(case.size.width_px, case.size.height_px, seed=1)
        yield plain(f"decode.file_{case.name}", len(jpeg) / 1e6, "MB", "the JPEG all this is of")
        yield from _against_references(case, jpeg, terms.rounds(case.rounds))
        yield from _through_the_child(case, jpeg, terms.rounds(5))
        yield from _cleaning(case, jpeg, terms.rounds(5))
    yield from _stored_master(terms.rounds(11))


def _against_references(case: Case, jpeg: bytes, rounds: int) -> Iterator[Result]:
    sealed = bytes(seal(bytes(32), jpeg, _CONTEXT, os.urandom))
    contenders: dict[str, Work] = {
        "texture": lambda: _scaled(unseal(bytes(32), sealed, _CONTEXT), WHOLE, exact=False),
        "exact": lambda: _scaled(unseal(bytes(32), sealed, _CONTEXT), _WIDE, exact=True),
        "whole": lambda: whole_then_lanczos(jpeg, GLASS.width_px, GLASS.height_px),
    }
    simple = simple_decode(jpeg)
    if simple is not None:
        contenders["simple"] = simple
    seconds = taking_turns(contenders, rounds)
    for way, limit in (("texture", case.texture), ("exact", case.exact)):
        name = f"decode.{way}_{case.name}"
        if simple is None:
            yield missing(name, "its reference, simplejpeg, is not installed")
            continue
        note = f"unsealing included; {spread(seconds, way, 'simple')}"
        against = "x simplejpeg scaled decode"
        yield at_most(name, ratio(seconds, way, "simple"), against, limit, note)
    note = f"{median_ms(seconds['exact']):.0f} ms; {spread(seconds, 'exact', 'whole')}"
    name, value = f"decode.exact_{case.name}_to_whole", ratio(seconds, "exact", "whole")
    yield at_most(name, value, "x full decode + Lanczos", case.whole, note)
    yield plain(f"decode.texture_{case.name}_cpu", median_ms(seconds["texture"]), "ms CPU")


def simple_decode(jpeg: bytes) -> Callable[[], object] | None:
    """Return a scaled decode by simplejpeg, which covers the glass; None if not installed."""
    with suppress(ImportError):
        import simplejpeg  # noqa: PLC0415  # a reference that only developers install

        return lambda: simplejpeg.decode_jpeg(
            jpeg, "RGB", min_width=GLASS.width_px, min_height=GLASS.height_px
        )
    return None


def _scaled(jpeg: bytearray, part: Box, *, exact: bool) -> object:
    view = imaging.View(part=part, wanted=GLASS, exact=exact)
    return imaging.scaled(io.BytesIO(jpeg), len(jpeg), view, _ROOM_BYTES)


def _through_the_child(case: Case, jpeg: bytes, rounds: int) -> Iterator[Result]:
    with ChildDecoder() as decoder:
        more_ms, note = _overhead(decoder, jpeg, rounds)
        yield plain(f"decode.child_{case.name}_more", more_ms, "ms wall", note)
        peak = decoder.usage.largest_bytes / 1e6
        note = "one decode child, shared pages of its server included"
        yield at_most(f"decode.pixels_{case.name}_peak", peak, "MB", case.pixels_mb, note)


def _overhead(decoder: ChildDecoder, jpeg: bytes, rounds: int) -> tuple[float, str]:
    """Return how much longer pixels take through a child, and in words compared with what."""
    here = SimDecoder()
    seconds = taking_turns(
        {
            "child": lambda: decoder.pixels(jpeg, WHOLE, GLASS),
            "here": lambda: here.pixels(jpeg, WHOLE, GLASS),
        },
        rounds,
        "wall",
    )
    pairs = zip(seconds["child"], seconds["here"], strict=True)
    more = median_ms([one - other for one, other in pairs])
    return more, f"on top of {median_ms(seconds['here']):.0f} ms in this process"


def _cleaning(case: Case, jpeg: bytes, rounds: int) -> Iterator[Result]:
    with ChildDecoder() as decoder:
        decoder.clean(jpeg)
        wall, cpu = [], []
        for _ in range(rounds):
            begin = time.perf_counter()
            decoder.clean(jpeg)
            wall.append(time.perf_counter() - begin)
            cpu.append(decoder.usage.cpu_seconds)
        note = f"{median_ms(wall):.0f} ms wall"
        yield plain(f"decode.clean_{case.name}", statistics.median(cpu) * 1e3, "ms CPU", note)
        peak = decoder.usage.largest_bytes / 1e6
        yield at_most(f"decode.clean_{case.name}_peak", peak, "MB", _CHILD_LIMIT_MB)


def _stored_master(rounds: int) -> Iterator[Result]:
    """Measure what a slide truly waits for: a stored master through the child."""
    jpeg = SimDecoder().clean(photo_like(MASTER.width_px, MASTER.height_px, seed=1)).master
    with ChildDecoder() as decoder:
        more_ms, note = _overhead(decoder, jpeg, rounds)
    yield plain("decode.child_master_more", more_ms, "ms wall", f"a stored photo; {note}")
