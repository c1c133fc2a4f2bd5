import os
import threading
import time

import pytest

from frame.devices.channel import Channel, sealed, unsealed
from frame.errors import BadMessage, Offline


def test_a_message_arrives_with_its_memory() -> None:
    one, other = Channel.pair()
    memory = sealed(b"pixels")
    one.send(b"look", memory)
    os.close(memory)
    header, memories = other.receive(1.0)
    assert header == b"look"
    assert bytes(unsealed(memories[0], 100)) == b"pixels"
    one.close()
    other.close()


def test_hanging_up_is_noticed_while_a_thread_of_the_same_side_listens() -> None:
    one, other = Channel.pair()
    ended = threading.Event()

    def listen() -> None:
        with pytest.raises(Offline):
            one.receive()
        ended.set()

    ear = threading.Thread(target=listen)
    ear.start()
    time.sleep(0.1)
    one.hang_up()
    with pytest.raises(Offline):
        other.receive(5.0)
    ear.join(5.0)
    assert ended.is_set()
    one.hang_up()
    other.close()


def test_sealed_memory_cannot_be_changed() -> None:
    memory = sealed(b"checked")
    with pytest.raises(PermissionError):
        os.write(memory, b"x")
    with pytest.raises(PermissionError):
        os.ftruncate(memory, 1)
    os.close(memory)


def test_memory_that_is_not_sealed_is_refused() -> None:
    memory = os.memfd_create("loose", os.MFD_ALLOW_SEALING)
    with pytest.raises(BadMessage):
        unsealed(memory, 100)


def test_memory_larger_than_agreed_is_refused() -> None:
    with pytest.raises(BadMessage):
        unsealed(sealed(b"12345"), 4)


def test_a_file_instead_of_memory_is_refused() -> None:
    with pytest.raises(BadMessage):
        unsealed(os.open("/dev/null", os.O_RDONLY), 4)


def test_empty_memory_is_empty() -> None:
    assert bytes(unsealed(sealed(b""), 4)) == b""


def test_a_closed_end_is_offline_for_the_other() -> None:
    one, other = Channel.pair()
    one.close()
    with pytest.raises(Offline):
        other.receive(1.0)
    with pytest.raises(Offline):
        other.send(b"anyone?")
    other.close()


def test_waiting_ends_in_time() -> None:
    one, other = Channel.pair()
    with pytest.raises(TimeoutError):
        other.receive(0.01)
    one.close()
    other.close()


def test_a_header_that_is_too_large_is_refused() -> None:
    one, other = Channel.pair()
    with pytest.raises(BadMessage):
        one.send(b"x" * 70_000)
    one.close()
    other.close()
