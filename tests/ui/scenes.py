"""What a person can have before them: pages of the window and its dialogs, with something in them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.errors import Remedy
from desktop.events import ConsentAsked, PartialTranscript, ReplyDelta, StageFailed, StateChanged, Transcribed
from desktop.models.catalogue import Catalogue, load_catalogue
from desktop.models.progress import Progress, Step
from desktop.models.shelf import Installed
from desktop.models.strange_files import kind_needed
from desktop.observability.series import QUEUES, Series
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.settings.personas import Persona
from desktop.storage.statistics import Latency, Statistics
from desktop.terms import Outcome, Stage, State, Timings
from desktop.ui.facts.facts_dialog import FactsDialog
from desktop.ui.first.page import FirstPage
from desktop.ui.hand.overlay import Overlay
from desktop.ui.look.shortcuts import ShortcutsDialog
from desktop.ui.models.import_question import ImportQuestion
from desktop.ui.models.model_card import ModelCard, cards, progress_words
from desktop.ui.models.model_import import Wanted
from desktop.ui.models.models_dialog import ModelsDialog
from desktop.ui.past.export_dialog import ExportDialog
from desktop.ui.past.statistics_dialog import StatisticsDialog
from desktop.ui.past.story_dialog import StoryDialog
from desktop.ui.settings.personas_dialog import PersonasDialog
from desktop.ui.settings.setting_row import SAVED
from desktop.ui.settings.settings_dialog import SettingsDialog
from desktop.ui.talk.edit_question import EditQuestion
from desktop.ui.talk.seen_dialog import SeenDialog
from desktop.ui.tools.sources import Kind, OfferedLine, Source
from desktop.ui.tools.tools_desk import BUSY
from desktop.ui.tools.tools_dialog import ToolsDialog
from desktop.ui.trouble.remedies import Trouble
from desktop.wording import tr
from tests.models.known_speed import running_at
from tests.observability.test_metrics import tell_turn
from tests.ui.conftest import Desk
from tests.ui.fake_assistant import CURRENT, ContextRecord, FakeFacts, FakeTurn

OLD = "a" * 32
COOK = Persona(name="Cook", prompt="You cook.", voice="joe.onnx")
ANSWER = "In Portugal, at the mouth of the Tagus."
LONG_NAME = "a-language-model-with-a-long-name-q4_k_m.gguf"
LONG_ADDRESS = (
    "https://huggingface.co/Qwen/Qwen2.5-0.5B-Instruct-GGUF/resolve/9217f5db79a29953eb74d5343926648285ec7e67/"
)
TIMINGS = Timings(stt=84, llm_first_token=61, llm=300, tts_first_audio=72, turn=1231)


def settle() -> None:
    """Let the layouts take their places."""
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def inviting(desk: Desk) -> QWidget:
    """Before the first word."""
    return desk.window


def failing(desk: Desk) -> QWidget:
    """An error with its advice."""
    desk.window.banner.show_error("the sound system does not answer", "choose another value")
    return desk.window


def mending(desk: Desk) -> QWidget:
    """An error with the most buttons there are: two remedies, and the details to copy."""
    acts = {Remedy.CHOOSE_LOUDSPEAKER: bool, Remedy.TRY_AGAIN: bool}
    trouble = Trouble("the loudspeaker does not answer", "plug it in again", tuple(acts), "Traceback: line 1")
    desk.window.banner.show_trouble(trouble, acts)
    return desk.window


def working(desk: Desk) -> QWidget:
    """Two long works, unfolded where there is room for one."""
    for name, title in (("import", tr("Importing conversations")), ("model", tr("Loading the language model"))):
        desk.window.work.begin(name, title, bool, after_ms=0)
        desk.window.work.tell(name, "qwen2.5-0.5b-instruct-q4_k_m.gguf", 0.4)
    desk.until(lambda: all(row in desk.window.work._ripe for row in desk.window.work.rows.values()))
    return desk.window


def working_unfolded(desk: Desk) -> QWidget:
    """The same, all of it in sight."""
    working(desk)
    desk.window.work.more.setChecked(True)
    return desk.window


def offering(desk: Desk) -> QWidget:
    """An offer, which a button accepts."""
    desk.window.banner.show_offer("a conversation broke off", "Lisbon", "Go on where we were")
    return desk.window


def talking(desk: Desk) -> QWidget:
    """A turn with its timings, and another that is being answered."""
    desk.assistant.emit(Transcribed, 1, text="Where is Lisbon?", language="en", confidence=0.9, ms=80)
    desk.assistant.emit(ReplyDelta, text=ANSWER)
    desk.assistant.finish(1, transcript="Where is Lisbon?", generated=ANSWER, heard=ANSWER, timings=TIMINGS)
    desk.assistant.emit(Transcribed, 2, text="And Madrid?", language="en", confidence=0.9, ms=80)
    desk.assistant.finish(2, Outcome.INTERRUPTED, transcript="And Madrid?", generated=ANSWER, heard="In")
    desk.assistant.emit(StateChanged, 2, state=State.SPEAKING)
    desk.until(lambda: desk.window.header.state.state is State.SPEAKING)
    return desk.window


def failed(desk: Desk) -> QWidget:
    """A turn that failed, with what helps where it stands, and what is being said next."""
    desk.assistant.emit(Transcribed, 1, text="Where is Lisbon?", language="en", confidence=0.9, ms=80)
    facts = {"message": "the model is damaged", "advice": "get it again", "remedy": Remedy.OPEN_MODELS}
    desk.assistant.emit(StageFailed, 1, stage=Stage.LANGUAGE_MODEL, **facts)
    desk.assistant.finish(1, Outcome.FAILED, transcript="Where is Lisbon?", error="the model is damaged")
    desk.assistant.emit(StateChanged, 2, state=State.LISTENING)
    desk.assistant.emit(PartialTranscript, 2, text="Do you know where the people who")
    desk.until_text("the people who")
    desk.until(lambda: desk.window.live.settled)
    return desk.window


def asking(desk: Desk) -> QWidget:
    """A tool that needs consent."""
    arguments = '{"name": "Anna", "day": 3}'
    desk.assistant.emit(ConsentAsked, number=4, name="book", effect="external", arguments=arguments, wait_s=30.0)
    desk.until(desk.window.consent.isVisible)
    return desk.window


def listening(desk: Desk) -> QWidget:
    """The key is held."""
    desk.assistant.emit(StateChanged, 1, state=State.LISTENING)
    desk.until(lambda: desk.window.header.state.state is State.LISTENING)
    desk.window.dock.meter.measure(0.5)
    desk.window.dock.meter._tick()
    return desk.window


def listening_alone(desk: Desk) -> QWidget:
    """Without a key, the microphone live."""
    desk.assistant.hands_free = True
    desk.window.show_ways(hands_free=True, key_mode=desk.assistant.settings.conversation.key_mode)
    return desk.window


def _store(desk: Desk) -> None:
    if OLD in desk.assistant.past.stored:
        return
    desk.assistant.store(CURRENT, "now")
    desk.assistant.store(OLD, "About Lisbon", FakeTurn(1, "Where is Lisbon?", ANSWER, heard=ANSWER))
    broken = FakeTurn(1, "And?", "One two three", heard="One", outcome=Outcome.INTERRUPTED)
    desk.assistant.store("b" * 32, "", broken, days_ago=1)
    desk.assistant.finish()
    desk.until(lambda: desk.window.history.count == 3)


def past_list(desk: Desk) -> QWidget:
    """The past conversations."""
    _store(desk)
    desk.window.header.history.setChecked(True)
    return desk.window


def filtering(desk: Desk) -> QWidget:
    """The filters of the past conversations, open."""
    past_list(desk)
    menu = desk.window.history.filter.menu()
    assert menu is not None
    menu.setParent(desk.window, Qt.WindowType.Widget)  # a popup would take the keyboard of the whole machine
    menu.resize(menu.sizeHint())
    menu.show()
    return menu


def past_page(desk: Desk) -> QWidget:
    """One of them, open."""
    _store(desk)
    desk.window.header.history.setChecked(True)
    listed = desk.window.history.list
    listed.setCurrentIndex(listed.model().index(desk.window.history.model.row_of(OLD), 0))
    listed.activated.emit(listed.currentIndex())
    desk.until(lambda: desk.window.showing_past)
    desk.window.sides.uncover()
    return desk.window


def figures(desk: Desk) -> QWidget:
    """The metrics, after a turn."""
    metrics, now = desk.assistant.metrics, time.monotonic()
    for name, value in ((Series.MEMORY, 1212), (Series.PROCESSOR, 107), (Series.UNDERRUNS, 3)):
        metrics.record(name, value, now)
    for queue in QUEUES:
        metrics.record(queue, 0, now)
    tell_turn(metrics, at=now)
    desk.window.metrics.attach(metrics)
    if desk.window.metrics.isHidden():
        desk.window.sides.toggle_metrics()
    desk.window.metrics.refresh()
    desk.until(desk.window.metrics.scroller.updatesEnabled)  # what is inside is painted after the panel
    return desk.window


def both_sides(desk: Desk) -> QWidget:
    """History and metrics, while a tool asks and an error is told; where they have no room, the one opened last."""
    past_list(desk)
    figures(desk)
    asking(desk)
    return failing(desk)


def _opened(dialog: QDialog) -> QWidget:
    dialog.open()
    return dialog


def keys(desk: Desk) -> QWidget:
    """The list of keys."""
    dialog = ShortcutsDialog(desk.window, "Ctrl+Alt+Space", far_works=False)
    assert dialog.rows
    return _opened(dialog)


def statistics(desk: Desk) -> QWidget:
    """The numbers of a conversation."""
    dialog = StatisticsDialog(OLD, "About Lisbon", desk.window)
    sound = Latency(count=12, p50=1234.0, p95=2345.0, p99=3456.0, longest=4000.0)
    outcomes = {Outcome.COMPLETED.value: 10, Outcome.INTERRUPTED.value: 2}
    ends = Counter({"user": 1, "timeout": 2, "device lost": 1, "application closed": 3})
    many = Statistics(
        sessions=1234, turns=12, outcomes=Counter(outcomes), seconds=7384.0, latencies={"turn_ms": sound},
        tools=Counter(clock=3), personas=Counter(cook=1), models=Counter({"llama 3.2 1B": 1}), end_reasons=ends,
    )  # fmt: skip
    dialog.show_numbers(many)
    return _opened(dialog)


def story(desk: Desk) -> QWidget:
    """What happened in a turn, and when."""
    from desktop.ui.past.story_view import StoryView  # takes a second to load
    from tests.ui.told import told

    return _opened(StoryDialog(told(), StoryView, desk.window.theme, desk.window))


def exporting(desk: Desk) -> QWidget:
    """A choice of what is written to a file."""
    return _opened(ExportDialog(desk.window.theme, OLD, "About Lisbon", "capital", desk.window))


def seen(desk: Desk) -> QWidget:
    """What the model saw."""
    return _opened(SeenDialog(2, ContextRecord((("system", "Be brief."), ("user", "hello")), 1234), desk.window))


def editing(desk: Desk) -> QWidget:
    """A question, to be asked again."""
    return _opened(EditQuestion("Where is Lisbon?", desk.window))


def models(desk: Desk) -> QWidget:
    """The models that can be had."""
    dialog = ModelsDialog(desk.window)
    _fill(dialog, cards([], load_catalogue(Paths.from_environment()), {}, {}, running_at()))
    return _opened(dialog)


def _fill(dialog: ModelsDialog, wanted: Sequence[ModelCard]) -> None:
    dialog.show_cards(wanted)
    while len(dialog.rows) < len(wanted):
        settle()


def models_at_work(desk: Desk) -> QWidget:
    """One model that comes, one that cannot, one that is to be deleted, and a file that is asked about."""
    dialog = ModelsDialog(desk.window)
    offered = load_catalogue(Paths.from_environment()).models[:2]
    mine = Installed("mine", "llm", LONG_NAME, Path("mine.gguf"), 4_000_000, "", (), "imported", in_use=False)
    _fill(dialog, cards([mine], Catalogue(schema_version=1, models=offered), {}, {}, running_at()))
    comes, failed = (dialog.rows[model.id] for model in offered)
    comes.show_progress(0.4, progress_words(Progress(Step.DOWNLOADING, 31_000_000, 78_000_000, 1_300_000)))
    failed.show_rest(f"The hub does not answer at {LONG_ADDRESS}. Look whether the network is there.")
    dialog.rows["mine"].delete.click()
    return _opened(dialog)


def import_asked(desk: Desk) -> QWidget:
    """A file that does not say what it is for."""
    return _opened(ImportQuestion(Wanted(Path("ending.onnx")), kind_needed(Path(LONG_NAME)), desk.window))


def settings(desk: Desk) -> QWidget:
    """All settings, the rare ones too; some wait for a start."""
    dialog = SettingsDialog(desk.window.theme, desk.window)
    dialog.show_settings(Settings())
    for section in dialog.sections:
        section.more.setChecked(True)
    dialog.waiting.show()
    return _opened(dialog)


def personas(desk: Desk) -> QWidget:
    """Who Sotto can be, one of them marked."""
    dialog = PersonasDialog(desk.window.theme, desk.window)
    dialog.form.offer_voices({"Joe": "joe.onnx", "Thorsten": "thorsten.onnx"})
    dialog.show_personas(Persona(name="Sotto", prompt="Be brief."), [COOK], ["Kitchen"], "Cook")
    dialog.list.setCurrentRow(1)
    return _opened(dialog)


def facts(desk: Desk) -> QWidget:
    """What is remembered, one of it marked."""
    kept = FakeFacts()
    for number, text in enumerate(("my sister is called Anna", "the spare key is under the flower pot"), 1):
        kept.add(text, OLD, number)
    kept.edit(1, "my sister is called Ottilie and lives in the house with the green door behind the harbour")
    dialog = FactsDialog(desk.window)
    dialog.show_facts(kept.all())
    dialog.list.setCurrentRow(1)
    dialog.refuse("There is no fact 7. Look at the list again.")
    dialog.restore.show()
    return _opened(dialog)


def tools(desk: Desk) -> QWidget:
    """Packs and tool servers, one of which told something and one that could not be used."""
    dialog = ToolsDialog(desk.window.theme, desk.window)
    lines = (
        OfferedLine("read_file", "Read a file (reads)", on=True),
        OfferedLine("write_file", "Write a file (changes something, and asks)", on=False),
        OfferedLine("odd", "left out: its name is no plain text", on=False, usable=False),
    )
    dialog.show_sources(
        [
            Source(Kind.PACK, "service_desk", "Service desk", "A car workshop's telephone.", on=True),
            Source(Kind.SERVER, "files", "files", "npx -y @example/server-filesystem /tmp", True, lines),
            Source(Kind.SERVER, "gone", "gone", "https://tools.example.org/mcp", on=False),
            Source(Kind.SERVER, "slow", "slow", "https://slow.example.org/mcp", on=True),
        ]
    )
    dialog.tell(Kind.SERVER, "files", tr(SAVED))
    dialog.tell(Kind.SERVER, "slow", tr(BUSY), asking=True)
    dialog.tell(Kind.SERVER, "gone", "", "The tool server gone cannot be used: it does not answer.")
    return _opened(dialog)


def beginning(desk: Desk) -> QWidget:
    """The first start, its steps to be turned to by `faces`."""
    guide = desk.controller.first_start
    if guide.page is None:
        guide._online = lambda: True
        guide.open()
    return desk.window


def overlay(desk: Desk) -> QWidget:
    """The sign over other programs."""
    sign = Overlay(desk.window.theme)
    sign.setParent(desk.window, sign.windowFlags())
    sign.allow(True)
    sign.show_state(State.LISTENING)
    sign.show_words("what time is it")
    return sign


PAGES: tuple[Callable[[Desk], QWidget], ...] = (
    inviting, failing, mending, working, working_unfolded, offering, talking, failed, asking, listening,
    listening_alone, past_list, past_page, figures, filtering, both_sides, beginning,
)  # fmt: skip
DIALOGS: tuple[Callable[[Desk], QWidget], ...] = (
    keys, statistics, story, exporting, seen, editing, models, models_at_work, import_asked, settings, personas,
    tools, facts,
)  # fmt: skip
SCENES = (*PAGES, *DIALOGS)


def faces(shown: QWidget) -> Iterator[str]:
    """Turn one after another to all that a page shows in turn, and name it."""
    page = shown.findChild(FirstPage)
    if page is not None:
        for number, step in enumerate(page.steps):
            page.show_step(number)
            settle()
            yield step.title
        return
    if not isinstance(shown, SettingsDialog) or shown.groups.isHidden():
        yield ""
        return
    for row in range(shown.groups.count()):
        shown.groups.setCurrentRow(row)
        settle()
        yield shown.groups.item(row).text()


def at_size(desk: Desk, scene: Callable[[Desk], QWidget], width: int, height: int) -> QWidget:
    """Show a scene in a window of this size; a dialog is no larger than the window."""
    desk.window.resize(width, height)
    settle()
    shown = scene(desk)
    if shown is not desk.window:
        shown.resize(shown.size().boundedTo(QSize(width, height)))
        shown.move(QPoint(0, 0))
    settle()
    return shown
