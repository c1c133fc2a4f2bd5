"""Somebody at the keyboard of this very process, asked for a secret that is not shown.

Rule: a process that no person started (a service, a pipe) asks nobody.
"""

import getpass
import sys


def ask_secret(question: str) -> str | None:
    """Return what was typed, None where nobody is there or nothing came."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    try:
        typed = getpass.getpass(question, stream=sys.stderr)
    except EOFError:
        return None
    return typed or None
