"""The middle of the window: transcript or welcome above, the composer below, trouble in between."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.ids import MessageId
from app.gui import text
from app.gui.answers.panel import AnswersPanel
from app.gui.chat.composer import Composer
from app.gui.chat.look import Look
from app.gui.chat.message_edit import local_files
from app.gui.chat.over_view import OverView
from app.gui.chat.recall import Recall
from app.gui.chat.row_area import COLUMN
from app.gui.chat.rows import Labels, Row
from app.gui.chat.temporary_bar import TemporaryBar
from app.gui.chat.transcript import Transcript
from app.gui.chat.welcome import Welcome
from app.gui.feedback.banner import Banner
from app.gui.feedback.offer import Offer
from app.gui.feedback.undo_bar import UndoBar
from app.gui.icons import Icons
from app.gui.sources.panel import SourcesPanel
from app.gui.text import safety
from app.gui.text import transcript as transcript_words

_SIDE = 24
_PANEL_SHARE = 0.48
_LEAST_COLUMN = 420
_LEAST = 200


class ChatPage(QWidget):
    """Lays out one conversation."""

    files_dropped = Signal(object)
    """Paths of files that were dropped anywhere on the page."""
    conversation_shown = Signal()
    """Another conversation is in view, or a new one, or none."""
    panel_closed = Signal()
    """Whatever the panel of sources showed is gone."""
    answers_closed = Signal()
    """The panel that says how answers are written is gone."""

    def __init__(self, icons: Icons, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panel_width = 0
        self._zoom = look.zoom
        self._icons, self._look = icons, look
        self._over: OverView | None = None
        self.transcript = self._make_transcript()
        self.welcome = Welcome()
        self.banner = Banner()
        self.offer = Offer()
        self.undo_bar = UndoBar()
        self.composer = Composer(icons)
        self.temporary = TemporaryBar(icons)
        self._hint = QLabel()
        self._hint.setObjectName("muted")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._hint.setWordWrap(True)
        self._stack = QStackedWidget()
        self._welcome_area = _scrolling(self.welcome)
        self._stack.addWidget(self._welcome_area)
        self._stack.addWidget(self.transcript)
        self._middle: QWidget = self._welcome_area
        self._bottom, self._writing = QWidget(), QWidget()
        bottom, writing = QVBoxLayout(self._bottom), QVBoxLayout(self._writing)
        bottom.setContentsMargins(0, 8, 0, 12)
        writing.setContentsMargins(0, 0, 0, 0)
        for part in (self.offer, self.undo_bar, self.composer, self._hint):
            writing.addWidget(part)
        bottom.addWidget(self.banner)
        bottom.addWidget(self._writing)
        for column in (bottom, writing):
            column.setSpacing(8)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addWidget(self._bottom)
        centred.addStretch(1)
        self.panel = SourcesPanel(icons, look)
        self._answers: AnswersPanel | None = None
        self.on_answers_made: Callable[[AnswersPanel], None] = lambda _panel: None
        """Ties the panel to what it shows, when it is first needed."""
        self._column = QWidget()
        column = QVBoxLayout(self._column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.temporary)
        column.addWidget(self._stack, 1)
        column.addLayout(centred)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setMinimumWidth(_LEAST)  # the window may become narrower than both need
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._column)
        self._split.addWidget(self.panel)
        self._split.splitterMoved.connect(lambda *_: self._fit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._split)
        self.recall = Recall(self.composer.edit, self.transcript.questions)
        self.conversation_shown.connect(self.recall.end)
        self.composer.edit.refused.connect(self.banner.show_error)
        self.setAcceptDrops(True)
        self.retranslate()

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        self.transcript.set_look(look)
        if self._over is not None:
            self._over.set_look(look)
        self.composer.set_look(look)
        self.temporary.set_look(look)
        self.panel.set_look(look)
        if self._answers is not None:
            self._answers.set_look(look)
        self._zoom = look.zoom
        self._fit()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self.transcript.set_labels(labels())
        for part in (
            self.welcome,
            self.offer,
            self.banner,
            self.undo_bar,
            self.composer,
            self.panel,
            self.temporary,
        ):
            part.retranslate()
        if self._answers is not None:
            self._answers.retranslate()
        self._hint.setText(text.composer_hint(needs_control=self.composer.edit.needs_control))
        if self._over is not None:
            self._over.retranslate(labels())

    def set_messages(self, rows: Sequence[Row]) -> None:
        """Show another conversation; an empty one gets the welcome."""
        self.close_panel()
        if rows:  # before they are laid out, which in another size would be for nothing
            self._show_middle(self.transcript)
        self.transcript.set_messages(rows)
        if not rows:
            self._show_middle(self._welcome_area)
        self.conversation_shown.emit()

    def renew_messages(self, rows: Sequence[Row]) -> None:
        """Show the same conversation as it is now, at the place that is being read."""
        self.transcript.renew_messages(rows)
        self._show_middle(self.transcript if rows else self._welcome_area)

    def put_before(self, rows: Sequence[Row]) -> None:
        """Show what stands before the messages that are there; nothing in view moves."""
        self.transcript.put_before(rows)

    def append(self, row: Row) -> None:
        """Add a message at the end."""
        self._show_middle(self.transcript)
        self.transcript.append(row)

    def lay_over(self, view: OverView) -> None:
        """Show something in the place of the conversation and of what is written in it.

        The conversation goes on under it.
        """
        if self._stack.indexOf(view) < 0:
            self._stack.addWidget(view)
        self._over = view
        view.set_look(self._look)
        view.retranslate(labels())
        self._show_middle(self._middle)

    def lift(self) -> None:
        """Show the conversation again."""
        self._over = None
        self._show_middle(self._middle)

    def transcript_beside(self) -> Transcript:
        """One more transcript, in the look of the page; what is wished in it is wished here."""
        made, own = self._make_transcript(), self.transcript
        made.side = _SIDE // 2
        made.copy_requested.connect(own.copy_requested)
        made.link_requested.connect(own.link_requested)
        made.save_requested.connect(own.save_requested)
        made.source_requested.connect(own.source_requested)
        made.sources_requested.connect(own.sources_requested)
        return made

    def _make_transcript(self) -> Transcript:
        return Transcript(self._look, labels(), self._icons)

    def _show_middle(self, middle: QWidget) -> None:
        """Show a part of the page, or note it while something else lies over it."""
        self._middle = middle
        self._stack.setCurrentWidget(self._over or middle)
        self._writing.setVisible(self._over is None)

    def clear(self) -> None:
        """Keep nothing of the conversation: its text, its draft, and the draft's undo stack."""
        self.set_messages([])
        self.transcript.clear()
        self.offer.dismiss()
        self.undo_bar.dismiss()
        self.composer.clear()

    def show_panel(self) -> None:
        """Make room for the sources: beside the conversation, or in its place where it is narrow.

        As wide as the reader left it.
        """
        if self.panel.isVisible():
            return
        self.close_answers()
        self.panel.show()
        self._fit()
        if self._column.isVisible():
            width = self._panel_width or round(self.width() * _PANEL_SHARE)
            width = max(self.panel.minimumWidth(), min(width, self.width() - _LEAST_COLUMN))
            self._split.setSizes([self.width() - width, width])
            self._split.refresh()
            self._fit()

    def close_panel(self) -> None:
        """Keep nothing of the sources."""
        if self.panel.isVisible() and self._column.isVisible():
            self._panel_width = self.panel.width()
        self.panel.clear()
        self._column.show()
        self._fit()
        self.panel_closed.emit()

    @property
    def answers(self) -> AnswersPanel:
        """The panel that says how answers are written; made now, where nobody needed it yet."""
        if self._answers is None:
            self._answers = AnswersPanel(self._icons, self._look)
            self._split.addWidget(self._answers)
            self.on_answers_made(self._answers)
        return self._answers

    @property
    def made_answers(self) -> AnswersPanel | None:
        """The same, if somebody has needed it."""
        return self._answers

    def show_answers(self) -> None:
        """Make room for how answers are written; never beside the sources."""
        self.close_panel()
        self.answers.show()
        self._fit()
        if self._column.isVisible():
            width = self.answers.minimumWidth()
            self._split.setSizes([self.width() - width, 0, width])
            self._split.refresh()
            self._fit()

    def close_answers(self) -> None:
        """Keep nothing of it."""
        if self._answers is None or self._answers.isHidden():
            return
        self._answers.clear()
        self._column.show()
        self._fit()
        self.answers_closed.emit()

    def set_temporary(self, *, is_temporary: bool) -> None:
        """Show that nothing of this conversation is kept, or that it is one like the others."""
        self.temporary.setVisible(is_temporary)
        self.composer.setProperty("temporary", is_temporary)
        self.composer.style().unpolish(self.composer)
        self.composer.style().polish(self.composer)

    def has_message(self, message_id: MessageId) -> bool:
        """Whether a message is shown already."""
        return self.transcript.has_message(message_id)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere; where they will go is shown."""
        if local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.composer.set_expecting(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They go elsewhere."""
        self.composer.set_expecting(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Files are never moved by being dropped here, whatever keys are held."""
        self.composer.set_expecting(False)
        if files := local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.files_dropped.emit(files)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The composer is as wide as the column of the transcript."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the conversation way to the panel where both have no room."""
        beside: QWidget = self.panel
        if self.panel.isHidden() and self._answers is not None:
            beside = self._answers
        has_panel = not beside.isHidden()
        is_narrow = self.width() < _LEAST_COLUMN + beside.minimumWidth()
        self._column.setMinimumWidth(_LEAST_COLUMN if has_panel and not is_narrow else 0)
        self._column.setVisible(not (has_panel and is_narrow))
        room = self._split.sizes()[0] if has_panel and not is_narrow else self.width()
        self._bottom.setFixedWidth(max(200, min(round(COLUMN * self._zoom), room - 2 * _SIDE)))


def _scrolling(welcome: QWidget) -> QScrollArea:
    """In a low window the welcome gives way, not the banner with what can be done."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(welcome)
    area.viewport().setAutoFillBackground(False)
    welcome.setAutoFillBackground(False)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def labels() -> Labels:
    """The transcript's words in the language of the window."""
    return Labels(
        copy=text.copy(),
        copied=text.copied(),
        select_all=text.select_all(),
        jump_to_end=text.jump_to_end(),
        you=text.you(),
        assistant=text.assistant(),
        conversation=text.conversation(),
        thoughts=text.thoughts(),
        thinking=text.reasoning(),
        thinking_for=text.thinking_for(),
        thought_for=text.thought_for(),
        save=text.save_copy(),
        show_all=transcript_words.show_all_lines(),
        wrap=transcript_words.wrap_lines(),
        keep_lines=transcript_words.keep_lines(),
        show_anyway=safety.show_anyway(),
    )
