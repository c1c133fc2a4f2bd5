"""The audit journal can be added to, and not rewritten unnoticed."""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from frame.crypto.keys import SigningSeed
from frame.crypto.sign import Signer
from frame.errors import DiskFull, FrameError
from frame.store.disk import Disk
from frame.store.journal import BEFORE, Entry, Finding, Head, Journal, examine, links

pytestmark = pytest.mark.promise("P15")

_SIGNER = Signer(SigningSeed(bytes(range(32))))
_OTHER = Signer(SigningSeed(bytes(32)))


def _write(folder: Path, count: int, head: Head = BEFORE) -> list[Head]:
    journal, heads = Journal(folder), [head]
    for number in range(count):
        entry = Entry(kind="audit", says=f"{number} checks", digest=f"{number:064x}")
        heads.append(journal.append(entry, _SIGNER, 1_700_000_000 + number, heads[-1]))
    return heads[1:]


def _read(folder: Path, *known: Head) -> Finding:
    return examine(Journal(folder).read(), _SIGNER.public, known)


def test_what_is_added_is_read_back_in_order(tmp_path: Path) -> None:
    heads = _write(tmp_path, 5)
    found = _read(tmp_path, *heads)
    assert found.faults == ()
    assert [line.number for line in found.lines] == [0, 1, 2, 3, 4]
    assert found.head == heads[-1]
    assert (tmp_path / "journal").stat().st_mode & 0o777 == 0o600


def test_a_journal_that_is_not_there_has_no_lines(tmp_path: Path) -> None:
    assert _read(tmp_path) == Finding(lines=(), head=BEFORE, faults=())


def test_any_bit_that_is_changed_is_found(tmp_path: Path) -> None:
    heads = _write(tmp_path, 3)
    text = (tmp_path / "journal").read_bytes()
    chance = random.Random(7)
    for _ in range(300):
        changed = bytearray(text)
        changed[chance.randrange(len(text))] ^= 1 << chance.randrange(8)
        assert examine(bytes(changed), _SIGNER.public, (heads[-1],)).faults


@pytest.mark.parametrize("gone", range(4))
def test_a_line_that_is_taken_out_is_found(tmp_path: Path, gone: int) -> None:
    heads = _write(tmp_path, 4)
    lines = (tmp_path / "journal").read_bytes().splitlines(keepends=True)
    text = b"".join(line for number, line in enumerate(lines) if number != gone)
    assert examine(text, _SIGNER.public, (heads[-1],)).faults


def test_lines_in_another_order_are_found(tmp_path: Path) -> None:
    heads = _write(tmp_path, 3)
    one, two, three = (tmp_path / "journal").read_bytes().splitlines(keepends=True)
    for text in (one + three + two, two + one + three, one + two + two + three):
        assert examine(text, _SIGNER.public, (heads[-1],)).faults


def test_a_line_of_another_signer_is_found(tmp_path: Path) -> None:
    last = _write(tmp_path, 2)[-1]
    Journal(tmp_path).append(Entry(kind="audit", says="all is well"), _OTHER, 9, last)
    found = _read(tmp_path)
    assert "line 2 was not signed by this frame" in found.faults


def test_a_journal_that_is_written_anew_ends_otherwise(tmp_path: Path) -> None:
    """Whoever has the key can do this; a head that was written down elsewhere shows it."""
    heads = _write(tmp_path, 3)
    (tmp_path / "journal").unlink()
    Journal(tmp_path).append(Entry(kind="audit", says="0 checks"), _SIGNER, 1, BEFORE)
    assert _read(tmp_path).faults == ()
    assert _read(tmp_path, heads[0]).faults == ("line 0 is not the one that was written",)


@pytest.mark.parametrize("cut", [0, 1])
def test_a_journal_that_was_cut_goes_on_and_says_so_for_ever(tmp_path: Path, cut: int) -> None:
    heads = _write(tmp_path, 3)
    lines = (tmp_path / "journal").read_bytes().splitlines(keepends=True)
    (tmp_path / "journal").write_bytes(b"".join(lines[:cut]))
    head = Journal(tmp_path).append(Entry(kind="audit", says="again"), _SIGNER, 5, heads[-1])
    head = Journal(tmp_path).append(Entry(kind="audit", says="and on"), _SIGNER, 6, head)
    found = _read(tmp_path, head)
    assert head.number == 5
    assert any("was lost" in fault for fault in found.faults)


def test_a_line_that_was_being_written_was_never_said(tmp_path: Path) -> None:
    heads = _write(tmp_path, 2)
    with (tmp_path / "journal").open("ab") as file:
        file.write(b'{"at_s":1,"digest":"')
    assert _read(tmp_path, *heads).faults == ()
    heads += _write(tmp_path, 1, heads[-1])
    found = _read(tmp_path, *heads)
    assert (len(found.lines), found.faults) == (3, ())


def test_a_line_that_the_store_did_not_hear_of_counts(tmp_path: Path) -> None:
    heads = _write(tmp_path, 3)
    later = _write(tmp_path, 1, heads[0])
    assert later[0].number == 3
    assert _read(tmp_path, *heads, *later).faults == ()


class _CutError(Exception):
    pass


@contextmanager
def _cut_after(steps: int) -> Iterator[None]:
    left, names = [steps], ("write", "fsync", "open", "truncate")
    real = {name: getattr(os, name) for name in names}

    def cutting(name: str) -> Callable[..., object]:
        def step(*words: object, **more: object) -> object:
            left[0] -= 1
            if left[0] >= 0:
                return real[name](*words, **more)
            if name == "write":
                number, data = words
                real[name](number, bytes(data)[: len(bytes(data)) // 2])  # type: ignore[call-overload]
            raise _CutError

        return step

    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setattr(os, name, cutting(name))
        yield


@pytest.mark.promise("P14")
@pytest.mark.parametrize("steps", range(7))
def test_a_power_cut_at_any_step_loses_no_line_and_tears_none(tmp_path: Path, steps: int) -> None:
    heads = _write(tmp_path, 2)
    entry = Entry(kind="audit", says="cut")
    with suppress(_CutError), _cut_after(steps):
        heads.append(Journal(tmp_path).append(entry, _SIGNER, 5, heads[-1]))
    heads += _write(tmp_path, 2, heads[-1])
    found = _read(tmp_path, *heads)
    assert found.faults == ()
    assert [line.number for line in found.lines] == list(range(len(found.lines)))


def test_on_a_full_disk_no_line_counts(tmp_path: Path) -> None:
    class Full(Disk):
        def write(self, number: int, data: bytes | bytearray | memoryview) -> None:
            super().write(number, bytes(data)[:7])
            raise OSError(28, "no space")

    heads = _write(tmp_path, 1)
    with pytest.raises(DiskFull):
        Journal(tmp_path, Full()).append(Entry(kind="audit", says="x"), _SIGNER, 5, heads[-1])
    heads += _write(tmp_path, 1, heads[-1])
    assert _read(tmp_path, *heads).faults == ()


@pytest.mark.parametrize(
    "text", [b"\n", b"{}\n", b"[]\n", b"nonsense\n", b"\xff\n", b"[" * 5000 + b"\n"]
)
def test_what_is_no_line_is_a_fault_and_no_error(text: bytes) -> None:
    assert examine(text, _SIGNER.public).faults


def test_a_link_in_the_place_of_the_journal_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"")
    (tmp_path / "journal").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FrameError):
        _write(tmp_path, 1)
    assert (tmp_path / "elsewhere").read_bytes() == b""


def test_the_hashes_of_lines_are_told_for_as_far_back_as_they_hold(tmp_path: Path) -> None:
    assert links(b"") == {}
    heads = _write(tmp_path, 5)
    text = (tmp_path / "journal").read_bytes()
    assert links(text) == {head.number: head.hash for head in heads}
    lines = text.splitlines(keepends=True)
    assert links(b"".join(lines) + b"half a li") == links(text)
    without = lines[:1] + lines[2:]
    assert links(b"".join(without)) == {head.number: head.hash for head in heads[2:]}
    assert links(b"".join([*lines[:3], b"rubbish\n"])) == {}
    assert max(links(b"".join(lines[:3]))) == 2


def test_a_journal_that_was_written_anew_has_another_hash_in_every_line(tmp_path: Path) -> None:
    _write(tmp_path, 3)
    before = links((tmp_path / "journal").read_bytes())
    (tmp_path / "journal").unlink()
    entry = Entry(kind="audit", says="nothing was ever wrong")
    head = BEFORE
    for number in range(4):
        head = Journal(tmp_path).append(entry, _SIGNER, 1_700_000_000 + number, head)
    after = links((tmp_path / "journal").read_bytes())
    assert all(after[number] != before[number] for number in before)
