"""Wi-Fi codes: what phones show is understood, what cannot be joined is refused in words."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from frame.errors import BadRequest
from frame.upkeep.networks import WifiNetwork
from frame.upkeep.wifi_code import LONGEST, read_wifi_code, write_wifi_code
from tests.upkeep.test_networks import passphrases

_UTF8 = st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=32)
names = _UTF8.map(str.encode).filter(lambda name: len(name) <= 32)
networks = st.builds(
    WifiNetwork,
    ssid=names,
    passphrase=st.one_of(
        st.just(""), passphrases, st.text("0123456789abcdefABCDEF", min_size=64, max_size=64)
    ),
    hidden=st.booleans(),
)


@given(networks)
@example(WifiNetwork(ssid=b"cafe", passphrase='";\\:,;;"', hidden=True))
@example(WifiNetwork(ssid=b'"quoted"', passphrase='"quoted"'))
@example(WifiNetwork(ssid=b"ends in \\", passphrase="12345678\\"))
@example(WifiNetwork(ssid=b"  ", passphrase="        "))
def test_a_code_that_a_frame_writes_is_read_back(network: WifiNetwork) -> None:
    assert read_wifi_code(write_wifi_code(network)) == network


@given(st.text(max_size=200))
@example("WIFI:S:" + "\udcff" * 4 + ";;")
def test_whatever_is_held_to_the_camera_is_a_network_or_refused(text: str) -> None:
    for held in (text, f"WIFI:{text}", f"WIFI:T:WPA;S:{text};P:{text};;"):
        with suppress(BadRequest):
            assert 1 <= len(read_wifi_code(held).ssid) <= 32


@pytest.mark.parametrize(
    ("code", "ssid", "passphrase", "hidden"),
    [
        ("WIFI:T:WPA;S:mynetwork;P:mypassword;;", b"mynetwork", "mypassword", False),
        (r"WIFI:S:\"foo\;bar\\baz\";T:nopass;;", rb'"foo;bar\baz"', "", False),
        ("WIFI:S:cafe;T:WPA;P:12345678;H:true;;", b"cafe", "12345678", True),
        ('WIFI:S:"cafe";T:WPA;P:"12345678";;', b"cafe", "12345678", False),
        ("WIFI:T:SAE;S:Home;R:1;P:12345678;;", b"Home", "12345678", False),
        ("wifi:t:wpa2;s:Home;p:12345678;h:FALSE;", b"Home", "12345678", False),
        ("WIFI:S:Home;P:12345678;;", b"Home", "12345678", False),
        ("WIFI:T:nopass;S:Open house;P:ignored;;", b"Open house", "", False),
        (f"WIFI:S:{'41' * 32};T:WPA;P:12345678;;", b"A" * 32, "12345678", False),
        ("WIFI:T:WPA;S:Käse\\;:;P:12345678;H:;;", "Käse;:".encode(), "12345678", False),
    ],
)
def test_codes_of_phones_and_routers_are_understood(
    code: str, ssid: bytes, passphrase: str, *, hidden: bool
) -> None:
    network = read_wifi_code(code)
    assert (network.ssid, network.passphrase, network.hidden) == (ssid, passphrase, hidden)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("https://example.org/", "no Wi-Fi code"),
        ("", "no Wi-Fi code"),
        ("WIFI:T:WEP;S:old;P:12345;;", "WEP"),
        ("WIFI:T:WPA2-EAP;S:office;E:TTLS;I:me;P:12345678;;", "WPA-Enterprise"),
        ("WIFI:T:WPA;S:office;I:me;P:12345678;;", "WPA-Enterprise"),
        ("WIFI:T:QUANTUM;S:x;P:12345678;;", "kind of Wi-Fi"),
        ("WIFI:T:WPA;S:x;;", "no passphrase"),
        ("WIFI:T:WPA;S:x;P:1234567;;", "8 to 63"),
        ("WIFI:T:WPA;P:12345678;;", "its name is missing"),
        ("WIFI:T:WPA;S:x;P:12345678", "does not end"),
        ("WIFI:T:WPA;S:x;P:1234567\\", "does not end"),
        ("WIFI:T:WPA;S:x;S:y;P:12345678;;", "twice"),
        ("WIFI:T:WPA;S:x;P:" + "1" * LONGEST + ";;", "longer than any"),
        (f"WIFI:T:WPA;S:{'a' * 33};P:12345678;;", "longer than 32 bytes"),
    ],
)
def test_what_cannot_be_joined_is_refused_in_words(code: str, said: str) -> None:
    with pytest.raises(BadRequest, match=said) as caught:
        read_wifi_code(code)
    assert "12345678" not in str(caught.value) + caught.value.hint
