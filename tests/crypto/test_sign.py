import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.crypto.keys import SigningSeed
from frame.crypto.sign import Signer, canonical, is_signed_by

# RFC 8032 §7.1, TEST 1.
SEED = SigningSeed(
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
)
PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
SIGNATURE = (
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
    "d25bf5f0595bbe24655141438e7a100b"
)


def test_the_first_example_of_rfc_8032_agrees() -> None:
    signer = Signer(SEED)
    assert signer.public.hex() == PUBLIC
    assert signer.sign(b"").hex() == SIGNATURE


def test_a_statement_has_one_spelling_only() -> None:
    one = canonical({"b": 1, "a": "ä", "c": None, "d": True})
    assert one == b'{"a":"\\u00e4","b":1,"c":null,"d":true}'
    assert canonical({"d": True, "c": None, "a": "ä", "b": 1}) == one


@pytest.mark.parametrize("value", [1.5, [1], {"x": 1}, b"bytes"])
def test_a_statement_holds_plain_values_only(value: object) -> None:
    with pytest.raises(TypeError, match="whole numbers"):
        canonical({"a": value})  # type: ignore[dict-item]  # the very mistake under test


@given(st.binary(max_size=100), st.integers(0, 64 * 8 - 1))
def test_a_signature_holds_for_these_very_bytes_only(message: bytes, bit: int) -> None:
    signer = Signer(SEED)
    signature = bytearray(signer.sign(message))
    assert is_signed_by(signer.public, message, bytes(signature))
    assert not is_signed_by(signer.public, message + b" ", bytes(signature))
    signature[bit // 8] ^= 1 << bit % 8
    assert not is_signed_by(signer.public, message, bytes(signature))


def test_a_key_or_signature_of_the_wrong_length_proves_nothing() -> None:
    assert not is_signed_by(b"short", b"", bytes.fromhex(SIGNATURE))
    assert not is_signed_by(bytes.fromhex(PUBLIC), b"", b"short")
