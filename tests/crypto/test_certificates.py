"""The frame's own authority: as OpenSSL reads it, it vouches for one name and nothing else."""

import re
import socket
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from frame.crypto.certificates import (
    AUTHORITY_LASTS,
    Issued,
    make_authority,
    make_server,
    serves,
    vouches_for,
)
from frame.crypto.fingerprint import fingerprint
from frame.errors import StoreDamaged

_NOW = datetime.now(UTC)
_HOSTS = ("frame.local", "192.168.1.20", "fd00::20")


def _shake(folder: Path, authority: Issued, server: Issued, host: str) -> None:
    """Shake hands over TLS; raise ssl.SSLError where a browser would show a warning."""
    (folder / "ca.pem").write_bytes(authority.certificate)
    (folder / "cert.pem").write_bytes(server.certificate)
    (folder / "key.pem").write_bytes(server.key)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    trusting = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    near, far = socket.socketpair()

    def serve() -> None:
        with suppress(OSError), serving.wrap_socket(far, server_side=True) as line:
            line.recv(1)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with trusting.wrap_socket(near, server_hostname=host):
            pass
    finally:
        near.close()
        thread.join()
        far.close()


@pytest.mark.parametrize("host", _HOSTS)
def test_whoever_installed_the_authority_reaches_the_frame(tmp_path: Path, host: str) -> None:
    authority = make_authority("Hearthframe", host, _NOW)
    _shake(tmp_path, authority, make_server(authority, host, _NOW), host)


@pytest.mark.parametrize("host", _HOSTS)
@pytest.mark.parametrize(
    "other", ["bank.example", "local", "xframe.local", "192.168.1.21", "10.0.0.1", "fd00::21"]
)
def test_with_a_stolen_authority_no_other_site_is_forged(
    tmp_path: Path, host: str, other: str
) -> None:
    authority = make_authority("Hearthframe", host, _NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="subtree"):
        _shake(tmp_path, authority, make_server(authority, other, _NOW), other)


def test_the_certificates_say_what_they_are_for() -> None:
    authority = make_authority("Hearthframe", "frame.local", _NOW)
    root = x509.load_pem_x509_certificate(authority.certificate)
    leaf = x509.load_pem_x509_certificate(make_server(authority, "frame.local", _NOW).certificate)
    bounds = root.extensions.get_extension_for_class(x509.NameConstraints)
    assert bounds.critical
    assert bounds.value.permitted_subtrees == [x509.DNSName("frame.local")]
    basic = root.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (basic.ca, basic.path_length) == (True, 0)
    for one in (root, leaf):
        use = one.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert list(use) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=397)
    assert root.not_valid_after_utc - _NOW > timedelta(days=3650)


def test_a_key_does_not_show_itself() -> None:
    authority = make_authority("Hearthframe", "frame.local", _NOW)
    assert "PRIVATE" in authority.key.decode()
    assert "PRIVATE" not in repr(authority)


@pytest.mark.parametrize("name", ["", "x" * 200, "Die Küche 🎞", "a/b,c=d"])
def test_a_frame_may_be_called_anything(tmp_path: Path, name: str) -> None:
    authority = make_authority(name, "frame.local", _NOW)
    _shake(tmp_path, authority, make_server(authority, "frame.local", _NOW), "frame.local")


def test_an_authority_is_kept_while_it_is_good_and_no_longer() -> None:
    authority = make_authority("Hearthframe", "frame.local", _NOW)
    other = make_authority("Hearthframe", "frame.local", _NOW)
    assert vouches_for(authority, "frame.local", _NOW)
    assert vouches_for(authority, "frame.local", _NOW + AUTHORITY_LASTS - timedelta(days=397))
    assert not vouches_for(authority, "frame.local", _NOW + AUTHORITY_LASTS - timedelta(days=396))
    assert not vouches_for(authority, "frame.local", _NOW - timedelta(days=2))
    assert not vouches_for(authority, "kitchen.local", _NOW)
    assert not vouches_for(authority, "192.168.1.20", _NOW)
    assert not vouches_for(Issued(authority.certificate, other.key), "frame.local", _NOW)
    assert not vouches_for(Issued(b"", b""), "frame.local", _NOW)


def test_a_certificate_is_kept_until_sixty_days_before_its_end() -> None:
    authority = make_authority("Hearthframe", "frame.local", _NOW)
    other = make_authority("Hearthframe", "frame.local", _NOW)
    held = make_server(authority, "frame.local", _NOW)
    assert serves(held, authority, "frame.local", _NOW)
    assert serves(held, authority, "frame.local", _NOW + timedelta(days=335))
    assert not serves(held, authority, "frame.local", _NOW + timedelta(days=337))
    assert not serves(held, authority, "frame.local", _NOW - timedelta(days=2))
    assert not serves(held, authority, "kitchen.local", _NOW)
    assert not serves(held, other, "frame.local", _NOW)
    assert not serves(Issued(held.certificate, other.key), authority, "frame.local", _NOW)
    assert not serves(Issued(b"", b""), authority, "frame.local", _NOW)


def test_an_authority_that_is_damaged_signs_nothing() -> None:
    authority = make_authority("Hearthframe", "frame.local", _NOW)
    kind = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    other = make_authority("Hearthframe", "frame.local", _NOW)
    for key in (b"", b"-----BEGIN PRIVATE KEY-----", kind, other.key):
        with pytest.raises(StoreDamaged, match="own certificates"):
            make_server(Issued(authority.certificate, key), "frame.local", _NOW)


@given(der=st.binary())
def test_a_fingerprint_is_eight_groups_that_a_person_can_read_out(der: bytes) -> None:
    assert re.fullmatch(r"[0-9A-F]{4}( [0-9A-F]{4}){7}", fingerprint(der))


def test_a_fingerprint_is_the_beginning_of_the_sha_256_that_other_programs_show() -> None:
    certificate = x509.load_pem_x509_certificate(
        make_authority("Hearthframe", "frame.local", _NOW).certificate
    )
    told = fingerprint(certificate.public_bytes(Encoding.DER)).replace(" ", "")
    assert certificate.fingerprint(SHA256()).hex().upper()[:32] == told
    assert fingerprint(b"") == "E3B0 C442 98FC 1C14 9AFB F4C8 996F B924"
