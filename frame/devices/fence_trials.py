"""Tries each fence of `sandbox` in a process of its own; `sandbox.active()` runs this file.

Each trial forks, raises one fence (or all of them), tries the forbidden thing and exits with 0
only if that failed. Being killed for trying counts as a fence that held.
"""

import os
import resource
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from frame.devices import sandbox

_MEBIBYTE = 1024 * 1024
_LIMITS = sandbox.Limits(memory_bytes=96 * _MEBIBYTE, cpu_seconds=1, answer_bytes=_MEBIBYTE)
_STOPPED = (OSError, MemoryError)
_FAILING_PROGRAM = [sys.executable, "-I", "-c", "raise SystemExit(1)"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    name: str
    means: str
    fence: Callable[[], object]
    attempt: Callable[[], object]


def _limits() -> None:
    sandbox.limit_resources(_LIMITS)


def _landlock() -> None:
    sandbox.forbid_new_privileges()
    sandbox.forbid_files()


def _filter() -> None:
    sandbox.forbid_new_privileges()
    sandbox.filter_system_calls()


def _everything() -> None:
    sandbox.enclose(_LIMITS)


def _take_memory() -> None:
    bytearray(256 * _MEBIBYTE)


def _burn_time() -> None:
    until = time.monotonic() + 4
    while time.monotonic() < until:
        pass


def _write_much() -> None:
    number = os.memfd_create("trial")
    os.write(number, bytes(_MEBIBYTE))
    os.write(number, bytes(_MEBIBYTE))


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _open_a_file() -> None:
    os.close(os.open("/", os.O_RDONLY))


def _run_a_program() -> None:
    os.execv(sys.executable, _FAILING_PROGRAM)  # noqa: S606 - the trial itself


def _make_a_socket() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()


def _reach_the_network() -> None:
    """Find any interface but loopback; an empty network has none, and none that is up."""
    if all(name == "lo" for _number, name in socket.if_nameindex()):
        raise OSError("no network")


def _leave_core_file() -> None:
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        raise OSError("no core file")


def _gain_privileges() -> None:
    """Do what only a capability allows: raise a hard limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))
    os.chroot("/")


_TRIALS = (
    _Trial(
        name="memory limit",
        means="a picture cannot use up the memory",
        fence=_limits,
        attempt=_take_memory,
    ),
    _Trial(
        name="time limit",
        means="a picture cannot keep the processor busy",
        fence=_limits,
        attempt=_burn_time,
    ),
    _Trial(
        name="size limit",
        means="a picture cannot produce endless output",
        fence=_limits,
        attempt=_write_much,
    ),
    _Trial(
        name="process limit",
        means="a picture cannot start processes (by setrlimit)",
        fence=_limits,
        attempt=_fork,
    ),
    _Trial(
        name="no core files",
        means="a crash leaves nothing of the picture on the disk",
        fence=_limits,
        attempt=_leave_core_file,
    ),
    _Trial(
        name="no privileges",
        means="a picture has no rights of an administrator",
        fence=sandbox.drop_privileges,
        attempt=_gain_privileges,
    ),
    _Trial(
        name="landlock",
        means="a picture cannot open files (by the file system's guard)",
        fence=_landlock,
        attempt=_open_a_file,
    ),
    _Trial(
        name="empty network",
        means="a picture sees no network (by namespace)",
        fence=sandbox.leave_the_network,
        attempt=_reach_the_network,
    ),
    _Trial(
        name="system call filter",
        means="a picture cannot ask the kernel for what it does not need",
        fence=_filter,
        attempt=_make_a_socket,
    ),
    _Trial(
        name="files",
        means="with all fences up, no file can be opened",
        fence=_everything,
        attempt=_open_a_file,
    ),
    _Trial(
        name="network",
        means="with all fences up, no connection can be made",
        fence=_everything,
        attempt=_make_a_socket,
    ),
    _Trial(
        name="processes",
        means="with all fences up, no process can be started",
        fence=_everything,
        attempt=_fork,
    ),
    _Trial(
        name="programs",
        means="with all fences up, no program can be run",
        fence=_everything,
        attempt=_run_a_program,
    ),
)


def _held(trial: _Trial) -> bool:
    child = os.fork()
    if child == 0:
        _try(trial)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) <= 0


def _try(trial: _Trial) -> None:
    try:
        trial.fence()
        os._exit(0 if _is_stopped(trial.attempt) else 1)
    finally:
        os._exit(1)


def _is_stopped(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except _STOPPED:
        return True
    return False


def main() -> None:
    """Print one line for each fence: its name, what it means, and whether it held."""
    for trial in _TRIALS:
        held = "held" if _held(trial) else "open"
        sys.stdout.write(f"{trial.name}\t{trial.means}\t{held}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
