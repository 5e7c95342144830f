"""A pass of a model whose words are not needed, since what a tool says is said to the letter. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.engine.protocols import CallForm
from desktop.engine.sentences import ClauseSplitter
from desktop.engine.tools.parsing import parser_for
from desktop.engine.tools.registry import Registry


def calls_alone(deltas: Iterator[str], form: CallForm) -> Iterator[str]:
    """The pieces of a reply that calls a tool; of any other nothing, and its model stops at the first clause."""
    parser, splitter, held = parser_for(form), ClauseSplitter(), list[str]()
    for delta in deltas:
        held.append(delta)
        if splitter.feed(parser.feed(delta)):
            break
        if any(map(_is_call, parser.calls)):
            yield from held
            yield from deltas
            return
    close = getattr(deltas, "close", None)  # the model is free again now, not when it is collected
    if close is not None:
        close()
    parser.finish()
    if any(map(_is_call, parser.calls)):
        yield from held


def _is_call(request: str) -> bool:
    return bool(Registry.described(request)[0])
