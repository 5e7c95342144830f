"""Text to speech by a Piper voice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from piper import PiperVoice
from piper.config import PhonemeType, PiperConfig
from piper.const import BOS, PAD

from desktop.engine.backends.piper_chunks import ChunkedNetwork, open_network, open_whole
from desktop.engine.backends.piper_network import Utterance, VoiceNetwork
from desktop.engine.backends.piper_words import WordSounds, find_words, phoneme_ends, spoken_within
from desktop.engine.protocols import OnWords, Samples, StaleCheck
from desktop.errors import Cancelled, ModelError
from desktop.formats import ADVICE, check_model, read_json
from desktop.wording import marked

_BLOCK_S = 0.2
_LOUDEST = 0.7
"""Peak the reference sentence is brought to; leaves room for louder sentences before they clip."""
_REFERENCE = "The quick brown fox jumps over the lazy dog."
_LARGEST_GAIN = 10.0
_KNOWN_WORDS = 4096
"""Words whose phonemes are kept: espeak-ng loses 1.4 kB each time it is asked."""
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
        self._phonemiser = PiperVoice(session=None, config=config)
        self._config = config
        self._alone = lru_cache(_KNOWN_WORDS)(self._phonemes_alone)
        self._network: VoiceNetwork = open_network(path)
        self._length_scale = config.length_scale * length_scale
        self._gain = 1.0
        self._gain = min(_LARGEST_GAIN, _LOUDEST / max(self._peak(path), 1e-6))

    @property
    def name(self) -> str:
        """File name of the voice."""
        return self._name

    @property
    def sample_rate(self) -> int:
        """Rate of what `synthesize` yields, in Hz."""
        return int(self._config.sample_rate)

    @property
    def in_chunks(self) -> bool:
        """Whether the first block of a sentence is ready long before its last."""
        return isinstance(self._network, ChunkedNetwork)

    def synthesize(
        self, text: str, stale: StaleCheck, *, slowness: float = 1.0, on_words: OnWords | None = None
    ) -> Iterator[Samples]:
        """Yield float32 blocks of at most 0.2 s for one clause. Raises Cancelled between blocks and within.

        `slowness` multiplies the voice's length scale: 2 takes twice as long.
        """
        if stale():
            raise Cancelled
        text = text.replace("[[", "[ ").replace("]]", " ]")  # double brackets would be read as raw phonemes
        sentences = [phonemes for phonemes in self._phonemiser.phonemize(text) if phonemes]
        words: list[WordSounds] | None = None
        said = done = 0
        for phonemes in sentences:
            spoken = self._network.speak(self._inputs(phonemes, slowness), stale)
            for number, block in enumerate(self._blocks(spoken.blocks, stale)):
                yield block
                if number == 0 and on_words and (ends := self._ends(phonemes, spoken)):
                    # looked for while the first block is being played
                    words = words or find_words(text, self._alone, list(chain.from_iterable(sentences)))
                    on_words(list(spoken_within(words, range(said, said + len(phonemes)), ends, done)))
            said, done = said + len(phonemes), done + spoken.samples

    def close(self) -> None:
        """Free the voice; it cannot be used afterwards."""
        del self._network

    def _peak(self, path: Path) -> float:
        """Loudest sample of the reference sentence; a network whose parts do not fit is run whole from now on."""
        try:
            return max(float(np.max(np.abs(block))) for block in self.synthesize(_REFERENCE, _never))
        except (ValueError, RuntimeError) as error:
            if not self.in_chunks:
                raise ModelError(marked("the voice {path} does not speak", path=path), advice=ADVICE) from error
        self._network = open_whole(path)
        return self._peak(path)

    def _blocks(self, sounds: Iterable[Samples], stale: StaleCheck) -> Iterator[Samples]:
        block = int(self.sample_rate * _BLOCK_S)
        for sound in sounds:
            sound = np.clip(sound * self._gain, -1.0, 1.0).astype(np.float32)
            for at in range(0, len(sound), block):
                if stale():
                    raise Cancelled
                yield sound[at : at + block]

    def _inputs(self, phonemes: list[str], slowness: float) -> dict[str, NDArray[Any]]:
        config = self._config
        ids = self._phonemiser.phonemes_to_ids(phonemes)
        scales = [config.noise_scale, self._length_scale * slowness, config.noise_w_scale]
        inputs: dict[str, NDArray[Any]] = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array(scales, np.float32),
        }
        if config.num_speakers > 1:
            inputs["sid"] = np.array([config.default_speaker_id], np.int64)
        return inputs

    def _ends(self, phonemes: list[str], spoken: Utterance) -> list[int]:
        """Where each phoneme ends in a sentence's samples; none when the network does not say, or says nonsense."""
        if spoken.frames is None:
            return []
        samples = (spoken.frames * self._config.hop_length).astype(np.int64)
        if abs(int(samples.sum()) - spoken.samples) > self._config.hop_length:
            return []
        ids = self._config.phoneme_id_map
        return phoneme_ends(phonemes, samples, ids, len(ids[BOS]) + len(ids[PAD]), len(ids[PAD]))

    def _phonemes_alone(self, word: str) -> tuple[str, ...]:
        return tuple(chain.from_iterable(self._phonemiser.phonemize(word)))


def _never() -> bool:
    return False


def _read_config(path: Path) -> PiperConfig:
    file = path.with_name(path.name + ".json")
    try:
        config = PiperConfig.from_dict(read_json(file))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(
            marked("{file} does not describe a voice: {error}", file=file, error=error), advice=ADVICE
        ) from error
    if not isinstance(config.phoneme_id_map, dict) or not config.phoneme_id_map:
        raise ModelError(marked("{file} lists no phonemes", file=file), advice=ADVICE)
    if config.phoneme_type not in _OWN_PHONEMES:
        # the others fetch further models from the network when they first speak
        kind = config.phoneme_type.value
        raise ModelError(
            marked("the voice {path} needs {kind} phonemes, which are not supported", path=path, kind=kind),
            advice=ADVICE,
        )
    return config
