from __future__ import annotations

from desktop.diagnostics import _device

FOUND = ["ALSA: pulse", "ALSA: Headset"]


def test_devices_are_listed_with_the_chosen_one() -> None:
    check = _device("microphone", FOUND, "")
    assert (check.ok, check.detail) == (True, "the default is chosen of ALSA: pulse, ALSA: Headset")
    assert _device("microphone", FOUND, "Headset").detail.startswith("Headset is chosen of")
    assert _device("microphone", FOUND, "ALSA: Headset").ok


def test_a_chosen_device_that_is_not_connected_is_told_with_advice() -> None:
    check = _device("loudspeaker", FOUND, "Desk")
    assert not check.ok
    assert "Desk is chosen and not connected; there are ALSA: pulse" in check.detail
    assert "Sound" in check.advice


def test_no_device_at_all_is_told() -> None:
    assert _device("loudspeaker", [], "").detail == "none found"
