"""Numbers, sizes and times."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from nginxlint.nginx.values import numbers

YEAR = 365 * 86400


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("007", 7), ("9223372036854775807", 2**63 - 1), ("9223372036854775808", None),
     ("", None), ("-1", None), ("+1", None), ("1k", None), ("١", None), ("1 ", None),
     ("0" * 5000 + "5", 5), ("9" * 5000, None)],
)  # fmt: skip
def test_number(text: str, value: int | None) -> None:
    assert numbers.number(text) == value


@pytest.mark.parametrize(
    ("text", "size", "offset"),
    [("10", 10, 10), ("1k", 1024, 1024), ("2M", 2 << 20, 2 << 20), ("1g", None, 1 << 30),
     ("1G", None, 1 << 30), ("10mb", None, None), ("k", None, None), ("", None, None),
     ("1.5m", None, None), ("9007199254740992k", None, None), ("-1k", None, None)],
)  # fmt: skip
def test_size(text: str, size: int | None, offset: int | None) -> None:
    assert numbers.size(text) == size
    assert numbers.size(text, giga=True) == offset


@pytest.mark.parametrize(
    ("text", "milliseconds", "seconds"),
    [("1", 1000, 1), ("1s", 1000, 1), ("10ms", 10, None), ("1m", 60_000, 60),
     ("1h30m", 5_400_000, 5400), ("30m1h", None, None), ("1y", None, YEAR),
     ("1M", None, 30 * 86400), ("1y1M", None, YEAR + 30 * 86400), ("1s1s", None, None),
     ("1d 2h", 93_600_000, 93_600), ("5m 3s", 303_000, 303), ("1s5ms", 1005, None),
     ("1s5", 6000, 6), ("1 1", 2000, 2), ("1 s", None, None), ("s", None, None),
     ("", None, None), ("1S", None, None), ("99999999999999999999", None, None)],
)  # fmt: skip
def test_time(text: str, milliseconds: int | None, seconds: int | None) -> None:
    assert numbers.time(text) == milliseconds
    assert numbers.time(text, seconds=True) == seconds


@pytest.mark.parametrize(
    ("text", "value"),
    [("50", 5000), ("0.5", 50), (".5", 50), ("0.123", None), ("x", None), ("", None),
     ("1.2.3", None), (".", 0), ("100", 10000)],
)  # fmt: skip
def test_fixed_point(text: str, value: int | None) -> None:
    assert numbers.fixed_point(text, 2) == value


@pytest.mark.parametrize(
    ("text", "size", "offset"),
    [("10mb", "10m", "10m"), ("10 MB", "10m", "10m"), ("1g", "1024m", "1g"), ("1gb", "1024m", "1g"),
     ("1.5m", "1536k", "1536k"), ("512b", "512", "512"), ("big", None, None), ("10x", None, None)],
)  # fmt: skip
def test_sizes_are_mended(text: str, size: str | None, offset: str | None) -> None:
    assert numbers.mend_size(text) == size
    assert numbers.mend_size(text, giga=True) == offset


@pytest.mark.parametrize(
    ("text", "milliseconds", "seconds"),
    [("10sec", "10s", "10s"), ("5min", "5m", "5m"), ("1.5s", "1500ms", None),
     ("2hours", "2h", "2h"), ("1y", "365d", "1y"), ("1M", "30d", "1M"),
     ("500msec", "500ms", None), ("2000ms", "2000ms", "2s"),
     ("off", None, None), ("-1", None, None), ("10H", "10h", "10h")],
)  # fmt: skip
def test_times_are_mended(text: str, milliseconds: str | None, seconds: str | None) -> None:
    assert numbers.mend_time(text) == milliseconds
    assert numbers.mend_time(text, seconds=True) == seconds


@given(st.text("0123456789kmgKMGbB. sinhdwyM", max_size=12), st.booleans())
def test_what_is_mended_is_right(text: str, flag: bool) -> None:
    mended = numbers.mend_size(text, giga=flag)
    assert mended is None or numbers.size(mended, giga=flag) is not None
    mended = numbers.mend_time(text, seconds=flag)
    assert mended is None or numbers.time(mended, seconds=flag) is not None


@given(st.integers(0, 2**63 - 1))
def test_numbers_come_back(value: int) -> None:
    assert numbers.number(str(value)) == value
    assert numbers.size(str(value)) == value
    assert numbers.time(str(value), seconds=True) == value
