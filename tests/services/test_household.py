from pathlib import Path

import pytest

from frame.errors import BadRequest, StoreDamaged
from frame.services import household
from tests.services.conftest import NOON


def test_a_new_frame_has_settings_a_key_and_an_owner(tmp_path: Path) -> None:
    household.make(tmp_path / "state")
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0
    assert (tmp_path / "state" / "device.key").stat().st_mode & 0o077 == 0
    with household.opened(tmp_path / "state") as home:
        assert len(home.vault.owners()) == 1
        assert home.key_tier == "plain file"


@pytest.mark.promise("P14")
def test_making_a_frame_that_was_cut_off_is_made_good_by_doing_it_again(tmp_path: Path) -> None:
    household.make(tmp_path)
    key = (tmp_path / "device.key").read_bytes()
    for path in (tmp_path / "store").iterdir():
        if path.is_file():
            path.unlink()
    assert not household.exists(tmp_path)
    household.make(tmp_path)
    assert (tmp_path / "device.key").read_bytes() == key
    with household.opened(tmp_path) as home:
        assert home.vault.photos() == ()


def test_a_store_without_its_keyring_is_not_made_anew(tmp_path: Path) -> None:
    household.make(tmp_path)
    for slot in (tmp_path / "store").glob("keyring.*"):
        slot.unlink()
    with pytest.raises(StoreDamaged), household.opened(tmp_path):
        pass
    with pytest.raises(BadRequest):
        household.make(tmp_path)


def test_a_key_handed_in_by_systemd_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "frame.key").write_bytes(bytes(range(32)))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    household.make(tmp_path / "state")
    assert not (tmp_path / "state" / "device.key").exists()
    with household.opened(tmp_path / "state") as home:
        assert home.key_tier == "systemd credential"


def test_an_album_is_found_by_its_title_and_made_once(tmp_path: Path) -> None:
    household.make(tmp_path)
    with household.opened(tmp_path) as home:
        one = household.album_called(home.vault, "Garden")
        assert household.album_called(home.vault, "Garden") == one
        assert len(home.vault.albums()) == 1


def test_where_everybody_was_erased_the_next_album_gets_a_first_owner(tmp_path: Path) -> None:
    household.make(tmp_path)
    with household.opened(tmp_path) as home:
        (owner,) = home.vault.owners()
        household.erase(home.vault, "owner", owner.id, NOON)
        assert home.vault.owners() == ()
        album = household.album_called(home.vault, "Summer")
        (again,) = home.vault.owners()
        assert (again.name, album.owner) == (household.OWNER_NAME, again.id)
        assert household.album_called(home.vault, "Hills").owner == again.id
