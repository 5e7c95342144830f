"""Language model in a GGUF file, run by llama.cpp on the processor."""

from __future__ import annotations

import codecs
import ctypes
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np

from desktop import log
from desktop.engine.adapting import Adapter
from desktop.engine.backends.chat_template import ChatTemplate
from desktop.engine.backends.llama_adapters import LlamaAdapters
from desktop.engine.backends.llama_sampling import build_sampler
from desktop.engine.backends.quiet_llama import silence
from desktop.engine.protocols import CallForm, GenerationStats, Message, StaleCheck
from desktop.engine.tools.parsing import MARKS
from desktop.errors import Cancelled, ModelError
from desktop.formats import ADVICE, check_model, gguf_metadata
from desktop.wording import marked


class LlamaModel:
    """A model with one conversation in its memory. One owner thread.

    Its memory keeps the last prompt and reply; of the next prompt only what differs is evaluated. A method for
    each use of that memory, which is one state.
    """

    def __init__(
        self,
        path: Path,
        *,
        context: int = 2048,
        threads: int = 0,
        batch: int = 64,
        temperature: float = 0.0,
        seed: int = 0,
        tools: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Load a model with at most `context` tokens, never more than it was trained for.

        `tools` are JSON schemas that every prompt tells of, if the model's chat template asks for them, its way
        of calling them is known and they leave half of the context free.
        `batch` tokens are evaluated at once: a small one cancels sooner and needs less memory. 0 `threads`
        means one fewer than the machine has cores. Raises ModelError.
        """
        check_model(path, "llm")
        metadata = gguf_metadata(path)
        template = metadata.get("tokenizer.chat_template")
        if not isinstance(template, str):
            raise ModelError(
                marked("{path} was not made for conversation: it has no chat template", path=path), advice=ADVICE
            )
        trained = metadata.get(f"{metadata.get('general.architecture')}.context_length", context)
        self._name = path.name
        self._context = min(context, int(trained))
        threads = threads or max(1, (os.cpu_count() or 2) - 1)
        self._llama = _load(path, self._context, threads, batch)
        self._adapters = LlamaAdapters(self._llama, path)
        self._vocab = llama_cpp.llama_model_get_vocab(self._llama.model)
        self._template = self._read_template(template)
        self.tell(tools)
        self._temperature, self._seed, self._watched, self._sure = temperature, seed, 0, list[float]()
        self._sampler = build_sampler(temperature, seed)
        self._stats = GenerationStats(0, 0, 0)
        self._stale: StaleCheck = bool
        self._abort = llama_cpp.ggml_abort_callback(lambda _data: self._stale())
        self._never_abort = llama_cpp.ggml_abort_callback()

    @property
    def name(self) -> str:
        """File name of the model."""
        return self._name

    @property
    def context(self) -> int:
        """Tokens it can see, prompt and reply together."""
        return self._context

    @property
    def call_form(self) -> CallForm:
        """How it writes tool calls."""
        return self._template.call_form

    @property
    def takes_tools(self) -> bool:
        """Whether its prompts tell of tools."""
        return self._template.structured

    @property
    def stats(self) -> GenerationStats:
        """Cost of the last pass."""
        return self._stats

    @property
    def sureness(self) -> float | None:
        """Mean log-probability of the first tokens of the reply, as far as it has come; None where not asked for."""
        return sum(self._sure) / len(self._sure) if self._sure else None

    def watch(self, tokens: int) -> None:
        """Take the `sureness` of so many tokens of each reply from now on; 0 saves the time."""
        self._watched = tokens

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Tokens of the prompt up to where the reply begins. Raises ModelError."""
        return len(self._tokenize(messages, reply=True))

    def generate(self, messages: Sequence[Message], *, max_tokens: int, stale: StaleCheck) -> Iterator[str]:
        """Stream the reply's text; tool calls appear as the model writes them.

        Raises Cancelled once `stale()` is true, also while the prompt is evaluated, and ModelError when the
        prompt leaves no room for a reply.
        """
        prompt = self._tokenize(messages, reply=True)
        begun = time.perf_counter()
        reused = self._remember(prompt, stale)
        prompt_ms = (time.perf_counter() - begun) * 1000
        llama_cpp.llama_sampler_reset(self._sampler)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        written, self._sure = 0, []
        try:
            for _ in range(min(max_tokens, self._context - len(prompt))):
                token = llama_cpp.llama_sampler_sample(self._sampler, self._llama.ctx, -1)
                if stale():
                    raise Cancelled
                if written < self._watched:
                    self._sure.append(self._log_probability(token))
                if llama_cpp.llama_vocab_is_eog(self._vocab, token):
                    break
                written += 1
                if text := decoder.decode(self._piece(token)):
                    yield text
                self._evaluate([token], stale)
            if rest := decoder.decode(b"", final=True):
                yield rest
        finally:
            self._stats = GenerationStats(len(prompt), reused, written, prompt_ms)

    def set_temperature(self, temperature: float) -> None:
        """Choose words at this temperature from now on; 0 always takes the likeliest. Never while generating."""
        if temperature != self._temperature:
            llama_cpp.llama_sampler_free(self._sampler)
            self._temperature, self._sampler = temperature, build_sampler(temperature, self._seed)

    def prepare(self, messages: Sequence[Message], stale: StaleCheck) -> None:
        """Evaluate a prompt's beginning ahead of time, if the chat template takes one without a question.

        Raises Cancelled and ModelError as `generate` does.
        """
        try:
            tokens = self._tokenize(messages, reply=False)
        except ModelError as error:
            log.models.debug("nothing to prepare: %s", error)
            return
        if tokens:
            reused = self._remember(tokens, stale)
            self._stats = GenerationStats(len(tokens), reused, 0)

    def adapt(self, adapter: Adapter | None) -> None:
        """Answer with this adapter from the next prompt on, or with none; the last prompt is forgotten.

        Takes less than a millisecond once its file was read. Raises ModelError; then none acts.
        """
        self._llama.reset()  # what was evaluated without it, or with another one, is of no use
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self._llama.ctx), True)
        self._adapters.put_on(adapter)

    def close(self) -> None:
        """Free the model. Never while generating; harmless the second time."""
        if self._sampler is not None:
            llama_cpp.llama_sampler_free(self._sampler)
            self._sampler = None
            self._llama.close()

    def _tokenize(self, messages: Sequence[Message], *, reply: bool) -> list[int]:
        text = self._template.render(messages, reply=reply)
        bos = self._text(llama_cpp.llama_vocab_bos(self._vocab))
        add_bos = bool(llama_cpp.llama_vocab_get_add_bos(self._vocab)) and not (bos and text.startswith(bos))
        tokens: list[int] = self._llama.tokenize(text.encode("utf-8", "replace"), add_bos=add_bos, special=True)
        return tokens

    def _remember(self, prompt: list[int], stale: StaleCheck) -> int:
        """Bring the memory to exactly this prompt; returns how many of its tokens were there already."""
        if len(prompt) + 1 > self._context:
            raise ModelError(
                marked(
                    "the conversation no longer fits: it has {prompt} tokens of {context}",
                    prompt=len(prompt),
                    context=self._context,
                ),
                advice=marked("start a new session, or choose a model with a longer context"),
            )
        held = self._llama.input_ids[: self._llama.n_tokens].tolist()
        common = next((at for at, (a, b) in enumerate(zip(held, prompt, strict=False)) if a != b), None)
        # the last token is always evaluated: its result is what the reply starts from
        keep = min(len(held) if common is None else common, len(prompt) - 1)
        memory = llama_cpp.llama_get_memory(self._llama.ctx)
        if not llama_cpp.llama_memory_seq_rm(memory, 0, keep, -1):
            keep = 0  # recurrent models cannot forget only the end
            llama_cpp.llama_memory_clear(memory, True)
        self._llama.n_tokens = keep
        self._evaluate(prompt[keep:], stale)
        return keep

    def _evaluate(self, tokens: list[int], stale: StaleCheck) -> None:
        """Evaluate the next tokens. What an abort left half done is cut off by the next call."""
        if stale():
            raise Cancelled
        # for one token the check between tokens is soon enough, and the library need not call into Python
        self._stale = stale
        callback = self._abort if len(tokens) > 1 else self._never_abort
        llama_cpp.llama_set_abort_callback(self._llama.ctx, callback, None)
        try:
            self._llama.eval(tokens)
        except RuntimeError as error:
            if stale():
                raise Cancelled from error
            raise

    def _log_probability(self, token: int) -> float:
        """Of the token to come next, whatever the temperature."""
        size = llama_cpp.llama_vocab_n_tokens(self._vocab)
        logits = np.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(self._llama.ctx, -1), (size,))
        most = float(logits.max())
        return float(logits[token]) - most - float(np.log(np.exp(logits - most).sum()))

    def _piece(self, token: int) -> bytes:
        """What a token adds to the reply; control tokens add nothing unless they mark a tool call."""
        if llama_cpp.llama_vocab_is_control(self._vocab, token) and self._text(token) not in MARKS[self.call_form]:
            return b""
        size = 256
        buffer = ctypes.create_string_buffer(size)
        count = llama_cpp.llama_token_to_piece(self._vocab, token, buffer, size, 0, True)
        return buffer.raw[: max(0, count)]

    def _text(self, token: int) -> str:
        if token < 0:
            return ""
        text: bytes = llama_cpp.llama_vocab_get_text(self._vocab, token)
        return text.decode("utf-8", "replace")

    def tell(self, tools: Sequence[Mapping[str, Any]]) -> None:
        """Tell of the tools from now on, unless they would crowd out the conversation."""
        told = self._template.tell(tools)
        if told and self.count_tokens([Message("user", "Hello.")]) > self._context // 2:
            log.models.warning("%s is not told of its tools: they take more than half of its context", self._name)
            self._template.tell(())

    def _read_template(self, source: str) -> ChatTemplate:
        control, markers = [], []
        for token in range(llama_cpp.llama_vocab_n_tokens(self._vocab)):
            kind = llama_cpp.llama_vocab_get_attr(self._vocab, token)
            if kind & llama_cpp.LLAMA_TOKEN_ATTR_CONTROL:
                control.append(self._text(token))
            elif kind & llama_cpp.LLAMA_TOKEN_ATTR_USER_DEFINED:
                markers.append(self._text(token))
        bos = self._text(llama_cpp.llama_vocab_bos(self._vocab))
        eos = self._text(llama_cpp.llama_vocab_eos(self._vocab))
        return ChatTemplate(source, bos=bos, eos=eos, control=control, markers=markers)


def _load(path: Path, context: int, threads: int, batch: int) -> Any:
    silence()
    try:
        return llama_cpp.Llama(
            str(path),
            n_ctx=context,
            n_batch=batch,
            n_ubatch=batch,
            n_threads=threads,
            n_threads_batch=threads,
            n_gpu_layers=0,  # evaluation on a GPU could not be aborted
            verbose=False,
        )
    except (ValueError, RuntimeError, AssertionError, UnicodeDecodeError) as error:
        raise ModelError(marked("{path} cannot be loaded: {error}", path=path, error=error), advice=ADVICE) from error
