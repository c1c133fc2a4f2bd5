"""minisign's files, as text: public keys and signatures. Nothing is signed or checked here.

Source: minisign(1) and its description of the format. Only the prehashed kind ("ED") is read: the
signature is Ed25519 over BLAKE2b-512 of the file, so a file of any size is read once.

    untrusted comment: …                        untrusted comment: …
    base64(Ed | key id, 8 | public key, 32)     base64(ED | key id, 8 | signature, 64)
                                                trusted comment: …
                                                base64(signature of signature and comment, 64)

Rule: what is signed is `digest`, and `bound` so that the trusted comment cannot be exchanged. Both
signatures must hold; neither alone means anything.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from frame.errors import BadMessage

SUFFIX: Final = ".minisig"
LONGEST: Final = 8192
"""Characters of a file; minisign's own limits are in this order."""
_KEY: Final = b"Ed"
_PREHASHED: Final = b"ED"
_ID_BYTES: Final = 8
_PUBLIC_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
_UNTRUSTED: Final = "untrusted comment: "
_TRUSTED: Final = "trusted comment: "


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """Who signs: `public` is an Ed25519 key, `id` tells keys apart and proves nothing."""

    id: bytes
    public: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What is beside a file.

    id         of the key
    signature  of the file's BLAKE2b-512 digest
    comment    what the signer said with it
    whole      signature of `bound(signature, comment)`
    """

    id: bytes
    signature: bytes
    comment: str
    whole: bytes


def bound(signature: bytes, comment: str) -> bytes:
    """Return what the second signature covers."""
    return signature + comment.encode()


def read_public_key(text: str) -> PublicKey:
    """Return the key of a file with its comment, or of the one line that minisign -P takes.

    Raises:
        BadMessage: it is neither.
    """
    lines = [line for line in text[:LONGEST].splitlines() if line.strip()]
    if lines and lines[0].startswith(_UNTRUSTED):
        lines = lines[1:]
    raw = _raw(lines[0] if len(lines) == 1 else "", "key", len(_KEY) + _ID_BYTES + _PUBLIC_BYTES)
    if not raw.startswith(_KEY):
        raise BadMessage("that is no public key of minisign", hint="It is the file minisign.pub.")
    return PublicKey(id=raw[2:10], public=raw[10:])


def write_public_key(key: PublicKey) -> str:
    """Return the file of a key."""
    name = int.from_bytes(key.id, "little")
    line = base64.b64encode(_KEY + key.id + key.public).decode("ascii")
    return f"{_UNTRUSTED}minisign public key {name:016X}\n{line}\n"


def read_signature(text: str) -> Signature:
    """Return the signature of a .minisig file.

    Raises:
        BadMessage: it is none, or of the old kind that signs the file itself.
    """
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    fits = len(text) <= LONGEST and len(lines) == 4
    if not fits or not lines[0].startswith(_UNTRUSTED) or not lines[2].startswith(_TRUSTED):
        raise BadMessage("that is no signature of minisign", hint="It ends in .minisig.")
    raw = _raw(lines[1], "signature", len(_PREHASHED) + _ID_BYTES + _SIGNATURE_BYTES)
    if not raw.startswith(_PREHASHED):
        raise BadMessage(
            "that signature is of the old kind that does not hash the file first",
            hint="Sign it with minisign 0.10 or newer.",
        )
    return Signature(
        id=raw[2:10],
        signature=raw[10:],
        comment=lines[2].removeprefix(_TRUSTED),
        whole=_raw(lines[3], "signature", _SIGNATURE_BYTES),
    )


def write_signature(signature: Signature, about: str = "signature of hearthframe") -> str:
    """Return the .minisig file of a signature; raise ValueError for a comment of two lines."""
    if any(mark in f"{signature.comment}{about}" for mark in "\r\n"):
        raise ValueError("a comment is one line")
    first = base64.b64encode(_PREHASHED + signature.id + signature.signature).decode("ascii")
    second = base64.b64encode(signature.whole).decode("ascii")
    return f"{_UNTRUSTED}{about}\n{first}\n{_TRUSTED}{signature.comment}\n{second}\n"


def _raw(line: str, what: str, length: int) -> bytes:
    try:
        raw = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != length:
        raise BadMessage(f"that is no {what} of minisign", hint="Copy the whole file.")
    return raw
