"""Fences around a process that opens one untrusted picture.

Rule 1: every fence that stands is kept; one that this kernel or container does not offer is left
        out, and `active()` says so after trying, never by assuming.
Rule 2: fences only ever go up. Nothing in this file takes one down again.
Rule 3: the caller is a freshly forked process with one thread and only its own descriptors open.

Sources: setrlimit(2), prctl(2), seccomp(2), landlock(7), capset(2), unshare(2).
"""

import ctypes
import os
import resource
import signal
import struct
import subprocess
from dataclasses import dataclass

from frame.devices.offspring import python_command
from frame.devices.syscalls import seccomp_filter

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_FILTER_STEP_BYTES = 8

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWIPC = 0x08000000
_CLONE_NEWNET = 0x40000000

_LANDLOCK_CREATE_RULESET = 444
_LANDLOCK_RESTRICT_SELF = 446
_LANDLOCK_VERSION = 1
# how many file rights each version of landlock knows; naming one it does not know is an error
_LANDLOCK_FILE_RIGHTS = (13, 14, 15, 15, 16)
_LANDLOCK_NETWORK_SINCE = 4
_LANDLOCK_SCOPES_SINCE = 6

_CAPABILITIES_V3 = 0x20080522

_C = ctypes.CDLL(None, use_errno=True)
_C.syscall.restype = ctypes.c_long


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one child may use.

    memory_bytes     resident memory of the whole process, at most
    cpu_seconds      of processor time
    answer_bytes     the largest memory file it may write
    threads          whether its library starts a thread of its own (HEIC does)
    """

    memory_bytes: int
    cpu_seconds: int
    answer_bytes: int
    threads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """One fence: its name, what it keeps a hostile picture from, and whether it stood."""

    name: str
    means: str
    active: bool


def active() -> tuple[Fence, ...]:
    """Try every fence in throw-away processes and return which of them truly hold here."""
    done = subprocess.run(
        python_command("frame.devices.fence_trials"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )
    lines = [line.split("\t") for line in done.stdout.decode("utf-8").splitlines()]
    return tuple(
        Fence(name=name, means=means, active=held == "held") for name, means, held in lines
    )


def leave_the_network() -> bool:
    """Move this process and its future children where no network is; say whether it worked."""
    if _C.unshare(_CLONE_NEWNET | _CLONE_NEWIPC) == 0:
        return True
    return bool(_C.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) == 0)


def keep_only_descriptors(*kept: int) -> None:
    """Close every file descriptor of this process but the standard three and those `kept`."""
    last = 2
    for number in sorted(kept):
        os.closerange(last + 1, number)
        last = number
    os.closerange(last + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def die_with_parent(parent: int, *, by: signal.Signals = signal.SIGKILL) -> None:
    """End this process when `parent` (its process id) ends, or now if it has ended already."""
    _C.prctl(_PR_SET_PDEATHSIG, by, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def enclose(limits: Limits) -> None:
    """Raise every fence this machine offers around the calling process, for good."""
    limit_resources(limits)
    forbid_new_privileges()
    forbid_files()
    drop_privileges()
    filter_system_calls(threads=limits.threads)


def limit_resources(limits: Limits) -> None:
    """Bound memory, processor time, files, processes and what is written.

    Address space bounds resident memory: what is mapped already but not resident may still
    become so, hence the allowance for the code of the decoders.
    """
    mapped, resident = _memory()
    room = max(0, limits.memory_bytes - resident - _CODE_BYTES)
    _limit(resource.RLIMIT_AS, mapped + room)
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, limits.answer_bytes)
    _limit(resource.RLIMIT_NOFILE, _DESCRIPTORS)
    _limit(resource.RLIMIT_CORE, 0)
    if not limits.threads:
        _limit(resource.RLIMIT_NPROC, 0)


def room_bytes(limits: Limits) -> int:
    """Return how much more memory this process could take under these limits."""
    return max(0, limits.memory_bytes - _memory()[1] - _CODE_BYTES)


def forbid_new_privileges() -> bool:
    """Refuse set-user-id programs, core dumps and being traced (prctl(2))."""
    secret = _C.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0
    humble = _C.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    return bool(secret and humble)


def forbid_files() -> bool:
    """Forbid every path, TCP port and outside process by landlock(7); say whether it stands."""
    version = _C.syscall(_LANDLOCK_CREATE_RULESET, None, 0, _LANDLOCK_VERSION)
    if version < 1:
        return False
    files = _LANDLOCK_FILE_RIGHTS[min(version, len(_LANDLOCK_FILE_RIGHTS)) - 1]
    handled = struct.pack("=Q", (1 << files) - 1)
    if version >= _LANDLOCK_NETWORK_SINCE:
        handled += struct.pack("=Q", 0b11)
    if version >= _LANDLOCK_SCOPES_SINCE:
        handled += struct.pack("=Q", 0b11)
    rules = _C.syscall(_LANDLOCK_CREATE_RULESET, handled, len(handled), 0)
    if rules < 0:
        return False
    stands: bool = _C.syscall(_LANDLOCK_RESTRICT_SELF, rules, 0) == 0
    os.close(rules)
    return stands


def drop_privileges() -> bool:
    """Give up every capability, also those of a namespace of our own (capset(2))."""
    header = struct.pack("=Ii", _CAPABILITIES_V3, 0)
    return bool(_C.capset(header, bytes(24)) == 0)


def filter_system_calls(*, threads: bool = False) -> bool:
    """Put the filter of `syscalls` in place; say whether it stands."""
    steps = seccomp_filter(threads=threads)
    if steps is None:
        return False
    memory = ctypes.create_string_buffer(steps, len(steps))
    program = struct.pack("@HP", len(steps) // _FILTER_STEP_BYTES, ctypes.addressof(memory))
    return bool(_C.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0) == 0)


_CODE_BYTES = 12 * 1024 * 1024
_DESCRIPTORS = 16
_PAGE_BYTES = resource.getpagesize()


def _limit(kind: int, value: int) -> None:
    """Lower a limit; one that is lower already stays."""
    hard = resource.getrlimit(kind)[1]
    lowest = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (lowest, lowest))


def _memory() -> tuple[int, int]:
    """Return mapped and resident bytes of this process."""
    number = os.open("/proc/self/statm", os.O_RDONLY)
    mapped, resident = os.read(number, 100).split()[:2]
    os.close(number)
    return int(mapped) * _PAGE_BYTES, int(resident) * _PAGE_BYTES
