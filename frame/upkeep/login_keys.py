"""The public keys by which an installer may log in, as OpenSSH writes them.

Rule 1: a key is its type and its bytes, and nothing else: options could run commands, and a
        comment often holds a name.
Rule 2: the type in front and the type inside agree, so that sshd reads what was checked here.

Formats: sshd(8) AUTHORIZED_KEYS FILE FORMAT; RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4, and
PROTOCOL.u2f of OpenSSH for keys on a token.
"""

import binascii
from base64 import b64decode
from typing import Final

MOST: Final = 16
_LONGEST: Final = 4096
_RSA: Final = "ssh-rsa"
_RSA_BITS: Final = 2048
_ED25519_BYTES: Final = 32
_PARTS: Final = {
    "ssh-ed25519": 2,
    "ecdsa-sha2-nistp256": 3,
    "ecdsa-sha2-nistp384": 3,
    "ecdsa-sha2-nistp521": 3,
    "sk-ssh-ed25519@openssh.com": 3,
    "sk-ecdsa-sha2-nistp256@openssh.com": 4,
    _RSA: 3,
}


def read_key(line: str) -> tuple[str, str]:
    """Return a key without its comment, and what is wrong with it: one of the two is empty."""
    words = line.split()
    if len(line) > _LONGEST or "\n" in line.strip() or len(words) < 2:
        return "", "is not one key on one line"
    kind, body = words[:2]
    if kind not in _PARTS:
        has_options = any(word in _PARTS for word in words)
        return "", "has options, which are not taken" if has_options else "is of an unknown kind"
    trouble = _trouble(kind, body)
    return ("", trouble) if trouble else (f"{kind} {body}", "")


def _trouble(kind: str, body: str) -> str:
    parts = _parts(body)
    if len(parts) != _PARTS[kind] or parts[0] != kind.encode("ascii"):
        return "is damaged: copy the whole line again"
    if "ed25519" in kind and len(parts[1]) != _ED25519_BYTES:
        return "is damaged: copy the whole line again"
    if kind == _RSA and int.from_bytes(parts[2], "big").bit_length() < _RSA_BITS:
        return f"is an RSA key of fewer than {_RSA_BITS} bits"
    return ""


def _parts(body: str) -> list[bytes]:
    """Return the strings a key is made of (RFC 4251 §5), none where it is damaged."""
    try:
        rest = b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return []
    parts = []
    while rest:
        length = int.from_bytes(rest[:4], "big")
        if len(rest) < 4 + length:
            return []
        parts.append(rest[4 : 4 + length])
        rest = rest[4 + length :]
    return parts
