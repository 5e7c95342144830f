"""Between the models page and the models: on disk, in the settings, on the hub."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.errors import Cancelled, DownloadError, Remedy, UserFacingError
from desktop.models.catalogue import CatalogueModel, load_catalogue
from desktop.models.progress import Progress
from desktop.models.shelf import Installed, Shelf
from desktop.models.staging import Staging
from desktop.paths import Paths
from desktop.ui.assistant_like import AssistantLike
from desktop.ui.background import Background
from desktop.ui.look.pauses import PAINTED_MS
from desktop.ui.models.awaited_packs import AwaitedPacks
from desktop.ui.models.downloads import Downloads, problem_of
from desktop.ui.models.import_question import ImportQuestion
from desktop.ui.models.model_card import ModelCard, progress_words, share_of
from desktop.ui.models.model_import import ModelImport, Wanted
from desktop.ui.models.model_reading import read_cards, tried
from desktop.ui.models.models_dialog import ModelsDialog
from desktop.ui.models.speed_trial import SpeedTrial
from desktop.ui.trouble.banner import sentence
from desktop.ui.trouble.remedies import open_folder, trouble_of
from desktop.ui.trouble.work_strip import WorkStrip
from desktop.wording import marked, tr

MODELS_KEYS = "Ctrl+M"
_NEXT_START = marked("used when Sotto starts next")
T = TypeVar("T")


class ModelsDesk(QObject):
    """Opens the page, and does in the background what is wanted there: a method of a few lines for each wish."""

    noticed = Signal(str, str)
    """What became of a download while the page was closed, and what to do."""
    failed = Signal(object)
    """Why something that went on while the page was closed could not be done: an exception."""
    settled = Signal(str, str)
    """The same, whether the page is open or closed."""
    progressed = Signal(str, str, object)
    """Id and title of a model that is being got, and its `Progress`."""
    pack_ended = Signal(str, str)
    """Id of a pack that was asked for with `get_pack`, and why it is not here; empty when it is, and in use."""

    def __init__(self, window: QWidget, strip: WorkStrip) -> None:
        """`strip` shows what goes on while the page is closed."""
        super().__init__(window)
        self._window, self._strip = window, strip
        self._thread: ThreadPoolExecutor | None = None
        self._background: Background | None = None
        self._paths = Paths.from_environment()
        self._shelf = Shelf(self._paths)
        self._assistant: AssistantLike | None = None
        self._titles: dict[str, str] = {}
        self._import = ModelImport(self._paths, strip, self)
        self._import.went_on.connect(self._show_copied)
        self._import.asked.connect(self._ask)
        self._import.ended.connect(self._imported)
        self.speed = SpeedTrial(self._paths, self._tried, self)
        self.speed.measured.connect(self.look_again)
        self._packs = AwaitedPacks(self)
        self._packs.whole.connect(self._use_pack)
        self._packs.failed.connect(self.pack_ended)
        self._downloads: Downloads | None = None
        self._dialog: ModelsDialog | None = None
        QShortcut(QKeySequence(MODELS_KEYS), window).activated.connect(self.open)

    def attach(self, assistant: AssistantLike) -> None:
        """Take the assistant, once it is loaded: it writes the settings from then on."""
        self._assistant = assistant

    def open(self) -> None:
        """Show the page."""
        if self._dialog is not None:
            return
        self._begin_work()
        dialog = self._dialog = ModelsDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self._get)
        dialog.paused.connect(self._pause)
        dialog.cancelled.connect(self._cancel)
        dialog.chosen.connect(self._use)
        dialog.deleted.connect(lambda one: self._do(partial(self._shelf.remove, one), self._read))
        dialog.imported.connect(lambda path: self._copy(Wanted(path)))
        dialog.banner.accepted.connect(self._import.stop)
        dialog.filled.connect(self._show_running)
        dialog.finished.connect(self._closed)
        dialog.open()
        # reading would hold up the page's painting, for both compute in Python
        QTimer.singleShot(PAINTED_MS, dialog, self._read)
        self.speed.want()

    def _begin_work(self) -> None:
        if self._background is None:
            # copying a model takes long: the window's own reads do not wait for it
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="sotto-models")
            self._background = Background(self._thread, self)
            self._background.failed.connect(self._show_fault)

    def get_pack(self, pack_id: str) -> None:
        """Get all models of a pack and use them from the next start; `pack_ended` tells when that is done."""

        def begin(models: Sequence[CatalogueModel]) -> None:
            if self._packs.wait_for(pack_id, [model.id for model in models]):
                self._begin(models)

        self._begin_work()
        self._packs.order(pack_id)
        self._do(lambda: load_catalogue(self._paths).chosen(pack_id), begin)

    def pause_pack(self, pack_id: str) -> None:
        """Stop getting a pack, of which `pack_ended` tells no more; what has arrived is kept."""
        self._packs.forget(pack_id)
        for model_id in load_catalogue(self._paths).members(pack_id):
            self._pause(model_id)

    def cancel_pack(self, pack_id: str) -> None:
        """The same, and delete what has arrived of models that are not whole."""
        self._packs.forget(pack_id)
        for model_id in load_catalogue(self._paths).members(pack_id):
            self._cancel(model_id)

    def detach(self) -> None:
        """Let go of the assistant; stop the downloads and the copy that are running. What was downloaded is kept."""
        self._assistant = None
        self._import.stop()
        if self._downloads is not None:
            self._downloads.close()
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)
            self._background = None

    def _closed(self) -> None:
        self._dialog = None

    def look_again(self) -> None:
        """Show what is in use now, if the page is open."""
        if self._dialog is not None:
            self._read()

    def _read(self, _done: object = None) -> None:
        self._do(partial(read_cards, self._paths, self._assistant), self._show)

    def _show(self, shown: Sequence[ModelCard]) -> None:
        if self._dialog is not None:
            self._dialog.show_cards(shown)

    def _show_running(self) -> None:
        for model_id, progress in (self._downloads.shown if self._downloads else {}).items():
            self._show_progress(model_id, progress)

    def _do(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Do it in the background; what the user can mend is told on the page."""

        def told(result: T | UserFacingError | Cancelled) -> None:
            if isinstance(result, UserFacingError):
                self._show_error(result)
            elif not isinstance(result, Cancelled):
                done(result)

        self._tried(work, told)

    def _tried(self, work: Callable[[], T], ended: Callable[[T | UserFacingError | Cancelled], None]) -> None:
        if self._background is not None:
            self._background.run(partial(tried, work), ended)

    def _show_fault(self, error: BaseException) -> None:
        self._import.forget()
        if self._dialog is not None:
            self._dialog.banner.show_trouble(trouble_of(error), {})

    def _show_error(self, error: UserFacingError) -> None:
        if self._dialog is not None:
            self._dialog.banner.show_trouble(trouble_of(error), {Remedy.OPEN_FOLDER: open_folder})
        else:
            self.failed.emit(error)

    def _use(self, model_id: str) -> None:
        remember = None if self._assistant is None else self._assistant.alter

        def choose() -> list[Installed]:
            return self._shelf.use_all(load_catalogue(self._paths).members(model_id), remember=remember)

        self._do(choose, self._tell_chosen)

    def _tell_chosen(self, models: Sequence[Installed]) -> None:
        if self._dialog is not None:
            names = ", ".join(model.title for model in models)
            when = _NEXT_START if self._assistant is None else ""
            self._dialog.banner.show_notice(tr("Chosen: {names}").format(names=names), when)
        self._read()

    def _use_pack(self, pack_id: str) -> None:
        self._use(pack_id)
        self.pack_ended.emit(pack_id, "")

    def _get(self, model_id: str) -> None:
        self._do(lambda: load_catalogue(self._paths).chosen(model_id), self._begin)

    def _begin(self, models: Sequence[CatalogueModel]) -> None:
        for model in models:
            self._titles[model.id] = model.title
            self._queue().begin(model)
            title = tr("Downloading {name}").format(name=model.title)
            self._strip.begin(model.id, title, partial(self._cancel, model.id))
            if self._dialog is not None and model.id in self._dialog.rows:
                self._dialog.rows[model.id].show_progress(None, tr("Waiting"))

    def _queue(self) -> Downloads:
        if self._downloads is None:
            self._downloads = Downloads(self._paths, self)
            self._downloads.told.connect(self._show_progress)
            self._downloads.ended.connect(self._ended)
        return self._downloads

    def _pause(self, model_id: str) -> None:
        if self._downloads is not None:
            self._downloads.pause(model_id)

    def _cancel(self, model_id: str) -> None:
        if self._downloads is not None and self._downloads.is_running(model_id):
            self._downloads.cancel(model_id)
        else:
            self._do(Staging(self._paths, model_id).discard, self._read)

    def _copy(self, wanted: Wanted) -> None:
        if self._background is not None:
            self._import.begin(wanted, self._tried)

    def _ask(self, wanted: Wanted, why: UserFacingError) -> None:
        question = ImportQuestion(wanted, why, self._dialog or self._window)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.answered.connect(self._copy)
        if self._dialog is not None:
            self._dialog.banner.hide()
        question.open()

    def _show_copied(self, name: str, progress: Progress) -> None:
        if self._dialog is not None:
            what = tr("{name} is being imported").format(name=name)
            self._dialog.banner.show_offer(what, progress_words(progress), tr("Cancel"))

    def _imported(self, result: Installed | UserFacingError | Cancelled) -> None:
        if isinstance(result, UserFacingError):
            self._show_error(result)
        elif isinstance(result, Installed):
            here = tr("{title} is here as {id}").format(title=result.title, id=result.id)
            tell = self._dialog.banner.show_notice if self._dialog is not None else self.noticed.emit
            tell(here, "")
            self._read()

    def _show_progress(self, model_id: str, progress: Progress) -> None:
        title = self._titles.get(model_id, model_id)
        self._strip.tell(model_id, progress_words(progress), share_of(progress))
        self.progressed.emit(model_id, title, progress)
        if self._dialog is not None and model_id in self._dialog.rows:
            self._dialog.rows[model_id].show_progress(share_of(progress), progress_words(progress))

    def _ended(self, model_id: str, error: BaseException | None) -> None:
        self._strip.end(model_id)
        what, advice = problem_of(model_id, error)
        if what or error is None:
            title = self._titles.get(model_id, model_id)
            failed, came = tr("{title} could not be got: {what}"), tr("{title} is here")
            told = failed.format(title=title, what=what) if what else came.format(title=title)
            self.settled.emit(told, advice)
            if self._dialog is None and what:
                self.failed.emit(DownloadError(told, advice=advice))
            elif self._dialog is None:
                self.noticed.emit(told, "")
        if self._dialog is not None and model_id in self._dialog.rows:
            self._dialog.rows[model_id].show_rest(f"{sentence(what)} {sentence(advice)}".strip())
        if error is None:
            self._packs.came(model_id)
        else:
            problem = f"{sentence(what)} {sentence(advice)}".strip()
            self._packs.did_not_come(model_id, problem or tr("The download was stopped."))
        self._read()
