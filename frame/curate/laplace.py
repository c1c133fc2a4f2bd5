"""Gaussian process classification by Laplace's approximation.

C. Rasmussen and C. Williams, Gaussian Processes for Machine Learning (2006), algorithms 3.1 (the
mode) and 3.2 (prediction), for a logistic likelihood in which each answer has a weight: an answer
of weight 0.3 counts as 0.3 answers. Its logarithm stays concave, so there is one mode. A
probability is averaged over what is not known about the latent value (D. MacKay, "The evidence
framework applied to classification networks", Neural Computation 4, 1992).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, pi, sqrt
from operator import mul

from frame.curate.cholesky import Row, dot, factor, solve, solve_lower

Kernel = Sequence[Row]
_STEPS = 30
_NEAR = 1e-6
_HALVINGS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered: yes or no, each with a weight above 0; `mean` is the prior's."""

    yes: tuple[bool, ...]
    weights: tuple[float, ...]
    mean: float

    def log_likelihood(self, latent: Sequence[float]) -> float:
        """Return the weighted log probability of the answers."""
        return -sum(
            weight * _log_odds(-value if yes else value)
            for yes, weight, value in zip(self.yes, self.weights, latent, strict=True)
        )

    def pull(self, latent: Sequence[float]) -> Row:
        """Return the slope of the log likelihood at each latent value."""
        return [
            weight * (yes - chance(value))
            for yes, weight, value in zip(self.yes, self.weights, latent, strict=True)
        ]

    def stiffness(self, latent: Sequence[float]) -> Row:
        """Return the negative curvature of the log likelihood at each latent value."""
        return [
            weight * (likely := chance(value)) * (1.0 - likely)
            for weight, value in zip(self.weights, latent, strict=True)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """The most probable latent values.

    pulls      how far each answer moves its neighbours: K⁻¹ (latent - mean)
    stiffness  how much each answer says: the curvature of its likelihood
    """

    mean: float
    pulls: tuple[float, ...]
    stiffness: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What the answers leave open.

    `watched` are the places of the answers it is reckoned from. Where these are not all, doubt
    comes out too large and never too small, since each further answer could only lessen it.
    """

    watched: tuple[int, ...]
    roots: tuple[float, ...]
    lower: Kernel

    @classmethod
    def of(cls, kernel: Kernel, mode: Mode, most: int) -> "Doubt":
        """Return the doubt that the `most` most telling answers leave."""
        watched = tuple(_telling(kernel, mode.stiffness, most))
        roots = [sqrt(mode.stiffness[place]) for place in watched]
        among = [[kernel[one][other] for other in watched] for one in watched]
        return cls(watched=watched, roots=tuple(roots), lower=factor(_softened(among, roots)))

    def variance(self, kernel: Sequence[float], own: float) -> float:
        """Return the variance of a latent value.

        `kernel` is its kernel with each watched answer, `own` that with itself.
        """
        seen = solve_lower(self.lower, list(map(mul, self.roots, kernel)))
        return max(0.0, own - dot(seen, seen))


def chance(latent: float) -> float:
    """Return the logistic function, without overflow."""
    if latent >= 0.0:
        return 1.0 / (1.0 + exp(-latent))
    power = exp(latent)
    return power / (1.0 + power)


def blunting(variance: float) -> float:
    """Return by what a latent value is divided for its variance (MacKay 1992, equation 10)."""
    return sqrt(1.0 + pi * variance / 8.0)


def find_mode(kernel: Kernel, answers: Answers) -> Mode:
    """Return the mode, found by Newton's method; a step that would lead down is halved."""
    pulls, offsets = [0.0] * len(kernel), [0.0] * len(kernel)
    height = _height(answers, pulls, offsets)
    for _ in range(_STEPS):
        aim = _newton(kernel, answers, offsets)
        for _ in range(_HALVINGS):
            reached = _height(answers, aim, aimed := [dot(row, aim) for row in kernel])
            if reached >= height:
                break
            aim = [(one + other) / 2.0 for one, other in zip(aim, pulls, strict=True)]
        else:
            break
        gained, height = reached - height, reached
        pulls, offsets = aim, aimed
        if gained < _NEAR:
            break
    stiffness = answers.stiffness(_raised(offsets, answers.mean))
    return Mode(mean=answers.mean, pulls=tuple(pulls), stiffness=tuple(stiffness))


def _newton(kernel: Kernel, answers: Answers, offsets: Row) -> Row:
    """Return the pulls Newton's method goes to (algorithm 3.1, lines 4 to 8)."""
    latent = _raised(offsets, answers.mean)
    stiffness = answers.stiffness(latent)
    roots = [sqrt(value) for value in stiffness]
    wanted = [
        value * offset + pull
        for value, offset, pull in zip(stiffness, offsets, answers.pull(latent), strict=True)
    ]
    scaled = [root * dot(row, wanted) for root, row in zip(roots, kernel, strict=True)]
    held = solve(factor(_softened(kernel, roots)), scaled)
    return [want - root * hold for want, root, hold in zip(wanted, roots, held, strict=True)]


def _height(answers: Answers, pulls: Row, offsets: Row) -> float:
    return answers.log_likelihood(_raised(offsets, answers.mean)) - dot(pulls, offsets) / 2.0


def _raised(offsets: Row, mean: float) -> Row:
    return [offset + mean for offset in offsets]


def _softened(kernel: Kernel, roots: Sequence[float]) -> list[Row]:
    """Return the lower triangle of I + S K S, where S has `roots` on its diagonal."""
    rows = []
    for place, root in enumerate(roots):
        row = [root * value for value in map(mul, roots[: place + 1], kernel[place])]
        row[-1] += 1.0
        rows.append(row)
    return rows


def _telling(kernel: Kernel, stiffness: Sequence[float], most: int) -> list[int]:
    """Return the places that leave the least open, one after the other.

    The greedy choice of the informative vector machine (N. Lawrence, M. Seeger, R. Herbrich,
    NIPS 2002): next comes whoever has the most to say about what is still open.
    """
    size = len(kernel)
    if size <= most:
        return list(range(size))
    left = [kernel[place][place] for place in range(size)]
    parts: list[Row] = [[] for _ in range(size)]
    chosen: list[int] = []
    for _ in range(most):
        rest = (place for place in range(size) if place not in chosen)
        best = max(rest, key=lambda place: stiffness[place] * left[place])
        chosen.append(best)
        stretch = sqrt(left[best] + 1.0 / max(stiffness[best], 1e-12))
        known = list(parts[best])
        for place, part in enumerate(parts):
            share = (kernel[place][best] - dot(part, known)) / stretch
            part.append(share)
            left[place] = max(0.0, left[place] - share * share)
    return chosen


def _log_odds(value: float) -> float:
    """Return log(1 + exp(value)), without overflow."""
    return max(value, 0.0) + log(1.0 + exp(-abs(value)))
