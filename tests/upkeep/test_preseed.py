"""rpi-preseed.toml: what Imager writes is understood, and every mistake is told at once."""

import base64
import tomllib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.upkeep.login_keys import MOST
from frame.upkeep.networks import WifiNetwork
from frame.upkeep.preseed import BadPreseed, Known, Preseed, read_preseed
from tests.upkeep.test_networks import passphrases
from tests.upkeep.test_wifi_code import names

KNOWN = Known(zones={"Europe/Paris", "Europe/Berlin", "UTC"}, countries={"FR", "DE", "GB"})
SECRET = "correct horse battery"


def wire(*parts: bytes) -> str:
    packed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return base64.b64encode(packed).decode()


ED25519 = f"ssh-ed25519 {wire(b'ssh-ed25519', bytes(range(32)))}"
BY_IMAGER = f"""config_version = "1.0"

[system]
hostname = "Kitchen-Frame"

[user]
name = "pi"
password = "$y$j9T$salt$hash"
password_encrypted = true
groups = ["sudo"]

[ssh]
enabled = true
password_authentication = false
authorized_keys = [
  "{ED25519} anna@laptop",
]

[wlan]
ssid = "Home"
password = "{"a1" * 32}"
password_encrypted = true
hidden = false
country = "de"

[locale]
keymap = "de"
timezone = "Europe/Berlin"

[connect]
enabled = true
mode = "token"
token = "abc"
"""


def read(text: str) -> Preseed:
    return read_preseed(tomllib.loads(text), KNOWN)


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(BadPreseed) as caught:
        read(text)
    return caught.value.faults


def test_what_imager_writes_is_understood() -> None:
    preseed = read(BY_IMAGER)
    assert preseed.hostname == "kitchen-frame"
    assert preseed.wifi == WifiNetwork(ssid=b"Home", passphrase="a1" * 32)
    assert (preseed.country, preseed.timezone, preseed.keymap) == ("DE", "Europe/Berlin", "de")
    assert preseed.login_keys == (ED25519,)
    said = " ".join(preseed.remarks)
    assert "Refused: a frame has no users with passwords" in said
    assert "no use for [connect]" in said


def test_a_language_may_be_written_beside_what_imager_writes() -> None:
    assert read('[locale]\nlanguage = "DE"').language == "de"
    assert faults('[locale]\nlanguage = "Klingon"') == (
        "locale.language must be one of en, de, fr, es, zh",
    )


def test_an_empty_file_asks_for_nothing() -> None:
    assert read("") == Preseed()


def test_all_faults_are_told_at_once_with_what_was_meant_and_without_a_secret() -> None:
    said = faults(f"""
        config_version = "2.0"
        [systm]
        [system]
        hostname = "-kitchen"
        [wlan]
        sid = "Home"
        ssid = "{"x" * 33}"
        password = "{SECRET}é"
        country = "UK"
        hidden = "yes"
        [locale]
        timezone = "Europe/Berln"
    """)
    for part in (
        "config_version must be", "there is no [systm], did you mean system?", "system.hostname",
        "there is no wlan.sid, did you mean ssid?", "longer than 32 bytes", "signs of ASCII",
        "there is no country UK, did you mean GB?", "wlan.hidden must be true or false",
        "did you mean Europe/Berlin?",
    ):  # fmt: skip
        assert any(part in fault for fault in said), part
    assert len(said) == 9
    assert SECRET not in " ".join(said)


@pytest.mark.parametrize(
    ("wlan", "said"),
    [
        (f'password = "{SECRET}"', "needs wlan.ssid"),
        ('ssid = "x"\npassword = "1234567"', "8 to 63"),
        (f'ssid = "x"\npassword = "{SECRET}"\npassword_encrypted = true', "64 hex digits where"),
        (f'ssid = "x"\npassword = "{SECRET}"\nkey_mgmt = "none"', "must not be set"),
        ('ssid = "x"\nkey_mgmt = "wpa-psk"', "password is missing"),
        (f'ssid = "x"\npassword = "{"0" * 64}"\nkey_mgmt = "sae"', "WPA3 needs the passphrase"),
        ('ssid = "x"\nkey_mgmt = "wpa_psk"', "did you mean wpa-psk"),
        ('ssid_hex = "abc"', "pairs of hex digits"),
        ('ssid_hex = "ff"', "not written in UTF-8"),
        ("ssid = 7", "must be text in quotes"),
        ('country = "Germany"', "two letters"),
        ('country = "ZZ"', "there is no country ZZ"),
    ],
)
def test_wifi_that_cannot_be_joined_is_a_fault(wlan: str, said: str) -> None:
    told = faults(f"[wlan]\n{wlan}")
    assert any(said in fault for fault in told), told
    assert SECRET not in " ".join(told)


def test_a_name_in_hex_and_an_open_network_are_taken() -> None:
    assert read('[wlan]\nssid_hex = "436166c3a9"').wifi == WifiNetwork(ssid="Café".encode())


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (f'command="rm -rf /" {ED25519}', "has options"),
        (f"no-pty,{ED25519}", "has options|unknown kind"),
        (f"{ED25519}\\nssh-rsa AAAA", "not one key on one line"),
        ("ssh-dss AAAA", "unknown kind"),
        ("ssh-ed25519 AAAA", "damaged"),
        (f"ssh-rsa {wire(b'ssh-ed25519', bytes(32))}", "damaged"),
        ("ssh-rsa " + wire(b"ssh-rsa", b"", b"\x7f" * 128), "fewer than 2048 bits"),
        ("AAAA", "not one key on one line"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "unknown kind"),
    ],
)
def test_a_key_that_is_more_or_less_than_a_key_is_a_fault(key: str, said: str) -> None:
    quoted = key.replace('"', '\\"')
    (told,) = faults(f'[ssh]\nauthorized_keys = ["{quoted}"]')
    assert any(part in told for part in said.split("|"))
    assert "AAAA" not in told


def test_keys_lose_their_comments_and_ssh_without_a_key_stays_off() -> None:
    assert read(f'[ssh]\nauthorized_keys = "{ED25519} anna"').login_keys == (ED25519,)
    off = read(f'[ssh]\nenabled = false\nauthorized_keys = ["{ED25519}"]')
    assert off.login_keys == ()
    without = read("[ssh]\nenabled = true\npassword_authentication = true")
    assert without.login_keys == ()
    assert "SSH stays off" in " ".join(without.remarks)
    assert "only with a key" in " ".join(without.remarks)
    many = ", ".join(f'"{ED25519}"' for _ in range(MOST + 1))
    assert faults(f"[ssh]\nauthorized_keys = [{many}]") == (
        f"ssh.authorized_keys has more than {MOST} keys",
    )


def test_names_nobody_knows_are_counted_and_never_repeated() -> None:
    preseed = read(f'[zzz]\n"{SECRET}" = 1\n[wlan]\n"{SECRET}" = 2\n"b\\nssid" = 3')
    assert preseed.remarks == ("3 of its names mean nothing to a frame and were left out.",)


tables = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.text(max_size=40), st.floats(allow_nan=False)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(
                st.sampled_from(["ssid", "password", "hostname", "enabled", "authorized_keys"]),
                st.text(max_size=12),
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from(["system", "user", "ssh", "wlan", "locale", "config_version", "wlann"]),
        tables,
        max_size=5,
    )
)
def test_any_tables_are_settings_or_refused(found: dict[str, object]) -> None:
    with suppress(BadPreseed):
        assert read_preseed(found, KNOWN).timezone in {"", *KNOWN.zones}


@given(ssid=names, passphrase=passphrases, hidden=st.booleans())
def test_any_network_that_can_be_joined_is_taken_as_it_stands(
    *, ssid: bytes, passphrase: str, hidden: bool
) -> None:
    wlan = {"ssid": ssid.decode(), "password": passphrase, "hidden": hidden}
    expected = WifiNetwork(ssid=ssid, passphrase=passphrase, hidden=hidden)
    assert read_preseed({"wlan": wlan}, KNOWN).wifi == expected


def test_settings_never_show_themselves() -> None:
    assert repr(read(BY_IMAGER)) == "<Preseed>"
