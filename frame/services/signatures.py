"""Signatures of releases: minisign's format, checked with the one Ed25519 of this project.

Rule 1: both signatures must hold, that of the content and that of the comment.
Rule 2: the id of the key only says which key to take; that it fits proves nothing.
"""

import hashlib
from pathlib import Path
from typing import Final

from frame.crypto.sign import Signer, is_signed_by
from frame.devices.ordinary_files import read_ordinary
from frame.errors import BadRequest
from frame.upkeep.minisign import PublicKey, Signature, bound, read_public_key

DIGEST_BYTES: Final = 64
_LINE_CHARACTERS: Final = 56
_LARGEST_BYTES: Final = 4096
_HINT: Final = "Name a file such as release.pub, or the line that minisign -P takes."


def digest_of(data: bytes) -> bytes:
    """Return what is signed of some bytes: BLAKE2b-512."""
    return hashlib.blake2b(data, digest_size=DIGEST_BYTES).digest()


def is_genuine(signature: Signature, key: PublicKey, digest: bytes) -> bool:
    """Say whether the holder of `key` signed this BLAKE2b-512 digest, and the comment with it."""
    whole = bound(signature.signature, signature.comment)
    return (
        signature.id == key.id
        and is_signed_by(key.public, digest, signature.signature)
        and is_signed_by(key.public, whole, signature.whole)
    )


def signed(signer: Signer, key_id: bytes, digest: bytes, comment: str) -> Signature:
    """Return the signature of a BLAKE2b-512 digest, as `minisign -S` makes it."""
    signature = signer.sign(digest)
    whole = signer.sign(bound(signature, comment))
    return Signature(id=key_id, signature=signature, comment=comment, whole=whole)


def key_from(told: str) -> PublicKey:
    """Return a key that was named: a file such as release.pub, or the line minisign -P takes.

    Raises:
        BadRequest: there is no such file.
        BadMessage: it is no key.
    """
    if told.startswith("RW") and len(told) == _LINE_CHARACTERS:
        return read_public_key(told)
    try:
        return read_public_key(read_ordinary(Path(told), _LARGEST_BYTES).decode())
    except (OSError, ValueError) as problem:
        raise BadRequest("that release key cannot be read", hint=_HINT) from problem
