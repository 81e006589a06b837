"""One run of the window: what is built for it, and what ties its parts together.

What is heavy is imported where it is needed: a second start passes by here, too.
"""

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.config import settings as options
from app.config.instance import Instance
from app.config.wish_socket import WishListener
from app.config.wishes import Act, Wish
from app.domain.events import RetentionHeld, VaultChanged
from app.domain.models import ModelPhase
from app.domain.vault import VaultState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.domain.conversations import Conversation
    from app.domain.ids import ConversationId
    from app.domain.prompt_library import Filled
    from app.gui.outside.other_starts import OtherStarts

_SIGNAL_POLL_MS: Final = 250


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
        from app.gui.evaluation.wiring import wire_evaluation
        from app.gui.feedback.defects import DefectWatch
        from app.gui.first_run.wiring import wire_first_run
        from app.gui.frame import build_frame
        from app.gui.library.wiring import wire_calling, wire_library
        from app.gui.model_page.wiring import wire_model_page
        from app.gui.models_controller import ModelsController
        from app.gui.outside.wiring import wire_given
        from app.gui.quick.wiring import wire_standby
        from app.gui.settings.wiring import wire_settings
        from app.gui.sidebar.wiring import wire_exchange, wire_filing
        from app.gui.sources.wiring import wire_sources
        from app.gui.tokens.wiring import wire_tokens
        from app.gui.updates.wiring import wire_updates
        from app.gui.vault.wiring import wire_vault
        from app.gui.workshop.wiring import wire_workshop

        self.has_ended = self._follows = self.wants_restart = self._has_begun = False
        self._rests = self._knows_guards = False
        """Whether nobody has seen anything yet: then no model is loaded."""
        self._others: OtherStarts | None = None
        self._is_asked_to_end = False
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
        self.sources = wire_sources(frame, chat, self.turns)
        self.tokens = wire_tokens(frame, chat, self.turns)
        self.compare = wire_compare(frame, chat, self.models)
        self.known = wire_known(frame)
        self.documents = wire_documents(frame, self.known)
        self.choosing = wire_choosing(frame, self.known, chat, self.documents)
        self.kept_choice = wire_kept_choice(frame, chat)
        self.context = wire_context(frame, chat)
        self.exchange = wire_exchange(frame, chat)
        self.filing = wire_filing(frame, chat, self.exchange)
        self.library = wire_library(frame)
        self.calling = wire_calling(frame, chat, self.library, self.models)
        self.library.filled.connect(self._put_into_message)
        self.temporary = wire_temporary(frame, chat)
        self.answers = wire_answers(frame, chat)
        self.model_page = wire_model_page(
            frame, self.models, self.answers, self.attaching, self.documents
        )
        self.workshop = wire_workshop(frame, self.models, self.model_page)
        self.evaluation = wire_evaluation(frame, self.model_page, self.workshop)
        self.commands = wire_commands(frame, chat, self.models, self._open_conversation)
        self.updates = wire_updates(frame)
        self.preferences = wire_settings(
            frame, chat, self.library, self.updates, start_again=self.restart, is_offline=offline
        )
        self.preferences.changed.connect(self.model_page.follow_settings)
        self.standby = wire_standby(frame, self._open_by_id, self._come_to_front)
        self.first_run = wire_first_run(
            frame, self.models, self.vault, self.documents, self.exchange, self.model_page
        )
        self.given = wire_given(
            frame, self.vault, self.model_page, self.documents, self.exchange, self.attaching
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
            self.evaluation.hear,
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
        from app.gui import text
        from app.gui.chat.code_files import CodeSaver
        from app.gui.feedback.links import LinkOpener
        from app.gui.main_window import MenuEntry, grouped
        from app.gui.text import appearance as words

        window = self.window
        window.on_close = self.close
        of_vault = window.more_entries
        window.more_entries = lambda: grouped(
            (MenuEntry(words.appearance(), children=self.appearance.menu_entries()),),
            (*self.temporary.menu_entries(), *self.compare.menu_entries()),
            (*self.model_page.menu_entries(), *self.workshop.menu_entries(),
             *self.evaluation.menu_entries(), *self.library.menu_entries()),
            (MenuEntry(text.conversations(), children=self.exchange.menu_entries()),),
            (*self.filing.menu_entries(), *of_vault()),
        )  # fmt: skip
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

    def start_hidden(self) -> None:
        """Stay in the tray; a minimised window where there is none."""
        self._rests = True
        self._after_first_paint()
        self.standby.stay_hidden(self.window.showMinimized)

    def is_watched(self) -> bool:
        """Whether somebody is likely to look at the window, at more than the page over it."""
        return self.window.isActiveWindow() and not self.window.is_covered

    def listen_to_others(
        self, instance: Instance, listener: WishListener | None = None
    ) -> "OtherStarts":
        """Do what other starts of Snug want, from now on."""
        from app.gui.outside.other_starts import OtherStarts

        self._others = OtherStarts(instance, listener, self.grant, self.vault, self.window)
        self._others.hold(is_held=self._is_asked_to_end)
        return self._others

    def grant(self, wish: Wish) -> None:
        """Do what another start of Snug wants."""
        match wish.act:
            case Act.STAY:
                return
            case Act.QUICK:
                self.standby.open()
                return
            case Act.NEW:
                self.window.commands.run("new_chat")
            case Act.OPEN:
                self.given.take(wish.files)
        self._come_to_front()

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
        if self._rests:
            self._rests = False
            self._load()
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
        """Keep what was typed and chosen, stop what runs, end the engine and close the vault.

        Another start that calls from now on waits until this process is gone.
        """
        if self._others is not None:
            self._others.close()
        self.answers.finish()
        for each in (self.model_page, self.workshop, self.evaluation):
            each.finish()
        self.kept_choice.finish()
        self.standby.close()
        self.vault.close()
        self.has_ended = self.services.close()

    def _after_first_paint(self) -> None:
        from app.gui.chat import markdown

        self._load()
        self.services.jobs.start(markdown.make_ready)
        self.window.page.transcript.make_ready()
        self._follow_documents()
        self._begin_temporary()
        self.standby.start()
        self.updates.start()

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
        if is_open:
            self._load()

    def _load(self) -> None:
        if self._rests:
            return
        if self.services.models.state.phase is ModelPhase.UNLOADED:
            self.models.load()
        if not self._knows_guards:
            self._knows_guards = True
            self.services.jobs.start(self._check_guards, on_error=lambda _error: None)

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
        """Python acts on Ctrl+C only when it runs: a quiet timer lets it.

        It comes in the midst of whatever runs: the window goes in a turn of its own. No other start
        is promised anything until then, which would find no window.
        """
        from PySide6.QtCore import QTimer

        def end(*_: object) -> None:
            self._is_asked_to_end = True
            if self._others is not None:
                self._others.hold()
            QTimer.singleShot(0, self.window, self._end)

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        self._signal_timer = QTimer(self.window)
        self._signal_timer.timeout.connect(lambda: None)
        self._signal_timer.start(_SIGNAL_POLL_MS)

    def _end(self) -> None:
        self._is_asked_to_end = self.window.quit()
        if self._others is not None and not self._is_asked_to_end:
            self._others.hold(is_held=False)
