"""When a photo was taken, as files and file names write it."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.devices.capture_time import read_iptc, read_moment, taken_from_name


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2019:03:04 10:11:12", datetime(2019, 3, 4, 10, 11, 12)),
        ("2019-03-04T10:11:12.345+02:00", datetime(2019, 3, 4, 10, 11, 12)),
        ("2019-03-04T10:11Z", datetime(2019, 3, 4, 10, 11)),
        ("2019-03-04", datetime(2019, 3, 4)),
        ("2019:03:04 10:11:12\0", datetime(2019, 3, 4, 10, 11, 12)),
        ("0000:00:00 00:00:00", None),
        ("1970:01:01 00:00:00", None),
        ("1800:01:01 00:00:00", None),
        ("2019:13:04 10:11:12", None),
        ("    :  :     :  :  ", None),
        ("2019", None),
        ("", None),
    ],
)
def test_dates_inside_files(text: str, moment: datetime | None) -> None:
    assert read_moment(text) == moment


def test_iptc_dates() -> None:
    assert read_iptc("20190304", "101112+0100") == datetime(2019, 3, 4, 10, 11, 12)
    assert read_iptc("20190304", "") == datetime(2019, 3, 4)
    assert read_iptc("00000000", "") is None
    assert read_iptc("", "101112") is None


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("IMG_20190304_101112.jpg", datetime(2019, 3, 4, 10, 11, 12)),
        ("IMG20190304101112.jpg", datetime(2019, 3, 4, 10, 11, 12)),
        ("IMG_20190304_101112_BURST001.jpg", datetime(2019, 3, 4, 10, 11, 12)),
        ("IMG_20190304_101112~2.jpg", datetime(2019, 3, 4, 10, 11, 12)),
        ("20190304_101112.jpg", datetime(2019, 3, 4, 10, 11, 12)),
        ("PXL_20190304_101112345.MP.jpg", datetime(2019, 3, 4, 10, 11, 12)),
        ("2019-03-04 10.11.12.jpg", datetime(2019, 3, 4, 10, 11, 12)),
        ("Screenshot_20190304-101112.png", datetime(2019, 3, 4, 10, 11, 12)),
        ("Screenshot_2019-03-04-10-11-12.png", datetime(2019, 3, 4, 10, 11, 12)),
        ("Screenshot 2019-03-04 at 10.11.12.png", datetime(2019, 3, 4, 10, 11, 12)),
        ("WhatsApp Image 2019-03-04 at 10.11.12.jpeg", datetime(2019, 3, 4, 10, 11, 12)),
        ("signal-2019-03-04-101112.jpg", datetime(2019, 3, 4, 10, 11, 12)),
        ("IMG-20190304-WA0001.jpg", datetime(2019, 3, 4)),
        ("2019-03-04 Oma.jpg", datetime(2019, 3, 4)),
        ("Oma 2019.03.04.jpg", datetime(2019, 3, 4)),
        ("DSC_0001.JPG", None),
        ("IMG_1234.HEIC", None),
        ("IMG_20191304_101112.jpg", None),
        ("000000000636.jpg", None),
        ("0132cfdbd8ca323574a2072e7ed5014c.png", None),
        ("7b20190304101112.jpg", None),
        ("20190304101112345678901234.jpg", None),
        ("12019-03-04.jpg", None),
        ("", None),
    ],
)
def test_dates_in_names(name: str, moment: datetime | None) -> None:
    assert taken_from_name(name) == moment


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    for moment in (read_moment(text), read_iptc(text, text), taken_from_name(text)):
        assert moment is None or 1826 <= moment.year <= 2099


@given(st.datetimes(datetime(1995, 1, 1), datetime(2099, 12, 31)))
def test_what_a_phone_writes_is_read_back(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert taken_from_name(f"IMG_{whole:%Y%m%d_%H%M%S}.jpg") == whole
    assert read_moment(f"{whole:%Y:%m:%d %H:%M:%S}") == whole
