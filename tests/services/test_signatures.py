"""Signatures of releases: ours, minisign's own, and forged ones."""

import subprocess
from pathlib import Path

import pytest

from frame.crypto.keys import SigningSeed
from frame.crypto.sign import Signer
from frame.errors import BadMessage, BadRequest
from frame.services.signatures import digest_of, is_genuine, key_from, signed
from frame.upkeep.minisign import (
    PublicKey,
    read_public_key,
    read_signature,
    write_public_key,
    write_signature,
)
from tests.devices.rauc_kit import needs

_ID = b"releases"
_SIGNER = Signer(SigningSeed(bytes(range(32))))
_KEY = PublicKey(id=_ID, public=_SIGNER.public)
_DATA = b"a whole image"
_WORDS = "hearthframe 1.4"


def _signed() -> str:
    return write_signature(signed(_SIGNER, _ID, digest_of(_DATA), _WORDS))


def test_what_we_sign_minisign_takes(tmp_path: Path) -> None:
    needs({"minisign": "minisign"})
    (tmp_path / "image").write_bytes(_DATA)
    (tmp_path / "image.minisig").write_text(_signed())
    (tmp_path / "release.pub").write_text(write_public_key(_KEY))
    words = ["minisign", "-V", "-p", "release.pub", "-m", "image"]
    said = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert _WORDS in said.stdout


def test_what_minisign_signs_we_take(tmp_path: Path) -> None:
    needs({"minisign": "minisign"})
    (tmp_path / "image").write_bytes(_DATA)
    for words in (["-G", "-W"], ["-S", "-m", "image", "-t", _WORDS]):
        keys = ["-p", "release.pub"] if "-G" in words else []
        subprocess.run(
            ["minisign", *words, *keys, "-s", "release.key"],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )
    key = key_from(str(tmp_path / "release.pub"))
    signature = read_signature((tmp_path / "image.minisig").read_text())
    assert signature.comment == _WORDS
    assert is_genuine(signature, key, digest_of(_DATA))
    assert not is_genuine(signature, key, digest_of(_DATA + b"!"))


def test_every_part_of_a_signature_is_needed() -> None:
    good = read_signature(_signed())
    assert is_genuine(good, _KEY, digest_of(_DATA))
    for old, new in (("1.4", "9.9"), ("RURyZWxlYXNlc", "RURyZWxlYXNlC")):
        forged = _signed().replace(old, new)
        assert forged != _signed()
        assert not is_genuine(read_signature(forged), _KEY, digest_of(_DATA))


def test_a_key_that_anybody_can_sign_for_vouches_for_nothing() -> None:
    weak = PublicKey(id=_ID, public=bytes([1] + [0] * 31))
    forged = signed(_SIGNER, _ID, digest_of(_DATA), _WORDS)
    assert not is_genuine(forged, weak, digest_of(_DATA))


def test_a_key_is_named_by_its_file_or_its_line(tmp_path: Path) -> None:
    text = write_public_key(_KEY)
    (tmp_path / "release.pub").write_text(text)
    assert key_from(str(tmp_path / "release.pub")) == key_from(text.splitlines()[1]) == _KEY
    assert read_public_key(text) == _KEY
    with pytest.raises(BadRequest, match="cannot be read"):
        key_from(str(tmp_path / "missing.pub"))
    (tmp_path / "other.pub").write_text("hello")
    with pytest.raises(BadMessage, match="no key"):
        key_from(str(tmp_path / "other.pub"))
