"""An image before it is written to a card, and the card after it."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from frame.cli.main import main
from frame.crypto.keys import SigningSeed
from frame.crypto.sign import Signer
from frame.errors import BadRequest
from frame.services.signatures import digest_of, signed
from frame.services.verifying import Check, verify_device, verify_file
from frame.upkeep.minisign import PublicKey, write_public_key, write_signature
from tests.devices.rauc_kit import needs

_BLOCK = 4096
_IMAGE = bytes(2 * _BLOCK) + b"system" * 700 + bytes(5 * _BLOCK) + b"the last bytes of it"
_SIGNER, _STRANGER = (Signer(SigningSeed(bytes([n] * 32))) for n in (1, 2))
_KEY = PublicKey(id=b"releases", public=_SIGNER.public)


def _sign(path: Path, signer: Signer = _SIGNER) -> None:
    signature = signed(signer, _KEY.id, digest_of(path.read_bytes()), path.name)
    path.with_name(f"{path.name}.minisig").write_text(write_signature(signature))


def _list(folder: Path, signer: Signer = _SIGNER) -> None:
    names = ("frame.img", "frame.bmap", "frame.cdx.json")
    lines = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names
    ]
    (folder / "SHA256SUMS").write_text("".join(lines))
    _sign(folder / "SHA256SUMS", signer)


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A folder as it is published; its block map is bmaptool's own."""
    needs({"bmaptool": "bmap-tools"})
    image = tmp_path / "frame.img"
    with image.open("wb") as file:
        file.truncate(len(_IMAGE))
        for begin, end in ((2 * _BLOCK, 4 * _BLOCK), (8 * _BLOCK, len(_IMAGE))):
            file.seek(begin)
            file.write(_IMAGE[begin:end])
    subprocess.run(
        ["bmaptool", "create", "-o", tmp_path / "frame.bmap", image],
        check=True,
        capture_output=True,
    )
    (tmp_path / "frame.cdx.json").write_text("{}")
    (tmp_path / "release.pub").write_text(write_public_key(_KEY))
    _sign(image)
    _list(tmp_path)
    return tmp_path


def _failed(checks: list[Check]) -> set[str]:
    return {one.check for one in checks if not one.ok}


def _file(folder: Path) -> set[str]:
    return _failed(list(verify_file(folder / "frame.img", _KEY)))


def _card(folder: Path, card: Path) -> set[str]:
    return _failed(list(verify_device(card, folder / "frame.bmap", _KEY)))


@pytest.mark.promise("P12")
def test_a_released_image_passes_and_so_does_a_card_it_was_written_to(released: Path) -> None:
    assert _file(released) == set()
    card = released / "card"
    card.write_bytes(_IMAGE + bytes(9 * _BLOCK))
    assert _card(released, card) == set()


@pytest.mark.promise("P12")
def test_a_changed_image_fails(released: Path) -> None:
    image = released / "frame.img"
    image.write_bytes(image.read_bytes().replace(b"last", b"lost"))
    assert _file(released) == {"signature", "SHA-256"}


def test_whatever_somebody_else_signed_fails(released: Path) -> None:
    _sign(released / "frame.img", _STRANGER)
    _list(released, _STRANGER)
    assert _file(released) == {"signature", "list", "SHA-256", "contents", "block map"}
    (released / "card").write_bytes(_IMAGE)
    assert _card(released, released / "card") == {"block map"}


@pytest.mark.parametrize(
    ("missing", "failed"),
    [
        ("frame.img.minisig", {"signature"}),
        ("SHA256SUMS.minisig", {"list", "SHA-256", "contents", "block map"}),
        ("SHA256SUMS", {"list", "SHA-256", "contents", "block map"}),
        ("frame.cdx.json", set()),
    ],
)
def test_what_is_missing_fails_but_what_was_not_fetched_does_not(
    released: Path, missing: str, failed: set[str]
) -> None:
    (released / missing).unlink()
    assert _file(released) == failed


def test_a_list_of_contents_that_was_changed_fails(released: Path) -> None:
    (released / "frame.cdx.json").write_text('{"components": []}')
    assert _file(released) == {"contents"}


@pytest.mark.parametrize("at", [2 * _BLOCK, 3 * _BLOCK + 5, len(_IMAGE) - 1])
def test_one_wrong_byte_on_a_card_is_found_and_said_where(released: Path, at: int) -> None:
    card = bytearray(_IMAGE)
    card[at] ^= 1
    (released / "card").write_bytes(card)
    told = list(verify_device(released / "card", released / "frame.bmap", _KEY))
    assert _failed(told) == {"card"}
    assert "write it again" in told[-1].means


def test_a_card_that_ends_too_early_fails(released: Path) -> None:
    (released / "card").write_bytes(_IMAGE[: 8 * _BLOCK])
    assert _card(released, released / "card") == {"card"}


def test_what_lies_between_the_blocks_of_an_image_does_not_matter(released: Path) -> None:
    (released / "card").write_bytes(b"\xff" * _BLOCK + _IMAGE[_BLOCK:])
    assert _card(released, released / "card") == set()


def test_what_is_not_there_or_no_image_is_one_clear_sentence(released: Path) -> None:
    for name in ("missing.img", "release.pub"):
        with pytest.raises(BadRequest):
            list(verify_file(released / name, _KEY))
    with pytest.raises(BadRequest, match="no such block map"):
        list(verify_device(released / "card", released / "missing.bmap", _KEY))


def test_the_command_says_each_check_and_fails_with_one(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["verify-image", str(released / "frame.img"), "--key", str(released / "release.pub")]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["checks"]
    assert [one["check"] for one in told][:2] == ["signature", "list"]
    (released / "frame.img").write_bytes(b"")
    assert main(words) == 1
    said = capsys.readouterr().out
    assert "--  signature: " in said
    assert "--  SHA-256: " in said
    assert main(words[:2]) == 2
    assert "--key" in capsys.readouterr().err
