"""Small positive definite systems of equations, in plain Python: a few hundred unknowns.

The factor is made row by row (Cholesky and Banachiewicz; G. Golub and C. Van Loan, Matrix
Computations, 4th ed., section 4.2), so that each inner product runs over two lists that lie in
memory. 200 unknowns take 1.3 million multiplications.
"""

from collections.abc import Sequence
from math import sqrt
from operator import mul

Row = list[float]


def factor(matrix: Sequence[Sequence[float]]) -> list[Row]:
    """Return the lower triangle L of a positive definite matrix, which is L Lᵀ.

    Row i of the answer has i + 1 numbers; only as many of row i of `matrix` are read.

    Raises:
        ValueError: the matrix is not positive definite.
    """
    lower: list[Row] = []
    for number, given in enumerate(matrix):
        row: Row = []
        for column, earlier in enumerate(lower):
            row.append((given[column] - dot(row, earlier)) / earlier[column])
        rest = given[number] - dot(row, row)
        if not rest > 0.0:
            raise ValueError("the matrix is not positive definite")
        row.append(sqrt(rest))
        lower.append(row)
    return lower


def dot(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the inner product over the length of the shorter one."""
    product: float = sum(map(mul, one, other))
    return product


def solve_lower(lower: Sequence[Row], right: Sequence[float]) -> Row:
    """Return x of L x = right."""
    solved: Row = []
    for row, value in zip(lower, right, strict=True):
        solved.append((value - dot(solved, row)) / row[-1])
    return solved


def solve(lower: Sequence[Row], right: Sequence[float]) -> Row:
    """Return x of L Lᵀ x = right."""
    rest = solve_lower(lower, right)
    for number in range(len(lower) - 1, -1, -1):
        row = lower[number]
        rest[number] /= row[-1]
        known = rest[number]
        for column in range(number):
            rest[column] -= known * row[column]
    return rest
