"""`clause`: the first token of a reply to the text that the voice gets first, beside waiting for a whole sentence."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.benchmarks.questions import QUESTIONS
from desktop.benchmarks.rows import Row
from desktop.benchmarks.run import ModelSet, Plan, Run, model_sets, times_faster
from desktop.engine.backends.llama import LlamaModel
from desktop.engine.protocols import Message
from desktop.engine.sentences import ClauseSplitter
from desktop.settings import Settings

LEAST_RATIO = 2.0
LONGER = ("Tell me about the weather and the news.", "Why is the sky blue, and the sea too?", "How do you work?")
_SENTENCE = re.compile(r"[.!?…]+[\"')\]]*\s")


@dataclass(frozen=True, slots=True)
class _Reply:
    """Where the same reply is cut first, and when; times from its first token, in ms."""

    clause_ms: float
    sentence_ms: float
    clause: str
    sentence: str


def measure(plan: Plan) -> Iterator[Row]:
    """Yield one row for each set of models: `plan.count` replies, each cut by both arms as it comes."""
    run = Run("clause", plan)
    questions = (*QUESTIONS, *LONGER)
    for models in model_sets(plan):
        model = LlamaModel(models.files.llm, context=Settings().language_model.context)
        try:
            _cut(model, questions[0])
            run.quiet_from_here()
            replies = [_measure(model, models, questions[at % len(questions)], run) for at in range(plan.count)]
        finally:
            model.close()
        yield _row(models, [reply for reply in replies if reply is not None], run)


def _measure(model: LlamaModel, models: ModelSet, question: str, run: Run) -> _Reply | None:
    reply = _cut(model, question)
    if reply is not None:
        run.keep(models=models.llm, question=question, clause=reply.clause, sentence=reply.sentence)
        run.keep(models=models.llm, arm="sotto", ms=reply.clause_ms)
        run.keep(models=models.llm, arm="peer", ms=reply.sentence_ms)
    return reply


def _cut(model: LlamaModel, question: str) -> _Reply | None:
    """Both arms read one stream, token by token; None for an empty reply."""
    messages = [Message("system", Settings().language_model.system_prompt), Message("user", question)]
    splitter, text, start = ClauseSplitter(), "", None
    clause: tuple[float, str] | None = None
    sentence: tuple[float, str] | None = None
    for delta in model.generate(messages, max_tokens=160, stale=lambda: False):
        now = time.monotonic()
        start = start or now
        text += delta
        clauses = splitter.feed(delta)
        if clause is None and clauses:
            clause = now - start, clauses[0]
        if sentence is None and (match := _SENTENCE.search(text.lstrip())):
            sentence = now - start, text.lstrip()[: match.end()]
    if start is None:
        return None
    whole = time.monotonic() - start, text
    clause, sentence = clause or whole, sentence or whole
    return _Reply(clause[0] * 1000, sentence[0] * 1000, clause[1], sentence[1])


def _row(models: ModelSet, replies: Sequence[_Reply], run: Run) -> Row:
    sotto, peer = [reply.clause_ms for reply in replies], [reply.sentence_ms for reply in replies]
    earlier = sum(reply.clause_ms < reply.sentence_ms for reply in replies)
    shortest = min((len(reply.clause.split()) for reply in replies), default=0)
    notes = [
        f"model {models.llm}",
        "both arms cut the same stream",
        f"cut before the sentence's end in {earlier} of {len(replies)} replies",
        f"shortest clause {shortest} words",
    ]
    target, met = f"ratio >= {LEAST_RATIO:.0f}", times_faster(sotto, peer, LEAST_RATIO)
    return run.row(f"clause.{models.llm}", sotto, peer, target=target, met=met, notes=notes)
