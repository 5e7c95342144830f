"""Networks in parts, on graphs that piper-tts's own exporter wrote (see `tests/data/make_vits.py`)."""

from __future__ import annotations

import dataclasses
import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

from desktop.engine.backends.onnx_file import OnnxFile
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.backends.piper_chunks import ChunkedNetwork, open_network
from desktop.engine.backends.piper_network import WholeNetwork
from desktop.engine.backends.piper_split import Cut, find_cut
from desktop.engine.protocols import Samples, SpokenWord
from desktop.errors import Cancelled, ModelError

DATA = Path(__file__).parents[2] / "data"
HOP = 256
VOICES = {"vits": 1, "vits-speakers": 3}
"""Speakers of each."""


def never() -> bool:
    return False


@pytest.fixture(scope="module", params=VOICES)
def vits(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    name: str = request.param
    path = tmp_path_factory.mktemp("voice") / f"{name}.onnx"
    path.write_bytes(gzip.decompress((DATA / f"{name}.onnx.gz").read_bytes()))
    config = {
        "audio": {"sample_rate": 22_050},
        "espeak": {"voice": "en-us"},
        "phoneme_type": "espeak",
        "inference": {"noise_scale": 0.667, "length_scale": 2.0, "noise_w": 0.8},
        "num_symbols": 256,
        "num_speakers": VOICES[name],
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
    }
    path.with_name(path.name + ".json").write_text(json.dumps(config), "utf-8")
    return path


def inputs(path: Path, ids: int, noise: float = 0.0) -> dict[str, NDArray[Any]]:
    """Random ids; without noise the network gives the same each time."""
    made: dict[str, NDArray[Any]] = {
        "input": np.random.default_rng(0).integers(3, 160, (1, ids)),
        "input_lengths": np.array([ids]),
        "scales": np.array([noise, 2.0, noise], np.float32),
    }
    return made | ({"sid": np.array([1])} if "speakers" in path.name else {})


@pytest.fixture(scope="module")
def session(vits: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(str(vits), providers=["CPUExecutionProvider"])


@pytest.fixture(scope="module")
def network(vits: Path) -> ChunkedNetwork:
    opened = open_network(vits)
    assert isinstance(opened, ChunkedNetwork)
    return opened


def plainly(session: onnxruntime.InferenceSession, given: dict[str, NDArray[Any]]) -> Samples:
    return np.asarray(session.run(None, given)[0], np.float32).reshape(-1)


@pytest.mark.parametrize("ids", [3, 20, 150])
def test_chunks_joined_are_what_the_whole_network_gives(
    vits: Path, network: ChunkedNetwork, session: onnxruntime.InferenceSession, ids: int
) -> None:
    given = inputs(vits, ids)
    whole = plainly(session, given)
    spoken = network.speak(given, never)
    assert spoken.samples == len(whole)
    assert spoken.frames is not None
    assert spoken.frames.shape == (ids,)
    assert spoken.frames.sum() * HOP == len(whole)
    sound = np.concatenate(list(spoken.blocks))
    assert np.max(np.abs(whole)) > 0.1
    np.testing.assert_allclose(sound, whole, atol=1e-5)


def test_with_a_smaller_margin_they_would_not_be(
    vits: Path, network: ChunkedNetwork, session: onnxruntime.InferenceSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = inputs(vits, 150)
    monkeypatch.setattr(network._decoder, "part", dataclasses.replace(network._decoder.part, margin=5))
    sound = np.concatenate(list(network.speak(given, never).blocks))
    assert np.max(np.abs(sound - plainly(session, given))) > 1e-3


def test_the_margins_follow_from_the_kernels(vits: Path) -> None:
    cut = find_cut(OnnxFile(vits.read_bytes()))
    assert cut is not None
    assert cut.flow is not None
    assert (cut.decoder.margin, cut.decoder.factor, len(cut.decoder.moving)) == (12, HOP, 1)
    assert (cut.flow.margin, cut.flow.factor) == (4 * 4 * 2, 1)
    assert bool(cut.decoder.fixed) == ("speakers" in vits.name)


def test_the_first_chunk_is_short_and_later_ones_are_longer(vits: Path, network: ChunkedNetwork) -> None:
    lengths = [len(block) // HOP for block in network.speak(inputs(vits, 200), never).blocks]
    assert lengths[0] == 32
    assert len(lengths) > 3
    assert lengths == sorted(lengths[:-1]) + lengths[-1:]


def test_noise_is_drawn_once_a_sentence(vits: Path, network: ChunkedNetwork) -> None:
    a, b = (np.concatenate(list(network.speak(inputs(vits, 40, noise=0.7), never).blocks)) for _ in range(2))
    assert len(a) != len(b) or np.max(np.abs(a - b)) > 1e-3


def test_it_is_cancelled_between_chunks_and_within_one(vits: Path, network: ChunkedNetwork) -> None:
    cancelled = False
    blocks = network.speak(inputs(vits, 200), lambda: cancelled).blocks
    next(blocks)
    cancelled = True
    with pytest.raises(Cancelled):
        list(blocks)
    with pytest.raises(Cancelled):
        network.speak(inputs(vits, 1500), iter([False, True]).__next__)
    assert len(list(network.speak(inputs(vits, 20), never).blocks)) >= 1, "and it can be used again"


def test_such_a_voice_tells_its_words_though_its_file_does_not_offer_them(vits: Path) -> None:
    voice = PiperVoiceModel(vits)
    words: list[SpokenWord] = []
    text = "One of the ten, and more."
    samples = sum(map(len, voice.synthesize(text, never, on_words=words.extend)))
    assert [text[: word.text_end].split()[-1] for word in words] == text.split()
    assert 0 < words[0].start < words[-1].end <= samples


def test_a_network_that_is_built_otherwise_is_run_whole(starter: Path, tmp_path: Path, vits: Path) -> None:
    assert isinstance(open_network(starter / "tts" / "starter.onnx"), WholeNetwork)
    changed = tmp_path / "changed.onnx"
    changed.write_bytes(vits.read_bytes().replace(b"ConvTranspose", b"ConvTransposf"))
    assert find_cut(OnnxFile(changed.read_bytes())) is None


def test_the_starter_voice_is_opened_without_the_package_for_its_format(starter: Path, vits: Path) -> None:
    code = "import sys; from pathlib import Path; from desktop.engine.backends.piper import PiperVoiceModel"
    code += "; PiperVoiceModel(Path(sys.argv[1])); print('onnx' in sys.modules)"
    imported = [
        subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True).stdout.strip()
        for path in (starter / "tts" / "starter.onnx", vits)
    ]
    assert imported == ["False", "True"]


@pytest.mark.parametrize("share", [0.9, 0.99])
def test_a_damaged_network_that_could_be_cut_is_refused(vits: Path, tmp_path: Path, share: float) -> None:
    data = vits.read_bytes()
    damaged = tmp_path / "damaged.onnx"
    damaged.write_bytes(data[: int(share * len(data))])
    assert b"ConvTranspose" in damaged.read_bytes()
    with pytest.raises(ModelError):
        open_network(damaged)


def test_a_voice_whose_parts_do_not_fit_together_is_run_whole(vits: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(file: OnnxFile) -> Cut:
        cut = find_cut(file)
        assert cut is not None
        return dataclasses.replace(cut, decoder=dataclasses.replace(cut.decoder, factor=HOP // 2))

    monkeypatch.setattr("desktop.engine.backends.piper_split.find_cut", wrong)
    voice = PiperVoiceModel(vits)
    assert not voice.in_chunks
    assert sum(map(len, voice.synthesize("Yes.", never))) > 0


def test_a_part_of_a_file_that_is_all_of_it_does_the_same(vits: Path, session: onnxruntime.InferenceSession) -> None:
    given = inputs(vits, 30)
    again = OnnxFile(vits.read_bytes()).part(["output"], {})
    rewritten = onnxruntime.InferenceSession(again, providers=["CPUExecutionProvider"])
    np.testing.assert_array_equal(plainly(rewritten, given), plainly(session, given))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_damaged_file_is_a_value_error(vits: Path, share: float) -> None:
    data = vits.read_bytes()
    with pytest.raises(ValueError, match=r"short|kind"):
        OnnxFile(data[: int(share * len(data))])
