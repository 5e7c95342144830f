"""Devices as a sound server calls them."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from desktop.diagnostics import diagnose
from desktop.engine.backends.endpoints import Endpoint
from desktop.engine.backends.sound_server import SoundServer, find_sound_server
from desktop.errors import DeviceError
from desktop.paths import Paths
from tests.virtual_sound import VirtualSound

MICROPHONE, SPEAKER = "Remapped Monitor of sotto_mic", "sotto_speaker"


def test_without_a_server_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path / 'nobody'}")
    assert find_sound_server() is None


@pytest.mark.sound
def test_devices_are_found_by_name_and_by_title(virtual_sound: VirtualSound) -> None:
    server = SoundServer()
    try:
        speaker = server.find("output", "")
        assert speaker is not None
        assert (speaker.name, speaker.title) == ("sotto_speaker", SPEAKER)
        assert server.find("output", SPEAKER) == speaker
        microphone = server.find("input", MICROPHONE)
        assert microphone is not None
        assert microphone.name == "sotto_mic_source"
        assert server.find("input", "") == microphone
        assert server.find("input", "ALSA: pulse") is None, "one that only PortAudio knows"
        with pytest.raises(DeviceError, match="not connected"):
            server.find("input", "Nobody's")
        assert not server.look()
        assert not server.route("output", speaker, follows=True), "nothing is played"
        assert (server.lost("output"), server.place("output")) == ("", "")
    finally:
        server.close()
    with pytest.raises(DeviceError, match="does not answer"):
        server.devices()


@pytest.mark.sound
def test_a_device_that_went_between_being_found_and_used_is_told(virtual_sound: VirtualSound) -> None:
    from desktop.engine.backends.portaudio import PortAudioSpeaker

    server = SoundServer()
    speaker = PortAudioSpeaker(server)
    try:
        speaker.open(lambda why: None)
        assert (speaker.name, speaker.sample_rate) == (SPEAKER, 48_000)
        with pytest.raises(DeviceError, match="Ghost cannot be used"):
            server.route("output", Endpoint(99, "ghost", "Ghost"), follows=False)
        assert speaker.alive()
    finally:
        speaker.close()
        server.close()


@pytest.mark.sound
def test_a_server_that_stays_away_costs_no_file_handles(
    virtual_sound: VirtualSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.engine.backends.sound_server._CONNECT_S", 0.05)
    server = SoundServer()
    with virtual_sound.crashed():
        assert server.look(), "its devices are gone"
        server.look()
        before = psutil.Process().num_fds()
        for _ in range(50):
            server._next_try = 0
            assert not server.look()
        assert psutil.Process().num_fds() <= before
    server._next_try = 0
    assert server.look(), "they are back"
    assert server.find("output", SPEAKER)
    server.close()


@pytest.mark.sound
def test_the_doctor_names_server_and_devices(virtual_sound: VirtualSound) -> None:
    checks = {check.name: check for check in diagnose(Paths.from_environment())}
    assert checks["sound server"].detail.startswith("found")
    assert checks["microphone"].detail == f"the default is chosen of {MICROPHONE}"
    assert "sotto_speaker" in checks["loudspeaker"].detail
