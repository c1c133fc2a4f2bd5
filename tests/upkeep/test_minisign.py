import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.errors import BadMessage
from frame.upkeep.minisign import (
    PublicKey,
    Signature,
    read_public_key,
    read_signature,
    write_public_key,
    write_signature,
)

_KEY = PublicKey(id=bytes(range(8)), public=bytes(range(32)))
_SIGNATURE = Signature(id=bytes(8), signature=bytes(64), comment="released", whole=bytes(64))
# Made by minisign 0.11 with a key that was thrown away.
_PUBLISHED = (
    "untrusted comment: minisign public key 8B66944E195D2353\n"
    "RWRTI10ZTpRmi3AcQeROTWSNsRnuKp9tzA9oYvk5Ge76kZV+Izca12Ec\n"
)


def test_a_key_is_read_from_its_file_and_from_its_one_line() -> None:
    assert read_public_key(_PUBLISHED) == read_public_key(_PUBLISHED.splitlines()[1])
    assert write_public_key(read_public_key(_PUBLISHED)) == _PUBLISHED


def test_what_is_written_is_read_back() -> None:
    assert read_public_key(write_public_key(_KEY)) == _KEY
    assert read_signature(write_signature(_SIGNATURE)) == _SIGNATURE


def test_a_comment_cannot_add_a_line() -> None:
    with pytest.raises(ValueError, match="one line"):
        write_signature(_SIGNATURE, about="x\ntrusted comment: y")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x\n" * 4,
        write_signature(_SIGNATURE) + "more\n",
        write_signature(_SIGNATURE).replace("RUQ", "RWQ"),
        write_signature(_SIGNATURE).replace("trusted comment: rel", "comment: rel"),
        write_signature(_SIGNATURE)[:-10],
    ],
    ids=["nothing", "no file of its kind", "too long", "the old kind", "no comment", "cut off"],
)
def test_what_is_no_signature_is_refused(text: str) -> None:
    with pytest.raises(BadMessage):
        read_signature(text)


@given(st.text(max_size=300))
def test_no_text_confuses_it(text: str) -> None:
    for read in (read_public_key, read_signature):
        with pytest.raises(BadMessage):
            read(text)
