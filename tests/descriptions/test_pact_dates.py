"""Formats of Java's DateTimeFormatter, as matchers of Pact state them."""

from __future__ import annotations

import pytest

from assay.descriptions.pact.dates import FormatError, keeps_format


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("yyyy-MM-dd", "2024-02-29"),
        ("dd/MM/yy", "01/12/24"),
        ("EEE, d MMM yyyy HH:mm:ss Z", "Tue, 2 Jan 2024 03:04:05 +0100"),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSX", "2024-01-02T03:04:05.678Z"),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2024-01-02T03:04:05.678+01:00"),
        ("yyyy-MM-dd HH:mm:ss z", "2024-01-02 03:04:05 CET"),
        ("HH:mm z", "03:04 GMT+2"),
        ("HH:mm VV", "03:04 Europe/Berlin"),
        ("hh:mm a", "11:59 PM"),
        ("yyyy-MM-dd['T'HH:mm]", "2024-01-02"),
        ("yyyy-MM-dd['T'HH:mm]", "2024-01-02T03:04"),
        ("h 'o''clock'", "3 o'clock"),
        ("D/uuuu", "366/2024"),
    ],
)
def test_a_text_of_the_format_keeps_it(form: str, text: str) -> None:
    assert keeps_format(text, form)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("yyyy-MM-dd", "2023-02-29"),
        ("yyyy-MM-dd", "2023-13-01"),
        ("yyyy-MM-dd", "2023-1-1"),
        ("HH:mm", "24:00"),
        ("hh:mm a", "13:00 PM"),
        ("EEE", "Tuesday"),
        ("yyyy-MM-dd'T'HH:mm:ssXXX", "2024-01-02T03:04:05+0100"),
        ("yyyy", "2024\n"),
        ("yyyy", "9" * 10_000),
    ],
)
def test_another_text_does_not(form: str, text: str) -> None:
    assert not keeps_format(text, form)


@pytest.mark.parametrize("form", ["yyyy-[MM", "yyyy]", "bb", "y" * 1000, "dH" * 90, "[d]" * 60, "ynyk" * 20])
def test_a_format_that_is_none_is_told(form: str) -> None:
    with pytest.raises(FormatError):
        keeps_format("2024", form)
