"""Nothing that means something to a person is in any file, not even while the store is open."""

from dataclasses import replace
from pathlib import Path

import pytest

from frame.crypto.keys import DeviceKey
from frame.errors import BadRequest, WrongKey
from frame.model import Shown, Subject
from frame.store.device_key import CREDENTIAL, PLAIN_FILE, make_device_key, read_device_key
from frame.store.vault import Vault
from tests.store.storekit import NOW, SeededEntropy, clean, digest, files_of, looks, make, reopen

MARKS = {
    "owner": "Annemarie Hofstetter",
    "album": "Summer at lake Constance",
    "caption": "Grandfather with the red boat",
    "again": "Grandfather and Lena, corrected",
    "place": "47.6603 N 9.1751 E",
    "subject": "sailing-dinghy-subject",
    "setting": "a remembered setting",
}
PICTURE = b"\xff\xd8JPEG-MARKER-OF-A-FAMILY" * 200


def found_in(folder: Path, marks: dict[str, bytes]) -> set[tuple[str, str]]:
    held = [(path.name, path.read_bytes()) for path in files_of(folder)]
    assert any(name == "index.db" and len(data) > 4096 for name, data in held)
    return {
        (mark, name)
        for name, data in held
        for mark, what in marks.items()
        if what in data or what.hex().encode() in data
    }


def test_planted_words_and_bytes_are_in_no_file_while_open_and_after(work: Path) -> None:
    marks = {name: words.encode() for name, words in MARKS.items()}
    marks |= {"picture": PICTURE[:24], "source": digest(1), "embedding": looks(1).embedding[:16]}
    marks |= {"taken": b"2019-08-03", "received": b"2026-05-01"}
    state = work / "state"
    with make(state) as vault:
        owner = vault.add_owner(MARKS["owner"], NOW)
        album = vault.add_album(owner.id, MARKS["album"])
        taken = replace(clean(1), master=PICTURE, thumbnail=PICTURE[:500])
        photo = vault.add_photo(album.id, taken, digest(1), NOW, caption=MARKS["caption"])
        vault.change(photo.id, caption=MARKS["place"])
        vault.change(photo.id, caption=MARKS["again"])
        seen = replace(looks(1), subjects=(Subject(name=MARKS["subject"], score=0.5),))
        vault.note(photo.id, seen)
        vault.mark_shown([photo.id], Shown(round=1, at=NOW))
        vault.remember("playlist", MARKS["setting"].encode())
        marks |= {"key": vault._shelf.entries[photo.id].row.master.key}
        ring = vault._parts.keyring._ring
        marks |= {f"sheet {n}": sheet.key for n, sheet in ring.sheets.items()}
        marks |= {"seed": ring.seed, "ledger": ring.ledger, "album key": ring.albums[album.id]}
        assert (state / "index.db-wal").stat().st_size > 0
        assert found_in(state, marks) == set()
        vault.erase_photo(photo.id, NOW)
        assert (state / "index.db-wal").stat().st_size < 32_000
        assert found_in(state, marks) == set()
    assert found_in(state, marks) == set()
    assert not list(state.glob("*-shm"))


def test_the_device_key_is_made_once_and_read_back(work: Path) -> None:
    made = make_device_key(work / "state", SeededEntropy().fresh)
    assert (made.tier, made.warning) == (PLAIN_FILE, "")
    assert (work / "state" / "device.key").stat().st_mode & 0o777 == 0o600
    assert read_device_key(work / "state") == made
    with pytest.raises(BadRequest, match="already"):
        make_device_key(work / "state", SeededEntropy().fresh)
    with Vault.create(work / "state", made.key, SeededEntropy(), NOW) as vault:
        vault.add_owner("Anna", NOW)


def test_a_device_key_that_others_can_read_is_reported(work: Path) -> None:
    made = make_device_key(work, SeededEntropy().fresh)
    (work / "device.key").chmod(0o640)
    found = read_device_key(work)
    assert found.key == made.key
    assert "chmod 600" in found.warning


def test_a_systemd_credential_goes_before_the_file(work: Path) -> None:
    make_device_key(work, SeededEntropy().fresh)
    (work / "credential").write_bytes(b"c" * 32)
    found = read_device_key(work, work / "credential")
    assert (found.key, found.tier) == (DeviceKey(b"c" * 32), CREDENTIAL)


@pytest.mark.parametrize("held", [b"", b"x" * 31, b"x" * 33])
def test_a_device_key_of_the_wrong_length_is_one_sentence(work: Path, held: bytes) -> None:
    (work / "device.key").write_bytes(held)
    with pytest.raises(WrongKey, match="32 bytes long"):
        read_device_key(work)


def test_a_missing_device_key_is_one_sentence(work: Path) -> None:
    with pytest.raises(WrongKey, match="no device key"):
        read_device_key(work)
    make(work).close()
    with pytest.raises(WrongKey, match="cannot be read"):
        read_device_key(work, work / "o")
    reopen(work).close()
