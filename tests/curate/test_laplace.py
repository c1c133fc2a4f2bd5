from itertools import pairwise
from math import exp, pi, sqrt

import pytest

from frame.curate.cholesky import dot, factor, solve, solve_lower
from frame.curate.laplace import Answers, Doubt, blunting, chance, find_mode

MATRIX = [[4.0, 2.0, 0.6], [2.0, 5.0, 1.0], [0.6, 1.0, 3.0]]


def kernel(*places: float) -> list[list[float]]:
    """Return 4 exp(-distance) of points on a line."""
    return [[4.0 * exp(-abs(one - other)) for other in places] for one in places]


def answers(signs: str, mean: float = 0.0, weight: float = 1.0) -> Answers:
    """Return a yes for each + and a no for each -."""
    yes = tuple(sign == "+" for sign in signs)
    return Answers(yes=yes, weights=(weight,) * len(yes), mean=mean)


def test_a_factor_times_its_transpose_is_the_matrix() -> None:
    lower = factor(MATRIX)
    for one, row in zip(lower, MATRIX, strict=True):
        for other, value in zip(lower, row, strict=True):
            assert dot(one, other) == pytest.approx(value)


def test_a_solution_solves_its_equations() -> None:
    lower, right = factor(MATRIX), [1.0, -2.0, 0.5]
    found = solve(lower, right)
    assert [dot(row, found) for row in MATRIX] == pytest.approx(right)
    half = solve_lower(lower, right)
    assert [dot(row, half) for row in lower] == pytest.approx(right)


def test_a_matrix_that_is_not_positive_definite_is_refused() -> None:
    with pytest.raises(ValueError, match="positive definite"):
        factor([[1.0, 2.0], [2.0, 1.0]])


def test_at_the_mode_the_slope_is_zero() -> None:
    """Rasmussen and Williams 2006, equation 3.17: latent - mean = K pull."""
    line, given = kernel(0.0, 0.4, 2.0, 2.1), answers("++-+", mean=0.3)
    mode = find_mode(line, given)
    latent = [0.3 + dot(row, mode.pulls) for row in line]
    assert list(mode.pulls) == pytest.approx(given.pull(latent), abs=1e-3)


def test_one_answer_has_the_mode_that_algebra_gives() -> None:
    """The mode f of one yes with variance v solves f = v (1 - chance(f))."""
    latent = 4.0 * find_mode([[4.0]], answers("+")).pulls[0]
    assert latent == pytest.approx(4.0 * (1.0 - chance(latent)), abs=1e-3)


def test_a_wide_prior_and_a_far_mean_do_not_make_newton_run_away() -> None:
    wide = [[4000.0 * (one == other) + 1000.0 for other in range(6)] for one in range(6)]
    given = answers("+-+-++", mean=30.0)
    mode = find_mode(wide, given)
    latent = [30.0 + dot(row, mode.pulls) for row in wide]
    assert list(mode.pulls) == pytest.approx(given.pull(latent), abs=1e-2)


def test_an_answer_of_half_weight_counts_as_half_of_two_equal_ones() -> None:
    twice = find_mode([[4.0, 4.0], [4.0, 4.0]], answers("++", weight=0.5))
    once = find_mode([[4.0]], answers("+"))
    assert sum(twice.pulls) == pytest.approx(once.pulls[0], abs=1e-4)


def test_doubt_is_small_near_answers_and_whole_far_away() -> None:
    line = kernel(0.0, 0.1, 0.2)
    doubt = Doubt.of(line, find_mode(line, answers("+-+")), 3)
    near = doubt.variance([4.0 * exp(-abs(place - 0.1)) for place in (0.0, 0.1, 0.2)], 4.0)
    far = doubt.variance([0.0, 0.0, 0.0], 4.0)
    assert near < 0.6 * far
    assert far == 4.0


def test_fewer_watched_answers_leave_more_doubt_and_never_less() -> None:
    places = [0.37 * number % 3.0 for number in range(20)]
    line = kernel(*places)
    mode = find_mode(line, answers("+--" * 6 + "+-"))
    own = [4.0 * exp(-abs(place - 1.05)) for place in places]
    doubts = [Doubt.of(line, mode, most) for most in (1, 4, 10, 20)]
    left = [one.variance([own[place] for place in one.watched], 4.0) for one in doubts]
    assert all(fewer >= more - 1e-9 for fewer, more in pairwise(left))
    assert len(doubts[1].watched) == len(set(doubts[1].watched)) == 4


def test_mackays_factor_is_that_of_his_paper() -> None:
    assert blunting(0.0) == 1.0
    assert blunting(8.0 / pi) == pytest.approx(sqrt(2.0))


def test_the_logistic_function_does_not_overflow() -> None:
    assert chance(-1e4) == 0.0
    assert chance(1e4) == 1.0
    assert chance(0.0) == 0.5
    far = answers("+-").log_likelihood([-1e4, 1e4])
    assert far == pytest.approx(-2e4)
