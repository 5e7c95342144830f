"""Numbers, sizes and moments in the reader's way, also inside sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QLocale

from desktop.models.staging import megabytes
from desktop.observability.series import Series
from desktop.paths import translations
from desktop.ui.look.quantities import figure
from desktop.ui.metrics.metric_words import written
from desktop.ui.talk.timing_strip import duration
from desktop.wording import marked, ntr, speak, tr


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    before = QLocale()
    yield
    QLocale.setDefault(before)
    speak("en", translations())


def read_in(code: str) -> None:
    QLocale.setDefault(QLocale(code))
    speak(code[:2], translations(), figure)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", ["1,234.5", "1234", "-0.25", "37%", "12.3%", "+3", "1e+20", "nan", "x"]),
        ("de", ["1.234,5", "1234", "-0,25", "37\u00a0%", "12,3\u00a0%", "+3", "1e+20", "nan", "x"]),
        ("es", ["1234,5", "1234", "-0,25", "37\u00a0%", "12,3\u00a0%", "+3", "1e+20", "nan", "x"]),
    ],
)
def test_a_number_is_written_as_its_reader_does(code: str, expected: list[str]) -> None:
    QLocale.setDefault(QLocale(code))
    asked = ((1234.5, ",.1f"), (1234, ""), (-0.25, ".2f"), (0.37, ".0%"), (0.123, ".1%"), (3, "+.0f"))
    given = [figure(value, spec) for value, spec in (*asked, (1e20, "g"), (float("nan"), ".0f"), ("x", ""))]
    assert given == expected


def test_digits_follow_the_language() -> None:
    QLocale.setDefault(QLocale("ar_EG"))
    assert figure(1234.5, ",.1f") == "\u0661\u066c\u0662\u0663\u0664\u066b\u0665"


def test_sentences_hold_numbers_in_the_readers_way() -> None:
    read_in("de")
    assert tr("{hours:.1f} h left").format(hours=1.5) == "noch 1,5 h"
    assert ntr("{count:,} token", "{count:,} tokens", 12_345).format(count=12_345) == "12.345 Token"
    assert tr(marked("Input should be greater than {gt:g}", gt=0.5)) == "Der Wert muss größer als 0,5 sein"
    assert tr(marked("{path} is there already", path=1.0)) == "1,0 ist schon da"


def test_the_command_line_reads_english() -> None:
    read_in("de")
    assert str(megabytes(1_234_000_000)) == "1.2 GB"
    assert tr(megabytes(1_234_000_000)) == "1,2 GB"


def test_a_moment_is_written_as_its_reader_does() -> None:
    at = datetime(2026, 3, 9, 14, 5, tzinfo=UTC).astimezone()
    sentence = marked("the backup of {at:%Y-%m-%d %H:%M} was restored; what was said after it is missing", at=at)
    assert f"of {at:%Y-%m-%d %H:%M} was" in sentence
    read_in("de")
    assert f"vom 09.03.26 {at:%H:%M} wurde" in tr(sentence)


def test_durations_and_shares_of_the_metrics() -> None:
    read_in("de")
    assert [duration(ms) for ms in (12.0, 1234.0)] == ["12 ms", "1,2 s"]
    assert written(Series.MEMORY, 1234.0) == "1.234 MiB"
    assert written(Series.PROCESSOR, 137.0) == "137\u00a0%"
