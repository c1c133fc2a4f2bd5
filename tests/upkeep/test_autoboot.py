import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.upkeep.autoboot import (
    FALLBACK,
    LIMIT_BYTES,
    Autoboot,
    Slot,
    boot_partition,
    parse,
    render,
)
from tests.upkeep.firmware import partition_for

_DOCUMENTED = b"[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n"
_EVERY = [Autoboot(default, tried) for default in Slot for tried in Slot]
_LINES = st.sampled_from([
    "[all]", "[tryboot]", "[none]", "[pi4]", " [ALL] ", "tryboot_a_b=1", "boot_partition=2",
    "boot_partition=3", "boot_partition = 3", "boot_partition=0",
    "# boot_partition=3", "", "boot_partition=2  ", "dtoverlay=vc4",
])  # fmt: skip


def test_it_writes_what_the_documentation_shows() -> None:
    assert render(Autoboot.of(Slot.A)) == _DOCUMENTED
    assert parse(_DOCUMENTED) == Autoboot(Slot.A, Slot.B)


@pytest.mark.parametrize("autoboot", _EVERY)
def test_what_is_written_is_read_back(autoboot: Autoboot) -> None:
    assert parse(render(autoboot)) == autoboot


def test_two_files_differ_in_two_digits_within_one_sector() -> None:
    kept, swapped = (render(Autoboot.of(slot)) for slot in Slot)
    assert len(kept) == len(swapped) <= LIMIT_BYTES
    assert sum(one != other for one, other in zip(kept, swapped, strict=True)) == 2


@pytest.mark.parametrize("begin", Slot)
def test_every_part_of_a_change_names_one_of_the_two_slots(begin: Slot) -> None:
    before, after = render(Autoboot.of(begin)), render(Autoboot.of(begin.other))
    places = [at for at, old in enumerate(before) if old != after[at]]
    for mask in range(2 ** len(places)):
        torn = bytearray(before)
        for bit, at in enumerate(places):
            torn[at] = after[at] if mask >> bit & 1 else before[at]
        assert parse(bytes(torn)) is not None
        assert partition_for(bytes(torn), tryboot=False) in {2, 3}


def test_a_file_that_is_made_anew_names_no_other_slot_while_it_grows() -> None:
    whole = render(Autoboot.of(FALLBACK))
    for length in range(len(whole) + 1):
        assert partition_for(whole[:length], tryboot=False) == FALLBACK.number


@given(st.lists(_LINES, max_size=12), st.booleans())
def test_it_reads_any_file_as_the_firmware_does(lines: list[str], tryboot: bool) -> None:  # noqa: FBT001
    data = "\n".join(lines).encode()
    assert (boot_partition(data, tryboot=tryboot) or 2) == partition_for(data, tryboot=tryboot)


@given(st.binary(max_size=600))
def test_no_bytes_confuse_it(data: bytes) -> None:
    read = parse(data)
    assert read is None or isinstance(read.default, Slot)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[all]\nboot_partition=2\n[tryboot]\nboot_partition=3\n",
        b"[all]\ntryboot_a_b=1\nboot_partition=1\n[tryboot]\nboot_partition=3\n",
        _DOCUMENTED + b"#" * LIMIT_BYTES,
        _DOCUMENTED.replace(b"=2", b"=\xb2"),
    ],
    ids=["empty", "tries files", "boots itself", "too long", "no number"],
)
def test_a_file_that_is_not_ours_to_trust_is_none(data: bytes) -> None:
    assert parse(data) is None
