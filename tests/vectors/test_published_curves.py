"""X25519 and Ed25519 against RFC 7748, RFC 8032 and Wycheproof, through our own functions."""

from collections import Counter
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from frame.crypto.box import Opener, SealingSeed, Suite, seal
from frame.crypto.keys import SigningSeed
from frame.crypto.noise import StaticKey, _agree
from frame.crypto.sign import Signer, is_signed_by
from frame.errors import BadMessage
from tests.vectors.published import library, paragraphs, wycheproof

_PRIME = 2**255 - 19
_D = -121665 * pow(121666, -1, _PRIME) % _PRIME


def _agreement(private: str, public: str) -> str:
    """Return the shared secret in hexadecimal, or that there is none."""
    try:
        return _agree(StaticKey(bytes.fromhex(private)), bytes.fromhex(public)).hex()
    except BadMessage:
        return "refused"


def test_the_three_examples_of_rfc_7748_agree() -> None:
    cases = paragraphs("asymmetric/X25519/rfc7748.txt")
    assert len(cases) == 3
    for case in cases:
        assert _agreement(case["input_scalar"], case["input_u"]) == case["output_u"]


def test_every_agreement_of_wycheproof_is_made_and_every_one_of_zeros_refused(
    testdata: Path,
) -> None:
    tally: Counter[tuple[str, str]] = Counter()
    for _, case in wycheproof(testdata, "x25519"):
        made = _agreement(case["private"], case["public"])
        wanted = "refused" if "ZeroSharedSecret" in case["flags"] else case["shared"]
        assert made == wanted, case["tcId"]
        tally[case["result"], "refused" if made == "refused" else "made"] += 1
    assert tally == {
        ("valid", "made"): 264,
        ("acceptable", "made"): 223,
        ("acceptable", "refused"): 31,
    }


def test_nobody_seals_to_or_opens_from_a_point_of_small_order(testdata: Path) -> None:
    opener = Opener(SealingSeed(b"\x17" * 32), Suite.X25519)
    points = {
        bytes.fromhex(case["public"])
        for _, case in wycheproof(testdata, "x25519")
        if "ZeroSharedSecret" in case["flags"]
    }
    assert len(points) == 14
    for point in points:
        with pytest.raises(BadMessage):
            seal(point, Suite.X25519, b"x", b"")
        with pytest.raises(BadMessage):
            opener.open(point + bytes(17), b"")


def test_the_thousand_signatures_published_with_ed25519_are_made_and_checked() -> None:
    lines = library("asymmetric/Ed25519/sign.input").splitlines()
    assert len(lines) == 1024
    for line in lines:
        keys, public, message, both, _ = line.split(":")
        signer, told = Signer(SigningSeed(bytes.fromhex(keys[:64]))), bytes.fromhex(message)
        signature = bytes.fromhex(both[:128])
        assert signer.public.hex() == public
        assert signer.sign(told) == signature
        assert is_signed_by(signer.public, told, signature)
        assert not is_signed_by(signer.public, told + b"\0", signature)


def test_every_signature_of_wycheproof_is_judged_as_it_says(testdata: Path) -> None:
    tally: Counter[tuple[str, bool]] = Counter()
    for group, case in wycheproof(testdata, "ed25519"):
        public = bytes.fromhex(group["publicKey"]["pk"])
        message, signature = bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"])
        holds = is_signed_by(public, message, signature)
        assert holds == (case["result"] == "valid"), case["tcId"]
        tally[case["result"], holds] += 1
    assert tally == {("valid", True): 88, ("invalid", False): 63}


_ORDER_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")


def _small() -> list[bytes]:
    """Return all spellings of the eight points whose order divides 8.

    Doubled, a point of order 8 has y = 0: with y² = -x² the curve says d y⁴ + 2 y² = 1.
    """
    eighth = int.from_bytes(_ORDER_8, "little")
    assert (_D * eighth**4 + 2 * eighth**2 - 1) % _PRIME == 0
    ys = (0, 1, _PRIME - 1, _PRIME, _PRIME + 1, eighth, _PRIME - eighth)
    return [(y | sign << 255).to_bytes(32, "little") for y in ys for sign in (0, 1)]


@pytest.mark.parametrize("public", _small(), ids=lambda public: public.hex())
def test_nobody_signs_in_the_name_of_a_key_of_small_order(public: bytes) -> None:
    forged = (1).to_bytes(32, "little") + bytes(32)
    fooled = 0
    for number in range(100):
        message = bytes([number])
        assert not is_signed_by(public, message, forged)
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(forged, message)
        except InvalidSignature:
            continue
        fooled += 1
    assert fooled  # the library alone would have believed it


@pytest.mark.parametrize("more", range(19))
def test_a_key_that_is_spelled_in_another_way_is_no_key(more: int) -> None:
    public = (_PRIME + more).to_bytes(32, "little")
    assert not is_signed_by(public, b"", (1).to_bytes(32, "little") + bytes(32))
