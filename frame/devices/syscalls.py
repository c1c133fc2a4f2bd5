"""What a decode child may ask the kernel for, as a seccomp filter in classic BPF.

Sources: seccomp(2), bpf "classic" in linux/filter.h, and the syscall numbers of
asm/unistd_64.h (x86_64) and asm-generic/unistd.h (aarch64).

Rule 1: an allow-list. What is not named here fails with EPERM, so that a library that asks for
        something harmless and unneeded goes on without it.
Rule 2: what no picture ever needs (a program, a socket, a second process, another process's
        memory, a kernel feature with a long list of holes) ends the process at once, so that an
        attack is noticed and not only refused.
Rule 3: memory is never executable after the filter stands.
"""

import errno
import platform
import struct
from collections.abc import Mapping
from dataclasses import dataclass

_ALLOW = 0x7FFF0000
_KILL_PROCESS = 0x80000000
_ERRNO = 0x00050000

# classic BPF: load a word of seccomp_data, compare, mask, return
_LOAD = 0x20
_IF_EQUAL = 0x15
_IF_BITS = 0x45
_AND = 0x54
_RETURN = 0x06
_NUMBER_AT = 0
_ARCH_AT = 4
_FIRST_ARGUMENT_AT = 16
_THIRD_ARGUMENT_AT = 32

_PROT_EXEC = 4
_CLONE_VM_THREAD = 0x100 | 0x10000

# name: (x86_64, aarch64); None where the machine has no such call
_NEEDED = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "getpid": (39, 172),
    "sendmsg": (46, 211),
    "exit": (60, 93),
    "fcntl": (72, 25),
    "ftruncate": (77, 46),
    "getcwd": (79, 17),
    "gettimeofday": (96, 169),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "exit_group": (231, 94),
    "set_robust_list": (273, 99),
    "getrandom": (318, 278),
    "memfd_create": (319, 279),
    "rseq": (334, 293),
}
_NEVER_EXECUTABLE = {"mmap": (9, 222), "mprotect": (10, 226)}
_THREADS = {"clone": (56, 220)}
_UNKNOWN_TO_OLD_KERNELS = {"clone3": (435, 435)}
_ENDS_THE_PROCESS = {
    "socket": (41, 198),
    "connect": (42, 203),
    "accept": (43, 202),
    "socketpair": (53, 199),
    "bind": (49, 200),
    "listen": (50, 201),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "ptrace": (101, 117),
    "mount": (165, 40),
    "init_module": (175, 105),
    "keyctl": (250, 219),
    "unshare": (272, 97),
    "perf_event_open": (298, 241),
    "setns": (308, 268),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "finit_module": (313, 273),
    "bpf": (321, 280),
    "execveat": (322, 281),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Machine:
    audit: int
    column: int


_MACHINES = {
    "x86_64": _Machine(audit=0xC000003E, column=0),
    "aarch64": _Machine(audit=0xC00000B7, column=1),
}


def seccomp_filter(*, threads: bool) -> bytes | None:
    """Return the filter as an array of sock_filter, or None on a machine it is not written for.

    With `threads` the process may start threads of itself; never another process.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return None
    program = [
        _step(_LOAD, _ARCH_AT),
        _step(_IF_EQUAL, machine.audit, yes=1),
        _step(_RETURN, _KILL_PROCESS),
        _step(_LOAD, _NUMBER_AT),
    ]
    program += _always(_numbers(_NEEDED, machine), _ALLOW)
    for number in _numbers(_NEVER_EXECUTABLE, machine):
        program += _unless_executable(number)
    for number in _numbers(_THREADS, machine):
        program += _only_threads(number) if threads else _always([number], _KILL_PROCESS)
    # the C library then falls back to clone, whose flags a filter can read
    program += _always(_numbers(_UNKNOWN_TO_OLD_KERNELS, machine), _ERRNO | errno.ENOSYS)
    program += _always(_numbers(_ENDS_THE_PROCESS, machine), _KILL_PROCESS)
    program.append(_step(_RETURN, _ERRNO | errno.EPERM))
    return b"".join(program)


def _numbers(table: Mapping[str, tuple[int, int | None]], on: _Machine) -> list[int]:
    return [number for pair in table.values() if (number := pair[on.column]) is not None]


def _step(code: int, operand: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, operand)


def _always(numbers: list[int], verdict: int) -> list[bytes]:
    return [
        step
        for number in numbers
        for step in (_step(_IF_EQUAL, number, no=1), _step(_RETURN, verdict))
    ]


def _unless_executable(number: int) -> list[bytes]:
    return [
        _step(_IF_EQUAL, number, no=4),
        _step(_LOAD, _THIRD_ARGUMENT_AT),
        _step(_IF_BITS, _PROT_EXEC, no=1),
        _step(_RETURN, _ERRNO | errno.EPERM),
        _step(_RETURN, _ALLOW),
    ]


def _only_threads(number: int) -> list[bytes]:
    return [
        _step(_IF_EQUAL, number, no=5),
        _step(_LOAD, _FIRST_ARGUMENT_AT),
        _step(_AND, _CLONE_VM_THREAD),
        _step(_IF_EQUAL, _CLONE_VM_THREAD, no=1),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _KILL_PROCESS),
    ]
