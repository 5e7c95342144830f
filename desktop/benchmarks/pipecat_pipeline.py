"""A Pipecat pipeline on the sample-clock device, running on an event loop and a thread of its own.

The parts and their order are those of Pipecat's own local examples, at its defaults: Silero's detector, smart-turn v3
for the end of a turn, the transcript awaited, sentences given to the voice as they are complete.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from dataclasses import dataclass

from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import BotStoppedSpeakingFrame, ErrorFrame, Frame, InterruptionFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair, LLMUserAggregatorParams
from pipecat.workers.runner import WorkerRunner

from desktop.benchmarks.defaults import DefaultModel
from desktop.benchmarks.device import SampleClockDevice
from desktop.benchmarks.pipecat_services import LlamaService, TimedPiper, TimedWhisper
from desktop.benchmarks.pipecat_transport import DeviceInput, DeviceOutput
from desktop.benchmarks.turns import Stopwatch
from desktop.catalog import ModelFiles
from desktop.engine.audio import SAMPLE_RATE
from desktop.settings import LanguageModelSettings

START_LIMIT_S = 120.0
"""For loading the models and starting every service."""

_STOP_LIMIT_S = 10.0


@dataclass(frozen=True, slots=True)
class _Parts:
    ears: DeviceInput
    mouth: DeviceOutput
    worker: PipelineWorker
    stt: TimedWhisper
    context: LLMContext
    llm: LlamaService
    runner: WorkerRunner
    loop: asyncio.AbstractEventLoop


class PipecatPipeline:
    """Models loaded, pipeline running, until `close`."""

    def __init__(
        self, files: ModelFiles, model: DefaultModel, settings: LanguageModelSettings, device: SampleClockDevice
    ) -> None:
        """Start it; `model` stays the caller's. Raises what loading raises, TimeoutError after two minutes."""
        self.watch = Stopwatch()
        self.errors: list[str] = []
        """What Pipecat reported since `begin_turn`."""
        self.said = threading.Event()
        """Set when a reply has been said to its end."""
        self._files, self._model, self._settings, self._device = files, model, settings, device
        self._started: Future[_Parts] = Future()
        self._thread = threading.Thread(target=self._run, name="pipecat")
        self._thread.start()
        self._parts = self._started.result(START_LIMIT_S)

    def begin_turn(self) -> None:
        """Forget the conversation and what was measured, and listen."""
        parts = self._parts
        self.watch.forget()
        self.said.clear()
        self.errors.clear()
        parts.stt.transcripts.clear()
        parts.llm.written.clear()
        asyncio.run_coroutine_threadsafe(self._new_conversation(), parts.loop).result(_STOP_LIMIT_S)
        parts.mouth.muted = False
        parts.ears.listen()

    def end_turn(self) -> tuple[str, str]:
        """Listen and speak no more; what was understood and what was answered."""
        parts = self._parts
        parts.ears.stop_listening()
        parts.mouth.muted = True
        if not self.said.is_set():
            interrupting = parts.worker.queue_frame(InterruptionFrame())
            asyncio.run_coroutine_threadsafe(interrupting, parts.loop).result(_STOP_LIMIT_S)
        return " ".join(parts.stt.transcripts), "".join(parts.llm.written)

    def close(self) -> None:
        """Stop everything."""
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._parts.runner.cancel(), self._parts.loop).result(_STOP_LIMIT_S)
        self._thread.join()

    async def _new_conversation(self) -> None:
        self._parts.context.set_messages([{"role": "system", "content": self._settings.system_prompt}])

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as error:
            if self._started.done():
                raise
            self._started.set_exception(error)

    async def _main(self) -> None:
        runner = WorkerRunner(handle_sigint=False)
        ears, mouth = DeviceInput(self._device), DeviceOutput(self._device)
        stt = TimedWhisper(self._files.stt, self.watch)
        llm = LlamaService(self._model, self._settings.max_tokens, self.watch)
        tts = TimedPiper(self._files.tts, self.watch)
        context = LLMContext()
        detecting = LLMUserAggregatorParams(vad_analyzer=SileroVADAnalyzer())
        pair = LLMContextAggregatorPair(context, user_params=detecting)
        worker = _worker(Pipeline([ears, stt, pair.user(), llm, tts, mouth, pair.assistant()]))
        parts = _Parts(ears, mouth, worker, stt, context, llm, runner, asyncio.get_running_loop())

        async def on_started(_worker: PipelineWorker, _frame: Frame) -> None:
            self._started.set_result(parts)

        worker.add_event_handler("on_pipeline_started", on_started)
        worker.add_event_handler("on_frame_reached_downstream", self._on_end)
        worker.add_event_handler("on_pipeline_error", self._on_error)
        await runner.add_workers(worker)
        await runner.run()

    async def _on_end(self, _worker: PipelineWorker, _frame: BotStoppedSpeakingFrame) -> None:
        self.said.set()

    async def _on_error(self, _worker: PipelineWorker, frame: ErrorFrame) -> None:
        self.errors.append(str(frame.error))


def _worker(pipeline: Pipeline) -> PipelineWorker:
    """The pipeline at the device's rate, which nobody ends for being idle while other arms take their turns."""
    worker = PipelineWorker(
        pipeline,
        params=PipelineParams(audio_in_sample_rate=SAMPLE_RATE, audio_out_sample_rate=SAMPLE_RATE),
        idle_timeout_secs=None,
    )
    worker.set_reached_downstream_filter((BotStoppedSpeakingFrame,))
    return worker
