"""How long a secret is made before it is sealed, so that its length says little.

Padmé of Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with
PURBs" (PoPETs 2019): the result has only O(log log size) possible fractions.
"""


def padme(size: int) -> int:
    """Return the length a blob of `size` bytes is padded to, at most 12 % more."""
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    loose_bits = exponent - exponent.bit_length()
    mask = (1 << loose_bits) - 1
    return (size + mask) & ~mask
