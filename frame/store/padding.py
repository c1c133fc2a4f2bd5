"""Rows whose sizes say little: what is sealed is first made as long as many other rows are."""

from frame.errors import StoreDamaged

_ROW_STEP = 64
_END = b"\x80"


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
