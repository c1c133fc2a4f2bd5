"""How a process of this project starts another one of its own rooms.

The child runs isolated (`python -I`: no PYTHON* variables, no user site, no current folder), so
nothing in the environment of the person who types the command changes what it runs. The folder
this package lies in is added behind the standard library, so a checkout works like a wheel.
"""

import sys
from pathlib import Path

import frame

_BOOT = """
import runpy, sys
sys.path.append(sys.argv.pop(1))
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""
_HOME = Path(frame.__file__).resolve().parents[1]


def python_command(module: str, *words: str) -> list[str]:
    """Return the command line that runs `module` as a program in a Python of its own."""
    return [sys.executable, "-I", "-c", _BOOT, str(_HOME), module, *words]
