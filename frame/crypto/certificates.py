"""A frame's own certificate authority, for https in a home without a name that the world knows.

Sources: RFC 5280 §4.2 (extensions; §4.2.1.10 name constraints), CA/Browser Forum Baseline
Requirements §7.1 (how browsers read them), FIPS 186-5 (ECDSA on P-256).

Rule 1: whoever trusts this authority trusts it for one name and nothing else: it may vouch for
        the frame's host only, and for servers only. A stolen key opens no other site.
Rule 2: a certificate is short-lived (at most 397 days, which every browser takes) and made anew
        long before it ends; the authority, which people install by hand, lasts ten years.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from frame.errors import StoreDamaged

AUTHORITY_LASTS: Final = timedelta(days=3652)
SERVER_LASTS: Final = timedelta(days=396)
RENEW_BEFORE: Final = timedelta(days=60)
_CLOCKS_DIFFER: Final = timedelta(days=1)
_NAME_CHARACTERS: Final = 64
_KIND: Final = " (photo frame)"
_PAGE: Final = "page of a photo frame"
"""No host: OpenSSL would hold an address that stands here to the rules for names."""
_EVERYTHING: Final = ("0.0.0.0/0", "::/0")


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and its private key, both as PEM."""

    certificate: bytes
    key: bytes

    def __repr__(self) -> str:
        return "<Issued>"


def make_authority(label: str, host: str, now: datetime) -> Issued:
    """Return a new authority that may vouch for `host` alone, for ten years.

    label  the frame's name, which phones list among what they trust
    """
    key = generate_private_key(SECP256R1())
    name = _named(label[: _NAME_CHARACTERS - len(_KIND)] + _KIND)
    allowed, refused = _bounds(host)
    builder = (
        _begun(name, name, key, now, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(allowed, refused), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(_servers(), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return _signed(builder, key, key)


def make_server(authority: Issued, host: str, now: datetime) -> Issued:
    """Return a new server certificate for `host`, signed by `authority`, with its own key.

    Raises:
        StoreDamaged: the authority cannot be read.
    """
    signer, issuer = _opened(authority)
    key = generate_private_key(SECP256R1())
    builder = (
        _begun(_named(_PAGE), issuer.subject, key, now, SERVER_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_told(host)]), critical=False)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(_servers(), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
            critical=False,
        )
    )
    return _signed(builder, key, signer)


def vouches_for(authority: Issued, host: str, now: datetime) -> bool:
    """Say whether an authority is whole, made for `host`, and outlives a certificate made now."""
    try:
        _, certificate = _opened(authority)
        bounds = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    except (StoreDamaged, x509.ExtensionNotFound):
        return False
    allowed, refused = _bounds(host)
    left = certificate.not_valid_after_utc - now
    fits = bounds == x509.NameConstraints(allowed, refused)
    return fits and _holds(certificate, now) and left > SERVER_LASTS


def serves(held: Issued, authority: Issued, host: str, now: datetime) -> bool:
    """Say whether a server's certificate is whole, this authority's, for `host`, and not due."""
    try:
        _, certificate = _opened(held)
        certificate.verify_directly_issued_by(_opened(authority)[1])
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (StoreDamaged, ValueError, InvalidSignature, x509.ExtensionNotFound):
        return False
    left = certificate.not_valid_after_utc - now
    return list(names) == [_told(host)] and _holds(certificate, now) and left >= RENEW_BEFORE


def _holds(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc


def _bounds(host: str) -> tuple[Sequence[x509.GeneralName], Sequence[x509.GeneralName]]:
    """Return what an authority for `host` may vouch for, and what it may not.

    A kind of name that is not mentioned would be free, so the other kind is refused as a whole.
    """
    told = _told(host)
    everywhere = [ipaddress.ip_network(one) for one in _EVERYTHING]
    if isinstance(told, x509.DNSName):
        return [told], [x509.IPAddress(one) for one in everywhere]
    here = ipaddress.ip_network(told.value)
    others = [x509.IPAddress(one) for one in everywhere if one.version != here.version]
    return [x509.IPAddress(here)], [x509.DNSName(""), *others]


def _told(host: str) -> x509.DNSName | x509.IPAddress:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: EllipticCurvePrivateKey,
    now: datetime,
    lasts: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - _CLOCKS_DIFFER)
        .not_valid_after(now.astimezone(UTC) + lasts)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _servers() -> x509.ExtendedKeyUsage:
    return x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])


def _signed(
    builder: x509.CertificateBuilder,
    key: EllipticCurvePrivateKey,
    signer: EllipticCurvePrivateKey,
) -> Issued:
    return Issued(
        certificate=builder.sign(signer, SHA256()).public_bytes(Encoding.PEM),
        key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )


def _opened(authority: Issued) -> tuple[EllipticCurvePrivateKey, x509.Certificate]:
    try:
        key = load_pem_private_key(authority.key, None)
        certificate = x509.load_pem_x509_certificate(authority.certificate)
    except (ValueError, TypeError) as problem:
        raise StoreDamaged("the key of the frame's own certificates is damaged") from problem
    if not isinstance(key, EllipticCurvePrivateKey):
        raise StoreDamaged("the key of the frame's own certificates is of another kind")
    if certificate.public_key() != key.public_key():
        raise StoreDamaged("the key of the frame's own certificates is another one")
    return key, certificate
