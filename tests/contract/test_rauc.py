"""What opens bundles: real RAUC with the image's own settings, and its twin, say the same."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from frame.devices.rauc import Bundle, Rauc
from frame.devices.sim.rauc import SimRauc, make_bundle
from frame.errors import BadRequest
from tests.devices.rauc_kit import Signers, bundle_by, conf_for, needs

_ABOUT = Bundle(compatible="hearthframe-arm64", version="1.4")
_PAYLOAD = hashlib.shake_256(b"a system").digest(16384)


class Opener(Protocol):
    def info(self, bundle: Path) -> Bundle: ...

    def check(self, bundle: Path, empty: Path) -> None: ...


@dataclass
class Case:
    """One opener, and who makes bundles for it: `make` takes who signs."""

    opener: Opener
    make: Callable[[str], Path]


def _twin(folder: Path) -> Case:
    return Case(
        SimRauc(), lambda signer: make_bundle(folder / "u.raucb", _ABOUT, _PAYLOAD, signer)
    )


def _real(folder: Path) -> Case:
    needs()
    release = Signers.made(folder)

    def make(signer: str) -> Path:
        by = release if signer == "release" else Signers.made(folder, signer)
        return bundle_by(folder, by, _ABOUT, _PAYLOAD)

    return Case(Rauc(conf=conf_for(folder, release)), make)


@pytest.fixture(params=[_twin, _real], ids=["twin", "rauc"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    made: Case = request.param(tmp_path)
    return made


def _change(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


def test_a_bundle_says_what_it_is_for_and_which_version(case: Case, tmp_path: Path) -> None:
    bundle = case.make("release")
    assert case.opener.info(bundle) == _ABOUT
    case.opener.check(bundle, tmp_path / "out")


def test_what_somebody_else_signed_is_refused(case: Case, tmp_path: Path) -> None:
    bundle = case.make("stranger")
    with pytest.raises(BadRequest, match="trusts"):
        case.opener.info(bundle)
    with pytest.raises(BadRequest):
        case.opener.check(bundle, tmp_path / "out")


def test_a_changed_byte_of_the_manifest_is_refused(case: Case) -> None:
    bundle = case.make("release")
    _change(bundle, bundle.read_bytes().rindex(b"hearthframe-arm64"))
    with pytest.raises(BadRequest, match="trusts"):
        case.opener.info(bundle)


def test_a_changed_byte_of_the_payload_is_found_by_reading_it_and_not_before(
    case: Case, tmp_path: Path
) -> None:
    bundle = case.make("release")
    _change(bundle, 900)
    assert case.opener.info(bundle) == _ABOUT
    with pytest.raises(BadRequest, match="not what was signed"):
        case.opener.check(bundle, tmp_path / "out")


@pytest.mark.parametrize("content", [b"", b"a holiday photo" * 99, None])
def test_what_is_no_bundle_is_refused(case: Case, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "-v.raucb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadRequest):
        case.opener.info(path)
