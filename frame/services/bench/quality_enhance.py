"""What enhancement mends and what it spoils, on photos that were spoiled in a known way.

Dim photos are made as a camera makes them: less light, then the noise of the photons and of the
read-out, then 8 bits and JPEG. Every picture goes through the frame's own code: `vision.remedy`
decides, the decoder's twin applies.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from frame.devices.imaging import encode_jpeg
from frame.devices.sim.decoder import SimDecoder
from frame.model import UNTOUCHED, WHOLE, Remedy, Size
from frame.services.bench.distortions import View
from frame.services.bench.fidelity import as_bright_as, encoded, psnr, ssim
from frame.services.bench.sample_pictures import as_pixels, opened, photo_files
from frame.services.bench.timing import Result, at_least, at_most, missing, plain
from frame.vision.light import LUMINANCE, linear
from frame.vision.remedy import remedy
from frame.vision.resize import Bytes, Picture
from frame.vision.runtime import Floats

_SIDE: Final = 640
# spoiled in a dozen ways each; more would take many minutes
_MOST: Final = 48
_DIMMER: Final = (2, 4, 8)
# electrons that fill a pixel of a phone at high sensitivity, and those reading it out adds
_FULL_WELL, _READ_OUT = 4000.0, 4.0
_GRAINY_FULL_WELL, _GRAINY_READ_OUT = 300.0, 3.0
_TURNS: Final = (-2.5, -1.2, 1.2, 2.5)
_CASTS: Final = ((1.25, 1.0, 0.65), (0.8, 1.0, 1.3), (0.9, 1.1, 0.85))
_GREY_LIGHT: Final = np.full(3, 3**-0.5)
_GLASS: Final = Size(width_px=1920, height_px=1080)
_ALL_AT_ONCE: Final = Remedy(
    exposure=0.8, shadows=0.4, highlights=0.2, balance=(0.95, 1.0, 1.1), noise=4.0, tilt=1.0
)


class _Case(NamedTuple):
    """A picture as it was, as it was spoiled, and as the frame shows it."""

    good: Bytes
    spoiled: Bytes
    shown: Bytes
    remedy: Remedy


def rows(photos: Path) -> Iterator[Result]:
    """Yield the rows of this bench; `photos` is shaped like the test data."""
    pictures = [rgb for _file, rgb in opened(photo_files(photos), _SIDE)]
    if not pictures:
        yield missing("quality.enhance.dim", f"no photos in {photos}")
        return
    yield from _harm(pictures)
    some = pictures[:: -(-len(pictures) // _MOST)]
    for times in _DIMMER:
        yield from _dim(some, times)
    yield from _grainy(some)
    yield from _turned(some)
    yield from _cast(some)
    yield from _speed(pictures[0])


def _case(good: Bytes, spoiled: Bytes, only: str = "") -> _Case:
    """Return what the frame makes of a spoiled picture, by one part of the remedy or by all."""
    jpeg = encode_jpeg(as_pixels(spoiled), 90)
    stored = _shown(jpeg, spoiled, UNTOUCHED)
    decision = remedy(Picture(as_pixels(stored)))
    if only:
        decision = replace(UNTOUCHED, **{only: getattr(decision, only)})
    return _Case(good, stored, _shown(jpeg, spoiled, decision), decision)


def _shown(jpeg: bytes, like: Bytes, decision: Remedy) -> Bytes:
    size = Size(width_px=like.shape[1], height_px=like.shape[0])
    pixels = SimDecoder().pixels(jpeg, WHOLE, size, decision)
    wide, high = pixels.size.width_px, pixels.size.height_px
    return np.frombuffer(pixels.rgb, np.uint8).reshape(high, wide, 3)


def _harm(pictures: list[Bytes]) -> Iterator[Result]:
    """Measure what happens to photos nobody spoiled."""
    cases = [_case(rgb, rgb) for rgb in pictures]
    touched = [case for case in cases if case.remedy != UNTOUCHED]
    turned = sum(bool(case.remedy.tilt) for case in touched)
    note = f"n = {len(cases)} photos as they are; {turned} turned, {len(touched)} touched in all"
    share = 1 - len(touched) / len(cases)
    yield at_least("quality.enhance.untouched", 100 * share, "% of photos", 80, note)
    upright = [case for case in touched if not case.remedy.tilt]
    alike = [ssim(case.spoiled, case.shown) for case in upright] or [1.0]
    note = f"SSIM of the {len(upright)} that were touched and not turned"
    yield plain("quality.enhance.touched_mean", float(np.mean(alike)), "SSIM", note)
    yield at_least("quality.enhance.touched_least", min(alike), "SSIM", 0.98, note)


def _dim(pictures: list[Bytes], times: int) -> Iterator[Result]:
    name = f"quality.enhance.dim_{times}"
    cases = [_upright(_case(rgb, _dimmed(rgb, times, seed))) for seed, rgb in enumerate(pictures)]
    found = sum(case.remedy.exposure > 0 for case in cases)
    gain = _mean(psnr(case.good, case.shown) - psnr(case.good, case.spoiled) for case in cases)
    gamma = _mean(
        psnr(case.good, _by_gamma(case.spoiled)) - psnr(case.good, case.spoiled) for case in cases
    )
    note = (
        f"n = {len(cases)}, light / {times}; {found} were brightened; plain gamma {gamma:+.2f} dB"
    )
    yield at_least(f"{name}_psnr", gain, "dB gained", max(0.0, gamma), note)
    structure = _mean(
        ssim(case.good, case.shown) - ssim(case.good, case.spoiled) for case in cases
    )
    other = _mean(
        ssim(case.good, _by_gamma(case.spoiled)) - ssim(case.good, case.spoiled) for case in cases
    )
    note = f"n = {len(cases)}; plain gamma {other:+.3f}"
    yield at_least(f"{name}_ssim", structure, "SSIM gained", max(0.0, other), note)
    aligned = _mean(_aligned(case, case.shown) - _aligned(case, case.spoiled) for case in cases)
    other = _mean(
        _aligned(case, _by_gamma(case.spoiled)) - _aligned(case, case.spoiled) for case in cases
    )
    note = f"n = {len(cases)}; a perfect gain of light would be 0, plain gamma is {other:+.2f} dB"
    yield plain(f"{name}_aligned", aligned, "dB, both as bright as the original", note)


def _upright(case: _Case) -> _Case:
    """Return the case with what was turned counted as not touched: its pixels do not match."""
    return case if case.good.shape == case.shown.shape else case._replace(shown=case.spoiled)


def _aligned(case: _Case, picture: Bytes) -> float:
    return psnr(case.good, as_bright_as(picture, case.good))


def _dimmed(rgb: Bytes, times: float, seed: int) -> Bytes:
    return _exposed(linear(rgb) / times, _FULL_WELL, _READ_OUT, seed)


def _exposed(light: Floats, full_well: float, read_out: float, seed: int) -> Bytes:
    """Return what a sensor makes of light: photons that come by chance, and a noisy read-out."""
    chance = np.random.default_rng(seed)
    electrons = chance.poisson(light * full_well) + chance.normal(0.0, read_out, light.shape)
    return encoded(np.asarray(electrons / full_well, np.float32))


def _by_gamma(rgb: Bytes) -> Bytes:
    """Return the usual simple remedy: the power that brings the mean to 0.45."""
    share = rgb.astype(np.float32) / 255
    mean = float(np.clip((share @ LUMINANCE).mean(), 0.01, 0.99))
    power = min(1.0, float(np.log(0.45) / np.log(mean)))
    return np.asarray(np.rint(255 * share**power), np.uint8)


def _grainy(pictures: list[Bytes]) -> Iterator[Result]:
    cases = [
        _upright(
            _case(
                rgb,
                _exposed(linear(rgb), _GRAINY_FULL_WELL, _GRAINY_READ_OUT, seed),
                only="noise",
            )
        )
        for seed, rgb in enumerate(pictures)
    ]
    calmed = [case for case in cases if case.remedy.noise]
    gains = [psnr(case.good, case.shown) - psnr(case.good, case.spoiled) for case in calmed]
    before = _mean(psnr(case.good, case.spoiled) for case in cases)
    note = (
        f"n = {len(cases)} at {before:.1f} dB, full well {_GRAINY_FULL_WELL:g} electrons; "
        f"{len(calmed)} were calmed; worst {min(gains, default=0.0):+.2f} dB"
    )
    yield at_least("quality.enhance.noise_psnr", _mean(gains), "dB gained", 0.5, note)


def _turned(pictures: list[Bytes]) -> Iterator[Result]:
    """Measure the lean left of photos turned on purpose, taking each as level before."""
    left, hits, wrong = [], 0, 0
    count = 0
    for turn in _TURNS:
        for rgb in pictures:
            count += 1
            turned = View(keep=0.92, degrees=turn)(rgb)
            tilt = remedy(Picture(as_pixels(turned))).tilt
            if not tilt:
                continue
            hits += 1
            left.append(abs(tilt - turn))
            wrong += abs(tilt - turn) > abs(turn)
    note = f"n = {count} turned by 1.2 or 2.5 degrees; {hits} were turned back, {wrong} made worse"
    yield plain("quality.enhance.straightened", 100 * hits / count, "% of photos", note)
    middle = float(np.median(left)) if left else 0.0
    yield at_most("quality.enhance.lean_left", middle, "degrees, median", 0.5, note)


def _cast(pictures: list[Bytes]) -> Iterator[Result]:
    before, after, found = [], [], 0
    for rgb in pictures:
        for gains in _CASTS:
            spoiled = encoded(linear(rgb) * np.asarray(gains, np.float32))
            answer = np.array(remedy(Picture(as_pixels(spoiled))).balance)
            found += bool((answer != 1.0).any())
            before.append(_degrees(np.array(gains)))
            after.append(_degrees(np.array(gains) * answer))
    note = f"n = {len(before)} casts of {_mean(before):.1f} degrees; {found} were corrected"
    yield at_most("quality.enhance.cast_left", _mean(after), "degrees, mean", _mean(before), note)
    worse = sum(one > other + 0.5 for one, other in zip(after, before, strict=True))
    yield at_most("quality.enhance.cast_worse", worse, "casts", 0.02 * len(before), note)


def _degrees(light: Floats) -> float:
    share = float(light @ _GREY_LIGHT / np.linalg.norm(light))
    return float(np.degrees(np.arccos(np.clip(share, -1.0, 1.0))))


def _speed(rgb: Bytes) -> Iterator[Result]:
    glass = Picture(as_pixels(rgb)).squashed(_GLASS.width_px, _GLASS.height_px)
    jpeg = encode_jpeg(as_pixels(glass), 90)
    plainly = _seconds(jpeg, UNTOUCHED)
    more = 1e3 * (_seconds(jpeg, _ALL_AT_ONCE) - plainly)
    note = f"1920 x 1080, every remedy at once, on top of {1e3 * plainly:.0f} ms of decoding"
    yield plain("quality.enhance.texture", more, "ms CPU", note)


def _seconds(jpeg: bytes, decision: Remedy) -> float:
    taken = []
    for _ in range(5):
        begin = time.process_time()
        SimDecoder().pixels(jpeg, WHOLE, _GLASS, decision)
        taken.append(time.process_time() - begin)
    return float(np.median(taken))


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return float(np.mean(found)) if found else 0.0
