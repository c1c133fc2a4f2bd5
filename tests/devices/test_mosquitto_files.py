"""What is written for mosquitto: configuration, access list and passwords."""

import os
import shutil
import stat
import subprocess
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.devices.mosquitto import (
    ACCESS,
    CONFIGURATION,
    PASSWORDS,
    Account,
    Listener,
    MosquittoChild,
    Tls,
    render_acl,
    render_conf,
    render_passwords,
    write,
    write_accounts,
    write_conf,
    write_lists,
)
from frame.errors import BadConfig, DeviceFailed
from tests.devices.brokers_kit import missing, need_mosquitto

INBOX, OUTBOX, PRESENCE = "hf1/a/in/b", "hf1/b/in/a", "hf1/p/state"
FRAME = Account(user="frame", password="frame secret", reads=(OUTBOX,), writes=(INBOX, PRESENCE))
PHONE = Account(
    user="abcdefghijklmnop",
    password="phone secret",
    reads=(f"{OUTBOX}/+", PRESENCE),
    writes=(f"{INBOX}/+",),
)


def test_the_files_are_for_this_user_only(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    write(folder, [Listener(port=1883)], [FRAME], os.urandom)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in (CONFIGURATION, ACCESS, PASSWORDS):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [CONFIGURATION, ACCESS, PASSWORDS, "kept"]
    )
    assert "frame secret" not in (folder / PASSWORDS).read_text()


def test_the_configuration_says_what_the_protocol_needs() -> None:
    told = render_conf(
        Path("/state/mosquitto"),
        [Listener(port=9001, websocket=True, address="0.0.0.0"), Listener(port=1883)],
        "frame",
    ).splitlines()
    for line in (
        "allow_anonymous false",
        "password_file /state/mosquitto/passwords",
        "acl_file /state/mosquitto/access",
        "max_packet_size 300000",
        "max_inflight_messages 16",
        "max_queued_bytes 16777216",
        "persistent_client_expiration 7d",
    ):
        assert line in told
    # The ordinary listener comes first, whatever the order it was asked for.
    assert told[-6:] == [
        "",
        "listener 1883 127.0.0.1",
        "protocol mqtt",
        "",
        "listener 9001 0.0.0.0",
        "protocol websockets",
    ]


def test_websockets_alone_are_refused_because_mosquitto_does_not_start_so() -> None:
    with pytest.raises(BadConfig, match="no websocket"):
        render_conf(Path("/m"), [Listener(port=9001, websocket=True)], "frame")


def test_the_access_list_names_users_and_their_topics() -> None:
    assert render_acl([PHONE]) == (
        "user abcdefghijklmnop\n"
        f"topic write {INBOX}/+\n"
        f"topic read {OUTBOX}/+\n"
        f"topic read {PRESENCE}\n"
    )


def test_an_account_with_a_certificate_has_no_password() -> None:
    told = render_passwords([Account(user="x", password=None), FRAME], os.urandom)
    assert told.startswith("frame:$7$101$")
    assert told.count("\n") == 1


def test_mosquittos_own_tool_reads_and_writes_the_same_password_format(tmp_path: Path) -> None:
    need_mosquitto()
    tool = shutil.which("mosquitto_passwd")
    if tool is None:
        missing("mosquitto_passwd is not installed")
        return
    written = tmp_path / "passwords"
    subprocess.run(
        [tool, "-b", "-c", written, "frame", "frame secret"], check=True, capture_output=True
    )
    _user, _seven, _rounds, salt, _told = (
        written.read_text().strip().replace(":", "$", 1).replace("$$", "$").split("$")
    )
    assert render_passwords([FRAME], lambda _count: b64decode(salt)) == written.read_text()


@given(
    st.text(st.characters(categories=["Cc", "Zs", "Zl", "Zp", "Po", "Lo"]), min_size=1).filter(
        lambda text: not set(text) <= set("._-")
    )
)
def test_no_name_or_topic_can_add_a_line_or_a_word(text: str) -> None:
    evil = f"a{text}b"
    if not all(
        character in "_.-" or (character.isascii() and character.isalnum()) for character in evil
    ):
        with pytest.raises(BadConfig):
            render_acl([Account(user=evil, password="x")])
        with pytest.raises(BadConfig):
            render_passwords([Account(user=evil, password="x")], os.urandom)
    if any(character.isspace() or not character.isprintable() for character in evil):
        with pytest.raises(BadConfig):
            render_acl([Account(user="x", password="x", reads=(evil,))])
        if "\n" in evil or "\r" in evil:
            with pytest.raises(BadConfig):
                render_conf(Path(f"/{evil}"), [Listener(port=1)], "frame")


def test_an_account_shows_no_secret() -> None:
    assert repr(FRAME) == "Account(1 reads, 2 writes)"


def test_a_configuration_written_anew_keeps_the_users(tmp_path: Path) -> None:
    write(tmp_path, [Listener(port=1883)], [FRAME], os.urandom)
    users = (tmp_path / PASSWORDS).read_text()
    write_conf(tmp_path, [Listener(port=1884)])
    assert (tmp_path / PASSWORDS).read_text() == users
    assert "listener 1884 127.0.0.1" in (tmp_path / CONFIGURATION).read_text()


def test_a_listener_with_tls_names_its_certificate_and_who_signs_clients() -> None:
    tls = Tls(cert_file=Path("/c.pem"), key_file=Path("/k.pem"), ca_file=Path("/ca.pem"))
    told = render_conf(Path("/m"), [Listener(port=8883, address="0.0.0.0", tls=tls)], "frame")
    assert told.endswith(
        "listener 8883 0.0.0.0\nprotocol mqtt\ncertfile /c.pem\nkeyfile /k.pem\n"
        "tls_version tlsv1.2\ncafile /ca.pem\nrequire_certificate true\n"
        "use_identity_as_username true\n"
    )


@pytest.mark.parametrize(
    "work",
    [
        lambda folder: write(folder, [Listener(port=1883)], [FRAME], os.urandom),
        lambda folder: write_conf(folder, [Listener(port=1883)]),
        lambda folder: write_accounts(folder, [FRAME], os.urandom),
        lambda folder: write_lists(folder, {ACCESS: "", PASSWORDS: ""}),
    ],
    ids=["write", "write_conf", "write_accounts", "write_lists"],
)
def test_a_folder_that_cannot_be_made_is_named_with_the_reason(
    work: Callable[[Path], None], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DeviceFailed, match="cannot be used: not a directory") as caught:
        work(tmp_path / "file" / "broker")
    assert "[network] access_folder" in caught.value.hint


def test_a_broker_whose_folder_went_away_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MosquittoChild, "program", staticmethod(lambda: "/bin/true"))
    with pytest.raises(DeviceFailed, match="cannot be used: no such file"):
        MosquittoChild(tmp_path / "nowhere", [1]).start()
