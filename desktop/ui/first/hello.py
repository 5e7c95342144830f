"""First start: hold Space, say hello, be answered."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton

from desktop.events import (
    EngineEvent,
    LevelMeasured,
    PartialTranscript,
    ReplyDelta,
    SpeechStarted,
    StageFailed,
    Transcribed,
    TurnFinished,
    UtteranceIgnored,
)
from desktop.terms import Outcome, Stage, State
from desktop.ui.first.step import Step
from desktop.ui.key.level_meter import LevelMeter
from desktop.ui.key.talk_button import TalkButton
from desktop.ui.look.naming import named
from desktop.ui.look.theme import Theme
from desktop.ui.talk.plain_text import visible
from desktop.ui.talk.prompts import TalkWays, how_it_ends, invitation, prompt
from desktop.ui.trouble.banner import sentence
from desktop.wording import marked, tr

READY = marked("The starter models are ready: they came with Sotto and work without a network.")
LOADING = marked("One moment: the models are being loaded.")
WORKS = marked("It works.")
AGAIN = marked("{reason} Try it once more, a little closer to the microphone.")


class HelloStep(Step):
    """A real turn: what was understood and what is answered stand here."""

    talks = True
    typed = Signal()
    """Hello is to be sent without a microphone."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(invitation(TalkWays()), tr(LOADING))
        self.talk, self.meter = TalkButton(theme), LevelMeter(theme, gap=74)
        self.meter.moved.connect(self.talk.show_level)
        self.meter.setFixedHeight(112)
        self.how, self.question = named(QLabel(), "secondary"), named(QLabel(), "secondary")
        self.answer = QLabel()
        self.type = named(QPushButton(tr("Send it as text instead")), "quiet")
        self.type.clicked.connect(self.typed)
        self.column.setSpacing(8)
        stage = QGridLayout()
        stage.addWidget(self.meter, 0, 0)
        stage.addWidget(self.talk, 0, 0, Qt.AlignmentFlag.AlignCenter)
        self.column.addLayout(stage)
        self.column.addWidget(self.how)
        for label in (self.question, self.answer, self.said):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            self.column.addWidget(label)
        self.how.setWordWrap(True)
        self.how.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.column.addWidget(self.type, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch()
        self._ways, self._state = TalkWays(), State.LOADING
        self.show_state(State.LOADING)

    @property
    def entry(self) -> TalkButton:
        """The button that is held."""
        return self.talk

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """The way without a microphone."""
        return (self.type,)

    def show_ways(self, ways: TalkWays) -> None:
        """Show how the user talks."""
        self._ways = ways
        self.talk.show_ways(ways)
        self.title = invitation(ways)
        self.heading.setText(self.title)
        self.show_state(self._state)

    def show_state(self, state: State) -> None:
        """Show what the assistant is doing, and what can be done about it."""
        self._state = state
        self.talk.show_state(state)
        self.meter.show_state(state)
        self.type.setEnabled(state is State.IDLE)
        running = state not in (State.LOADING, State.CLOSED)
        self.about.setText(f"{how_it_ends(self._ways)} {tr(READY)}" if running else tr(LOADING))
        self.how.setText(prompt(state, self._ways))

    def consume(self, event: EngineEvent) -> None:
        """Show the turn as it goes."""
        match event:
            case LevelMeasured(peak=peak):
                if self.isVisible():
                    self.meter.measure(peak)
            case SpeechStarted():
                self._show("", "")
                self.say("")
            case PartialTranscript(text=text):
                self._show(text, "")
            case Transcribed(text=text):
                self._show(text, "")
                self.say("")
            case ReplyDelta(text=text):
                self.answer.setText(self.answer.text() + visible(text))
            case UtteranceIgnored(reason=reason):
                self.say(tr(AGAIN).format(reason=sentence(tr(reason))), trouble=True)
            case TurnFinished():
                self._finish(event)
            case StageFailed() if event.stage is not Stage.STORAGE:
                self.say(f"{sentence(tr(event.message))} {sentence(tr(event.advice))}", trouble=True)
            case _:
                pass

    def _finish(self, event: TurnFinished) -> None:
        if event.outcome is Outcome.COMPLETED and event.generated:
            self.answer.setText(visible(event.generated).strip())
            self.say(tr(WORKS))
            self.type.hide()
            self.settled.emit()

    def _show(self, question: str, answer: str) -> None:
        said = visible(question).strip()
        self.question.setText(tr("You: {words}").format(words=said) if said else "")
        self.answer.setText(answer)
