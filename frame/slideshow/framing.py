"""Where a crop that can slide one way comes to lie: at the position that costs least.

The largest crop of a shape touches two opposite edges of its photo, so only one number is
left to choose. A handful of positions are tried and each one is charged for what it loses.
"""

from dataclasses import dataclass

_POSITIONS = 32
_PULL = 0.30
_EDGE_STRIP = 0.14
_EDGE_COST = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A thing along the way: from `start` to `end` (0 to 1); losing all of it costs `weight`."""

    start: float
    end: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """The way a crop may slide, in fractions of the photo.

    length            of the crop
    lowest, highest   where the crop may start
    ideal             where it would start if nothing were in danger
    line              the horizon, if the crop slides up and down
    """

    length: float
    lowest: float
    highest: float
    ideal: float
    spans: tuple[Span, ...] = ()
    line: float | None = None


def settle(track: Track) -> float:
    """Return where the crop starts; of positions that cost the same, the one nearest ideal."""
    return min(_positions(track), key=lambda at: (round(_cost(track, at), 9), _away(track, at)))


def lost(span: Span, start: float, length: float) -> float:
    """Return which share of a span lies outside a crop."""
    whole = span.end - span.start
    if whole <= 0.0:
        return 0.0
    seen = min(span.end, start + length) - max(span.start, start)
    return 1.0 - min(max(seen, 0.0), whole) / whole


def _positions(track: Track) -> list[float]:
    """Return an even row of positions, and those at which a span just fits."""
    free = track.highest - track.lowest
    even = [track.lowest + free * step / _POSITIONS for step in range(_POSITIONS + 1)]
    fitting = [at for span in track.spans for at in (span.start, span.end - track.length)]
    return even + [min(max(at, track.lowest), track.highest) for at in (track.ideal, *fitting)]


def _cost(track: Track, at: float) -> float:
    losses = sum(span.weight * lost(span, at, track.length) for span in track.spans)
    return losses + _PULL * _away(track, at) ** 2 + _on_edge(track, at)


def _away(track: Track, at: float) -> float:
    return abs(at - track.ideal) / track.length


def _on_edge(track: Track, at: float) -> float:
    """Charge for a horizon that runs along an edge, where it looks like a mistake."""
    if track.line is None:
        return 0.0
    height = (track.line - at) / track.length
    nearest = min(abs(height), abs(1.0 - height))
    return _EDGE_COST * max(0.0, 1.0 - nearest / _EDGE_STRIP)
