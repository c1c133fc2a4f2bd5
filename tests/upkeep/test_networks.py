"""What a Wi-Fi network may be, and how iwd hears of it."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.errors import BadRequest
from frame.upkeep.iwd_profile import KINDS, file_name, profile_of, ssid_of
from frame.upkeep.networks import WifiNetwork, checked

names = st.binary(min_size=1, max_size=32)
passphrases = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=8, max_size=63)


def read_by_ell(text: str, wanted: str) -> str | None:
    """Read a value as the l_settings of ell does (iwd.network(5), FILE FORMAT)."""
    for line in text.split("\n"):
        key, equal, value = line.lstrip(" \t").partition("=")
        if equal and key.rstrip(" \t") == wanted:
            value = value.lstrip(" \t")
            for written, meant in (("\\\\", "\0"), ("\\s", " "), ("\\t", "\t"), ("\0", "\\")):
                value = value.replace(written, meant)
            return value
    return None


@given(names, st.sampled_from(KINDS))
def test_the_name_of_a_file_is_one_plain_name_and_says_which_network_it_is(
    ssid: bytes, kind: str
) -> None:
    name = file_name(ssid, kind)
    assert PurePosixPath(name).name == name
    assert not name.startswith(".")
    assert name.isprintable()
    assert ssid_of(name) == ssid


@pytest.mark.parametrize(
    ("ssid", "name"),
    [
        (b"Home 5 GHz_a-b", "Home 5 GHz_a-b.psk"),
        ("Café".encode(), "=436166c3a9.psk"),
        (b"../../etc/passwd", "=2e2e2f2e2e2f6574632f706173737764.psk"),
        (b"=41", "=3d3431.psk"),
        (b".", "=2e.psk"),
    ],
)
def test_names_are_written_as_iwd_writes_them(ssid: bytes, name: str) -> None:
    assert file_name(ssid, "psk") == name


@pytest.mark.parametrize("name", ["hotspot", ".known_network.freq", "a.psk.t", "=4.psk", "é.psk"])
def test_other_files_in_the_folder_are_no_networks(name: str) -> None:
    assert ssid_of(name) is None


@given(passphrase=passphrases, hidden=st.booleans())
def test_iwd_reads_back_the_passphrase_that_was_meant(*, passphrase: str, hidden: bool) -> None:
    profile = profile_of(WifiNetwork(ssid=b"x", passphrase=passphrase, hidden=hidden))
    assert read_by_ell(profile, "Passphrase") == passphrase
    assert (read_by_ell(profile, "Hidden") == "true") is hidden


def test_a_key_is_written_as_a_key_and_an_open_network_has_neither() -> None:
    key = "AB" * 32
    assert read_by_ell(profile_of(WifiNetwork(ssid=b"x", passphrase=key)), "PreSharedKey") == (
        "ab" * 32
    )
    assert "Security" not in profile_of(WifiNetwork(ssid=b"x"))


@pytest.mark.parametrize(
    ("ssid", "passphrase", "said"),
    [
        (b"", "12345678", "its name is missing"),
        (b"x" * 33, "12345678", "longer than 32 bytes"),
        (b"\xff\xfe", "12345678", "not written in UTF-8"),
        (b"a\0b", "12345678", "zero byte"),
        (b"x", "1234567", "8 to 63 characters"),
        (b"x", "1" * 64 + "g", "8 to 63 characters"),
        (b"x", "passwört", "signs of ASCII"),
        (b"x", "12345678\nHidden=true", "signs of ASCII"),
    ],
)
def test_what_cannot_be_joined_is_said_without_name_and_passphrase(
    ssid: bytes, passphrase: str, said: str
) -> None:
    with pytest.raises(BadRequest, match=said) as caught:
        checked(WifiNetwork(ssid=ssid, passphrase=passphrase))
    assert passphrase not in str(caught.value)


def test_all_faults_come_at_once_and_a_network_never_shows_itself() -> None:
    network = WifiNetwork(ssid=b"", passphrase="kurz")
    with pytest.raises(BadRequest, match=r"its name .*; its passphrase "):
        checked(network)
    assert repr(network) == "<WifiNetwork>"
