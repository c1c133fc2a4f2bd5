"""What a person compares to tell a certificate from another one.

Rule: 128 bits of SHA-256. To make another certificate with the same ones is out of reach, and
      eight groups are still read aloud in a quarter of a minute.
"""

import hashlib

GROUPS = 8
_GROUP_BYTES = 2


def fingerprint(der: bytes) -> str:
    """Return the beginning of a certificate's SHA-256 as eight groups of four hex digits."""
    digest = hashlib.sha256(der).digest()[: GROUPS * _GROUP_BYTES]
    return digest.hex(" ", _GROUP_BYTES).upper()
