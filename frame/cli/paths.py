"""Paths as people type them.

Rule: an empty word is no path. `"$STICK"` is one where STICK is not set, and would mean the folder
somebody happens to be in.
"""

from argparse import ArgumentTypeError
from pathlib import Path


def path(text: str) -> Path:
    """Return what was typed as a path."""
    if not text:
        raise ArgumentTypeError("a path is missing: this word is empty")
    return Path(text)
