"""Text to speech by a Piper voice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from piper import PiperVoice, SynthesisConfig
from piper.config import PhonemeType, PiperConfig

from desktop.engine.backends.onnx import open_session
from desktop.engine.protocols import Samples, StaleCheck
from desktop.errors import Cancelled, ModelError
from desktop.formats import ADVICE, check_model, read_json

_BLOCK_S = 0.2
_LOUDEST = 0.7
"""Peak the reference sentence is brought to; leaves room for louder sentences before they clip."""
_REFERENCE = "The quick brown fox jumps over the lazy dog."
_LARGEST_GAIN = 10.0
_OWN_PHONEMES = {PhonemeType.ESPEAK, PhonemeType.TEXT}


class PiperVoiceModel:
    """A Piper voice. One owner thread.

    Every clause gets the same gain, measured once: raising each to its own peak, as the library does, makes
    short quiet clauses shout.
    """

    def __init__(self, path: Path, *, length_scale: float = 1.0) -> None:
        """Load and warm up the voice; `length_scale` 2 speaks at half its own speed. Raises ModelError."""
        check_model(path, "tts")
        config = _read_config(path)
        self._name = path.name
        self._voice = PiperVoice(session=open_session(path), config=config)
        self._length_scale = config.length_scale * length_scale
        self._gain = 1.0
        try:
            peak = max(float(np.max(np.abs(sentence))) for sentence in self._sentences(_REFERENCE))
        except (ValueError, RuntimeError) as error:
            raise ModelError(f"the voice {path} does not speak", advice=ADVICE) from error
        self._gain = min(_LARGEST_GAIN, _LOUDEST / max(peak, 1e-6))

    @property
    def name(self) -> str:
        """File name of the voice."""
        return self._name

    @property
    def sample_rate(self) -> int:
        """Rate of what `synthesize` yields, in Hz."""
        return int(self._voice.config.sample_rate)

    def synthesize(self, text: str, stale: StaleCheck, *, slowness: float = 1.0) -> Iterator[Samples]:
        """Yield float32 blocks of at most 0.2 s for one clause. Raises Cancelled between blocks.

        `slowness` multiplies the voice's length scale: 2 takes twice as long.
        """
        block = int(self.sample_rate * _BLOCK_S)
        if stale():
            raise Cancelled
        for sentence in self._sentences(text, slowness):
            for at in range(0, len(sentence), block):
                if stale():
                    raise Cancelled
                yield sentence[at : at + block]

    def close(self) -> None:
        """Free the voice; it cannot be used afterwards."""
        self._voice.session = None

    def _sentences(self, text: str, slowness: float = 1.0) -> Iterator[Samples]:
        speech = SynthesisConfig(length_scale=self._length_scale * slowness)
        # double brackets would be read as raw phonemes
        for phonemes in self._voice.phonemize(text.replace("[[", "[").replace("]]", "]")):
            if not phonemes:
                continue
            ids = self._voice.phonemes_to_ids(phonemes)
            audio = np.reshape(np.asarray(self._voice.phoneme_ids_to_audio(ids, speech)), -1)
            yield np.clip(audio * self._gain, -1.0, 1.0).astype(np.float32)


def _read_config(path: Path) -> PiperConfig:
    file = path.with_name(path.name + ".json")
    try:
        config = PiperConfig.from_dict(read_json(file))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"{file} does not describe a voice: {error}", advice=ADVICE) from error
    if not isinstance(config.phoneme_id_map, dict) or not config.phoneme_id_map:
        raise ModelError(f"{file} lists no phonemes", advice=ADVICE)
    if config.phoneme_type not in _OWN_PHONEMES:
        # the others fetch further models from the network when they first speak
        kind = config.phoneme_type.value
        raise ModelError(f"the voice {path} needs {kind} phonemes, which are not supported", advice=ADVICE)
    return config
