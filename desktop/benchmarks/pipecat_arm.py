"""The other peer: a Pipecat pipeline on the same models."""

from __future__ import annotations

from desktop.benchmarks.defaults import DefaultModel
from desktop.benchmarks.device import SampleClockDevice
from desktop.benchmarks.pipecat_pipeline import PipecatPipeline
from desktop.benchmarks.questions import Question
from desktop.benchmarks.turns import TURN_LIMIT_S, Measured, latency_ms, milliseconds
from desktop.catalog import ModelFiles
from desktop.settings import Settings


class PipecatArm:
    """Speaks and listens freely, as Pipecat does: no key, the end of the question found by its own means."""

    name = "pipecat"
    limit_s = TURN_LIMIT_S
    """For the first sound, and from there to the reply's end; then it is interrupted."""

    def __init__(self, files: ModelFiles, settings: Settings, context: int, device: SampleClockDevice) -> None:
        """Load the models and start the pipeline; `context` tokens for the language model, as many as Sotto's has.

        Raises what loading raises, TimeoutError when the pipeline does not start within two minutes.
        """
        self._device = device
        self._model = DefaultModel(files.llm, context)
        try:
            self._pipeline = PipecatPipeline(files, self._model, settings.language_model, device)
        except BaseException:  # passed on: the model is freed whatever it was
            self._model.close()
            raise

    def ask(self, question: Question) -> Measured:
        """Take one turn in a conversation of its own and hear the whole reply."""
        pipeline, watch = self._pipeline, self._pipeline.watch
        self._device.forget()
        pipeline.begin_turn()
        last = self._device.feed(question.samples, _nothing)
        first = self._device.wait_for_sound(self.limit_s)
        if first is not None:
            pipeline.said.wait(self.limit_s)
        transcript, reply = pipeline.end_turn()
        measured = Measured(
            arm=self.name,
            said=question.text,
            latency_ms=latency_ms(last, first),
            lead_in_ms=milliseconds(self._device.past.lead_in()),
            models_ms=watch.until_first_sound_ms(self._device.time_of(last)),
            transcript=transcript,
            reply=reply,
            underruns=self._device.underruns,
            stages_ms={stage: watch.total_ms(stage) for stage in ("stt", "llm", "tts")},
            errors="; ".join(pipeline.errors),
        )
        self._device.forget()
        return measured

    def close(self) -> None:
        """Stop the pipeline and free the models."""
        self._pipeline.close()
        self._model.close()


def _nothing() -> None:
    """The end of the recording means nothing to an arm without a key."""
