"""A program of others as a child that does not outlive this process, however that ends.

A Python of its own takes the program's place by exec, which keeps its number and the tether.

Rule 1: the child ends when the thread that started it ends: start it from one that lives as long
        as the process, such as the main thread.
Rule 2: the program keeps the user it begins with; one that changes it loses its tether.

Source: PR_SET_PDEATHSIG(2const), which execve(2) keeps.
"""

import os
import signal
import sys

from frame.devices.offspring import python_command
from frame.devices.sandbox import die_with_parent


def tethered_command(program: str, *words: str) -> list[str]:
    """Return the command line that runs a program as a child of this process.

    It is asked to end (SIGTERM) when this process ends, so it can write down what it keeps.
    """
    return python_command(__name__, str(os.getpid()), program, *words)


def main(words: list[str]) -> None:
    """Become the program that is named behind the number of the parent."""
    parent, program, *rest = words
    die_with_parent(int(parent), by=signal.SIGTERM)
    os.execv(program, [program, *rest])  # noqa: S606  # no shell is the point


if __name__ == "__main__":
    main(sys.argv[1:])
