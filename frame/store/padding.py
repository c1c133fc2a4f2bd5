"""Sizes that say little: what is sealed is first made as long as many other things are."""

from frame.errors import StoreDamaged

_ROW_STEP = 64
_END = b"\x80"


def padme(size: int) -> int:
    """Return the length a blob of `size` bytes is padded to, at most 12 % more.

    Padmé of Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication
    with PURBs" (PoPETs 2019): the result has only O(log log size) possible fractions.
    """
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    loose_bits = exponent - exponent.bit_length()
    mask = (1 << loose_bits) - 1
    return (size + mask) & ~mask


def pad(plain: bytes) -> bytes:
    """Return `plain`, a mark (ISO/IEC 7816-4) and zeros, up to a multiple of 64 bytes."""
    marked = plain + _END
    return marked + bytes(-len(marked) % _ROW_STEP)


def unpad(padded: bytes) -> bytes:
    """Return what `pad` was given; raise StoreDamaged."""
    plain, mark, rest = padded.rpartition(_END)
    if not mark or rest.strip(b"\0"):
        raise StoreDamaged("a sealed row is not what was written")
    return plain
