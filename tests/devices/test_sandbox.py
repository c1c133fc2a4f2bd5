"""The fences around a decode child, each tried from inside."""

import contextlib
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from frame.devices import sandbox, syscalls
from frame.services.daemon import resident_bytes

_MEBIBYTE = 1024 * 1024
_PATIENCE_S = 30
_FILTERED = syscalls.seccomp_filter(threads=False) is not None

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")


def _limits(room_bytes: int = 160 * _MEBIBYTE, *, threads: bool = False) -> sandbox.Limits:
    """Return limits with so much room above what this process holds already.

    A decode child is small; what runs these tests may hold models and pictures.
    """
    held = resident_bytes(os.getpid()) or 0
    return sandbox.Limits(
        memory_bytes=held + room_bytes, cpu_seconds=2, answer_bytes=4096, threads=threads
    )


def _end_of(attempt: Callable[[], object], limits: sandbox.Limits | None = None) -> int:
    """Try something inside all fences and return how that process ended.

    0: it was allowed. 7: the kernel refused. Negative: killed by that signal.
    """
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(_PATIENCE_S)
            sandbox.enclose(limits or _limits())
            try:
                attempt()
            except (OSError, MemoryError, RuntimeError, ValueError):
                os._exit(7)
            os._exit(0)
        finally:
            os._exit(99)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _stopped(end: int) -> bool:
    return end in {7, -signal.SIGSYS, -signal.SIGXCPU, -signal.SIGKILL}


def test_ordinary_work_goes_on_inside_the_fences() -> None:
    def work() -> None:
        for number in range(3, 16):  # whoever runs these tests may have used up all there may be
            with contextlib.suppress(OSError):
                os.close(number)
        memory = os.memfd_create("answer")
        os.write(memory, bytes(1000))
        assert sum(bytearray(8 * _MEBIBYTE)) == 0

    assert _end_of(work) == 0


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: os.open("/etc/hostname", os.O_RDONLY),
        lambda: os.open(str(Path(__file__).parent), os.O_RDONLY),
        lambda: os.open("/dev/shm", os.O_TMPFILE | os.O_RDWR),
        lambda: list(Path("/").iterdir()),
        lambda: Path("/tmp/never").mkdir(),
        lambda: Path(__file__).unlink(),
        lambda: Path(__file__).rename(__file__ + "2"),
        lambda: Path("/tmp/never").symlink_to("/"),
    ],
    ids=["file", "folder", "temporary", "list", "mkdir", "unlink", "rename", "symlink"],
)
def test_no_file_can_be_touched(attempt: Callable[[], object]) -> None:
    assert _stopped(_end_of(attempt))


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX])
def test_no_socket_can_be_made(family: int) -> None:
    assert _stopped(_end_of(lambda: socket.socket(family, socket.SOCK_STREAM)))


def test_no_process_can_be_started() -> None:
    assert _stopped(_end_of(lambda: os.fork() or os._exit(0)))


def test_no_program_can_be_run() -> None:
    assert _stopped(_end_of(lambda: os.execv(sys.executable, [sys.executable, "-c", ""])))


def test_no_other_process_can_be_signalled() -> None:
    assert _stopped(_end_of(lambda: os.kill(os.getppid(), 0)))


def test_memory_processor_time_and_output_are_bounded() -> None:
    def write_on() -> None:
        memory = os.memfd_create("answer")
        os.write(memory, bytes(4096))
        os.write(memory, bytes(4096))

    def burn() -> None:
        while True:
            pass

    assert _stopped(_end_of(lambda: bytearray(256 * _MEBIBYTE)))
    assert _stopped(_end_of(write_on))
    assert _stopped(
        _end_of(burn, sandbox.Limits(memory_bytes=10**9, cpu_seconds=1, answer_bytes=1))
    )


def test_limits_cannot_be_raised_again() -> None:
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    assert _stopped(_end_of(lambda: resource.setrlimit(resource.RLIMIT_AS, unlimited)))


@pytest.mark.skipif(not _FILTERED, reason="no system call filter for this machine")
def test_a_thread_starts_only_where_a_decoder_needs_one() -> None:
    def start() -> None:
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()

    room = _limits(300 * _MEBIBYTE, threads=True)
    assert _end_of(start, room) == 0
    assert _stopped(_end_of(start))
    assert _stopped(_end_of(lambda: os.fork() or os._exit(0), room))


@pytest.mark.skipif(not _FILTERED, reason="no system call filter for this machine")
def test_memory_cannot_be_made_executable() -> None:
    import mmap

    executable = mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
    assert _stopped(_end_of(lambda: mmap.mmap(-1, 4096, prot=executable)))


def test_a_child_does_not_outlive_its_parent() -> None:
    read_end, write_end = os.pipe()
    parent = os.fork()
    if parent == 0:
        middle = os.getpid()
        if os.fork() == 0:
            sandbox.die_with_parent(middle)
            os.write(write_end, b"alive")
            signal.pause()
        signal.pause()
    os.close(write_end)
    assert os.read(read_end, 10) == b"alive"
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    assert os.read(read_end, 10) == b""
    os.close(read_end)


def test_only_the_kept_descriptors_stay_open() -> None:
    def count() -> None:
        kept, other = os.pipe()
        sandbox.keep_only_descriptors(kept)
        os.fstat(kept)
        try:
            os.fstat(other)
        except OSError:
            os._exit(0)
        os._exit(1)

    child = os.fork()
    if child == 0:
        count()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_the_doctor_is_told_what_truly_holds() -> None:
    fences = {fence.name: fence for fence in sandbox.active()}

    assert {"memory limit", "landlock", "system call filter", "files", "network"} <= set(fences)
    for essential in ("memory limit", "time limit", "size limit", "no core files"):
        assert fences[essential].active
    assert fences["system call filter"].active or not _FILTERED
    if os.getuid() == 0:
        # the kernel exempts root from this limit: it must be said, not assumed
        assert not fences["process limit"].active
    assert all(fence.means for fence in fences.values())


def test_a_fence_that_is_missing_is_reported_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    from frame.devices import fence_trials

    monkeypatch.setattr(sandbox, "enclose", lambda _limits: None)
    found = {trial.name: fence_trials._held(trial) for trial in fence_trials._TRIALS[-4:]}

    assert found == {"files": False, "network": False, "processes": False, "programs": False}


def test_machines_without_a_filter_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert syscalls.seccomp_filter(threads=False) is None
    assert sandbox.filter_system_calls() is False


def test_both_machines_get_a_filter_that_the_kernel_can_load(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filters = []
    for machine in ("x86_64", "aarch64"):
        monkeypatch.setattr("platform.machine", lambda name=machine: name)
        steps = syscalls.seccomp_filter(threads=True)
        assert steps is not None
        assert len(steps) % 8 == 0
        assert len(steps) // 8 < 4096
        filters.append(steps)
    assert filters[0] != filters[1]
