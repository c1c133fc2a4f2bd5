"""What a file is, by its first bytes: a picture the frame opens, or something else with a name.

Looking at a few bytes here decides which one decoder sees the file, so no decoder is ever
offered bytes that are not of its format. Sources: the signatures in the format specifications
(ITU-T T.81, W3C PNG, RFC 9649 WebP, ISO/IEC 23008-12 HEIF, AV1 Image File Format, GIF89a, TIFF 6).
"""

from enum import StrEnum

from frame.model import Size


class Kind(StrEnum):
    """A format the frame opens."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    AVIF = "AVIF"
    HEIC = "HEIC"
    GIF = "GIF"
    TIFF = "TIFF"


class Foreign(StrEnum):
    """Something people have between their photos that the frame does not open, as one says it."""

    PDF = "a PDF document"
    VIDEO = "a video"
    SOUND = "a sound recording"
    ARCHIVE = "an archive or office document"
    RAW = "a raw camera file"
    PHOTOSHOP = "a Photoshop document"
    BITMAP = "a BMP bitmap"
    JPEG_2000 = "a JPEG 2000 or JPEG XL picture"
    DRAWING = "a drawing or web page"
    TEXT = "a text"
    UNKNOWN = "not a picture the frame knows"


OPENED = "JPEG, PNG, WebP, AVIF, HEIC, GIF and TIFF"

_AVIF_BRANDS = (b"avif", b"avis")
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"mif2")
_FOREIGN = (
    (b"%PDF", Foreign.PDF),
    (b"%!PS", Foreign.PDF),
    (b"PK\x03\x04", Foreign.ARCHIVE),
    (b"Rar!", Foreign.ARCHIVE),
    (b"7z\xbc\xaf", Foreign.ARCHIVE),
    (b"\x1f\x8b", Foreign.ARCHIVE),
    (b"\xd0\xcf\x11\xe0", Foreign.ARCHIVE),
    (b"\x1aE\xdf\xa3", Foreign.VIDEO),
    (b"\0\0\x01\xba", Foreign.VIDEO),
    (b"\0\0\x01\xb3", Foreign.VIDEO),
    (b"FLV\x01", Foreign.VIDEO),
    (b"ID3", Foreign.SOUND),
    (b"OggS", Foreign.SOUND),
    (b"fLaC", Foreign.SOUND),
    (b"FUJIFILMCCD-RAW", Foreign.RAW),
    (b"IIRO", Foreign.RAW),
    (b"IIRS", Foreign.RAW),
    (b"IIU\0", Foreign.RAW),
    (b"8BPS", Foreign.PHOTOSHOP),
    (b"BM", Foreign.BITMAP),
    (b"\xff\x4f\xff\x51", Foreign.JPEG_2000),
    (b"\0\0\0\x0cjP  ", Foreign.JPEG_2000),
    (b"\0\0\0\x0cJXL ", Foreign.JPEG_2000),
    (b"\xff\x0a", Foreign.JPEG_2000),
    (b"<svg", Foreign.DRAWING),
    (b"<!DOCTYPE", Foreign.DRAWING),
    (b"<html", Foreign.DRAWING),
)
_SAMPLE_BYTES = 512


def recognise(data: bytes) -> Kind | Foreign:
    """Return what the file says it is by its first bytes."""
    return _plain_kind(data) or _boxed_kind(data) or _riff_kind(data) or _foreign_kind(data)


def webp_size(data: bytes) -> Size:
    """Return the size in a WebP header (RFC 9649); raise ValueError when it has none."""
    first, body = data[12:16], data[20:30]
    if len(body) < 10:
        raise ValueError("a WebP file without a header")
    if first == b"VP8X":
        width, height = _little(body[4:7]) + 1, _little(body[7:10]) + 1
    elif first == b"VP8L":
        bits = _little(body[1:5])
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = _little(body[6:8]) & 0x3FFF, _little(body[8:10]) & 0x3FFF
    return Size(width_px=max(1, width), height_px=max(1, height))


def _little(number: bytes) -> int:
    return int.from_bytes(number, "little")


def _plain_kind(data: bytes) -> Kind | Foreign | None:
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return Kind.GIF
    if data.startswith((b"II*\0", b"MM\0*")):
        return Foreign.RAW if data[8:10] == b"CR" else Kind.TIFF
    return None


def _boxed_kind(data: bytes) -> Kind | Foreign | None:
    """Read the file type box of ISO/IEC 14496-12: its brands tell pictures from videos."""
    if data[4:8] != b"ftyp":
        return Foreign.VIDEO if data[4:8] in {b"moov", b"mdat", b"wide"} else None
    length = min(int.from_bytes(data[:4], "big"), _SAMPLE_BYTES)
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, length, 4))]
    if any(brand in _AVIF_BRANDS for brand in brands):
        return Kind.AVIF
    if any(brand in _HEIC_BRANDS for brand in brands):
        return Kind.HEIC
    return Foreign.RAW if brands[0] == b"crx " else Foreign.VIDEO


def _riff_kind(data: bytes) -> Kind | Foreign | None:
    if data[:4] != b"RIFF":
        return None
    if data[8:12] == b"WEBP":
        return Kind.WEBP
    return Foreign.SOUND if data[8:12] == b"WAVE" else Foreign.VIDEO


def _foreign_kind(data: bytes) -> Foreign:
    for start, what in _FOREIGN:
        if data.startswith(start):
            return what
    return Foreign.TEXT if _reads_as_text(data[:_SAMPLE_BYTES]) else Foreign.UNKNOWN


def _reads_as_text(sample: bytes) -> bool:
    try:
        words = sample.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        # a character that the sample cuts in two is no reason to call a text something else
        words = (
            sample[: problem.start].decode("utf-8") if problem.start > _SAMPLE_BYTES - 4 else ""
        )
    return bool(words) and all(sign.isprintable() or sign.isspace() for sign in words)
