"""ChaCha20-Poly1305, HKDF, HPKE and X-Wing as others published them, through our own functions.

The 102 vectors of c2sp.org/chunked-encryption are in tests/crypto/test_stream.py.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl

from frame.crypto.box import _HPKE, Opener, SealingSeed, Suite
from frame.crypto.keys import RowKey, RowSeal, expand
from frame.crypto.noise import Opening, TransportKey
from frame.errors import BadMessage, StoreDamaged
from tests.vectors.published import Case, library, octets, paragraphs, shared, wycheproof

_XWING, _DHKEM = 0x647A, 0x0020
_OURS = {_DHKEM: Suite.X25519, _XWING: Suite.HYBRID}


def _opens(key: bytes, nonce: bytes, sealed: bytes, meaning: bytes, plain: bytes) -> bool:
    try:
        return RowSeal(RowKey(key)).open(nonce + sealed, meaning) == plain
    except StoreDamaged:
        return False


def _sealed(key: bytes, nonce: bytes, plain: bytes, meaning: bytes) -> bytes:
    return RowSeal(RowKey(key)).seal(plain, meaning, lambda _: nonce)


def test_every_row_of_wycheproof_opens_or_is_refused_as_it_says(testdata: Path) -> None:
    tally: Counter[tuple[str, bool]] = Counter()
    for _, case in wycheproof(testdata, "chacha20_poly1305"):
        key, nonce, aad = (bytes.fromhex(case[name]) for name in ("key", "iv", "aad"))
        sealed = bytes.fromhex(case["ct"] + case["tag"])
        opens = _opens(key, nonce, sealed, aad, bytes.fromhex(case["msg"]))
        assert opens == (case["result"] == "valid"), case["tcId"]
        tally[case["result"], opens] += 1
    assert tally == {("valid", True): 256, ("invalid", False): 69}


def test_what_wycheproof_numbers_as_a_session_does_opens_in_a_session(testdata: Path) -> None:
    seen = 0
    for _, case in wycheproof(testdata, "chacha20_poly1305"):
        nonce = bytes.fromhex(case["iv"])
        if case["result"] != "valid" or nonce[:4] != bytes(4):
            continue
        opening = Opening(TransportKey(bytes.fromhex(case["key"])))
        number, sealed = int.from_bytes(nonce[4:], "little"), case["ct"] + case["tag"]
        plain = opening.open_at(number, bytes.fromhex(sealed), bytes.fromhex(case["aad"]))
        assert plain.hex() == case["msg"]
        seen += 1
    assert seen == 10


def test_the_examples_of_rfc_8439_and_boringssl_open() -> None:
    cases = paragraphs("ciphers/ChaCha20Poly1305/boringssl.txt")
    assert len(cases) == 66
    for case in cases:
        key, nonce, plain, aad = (octets(case[name]) for name in ("key", "nonce", "in", "ad"))
        sealed = nonce + octets(case["ct"]) + octets(case["tag"])
        assert _sealed(key, nonce, plain, aad) == sealed
        assert _opens(key, nonce, sealed[12:], aad, plain)


def test_what_openssl_refuses_is_refused() -> None:
    tally: Counter[bool] = Counter()
    for case in paragraphs("ciphers/ChaCha20Poly1305/openssl.txt"):
        key, nonce, aad, plain = (octets(case[n]) for n in ("key", "iv", "aad", "plaintext"))
        opens = _opens(key, nonce, octets(case["ciphertext"]) + octets(case["tag"]), aad, plain)
        assert opens == ("result" not in case)
        tally[opens] += 1
    assert tally == {True: 4, False: 1}


def test_every_key_of_wycheproof_is_derived_and_too_long_a_one_refused(testdata: Path) -> None:
    tally: Counter[str] = Counter()
    for _, case in wycheproof(testdata, "hkdf_sha256"):
        ikm, salt, info = (bytes.fromhex(case[name]) for name in ("ikm", "salt", "info"))
        if case["result"] == "valid":
            assert expand(ikm, salt, info, case["size"]).hex() == case["okm"], case["tcId"]
        else:
            with pytest.raises(ValueError, match=r"."):
                expand(ikm, salt, info, case["size"])
        tally[case["result"]] += 1
    assert tally == {"valid": 83, "invalid": 3}


def test_the_examples_of_rfc_5869_agree() -> None:
    cases = paragraphs("KDF/rfc-5869-HKDF-SHA256.txt") + paragraphs("KDF/hkdf-generated.txt")
    assert len(cases) == 4
    for case in cases:
        ikm, salt, info = (octets(case[name]) for name in ("ikm", "salt", "info"))
        assert expand(ikm, salt, info, int(case["l"])).hex() == case["okm"]


def _open_first(case: Case, box: bytes, info: bytes) -> bytes:
    """Open a vector's first message; its associated data goes past our single-shot face."""
    suite = _OURS[case["kem_id"]]
    opener = Opener(SealingSeed(bytes.fromhex(case["skRm"])), suite)
    aad = bytes.fromhex(case["encryptions"][0]["aad"])
    return openssl.hpke._decrypt_with_aad(_HPKE[suite].suite, box, opener._private, info, aad)


def _suite_of(case: Case) -> tuple[int, int, int, int]:
    return case["mode"], case["kem_id"], case["kdf_id"], case["aead_id"]


def _hpke(name: str, kem: int) -> Case:
    told: list[Case] = json.loads(library(name))
    cases = [case for case in told if _suite_of(case) == (0, kem, 1, 3)]
    assert len(cases) == 1
    return cases[0]


SUITES = {
    "RFC 9180": _hpke("HPKE/test-vectors.json", _DHKEM),
    "draft-ietf-hpke-pq": _hpke("HPKE/hpke-pq-test-vectors.json", _XWING),
}
each = pytest.mark.parametrize("case", SUITES.values(), ids=SUITES)


def test_the_library_carries_the_vectors_of_rfc_9180_as_they_are_shared(testdata: Path) -> None:
    cases: list[Any] = json.loads(library("HPKE/test-vectors.json"))
    assert cases == shared(testdata, "crypto/hpke/test-vectors.json")
    ours = [case["mode"] for case in cases if _suite_of(case)[1:] == (_DHKEM, 1, 3)]
    assert (len(cases), ours) == (128, [0, 1, 2, 3])  # base is ours; psk and auth are not


@each
def test_a_published_key_pair_and_box_agree_with_our_suite(case: Case) -> None:
    opener = Opener(SealingSeed(bytes.fromhex(case["skRm"])), _OURS[case["kem_id"]])
    assert opener.public.hex() == case["pkRm"]
    first = case["encryptions"][0]
    box = bytes.fromhex(case["enc"] + first["ct"])
    assert len(box) - len(bytes.fromhex(first["pt"])) == opener.suite.overhead_bytes
    assert _open_first(case, box, bytes.fromhex(case["info"])).hex() == first["pt"]


@each
def test_a_published_box_does_not_open_changed_or_for_another_purpose(case: Case) -> None:
    box, info = bytes.fromhex(case["enc"] + case["encryptions"][0]["ct"]), case["info"]
    for bit in range(0, len(box) * 8, 101):
        flipped = bytearray(box)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(InvalidTag):
            _open_first(case, bytes(flipped), bytes.fromhex(info))
    with pytest.raises(InvalidTag):
        _open_first(case, box, b"another purpose")
    opener = Opener(SealingSeed(bytes.fromhex(case["skRm"])), _OURS[case["kem_id"]])
    with pytest.raises(BadMessage):
        opener.open(box, bytes.fromhex(info))  # it was sealed with associated data, ours has none


def test_both_published_keys_of_x_wing_follow_from_their_seeds() -> None:
    told = json.loads(library("HPKE/hpke-pq-test-vectors.json"))
    cases = [case for case in told if case["kem_id"] == _XWING]
    assert (len(told), len(cases)) == (13, 2)
    for case in cases:
        opener = Opener(SealingSeed(bytes.fromhex(case["skRm"])), Suite.HYBRID)
        assert opener.public.hex() == case["pkRm"]
