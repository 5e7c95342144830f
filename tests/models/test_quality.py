"""What the starter models are worth, on sentences no training saw."""

from __future__ import annotations

import queue
import shutil
from pathlib import Path

import numpy as np
import pytest
import soxr

from desktop.assistant import Assistant
from desktop.benchmarks.wer import word_errors
from desktop.engine.backends.piper import PiperVoiceModel
from desktop.engine.backends.wavfile import WavMicrophone
from desktop.engine.backends.whisper import WhisperTranscriber
from desktop.engine.protocols import Samples
from desktop.events import ConsentAsked, EngineEvent, TurnFinished
from desktop.paths import Paths, starter_models
from desktop.settings import Settings
from desktop.terms import Answer
from tests.models.sentences import NEW_PHRASINGS, NEW_SENTENCES, Sentence, check_reply, load
from tests.models.speech import spoken

pytestmark = [
    pytest.mark.quality,
    pytest.mark.skipif(
        shutil.which("flite") is None or shutil.which("espeak-ng") is None, reason="needs flite and espeak-ng"
    ),
]


class Voice(WavMicrophone):
    """A microphone that hears one recording after another."""

    def say(self, samples: Samples) -> None:
        self._samples = samples
        self.speak()


def ask_all(home: Path, sentences: tuple[Sentence, ...], *, aloud: bool) -> list[TurnFinished]:
    """One conversation a sentence with the real engine, spoken by eight voices in turn or typed."""
    inbox: queue.SimpleQueue[EngineEvent] = queue.SimpleQueue()
    microphone = Voice(np.zeros(0, np.float32))
    assistant = Assistant(Settings(), Paths(home), inbox.put, microphone=microphone if aloud else None, speaker=None)
    turns = []
    for index, sentence in enumerate(sentences):
        assistant.new_session()
        if aloud:
            assistant.press()
            microphone.say(spoken(sentence.text, index))
            assistant.release()
        else:
            assistant.send_text(sentence.text)
        while not isinstance(event := inbox.get(timeout=20), TurnFinished):
            if isinstance(event, ConsentAsked):  # with words that were not said: what comes of them is judged
                assistant.answer(event.number, Answer.YES)
        turns.append(event)
    assistant.close()
    return turns


def error_rate(pairs: list[tuple[str, str]]) -> float:
    """Word error rate over (wanted, heard)."""
    counts = [word_errors(wanted, heard) for wanted, heard in pairs]
    return sum(errors for errors, _ in counts) / sum(words for _, words in counts)


def right_share(sentences: tuple[Sentence, ...], turns: list[TurnFinished]) -> float:
    """Share of the replies that obey their sentence's rule."""
    return sum(check_reply(s, t.generated) for s, t in zip(sentences, turns, strict=True)) / len(sentences)


def test_new_phrasings_are_answered(sotto_home: Path) -> None:
    sentences = load(NEW_PHRASINGS)
    share = right_share(sentences, ask_all(sotto_home, sentences, aloud=False))
    print(f"{len(sentences)} new phrasings, typed: {share:.1%} answered rightly")
    assert share >= 0.80


def test_new_sentences_are_heard_and_answered(sotto_home: Path) -> None:
    sentences = load(NEW_SENTENCES)
    turns = ask_all(sotto_home, sentences, aloud=True)
    rate = error_rate([(s.text, t.transcript) for s, t in zip(sentences, turns, strict=True)])
    share = right_share(sentences, turns)
    print(f"{len(sentences)} new sentences, spoken: word error rate {rate:.1%}, {share:.1%} answered rightly")
    assert rate <= 0.15
    assert share >= 0.80


def test_the_voice_is_understood_by_the_recogniser() -> None:
    recogniser = WhisperTranscriber(starter_models() / "stt", threads=1)
    voice = PiperVoiceModel(starter_models() / "tts" / "starter.onnx")
    pairs = []
    for sentence in load(NEW_SENTENCES):
        samples = np.concatenate(list(voice.synthesize(sentence.text, lambda: False)))
        heard = recogniser.transcribe(soxr.resample(samples, voice.sample_rate, 16_000), lambda: False)
        pairs.append((sentence.text, heard.text))
    recogniser.close()
    voice.close()
    print(f"the voice read back: word error rate {error_rate(pairs):.1%}")
    assert error_rate(pairs) <= 0.30
