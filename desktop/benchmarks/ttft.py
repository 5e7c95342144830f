"""`ttft`: a question to the first token of its answer, history in memory, beside a prompt evaluated whole."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from desktop.benchmarks.defaults import DefaultModel
from desktop.benchmarks.questions import QUESTIONS
from desktop.benchmarks.rows import Row, percentile
from desktop.benchmarks.run import ModelSet, Plan, Run, abba, model_sets, times_faster
from desktop.engine.backends.llama import LlamaModel
from desktop.engine.prompting import Conversation, Exchange
from desktop.engine.protocols import Message
from desktop.settings import Settings

LEAST_RATIO = 15.0
FLAT = 1.5
"""The most that the longest history may take, as a multiple of the shortest."""
LENGTHS = (512, 1000, 1500, 2000)
"""Tokens of history; what does not fit with a question and a reply is left out or cut."""
_ROOM = 160
_TOKENS = 8
"""Of the reply, for the comparison of both arms."""
_SAID = ("When does the library open on Saturday?", "It opens at nine and closes before six.")

_Took = dict[str, list[float]]


def measure(plan: Plan) -> Iterator[Row]:
    """Yield a row for each set of models and length, then one that says how flat it is."""
    run = Run("ttft", plan)
    for models in model_sets(plan):
        with _loaded(models) as (sotto, peer):
            run.quiet_from_here()
            medians: list[float] = []
            for length in _lengths(sotto):
                took, notes = _compare(sotto, peer, _history(sotto, length), plan.count, run, models)
                medians.append(percentile(took["sotto"], 50))
                target, met = f"ratio >= {LEAST_RATIO:.0f}", times_faster(took["sotto"], took["peer"], LEAST_RATIO)
                name = f"ttft.{models.llm}.{length}"
                yield run.row(name, took["sotto"], took["peer"], target=target, met=met, notes=notes)
            yield _flat_row(models, medians, run)


@contextmanager
def _loaded(models: ModelSet) -> Iterator[tuple[LlamaModel, DefaultModel]]:
    sotto = LlamaModel(models.files.llm, context=Settings().language_model.context)
    peer = DefaultModel(models.files.llm, models.context)
    try:
        yield sotto, peer
    finally:
        sotto.close()
        peer.close()


def _lengths(model: LlamaModel) -> list[int]:
    return [min(length, model.context - _ROOM) for length in LENGTHS if length - _ROOM < model.context]


def _history(model: LlamaModel, length: int) -> Conversation:
    """As many exchanges as fit in so many tokens."""
    exchange, exchanges = Exchange(*_SAID), [Exchange(*_SAID)]
    instructions = Settings().language_model.system_prompt
    while model.count_tokens(Conversation(instructions, [*exchanges, exchange]).opening()) <= length:
        exchanges.append(exchange)
    return Conversation(instructions, exchanges)


def _compare(
    sotto: LlamaModel, peer: DefaultModel, history: Conversation, count: int, run: Run, models: ModelSet
) -> tuple[_Took, list[str]]:
    """Measure both arms; the questions change, so that neither finds its prompt in memory already."""
    took: _Took = {"sotto": [], "peer": []}
    replies: dict[tuple[int, str], str] = {}
    reused: list[int] = []
    sotto.prepare(history.opening(), lambda: False)
    for number, arm in abba(("sotto", "peer"), count):
        messages = [*history.opening(), Message("user", QUESTIONS[number % len(QUESTIONS)])]
        if arm == "sotto":
            ms, replies[number, arm] = _first_token(sotto.generate(messages, max_tokens=_TOKENS, stale=lambda: False))
            reused.append(sotto.stats.reused_tokens)
        else:
            peer.forget()
            ms, replies[number, arm] = _first_token(peer.stream(messages, _TOKENS))
        took[arm].append(ms)
        run.keep(models=models.llm, arm=arm, prompt_tokens=sotto.stats.prompt_tokens, ms=ms)
    notes = [
        f"model {models.llm}",
        f"{sotto.stats.prompt_tokens} tokens of prompt, {min(reused)} or more of them in memory",
        f"the reply's first {_TOKENS} tokens are alike in {_alike(replies, count)} of {count}",
    ]
    return took, notes


def _first_token(reply: Iterator[str]) -> tuple[float, str]:
    start = time.monotonic()
    first = next(reply, "")
    ms = (time.monotonic() - start) * 1000
    return ms, first + "".join(reply)


def _alike(replies: Mapping[tuple[int, str], str], count: int) -> int:
    return sum(replies[number, "sotto"].strip() == replies[number, "peer"].strip() for number in range(count))


def _flat_row(models: ModelSet, medians: Sequence[float], run: Run) -> Row:
    """Here the peer is the shortest history."""
    target, met = f"longest history <= {FLAT} x shortest", medians[-1] <= FLAT * medians[0]
    notes = [f"model {models.llm}", f"medians by length {', '.join(f'{ms:.0f}' for ms in medians)} ms"]
    return run.row(f"ttft.{models.llm}.flat", medians[-1:], medians[:1], target=target, met=met, notes=notes)
