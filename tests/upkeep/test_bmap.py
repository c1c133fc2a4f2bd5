import hashlib

import pytest

from frame.errors import BadMessage
from frame.upkeep.bmap import Range, read_bmap

_A, _B = "a" * 64, "b" * 64
_RANGES = f'<Range chksum="{_A}"> 0-1 </Range><Range chksum="{_B}"> 9 </Range>'


def bmap(
    ranges: str = _RANGES, size: int = 40000, version: str = "2.0", kind: str = "sha256"
) -> bytes:
    zeros = "0" * 64
    text = (
        f'<?xml version="1.0" ?>\n<bmap version="{version}">\n<ImageSize> {size} </ImageSize>'
        f"<BlockSize> 4096 </BlockSize><ChecksumType> {kind} </ChecksumType>"
        f"<BmapFileChecksum> {zeros} </BmapFileChecksum>"
        f"<BlockMap>{ranges}</BlockMap></bmap>"
    )
    own = hashlib.sha256(text.encode()).hexdigest()
    return text.replace(zeros, own).encode()


def test_blocks_become_bytes_and_the_last_one_ends_with_the_image() -> None:
    blocks = read_bmap(bmap())
    assert blocks.image_bytes == 40000
    assert blocks.ranges == (Range(0, 8192, _A), Range(36864, 3136, _B))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no checksum"),
        (b"<!DOCTYPE x>" + bmap(), "no block map"),
        (bmap().replace(b"40000", b"40001"), "damaged"),
        (bmap(version="3.0"), "version 2"),
        (bmap(kind="md5"), "SHA-256"),
        (bmap(ranges=""), "no ranges"),
        (bmap(ranges="<Range> 0 </Range>"), "without a checksum"),
        (bmap(ranges=f'<Range chksum="{_A}"> -1 </Range>'), "without a checksum"),
        (bmap(ranges=f'<Range chksum="{_A}"> 5-4 </Range>'), "outside"),
        (bmap(ranges=f'<Range chksum="{_A}"> 10 </Range>'), "outside"),
        (
            bmap(ranges=f'<Range chksum="{_A}"> 1-2 </Range><Range chksum="{_B}"> 2 </Range>'),
            "order",
        ),
    ],
)
def test_what_is_no_map_is_refused_and_says_why(data: bytes, why: str) -> None:
    with pytest.raises(BadMessage, match=why):
        read_bmap(data)
