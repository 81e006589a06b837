"""Starts the window: checks the screen and the input method first, then shows it, then the rest.

Before the window is shown nothing heavy is imported; a test holds this.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final

from app.config.instance import Instance
from app.config.lock_request import answer_request, take_request
from app.config.paths import Paths
from app.config.quick_request import ask_for_quick, take_quick
from app.domain.errors import AppError, NoDisplay, WindowUnavailable

if TYPE_CHECKING:
    from PySide6.QtCore import QFileSystemWatcher
    from PySide6.QtWidgets import QApplication

    from app.domain.conversations import Conversation
    from app.domain.ids import ConversationId
    from app.domain.prompt_library import Filled
    from app.gui.vault.protection import Protection

_PROBLEM_RELEASE: Final = (6, 12)
_FCITX_PLUGIN: Final = "libfcitx5platforminputcontextplugin.so"
_SIGNAL_POLL_MS: Final = 250


def run(
    home: Path | None, assignments: tuple[str, ...], *, offline: bool, quick: bool = False
) -> int:
    """Open the window and stay until it is closed; the exit code. Raises AppError.

    `quick` asks for the quick window, of the Snug that runs if there is one.
    """
    require_display(os.environ)
    instance = Instance(Paths.of(home).ensure())
    if not instance.acquire():  # before Qt is loaded: whoever starts twice is not to wait for it
        if quick:
            ask_for_quick(instance.file.parent)
        else:
            instance.ask_to_show()
        return 0
    _require_sound_qt()
    choose_input_method(os.environ, _plugin_folder())
    from PySide6.QtWidgets import QApplication

    from app.gui.feedback import qt_messages
    from app.gui.feedback.native_crash import NativeCrash

    crash = NativeCrash(instance.file.parent)
    crash.watch()
    leave_no_history()
    qt_messages.watch()
    application = QApplication([sys.argv[0] or "snug"])
    application.setApplicationName("Snug")
    application.setDesktopFileName("snug")
    session = Session(application, home, assignments, offline=offline)
    session.show()
    session.introduce()
    if crash.last:
        session.tell_of_last_time(crash.last)
    if quick:
        session.standby.open()
    watcher = session.listen_to_others(instance)
    code = application.exec()
    watcher.deleteLater()
    crash.end()
    instance.release()
    if session.wants_restart:
        start_anew()
    if not session.has_ended:
        # Work that does not end, on a disk that has gone perhaps, must not keep the window's
        # process alive for ever: nothing of it is to be kept.
        os._exit(code)
    return code


def start_anew() -> None:
    """Start the program once more with the same arguments; this process is to end now."""
    command = [sys.executable, *sys.orig_argv[1:]]
    if os.name == "posix":
        os.execv(sys.executable, command)  # noqa: S606  # the same program, without a shell
    subprocess.Popen(command)


def require_display(environment: MutableMapping[str, str]) -> None:
    """Without a screen Qt would abort the process; say a sentence instead."""
    if sys.platform != "linux" or environment.get("QT_QPA_PLATFORM"):
        return
    if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        raise NoDisplay


def _require_sound_qt() -> None:
    try:
        import PySide6
        import PySide6.QtWidgets
    except ImportError as error:
        raise WindowUnavailable(str(error), library=str(error).split(":")[0]) from error
    # https://bugreports.qt.io: 6.12.0 drops a reference of True at every signal, which aborts
    # interpreters without immortal objects.
    if sys.version_info < (3, 12) and PySide6.__version_info__[:2] >= _PROBLEM_RELEASE:
        raise WindowUnavailable(library=f"PySide6 {PySide6.__version__} needs Python 3.12")


def _plugin_folder() -> Path:
    import PySide6

    return Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforminputcontexts"


def choose_input_method(environment: MutableMapping[str, str], plugins: Path) -> None:
    """Let fcitx users write Hangul: Qt's wheels have no fcitx plugin, but fcitx answers as ibus."""
    if environment.get("QT_IM_MODULE") == "fcitx" and not (plugins / _FCITX_PLUGIN).exists():
        del environment["QT_IM_MODULE"]
        wayland = "wayland;" if environment.get("WAYLAND_DISPLAY") else ""
        environment["QT_IM_MODULES"] = f"{wayland}fcitx;ibus"


def leave_no_history() -> None:
    """Keep Qt's own file dialog from writing down which folders were visited.

    It saves them in a settings file of Qt's that no switch turns off; the file's folder is put
    where nothing can be written. Native dialogs (Windows, macOS, portals) have their own ways.
    """
    from PySide6.QtCore import QSettings

    if os.name == "posix":
        for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(form, QSettings.Scope.UserScope, os.devnull)


class Session:
    """One run of the window: the services, the views and what ties them."""

    def __init__(
        self,
        application: "QApplication",
        home: Path | None,
        assignments: tuple[str, ...],
        *,
        offline: bool,
    ) -> None:
        from app.bootstrap import build
        from app.config import settings as options
        from app.config.folder_kind import folder_kind
        from app.domain.events import ModelChanged
        from app.gui import fonts
        from app.gui.answers.controller import AnswersController
        from app.gui.bridge import EventBridge
        from app.gui.chat.attaching import AttachController
        from app.gui.chat.context_controller import ContextController
        from app.gui.chat.controller import ChatController
        from app.gui.chat.temporary_controller import TemporaryController
        from app.gui.chat.turn_controller import TurnController
        from app.gui.commands.controller import CommandsController
        from app.gui.commands.turn_commands import turn_commands
        from app.gui.compare.controller import CompareController
        from app.gui.documents.choosing import ChoosingController
        from app.gui.documents.documents_controller import DocumentsController
        from app.gui.documents.kept_choice import KeptChoice
        from app.gui.documents.known import KnownDocuments
        from app.gui.exchange_controller import ExchangeController
        from app.gui.first_run.controller import FirstRunController
        from app.gui.icons import Icons
        from app.gui.library.calling import CallingController
        from app.gui.library.controller import LibraryController
        from app.gui.main_window import MainWindow
        from app.gui.models_controller import ModelsController
        from app.gui.quick.standby import Standby
        from app.gui.sidebar.filing_controller import FilingController
        from app.gui.sources.controller import SourcesController
        from app.gui.theme import Theme
        from app.gui.tokens.controller import TokensController
        from app.gui.translations import Translations
        from app.gui.vault.background import Background
        from app.gui.vault.controller import VaultController
        from app.gui.vault.sleep_watch import watch_system

        self._options = options
        self.has_ended = self._follows = self.wants_restart = False
        self.services = build(home, assignments, offline=offline)
        settings = self.services.settings
        application.setFont(fonts.prepare())
        self._translations = Translations()
        self._translations.speak(settings.get(options.LANGUAGE))
        self._theme = Theme(application)
        self._theme.apply(settings.get(options.THEME))
        self.window = MainWindow(Icons(), self._theme.look)
        self._theme.on_change(self.window.set_look)
        self.bridge = EventBridge(self.window)
        self.services.bus.subscribe(self.bridge.post)
        self.chat = ChatController(
            self.services.chat,
            self.window.page,
            self.window.sidebar,
            Background(self.services.jobs, self.bridge),
        )
        self.models = ModelsController(self.services.models, self.services.jobs, self.window)
        self.turns = TurnController(
            self.services.turns,
            self.services.chat,
            self.services.models,
            self.chat,
            Background(self.services.jobs, self.bridge),
            self.window.page,
        )
        self.bridge.event_received.connect(self.models.hear)
        self.window.commands.add(*turn_commands(self.turns, self.window.page.transcript))
        self.bridge.event_received.connect(self.turns.hear)
        self.bridge.event_received.connect(self.chat.hear)
        folder = self.services.paths.home.resolve()  # a link may lead into such a place
        self.vault = VaultController(
            self.services.vault,
            self.services.history,
            self.services.jobs,
            self.bridge,
            self.window,
            self.chat,
            idle_minutes=lambda: settings.get(options.LOCK_MINUTES),
            watch=watch_system(self.window) if settings.get(options.LOCK_WITH_SCREEN) else None,
            may_offer=lambda: settings.get(options.OFFER_VAULT),
            on_offered=lambda: self._remember(lambda: settings.set(options.OFFER_VAULT, False)),
            place=folder_kind(folder),
            gather=self._protection,
            is_place_accepted=lambda: settings.get(options.PLACE_ACCEPTED) == str(folder),
            on_place_accepted=lambda: self._remember(
                lambda: settings.set(options.PLACE_ACCEPTED, str(folder))
            ),
        )
        self.attaching = AttachController(
            self.services.attachments,
            self.chat,
            Background(self.services.jobs, self.bridge),
            self.window.page,
        )
        self.sources = SourcesController(
            lambda: self.services.documents.sources,
            self.services.chat.grounding,
            self.chat,
            Background(self.services.jobs, self.bridge),
            self.window.page,
            lambda document: self.services.documents.ingest.read_again_by_id(document),
            self.services.nearest.found_again,
        )
        background = Background(self.services.jobs, self.bridge)
        self.tokens = TokensController(
            self.services.tokens, self.chat, background, self.window.page, self._theme.look
        )
        self._theme.on_change(self.tokens.set_look)
        self.window.also_retranslate(self.tokens.retranslate)
        self.turns.add_to_menu = self.tokens.add_to_menu
        self.compare = CompareController(
            self.services.comparing,
            self.services.models.installed,
            lambda: self.services.models.state.model,
            self.chat,
            background,
            self.window.page,
        )
        self.window.also_retranslate(self.compare.retranslate)
        self.bridge.event_received.connect(self.compare.hear)
        self.known = KnownDocuments(self.services.documents, background, self.window)
        self.documents = DocumentsController(
            self.services.documents,
            self.known,
            background,
            self.window,
            lambda: self.services.vault.state,
        )
        self.choosing = ChoosingController(
            self.known, self.chat, self.window.page, self.documents.open
        )
        self.window.also_retranslate(self.choosing.retranslate)
        self.kept_choice = KeptChoice(
            self.services.conversation_settings,
            self.services.documents,
            self.chat,
            background,
            self.window,
        )
        self.context = ContextController(
            self.services.meter,
            self.services.summaries,
            self.chat,
            self.window.page,
            background,
        )
        self.exchange = ExchangeController(
            self.services.exchange,
            self.services.vault,
            self.services.history.conversations,
            lambda: self.chat.current,
            Background(self.services.jobs, self.bridge),
            self.window,
        )
        self.filing = FilingController(
            self.services.filing,
            Background(self.services.jobs, self.bridge),
            self.window,
            closed_folders=lambda: settings.get(options.CLOSED_FOLDERS),
            keep_closed=lambda closed: settings.set(options.CLOSED_FOLDERS, closed),
            usual_days=lambda: settings.get(options.KEEP_DAYS),
            model_names=lambda: [each.id for each in self.services.models.installed()],
            export=self.exchange.export_some,
        )
        self.library = LibraryController(
            self.services.prompts,
            self.services.assistants,
            lambda: {each.id: each.name for each in self.services.models.installed()},
            lambda: self._translations.language,
            background,
            self.window,
        )
        self.calling = CallingController(
            self.services.prompts,
            self.services.assistants,
            self.services.models,
            lambda: self._translations.language,
            self.chat,
            self.window.page,
            background,
        )
        self.calling.use_prompt = self.library.fill_in
        self.calling.choose_model = self.models.choose
        self.window.also_retranslate(self.calling.retranslate)
        self.window.covered.connect(self.calling.forget)
        self.bridge.event_received.connect(self.calling.hear)
        self.library.filled.connect(self._put_into_message)
        self.temporary = TemporaryController(
            self.services.temporary, self.chat, background, self.window
        )
        self.bridge.event_received.connect(self.temporary.hear)
        self.answers = AnswersController(
            self.services.conversation_settings, self.chat, background, self.window
        )
        self.answers.hear(ModelChanged(self.services.models.state))
        self.bridge.event_received.connect(self.answers.hear)
        self.commands = CommandsController(
            self.window,
            self.chat.conversations,
            self._open_conversation,
            self.services.models.installed,
            self.models.choose,
            changed=settings.get(options.SHORTCUTS),
            keep=lambda line: self._remember(lambda: settings.set(options.SHORTCUTS, line)),
        )
        self.standby = Standby(
            self.window,
            settings,
            self.services.chat,
            lambda: self.services.quick_chat,
            self._open_by_id,
            self._come_to_front,
            self._remember,
        )
        self._theme.on_change(self.standby.set_look)
        self.bridge.event_received.connect(self.standby.hear)
        self.first_run = FirstRunController(
            self.window,
            background,
            self.services.first_look.look,
            language=lambda: settings.get(options.LANGUAGE),
            vault_state=lambda: self.services.vault.state,
            make_vault=lambda: self.vault.acts.create(),
            choose_model=self.models.choose,
            add_folder=lambda: self.documents.begin_with_folder(),
            bring_in=lambda: self.exchange.bring_in(),
        )
        self.bridge.event_received.connect(self.first_run.hear)
        self.bridge.event_received.connect(self.library.hear)
        self.bridge.event_received.connect(self.vault.hear)
        self.bridge.event_received.connect(self.filing.hear)
        self.bridge.event_received.connect(self._load_after_unlock)
        self.bridge.event_received.connect(self._tell_what_waits)
        self.bridge.event_received.connect(self._follow_documents)
        self.bridge.event_received.connect(self.documents.hear)
        self.bridge.event_received.connect(self.context.hear)
        self._bind()

    def _bind(self) -> None:
        from app.gui.chat.code_files import CodeSaver
        from app.gui.feedback.links import LinkOpener

        window = self.window
        window.on_close = self.close
        of_vault = window.more_entries
        window.more_entries = lambda: (
            *self.temporary.menu_entries(),
            *self.compare.menu_entries(),
            *self.library.menu_entries(),
            *self.exchange.menu_entries(),
            *self.filing.menu_entries(),
            *of_vault(),
        )
        window.on_theme = self.set_theme
        window.on_language = self.set_language
        window.on_preset = self.set_preset
        self._show_choices()
        self._links = LinkOpener(window)
        window.page.transcript.link_requested.connect(self._links.ask)
        window.page.transcript.copy_requested.connect(self._links.copy)
        self._codes = CodeSaver(window, window.page.banner.show_error)
        window.page.transcript.save_requested.connect(self._codes.save)
        self._catch_defects()

    def show(self) -> None:
        """Show the window, then get the engine ready behind it."""
        from PySide6.QtCore import QTimer

        self.window.show()
        QTimer.singleShot(0, self._after_first_paint)

    def listen_to_others(self, instance: Instance) -> "QFileSystemWatcher":
        """Come to the front, or lock, when another start of Snug touches the instance's file."""
        from PySide6.QtCore import QFileSystemWatcher

        home = instance.file.parent

        def hear(_path: str) -> None:
            name = take_request(home)
            if take_quick(home):
                self.standby.open()
            elif name is None:
                self._come_to_front()
            else:
                self.vault.lock_and_tell(lambda outcome: answer_request(home, name, outcome))

        watcher = QFileSystemWatcher([str(instance.file)], self.window)
        watcher.fileChanged.connect(hear)
        return watcher

    def _put_into_message(self, filled: "Filled") -> None:
        """A prompt was filled in: what it says is written where the cursor is."""
        edit = self.window.page.composer.edit
        edit.insertPlainText(filled.text)
        edit.setFocus()
        if filled.files:
            self.attaching.add_files([Path(each) for each in filled.files])

    def _open_conversation(self, chosen: "Conversation") -> None:
        self._open_by_id(chosen.id)

    def _open_by_id(self, chosen: "ConversationId") -> None:
        self.window.show_chat()
        self.chat.open(chosen)

    def _come_to_front(self) -> None:
        from PySide6.QtCore import Qt

        window = self.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    def set_theme(self, choice: str) -> None:
        """Change and remember the theme."""
        self._theme.apply(choice)
        self._remember(lambda: self.services.settings.set(self._options.THEME, choice))

    def set_language(self, choice: str) -> None:
        """Change and remember the language."""
        self._translations.speak(choice)
        self.window.retranslate()
        self.chat.refresh()
        self._remember(lambda: self.services.settings.set(self._options.LANGUAGE, choice))

    def set_preset(self, choice: str) -> None:
        """Change and remember how answers are sampled, from the next one on."""
        self._remember(lambda: self.services.settings.set(self._options.PRESET, choice))

    def close(self) -> None:
        """Keep what was typed and chosen, stop what runs, end the engine and close the vault."""
        self.answers.finish()
        self.kept_choice.finish()
        self.standby.close()
        self.vault.close()
        self.has_ended = self.services.close()

    def _remember(self, save: Callable[[], None]) -> None:
        try:
            save()
        except AppError as error:  # in force all the same, until the end of this run
            self.window.page.banner.show_error(error)
        self._show_choices()

    def _show_choices(self) -> None:
        get, options = self.services.settings.get, self._options
        self.window.set_choices(get(options.THEME), get(options.LANGUAGE), get(options.PRESET))

    def _after_first_paint(self) -> None:
        from app.domain.models import ModelPhase

        if self.services.models.state.phase is ModelPhase.UNLOADED:
            self.models.load()
        self.services.jobs.start(self._check_guards, on_error=lambda _error: None)
        self._follow_documents()
        self.standby.start()

    def _follow_documents(self, event: object = None) -> None:
        """Keep what was read of documents up to date, once there is a vault that may hold some."""
        from app.domain.events import VaultChanged
        from app.domain.vault import VaultState

        is_news = event is None or isinstance(event, VaultChanged)
        if is_news and not self._follows and self.services.vault.state is not VaultState.NONE:
            self._follows = True
            self.services.documents.follow()

    def _load_after_unlock(self, event: object) -> None:
        """The engine ended with the lock: get it ready again while the history is read."""
        from app.domain.events import VaultChanged
        from app.domain.models import ModelPhase
        from app.domain.vault import VaultState

        is_open = isinstance(event, VaultChanged) and event.state is VaultState.OPEN
        if is_open and self.services.models.state.phase is ModelPhase.UNLOADED:
            self.models.load()

    def _tell_what_waits(self, event: object) -> None:
        """Old conversations are not deleted while the clock cannot be believed."""
        from app.domain.events import RetentionHeld

        if isinstance(event, RetentionHeld):
            self.window.page.banner.show_error(event.reason)

    def _check_guards(self) -> None:
        """Say "without network access" only once the engine has proven it."""
        guards = self.services.models.report().guards
        holds = any(guard.name == "network test" and guard.holds for guard in guards)
        self.bridge.call(lambda: self.window.sidebar.set_guards_hold(holds))

    def _protection(self) -> "Protection":
        """How the history is protected now; from a thread that may wait."""
        from app.gui.vault.protection import Protection

        get, options, vault = self.services.settings.get, self._options, self.services.vault
        try:
            guards = self.services.models.report().guards
        except AppError:
            guards = ()
        return Protection(
            folder=self.services.paths.home,
            facts=vault.facts(),
            keychain=vault.keychain_state(),
            lock_minutes=get(options.LOCK_MINUTES),
            locks_with_screen=get(options.LOCK_WITH_SCREEN),
            last_backup=get(options.LAST_BACKUP),
            guards=guards,
        )

    def _catch_defects(self) -> None:
        def show(error: BaseException) -> None:
            self.bridge.call(lambda: self._show_defect(error))

        def hook(
            _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
        ) -> None:
            show(error)

        sys.excepthook = hook
        threading.excepthook = lambda args: show(args.exc_value or args.exc_type())
        self.services.jobs.on_defect = show
        self._let_signals_through()

    def _show_defect(self, error: BaseException) -> None:
        """Show the report; what fails while one is shown is likely the same once more."""
        from app.gui.feedback import qt_messages
        from app.gui.feedback.crash_dialog import CrashDialog
        from app.gui.feedback.crash_report import report_of

        if not self.window.findChildren(CrashDialog):
            report = report_of(error, qt_messages.last())
            CrashDialog(report, self.window, restart=self.restart).open()

    def restart(self) -> None:
        """Close the window as ever, then start anew."""
        self.wants_restart = self.window.quit()

    def introduce(self) -> None:
        """Lead through the first steps, once for each home; a vault was made by somebody who knows.

        Whoever leaves them halfway is not asked again: the palette has them.
        """
        from app.domain.vault import VaultState

        get, put, option = self.services.settings.get, self.services.settings.set, self._options
        if get(option.INTRODUCE) and self.services.vault.state is VaultState.NONE:
            self._remember(lambda: put(option.INTRODUCE, False))
            self.first_run.open()

    def tell_of_last_time(self, dump: str) -> None:
        """The run before ended by itself; `dump` is what was written down then."""
        from app.gui.text import crashes as words

        def show() -> None:
            from app.gui.feedback.crash_dialog import CrashDialog
            from app.gui.feedback.crash_report import report_of_native

            CrashDialog(report_of_native(dump), self.window, is_of_last_time=True).open()

        self.window.page.offer.show_offer(words.ended_offer, words.show_report, show)

    def _let_signals_through(self) -> None:
        """Python acts on Ctrl+C only when it runs: a quiet timer lets it."""
        from PySide6.QtCore import QTimer

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.window.quit())
        self._signal_timer = QTimer(self.window)
        self._signal_timer.timeout.connect(lambda: None)
        self._signal_timer.start(_SIGNAL_POLL_MS)
