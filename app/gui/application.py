"""Starts the window: checks the screen and the input method first, then shows it, then the rest.

Before the window is shown nothing heavy is imported; a test holds this.
"""

import gc
import os
import signal
import subprocess
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.config import settings as options
from app.config.instance import Instance
from app.config.lock_request import answer_request, take_request
from app.config.paths import Paths
from app.config.quick_request import ask_for_quick, take_quick
from app.domain.errors import NoDisplay, WindowUnavailable
from app.domain.events import RetentionHeld, VaultChanged
from app.domain.models import ModelPhase
from app.domain.vault import VaultState

if TYPE_CHECKING:
    from PySide6.QtCore import QFileSystemWatcher
    from PySide6.QtWidgets import QApplication

    from app.domain.conversations import Conversation
    from app.domain.ids import ConversationId
    from app.domain.prompt_library import Filled

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
    gc.disable()  # what is imported stays for good; later there is a collector
    _require_sound_qt()
    choose_input_method(os.environ, _plugin_folder())
    from PySide6.QtWidgets import QApplication

    from app.gui.feedback import qt_messages
    from app.gui.feedback.native_crash import NativeCrash
    from app.gui.garbage import GarbageCollector

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
        session.defects.tell_of_last_time(crash.last)
    if quick:
        session.standby.open()
    watcher = session.listen_to_others(instance)
    collector = GarbageCollector(session.is_watched, session.window)
    code = application.exec()
    collector.stop()
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
        from app.gui.answers.wiring import wire_answers
        from app.gui.appearance import AppearanceController
        from app.gui.chat.wiring import (
            wire_attaching,
            wire_chat,
            wire_context,
            wire_own_model,
            wire_safety,
            wire_temporary,
            wire_turns,
        )
        from app.gui.commands.wiring import wire_commands
        from app.gui.compare.wiring import wire_compare
        from app.gui.documents.wiring import (
            wire_choosing,
            wire_documents,
            wire_kept_choice,
            wire_known,
        )
        from app.gui.feedback.defects import DefectWatch
        from app.gui.first_run.wiring import wire_first_run
        from app.gui.frame import build_frame
        from app.gui.library.wiring import wire_calling, wire_library
        from app.gui.model_page.wiring import wire_model_page
        from app.gui.models_controller import ModelsController
        from app.gui.quick.wiring import wire_standby
        from app.gui.settings.wiring import wire_settings
        from app.gui.sidebar.wiring import wire_exchange, wire_filing
        from app.gui.sources.wiring import wire_sources
        from app.gui.tokens.wiring import wire_tokens
        from app.gui.vault.wiring import wire_vault

        self.has_ended = self._follows = self.wants_restart = self._has_begun = False
        self.services = services = build(home, assignments, offline=offline)
        self.frame = frame = build_frame(application, services)
        self.window, self.bridge = frame.window, frame.bridge
        self.appearance = AppearanceController(
            frame.theme, services.settings, frame.window, frame.remember
        )
        self.chat = chat = wire_chat(frame)
        self.models = ModelsController(services.models, services.jobs, self.window)
        self.turns = wire_turns(frame, chat)
        self.safety = wire_safety(frame, chat)
        self.own_model = wire_own_model(frame, chat, self.models)
        self.vault = wire_vault(frame, chat)
        self.attaching = wire_attaching(frame, chat)
        self.sources = wire_sources(frame, chat)
        self.tokens = wire_tokens(frame, chat, self.turns)
        self.compare = wire_compare(frame, chat, self.models)
        self.known = wire_known(frame)
        self.documents = wire_documents(frame, self.known)
        self.choosing = wire_choosing(frame, self.known, chat, self.documents)
        self.kept_choice = wire_kept_choice(frame, chat)
        self.context = wire_context(frame, chat)
        self.exchange = wire_exchange(frame, chat)
        self.filing = wire_filing(frame, self.exchange)
        self.library = wire_library(frame)
        self.calling = wire_calling(frame, chat, self.library, self.models)
        self.library.filled.connect(self._put_into_message)
        self.temporary = wire_temporary(frame, chat)
        self.answers = wire_answers(frame, chat)
        self.model_page = wire_model_page(
            frame, self.models, self.answers, self.attaching, self.documents
        )
        self.commands = wire_commands(frame, chat, self.models, self._open_conversation)
        self.preferences = wire_settings(
            frame, chat, self.library, start_again=self.restart, is_offline=offline
        )
        self.standby = wire_standby(frame, self._open_by_id, self._come_to_front)
        self.first_run = wire_first_run(
            frame, self.models, self.vault, self.documents, self.exchange, self.model_page
        )
        self.defects = DefectWatch(frame, self.restart)
        self._listen()
        self._bind()
        frame.theme.dress()

    def _listen(self) -> None:
        """Let each hear of events, in this order: the vault after those who show what is in it."""
        for hear in (
            self.models.hear,
            self.turns.hear,
            self.chat.hear,
            self.safety.hear,
            self.compare.hear,
            self.calling.hear,
            self.temporary.hear,
            self.answers.hear,
            self.model_page.hear,
            self.preferences.hear,
            self.standby.hear,
            self.first_run.hear,
            self.library.hear,
            self.vault.hear,
            self.filing.hear,
            self._load_after_unlock,
            self._tell_what_waits,
            self._follow_documents,
            self.documents.hear,
            self.context.hear,
            self._begin_temporary,
        ):
            self.bridge.event_received.connect(hear)

    def _bind(self) -> None:
        from app.gui.chat.code_files import CodeSaver
        from app.gui.feedback.links import LinkOpener

        window = self.window
        window.on_close = self.close
        of_vault = window.more_entries
        window.more_entries = lambda: (
            *self.appearance.menu_entries(),
            *self.temporary.menu_entries(),
            *self.compare.menu_entries(),
            *self.model_page.menu_entries(),
            *self.library.menu_entries(),
            *self.exchange.menu_entries(),
            *self.filing.menu_entries(),
            *of_vault(),
        )
        window.on_theme = self.set_theme
        window.on_language = self.set_language
        window.on_preset = self.set_preset
        self.frame.show_choices()
        self._links = LinkOpener(window)
        window.page.transcript.link_requested.connect(self._links.ask)
        window.page.transcript.copy_requested.connect(self._links.copy)
        self._codes = CodeSaver(window, window.page.banner.show_error)
        window.page.transcript.save_requested.connect(self._codes.save)
        self.defects.start()
        self._let_signals_through()

    def show(self) -> None:
        """Show the window, then get the engine ready behind it."""
        from PySide6.QtCore import QTimer

        self.window.show()
        QTimer.singleShot(0, self._after_first_paint)

    def is_watched(self) -> bool:
        """Whether somebody is likely to look at the window, at more than the page over it."""
        return self.window.isActiveWindow() and not self.window.is_covered

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
        self.appearance.set_theme(choice)

    def set_language(self, choice: str) -> None:
        """Change and remember the language."""
        self.frame.translations.speak(choice)
        self.window.retranslate()
        self.chat.refresh()
        self.frame.remember(lambda: self.services.settings.set(options.LANGUAGE, choice))

    def set_preset(self, choice: str) -> None:
        """Change and remember how answers are sampled, from the next one on."""
        self.frame.remember(lambda: self.services.settings.set(options.PRESET, choice))

    def close(self) -> None:
        """Keep what was typed and chosen, stop what runs, end the engine and close the vault."""
        self.answers.finish()
        self.model_page.finish()
        self.kept_choice.finish()
        self.standby.close()
        self.vault.close()
        self.has_ended = self.services.close()

    def _after_first_paint(self) -> None:
        from app.gui.chat import markdown

        if self.services.models.state.phase is ModelPhase.UNLOADED:
            self.models.load()
        self.services.jobs.start(markdown.make_ready)
        self.window.page.transcript.make_ready()
        self.services.jobs.start(self._check_guards, on_error=lambda _error: None)
        self._follow_documents()
        self._begin_temporary()
        self.standby.start()

    def _follow_documents(self, event: object = None) -> None:
        """Keep what was read of documents up to date, once there is a vault that may hold some."""
        is_news = event is None or isinstance(event, VaultChanged)
        if is_news and not self._follows and self.services.vault.state is not VaultState.NONE:
            self._follows = True
            self.services.documents.follow()

    def _begin_temporary(self, event: object = None) -> None:
        """Begin as the settings say, once there is something to begin in."""
        is_open = isinstance(event, VaultChanged) and event.state is VaultState.OPEN
        is_locked = self.services.vault.state is VaultState.LOCKED
        if self._has_begun or is_locked or not (event is None or is_open):
            return
        self._has_begun = True
        if self.services.settings.get(options.BEGIN_TEMPORARY):
            self.temporary.begin()

    def _load_after_unlock(self, event: object) -> None:
        """The engine ended with the lock: get it ready again while the history is read."""
        is_open = isinstance(event, VaultChanged) and event.state is VaultState.OPEN
        if is_open and self.services.models.state.phase is ModelPhase.UNLOADED:
            self.models.load()

    def _tell_what_waits(self, event: object) -> None:
        """Old conversations are not deleted while the clock cannot be believed."""
        if isinstance(event, RetentionHeld):
            self.window.page.banner.show_error(event.reason)

    def _check_guards(self) -> None:
        """Say "without network access" only once the engine has proven it."""
        guards = self.services.models.report().guards
        holds = any(guard.name == "network test" and guard.holds for guard in guards)
        self.bridge.call(lambda: self.window.sidebar.set_guards_hold(holds))

    def restart(self) -> None:
        """Close the window as ever, then start anew."""
        self.wants_restart = self.window.quit()

    def introduce(self) -> None:
        """Lead through the first steps, once for each home; a vault was made by somebody who knows.

        Whoever leaves them halfway is not asked again: the palette has them.
        """
        get, put = self.services.settings.get, self.services.settings.set
        if get(options.INTRODUCE) and self.services.vault.state is VaultState.NONE:
            self.frame.remember(lambda: put(options.INTRODUCE, False))
            self.first_run.open()

    def _let_signals_through(self) -> None:
        """Python acts on Ctrl+C only when it runs: a quiet timer lets it."""
        from PySide6.QtCore import QTimer

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.window.quit())
        self._signal_timer = QTimer(self.window)
        self._signal_timer.timeout.connect(lambda: None)
        self._signal_timer.start(_SIGNAL_POLL_MS)
