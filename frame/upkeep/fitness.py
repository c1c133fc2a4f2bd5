"""What the numbers of a self-test mean for a frame, and what to do about them.

Rule: a number that is not known is no fault. It is said that it is not known.

Sources: nl80211 signal in dBm; JESD84-B51 §7.4 for the life of an eMMC (10 % steps in
DEVICE_LIFE_TIME_EST, PRE_EOL_INFO 1 to 3); SD cards report neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SLOW_WRITE: Final = 4.0
SLOWEST_WRITE: Final = 1.0
"""Megabytes a second: a photo takes about 4 MB, and arrives while another one fades in."""
WEAK_DBM: Final = -75.0
FAINT_DBM: Final = -85.0
LITTLE_MB: Final = 700
"""Of a board's memory: one of 1 GB tells 900 or so, one of 512 MB tells 460."""
_WORN: Final = 9
_END_OF_LIFE: Final = 2


class Verdict(StrEnum):
    """How well it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One check of the self-test: what was found, and what to do where it is not well."""

    check: str
    verdict: Verdict
    means: str
    do: str = ""


def storage(write_mb_s: float, read_mb_s: float) -> Result:
    """Judge how fast sealed pictures are written, durably, and read back."""
    means = f"sealed pictures are written at {write_mb_s:.1f} and read at {read_mb_s:.1f} MB/s"
    do = "Use a card of class A1 or better, or a USB disk: photos come in slowly on this one."
    if write_mb_s >= SLOW_WRITE:
        return Result(check="storage", verdict=Verdict.OK, means=means)
    verdict = Verdict.WARN if write_mb_s >= SLOWEST_WRITE else Verdict.FAIL
    return Result(check="storage", verdict=verdict, means=means, do=do)


def wear(life: Sequence[int], end: int | None) -> Result:
    """Judge what the storage says of its own age; `life` in tenths, `end` is PRE_EOL_INFO."""
    told = [one for one in life if one]
    if not told and not end:
        return Result(
            check="wear", verdict=Verdict.SKIPPED, means="the card does not tell its age"
        )
    used = 10 * max(told, default=0)
    means = f"about {used} % of its life is used"
    if max(told, default=0) < _WORN and (end or 0) < _END_OF_LIFE:
        return Result(check="wear", verdict=Verdict.OK, means=means)
    return Result(
        check="wear", verdict=Verdict.WARN, means=means, do="Replace the storage before it fails."
    )


def network(up: Sequence[str], dbm: float | None) -> Result:
    """Judge which links are up, and how strong Wi-Fi is where one is."""
    if not up:
        return Result(
            check="network",
            verdict=Verdict.WARN,
            means="no link is up, so phones cannot reach this frame",
            do="`frame wifi join`, a cable, or docs/first-boot.md. Photos are shown all the same.",
        )
    means = f"{', '.join(up)} up"
    if dbm is None:
        return Result(check="network", verdict=Verdict.OK, means=means)
    means += f", Wi-Fi at {dbm:.0f} dBm"
    if dbm >= WEAK_DBM:
        return Result(check="network", verdict=Verdict.OK, means=means)
    verdict = Verdict.WARN if dbm >= FAINT_DBM else Verdict.FAIL
    do = "Move the frame or the router, or use a cable: photos come slowly, or not at all."
    return Result(check="network", verdict=verdict, means=means, do=do)


def clock(*, plausible: bool, synchronised: bool | None) -> Result:
    """Judge the clock: what it says, and whether a time server agreed."""
    if not plausible:
        return Result(
            check="clock",
            verdict=Verdict.FAIL,
            means="the date is past",
            do="Connect the frame to a network, or `timedatectl set-time`.",
        )
    if synchronised is False:
        return Result(
            check="clock",
            verdict=Verdict.WARN,
            means="the date is plausible, but no time server agreed yet",
            do="Wait for a network; consents need the right day.",
        )
    means = "a time server agreed" if synchronised else "the date is plausible"
    return Result(check="clock", verdict=Verdict.OK, means=means)


def memory(total_mb: int | None) -> Result:
    """Judge how much memory the machine has."""
    if total_mb is None:
        return Result(check="memory", verdict=Verdict.SKIPPED, means="the kernel does not tell")
    means = f"{total_mb} MB"
    if total_mb >= LITTLE_MB:
        return Result(check="memory", verdict=Verdict.OK, means=means)
    return Result(
        check="memory",
        verdict=Verdict.WARN,
        means=means,
        do="Enough for photos up to 2560 pixels; keep [photos] master_px as it is.",
    )


def camera(*, there: bool, enabled: bool, light: int | None, trouble: str) -> Result:
    """Judge a camera by the light it sees, 0 (dark) to 100; nothing else of it is told."""
    if not there and not enabled:
        return Result(check="camera", verdict=Verdict.SKIPPED, means="there is none")
    if light is not None:
        verdict = Verdict.OK if light else Verdict.WARN
        do = "" if light else "Take its cover off, or switch a light on."
        means = f"it sees light, {light} of 100" if light else "it sees nothing but dark"
        return Result(check="camera", verdict=verdict, means=means, do=do)
    means = trouble or "it gave no picture in time"
    return Result(
        check="camera",
        verdict=Verdict.FAIL if enabled else Verdict.WARN,
        means=means,
        do="See how it is plugged in, and docs/camera.md.",
    )


def exit_code(results: Sequence[Result]) -> int:
    """Return 1 where anything failed."""
    return int(any(one.verdict is Verdict.FAIL for one in results))
