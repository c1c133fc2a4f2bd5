"""A table of frames: all faults at once, none with a value, and files that are read back."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.upkeep.fleet import COLUMNS, MOST_FRAMES, BadFleet, read_fleet, written
from frame.upkeep.preseed import Known, read_preseed

KNOWN = Known(zones={"Europe/Berlin", "Europe/Paris"}, countries={"DE", "FR"})
SECRET = "correct horse"
HEAD = ",".join(COLUMNS)
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGTn4XH1bVjzQhXzpHzGm7nZ7u0n8KQZ8m2o3qj1c2nX"


def table(*rows: str, head: str = HEAD) -> str:
    return "\n".join((head, *rows)) + "\n"


def test_each_row_becomes_a_frame() -> None:
    kitchen, hall = read_fleet(
        table(
            f"Kitchen,Kitchen-1,Ground floor,Home,{SECRET},yes,DE,Europe/Berlin,,DE",
            "Hall,hall,,,,,,,",
        ),
        KNOWN,
    )
    assert (kitchen.folder, kitchen.page) == ("001-kitchen-1", "http://kitchen-1.local")
    assert (kitchen.room, kitchen.ready, hall.ready) == ("Ground floor", True, False)
    assert tomllib.loads(kitchen.preseed) == {
        "config_version": "1.0",
        "system": {"hostname": "kitchen-1"},
        "wlan": {"ssid": "Home", "password": SECRET, "country": "DE", "hidden": True},
        "locale": {"timezone": "Europe/Berlin", "language": "de"},
    }
    assert tomllib.loads(hall.preseed) == {
        "config_version": "1.0",
        "system": {"hostname": "hall"},
    }
    assert (kitchen.language, hall.language) == ("de", "")
    assert SECRET not in repr(kitchen)


@pytest.mark.parametrize("text", [
    "\ufeffname;host\r\nKitchen;kitchen\r\n",
    "host\tname\nkitchen\tKitchen\n\n",
    'name,host\n"Kitchen",kitchen\n,\n',
])  # fmt: skip
def test_what_spreadsheets_write_is_read(text: str) -> None:
    (one,) = read_fleet(text, KNOWN)
    assert (one.name, one.host) == ("Kitchen", "kitchen")


def test_a_name_may_hold_commas_quotes_and_line_ends_of_its_own_kind() -> None:
    (one,) = read_fleet('name,host\n"Oma\'s ""Küche"", oben",k\n', KNOWN)
    assert one.name == 'Oma\'s "Küche", oben'
    with pytest.raises(BadFleet, match="printable"):
        read_fleet('name,host\n"two\nlines",k\n', KNOWN)


def test_all_faults_of_all_rows_are_told_at_once_and_hold_no_value() -> None:
    with pytest.raises(BadFleet) as caught:
        read_fleet(
            table(
                f",-bad-,,Home,{SECRET},maybe,XX,Mars/Base,",
                "Hall,hall,,,hunter2secret,,,,nonsense",
                "Hall,hall2,,Home,short,,,,",
            ),
            KNOWN,
        )
    words = str(caught.value)
    for part in (
        "row 1: name is missing", "row 1: hidden must be yes or no", "row 1: system.hostname",
        "row 1: there is no country XX", "row 1: locale.timezone", "row 2: wlan.password needs",
        "row 2: key 1", "row 3: wlan.password must have 8 to 63",
    ):  # fmt: skip
        assert part in words
    for secret in (SECRET, "hunter2secret", "short,", "Mars", "-bad-", "nonsense"):
        assert secret not in words


def test_two_frames_of_one_name_would_not_be_told_apart() -> None:
    with pytest.raises(BadFleet, match="row 3: host is that of row 1"):
        read_fleet(table("A,hall,,,,,,,", "B,room,,,,,,,", "C,HALL,,,,,,,"), KNOWN)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "name, host is missing"),
        ("name,host\n", "no frame"),
        ("name,hots\nA,b\n", "column 2 is none of .*, did you mean host"),
        ("name,host,name\nA,b,c\n", "the same name"),
        ("name,host\nA,b,c,d\n", "row 1 has more cells"),
        ('name,host\nA,"b\n', "no CSV|system.hostname"),
        ("name,host\n" + "".join(f"a,h{n}\n" for n in range(MOST_FRAMES + 1)), "more than 999"),
        ("name,\x1b[31m\nA,b\n", "column 2 is none of"),
    ],
)
def test_a_table_that_is_none_is_refused_in_words(text: str, fault: str) -> None:
    with pytest.raises(BadFleet, match=fault) as caught:
        read_fleet(text, KNOWN)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("host", ["../../etc", "a/b", "a b", "a\\b", ".", "ä", "a" * 64])
def test_no_text_of_the_table_becomes_a_path(host: str) -> None:
    with pytest.raises(BadFleet):
        read_fleet(f'name,host\nA,"{host}"\n', KNOWN)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


SETTINGS = st.one_of(TEXT, st.booleans(), st.lists(TEXT, max_size=3))


@given(st.dictionaries(st.sampled_from(["ssid", "hidden", "x"]), SETTINGS, min_size=1))
def test_what_is_written_is_toml_that_says_the_same(told: dict[str, object]) -> None:
    read = tomllib.loads(written({"wlan": told}))
    assert read == {"config_version": "1.0", "wlan": told}


@given(ssid=st.text(min_size=1, max_size=12), passphrase=st.text(min_size=8, max_size=20))
def test_a_frame_reads_what_was_planned_for_it(ssid: str, passphrase: str) -> None:
    quoted = (f'"{one.replace(chr(34), chr(34) * 2)}"' for one in (ssid, passphrase))
    try:
        (one,) = read_fleet(f"name,host,ssid,passphrase\nA,a,{','.join(quoted)}\n", KNOWN)
    except BadFleet:
        return
    wifi = read_preseed(tomllib.loads(one.preseed), KNOWN).wifi
    assert wifi is not None
    assert (wifi.ssid, wifi.passphrase) == (ssid.encode(), passphrase)
