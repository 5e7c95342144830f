"""One chat in the browser: the engine's events become messages."""

from __future__ import annotations

import chainlit as cl

from desktop.escaping import argument_lines, plain_name
from desktop.events import (
    ConsentAsked,
    ConsentGiven,
    EngineEvent,
    ReplyDelta,
    StageFailed,
    ToolRan,
    Transcribed,
    TurnFinished,
    UtteranceIgnored,
)
from desktop.scenarios.web.showing import figures, plain
from desktop.terms import Answer


class Screen:
    """Follows one conversation. For one task."""

    def __init__(self) -> None:
        self._reply: cl.Message | None = None
        self._asked: cl.Message | None = None

    async def show(self, event: EngineEvent) -> None:
        """Show an event, if it is worth it."""
        match event:
            case Transcribed(text=text, language=language) if language:
                await cl.Message(f"_heard:_ {plain(text)}", author="You").send()
            case ReplyDelta(text=text):
                await self._write(text)
            case ToolRan():
                await _tool(event)
            case ConsentAsked():
                self._asked = await _ask(event)
            case ConsentGiven():
                if self._asked is not None:
                    await self._asked.remove_actions()
            case StageFailed(message=message, advice=advice):
                await cl.Message(f"{plain(message)}; {plain(advice)}").send()
            case UtteranceIgnored(reason=reason):
                await cl.Message(f"_ignored: {plain(reason)}_").send()
            case TurnFinished():
                await self._end(event)
            case _:
                pass

    async def _write(self, text: str) -> None:
        if self._reply is None:
            self._reply = cl.Message("", author="Sotto")
            await self._reply.send()
        await self._reply.stream_token(text)

    async def _end(self, event: TurnFinished) -> None:
        reply, self._reply = self._reply, None
        if reply is not None:
            heard = event.heard.strip()
            unheard = f"\n\nheard of it: {plain(heard)}" if heard != event.generated.strip() else ""
            await reply.stream_token(f"{unheard}\n\n_{figures(event)}_")
            await reply.update()


async def _tool(event: ToolRan) -> None:
    async with cl.Step(name=event.name, type="tool") as step:
        step.input, step.output = event.arguments, event.result


async def _ask(event: ConsentAsked) -> cl.Message:
    answers = {"Yes": Answer.YES, "No": Answer.NO}
    actions = [
        cl.Action(name="consent", label=label, payload={"number": event.number, "answer": answer.value})
        for label, answer in answers.items()
    ]
    told = "; ".join(argument_lines(event.arguments))
    message = cl.Message(f"May I? {plain(plain_name(event.name))} {plain(told)}", actions=actions)
    await message.send()
    return message
