"""Texts for tests: what anybody may say, and what turns the direction of writing."""

from hypothesis import strategies as st

from frame.protocol.turns import TURNS

_letters = st.characters(codec="utf-8", exclude_characters="".join(TURNS))


def texts(most: int) -> st.SearchStrategy[str]:
    """Return texts of at most so many characters, of every script, that turn nothing."""
    return st.text(_letters, max_size=most)


def turned_texts(most: int) -> st.SearchStrategy[str]:
    """Return texts of 1 to so many characters, with something that turns in each."""
    parts = st.tuples(texts(most - 1), st.sampled_from(sorted(TURNS)), st.integers(0, most))
    return parts.map(lambda one: one[0][: one[2]] + one[1] + one[0][one[2] :])
