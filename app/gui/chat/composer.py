"""Where a message is written: the field grows with its text, what is attached stands above it."""

from collections.abc import Container
from itertools import count, pairwise
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.attachments import AttachmentKind, NewAttachment, made
from app.domain.errors import AppError
from app.domain.plain_files import PLAIN
from app.gui import text
from app.gui.chat.assistant_chip import AssistantChip
from app.gui.chat.chip_row import ChipRow
from app.gui.chat.look import ROUND_BUTTON, Look
from app.gui.chat.message_edit import MOST_CHARACTERS, PADDING, MessageEdit
from app.gui.chat.source_row import SourceRow
from app.gui.chat.token_meter import TokenMeter
from app.gui.fonts import grown
from app.gui.icons import Icons
from app.services.attachments import check

_MAX_LINES: Final = 12
READING_SHOWN_MS: Final = 400
"""Most files are read in less: a word that only flashes up helps nobody."""


class Composer(QFrame):
    """The field, what is attached, and a button that sends or stops, in the same place."""

    send_requested = Signal(str)
    stop_requested = Signal()
    attach_requested = Signal()
    documents_requested = Signal()
    draft_changed = Signal()
    reading_changed = Signal()
    """Files are being read, or are read."""
    """What is written, or what is attached to it, is another."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self._icons = icons
        self._look: Look | None = None
        self._is_answering = False
        self._has_model = True
        self._last_paste: NewAttachment | None = None
        """What can be turned back into text."""
        self._is_reading = False
        self.assistant = AssistantChip(icons, self)
        self.sources = SourceRow(icons, self)
        self.chips = ChipRow(icons, self)
        self.edit = MessageEdit(self)
        self.attach = QToolButton(self)
        self.attach.setObjectName("attach")
        self.documents = QToolButton(self)
        self.documents.setObjectName("attach")
        self.reading = QLabel(self)
        self.reading.setObjectName("muted")
        self.reading.hide()
        self._reading_timer = QTimer(self, singleShot=True, interval=READING_SHOWN_MS)
        self._reading_timer.timeout.connect(self.reading.show)
        self.as_text = QPushButton(self)
        self.as_text.setObjectName("link")
        self.as_text.hide()
        self.meter = TokenMeter(self)
        self.button = QToolButton(self)
        self.button.setObjectName("send")
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.attach, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.documents, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.edit, 1)
        row.addSpacing(4)
        row.addWidget(self.meter, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(6)
        layout.addWidget(self.assistant, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.sources)
        layout.addWidget(self.chips)
        layout.addWidget(self.reading)
        layout.addWidget(self.as_text, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(row)
        self.setFocusProxy(self.edit)
        self._put_in_order()
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.composed.connect(self._refresh_button)
        self.edit.submitted.connect(self._on_submitted)
        self.edit.stop_requested.connect(self.stop_requested)
        self.edit.focus_changed.connect(self._on_focus_changed)
        self.edit.text_given.connect(self.add_text)
        self.edit.backed_out.connect(self._on_backed_out)
        self.edit.taken_back.connect(self._take_paste_back)
        self.chips.changed.connect(self._on_chips_changed)
        self.chips.left.connect(self.edit.setFocus)
        self.assistant.left.connect(self.edit.setFocus)
        self.sources.changed.connect(self._on_sources_changed)
        self.sources.left.connect(self.edit.setFocus)
        self.documents.clicked.connect(self.documents_requested)
        self.as_text.clicked.connect(self.paste_as_text)
        self.attach.clicked.connect(self.attach_requested)
        self.button.clicked.connect(self._on_clicked)
        self.retranslate()
        self._fit()

    def set_look(self, look: Look) -> None:
        """Take the colours of a look."""
        self._look = look
        self.chips.set_look(look)
        self.sources.set_look(look)
        self.assistant.set_look(look)
        side = grown(ROUND_BUTTON)
        for button in (self.attach, self.documents, self.button):
            button.setFixedSize(side, side)
        self._icons.put(self.documents, "documents", look.muted)
        self._icons.put(self.attach, "clip", look.muted)
        self._refresh_button()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self._say_what_to_write()
        self.edit.setAccessibleName(text.message())
        self.attach.setToolTip(text.attach_tip())
        self.attach.setAccessibleName(text.attach())
        self.documents.setToolTip(text.answer_from_documents_tip())
        self.documents.setAccessibleName(text.answer_from_documents())
        self.sources.retranslate()
        self.assistant.retranslate()
        self.as_text.setText(text.paste_as_text())
        self.reading.setText(text.reading_files())
        self.chips.retranslate()
        self.meter.retranslate()
        self._refresh_button()

    def set_answering(self, is_answering: bool) -> None:
        """Offer Stop while an answer is under way, Send otherwise."""
        self._is_answering = is_answering
        self._refresh_button()

    @property
    def is_answering(self) -> bool:
        """Whether an answer is under way here."""
        return self._is_answering

    def set_has_model(self, has_model: bool) -> None:
        """Without a model there is nobody to write to: the field says so and keeps its draft."""
        self._has_model = has_model
        self.retranslate()

    @property
    def is_reading(self) -> bool:
        """Whether files that belong to the message are being read."""
        return self._is_reading

    def set_reading(self, is_reading: bool) -> None:
        """While files are being read nothing is sent: it would go without them."""
        self._is_reading = is_reading
        self.reading_changed.emit()
        if is_reading:
            self._reading_timer.start()
        else:
            self._reading_timer.stop()
            self.reading.hide()
        self._refresh_button()

    def set_expecting(self, is_expecting: bool) -> None:
        """Show that what is being dragged would be attached here."""
        self.setProperty("expecting", is_expecting)
        self.style().unpolish(self)
        self.style().polish(self)

    def add(self, new: NewAttachment) -> bool:
        """Attach something; False, and it is refused, when the message has too much already."""
        try:
            check([*self.chips.attachments(), new])
        except AppError as error:
            self.edit.refused.emit(error)
            return False
        self.chips.add(new)
        return True

    def add_text(self, pasted: str) -> None:
        """Attach a long text that was pasted; it can be turned back into text, or taken back."""
        taken = {each.attachment.name for each in self.chips.attachments()}
        name = _numbered(text.pasted_text(), taken)
        new = made(AttachmentKind.TEXT, name, pasted, media_type=PLAIN)
        if self.add(new):
            self._set_last_paste(new)

    def paste_as_text(self) -> None:
        """Write the text that was pasted last instead of attaching it."""
        new = self._last_paste
        if new is not None and self.edit.write(new.attachment.text):
            self.chips.remove(new)
            self.edit.setFocus()

    def _take_paste_back(self) -> None:
        """Undo: what is too long for the field was only attached."""
        new = self._last_paste
        if new is not None and not _fits(new):
            self.chips.remove(new)
        else:
            self.paste_as_text()

    def take_attachments(self) -> tuple[NewAttachment, ...]:
        """What is attached, which goes with the message and is here no more."""
        taken = self.chips.attachments()
        self.chips.put(())
        return taken

    def draft(self) -> str:
        """What is written and not yet sent, the syllable in the making included."""
        return self.edit.whole()

    def set_draft(self, draft: str) -> None:
        """Put a text into the field, the cursor at its end."""
        self.edit.setPlainText(draft)
        self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)

    def write_before(self, text: str) -> None:
        """Write a text before what is in the field; who types goes on where the cursor is."""
        self.edit.finish_composing()
        if text and self.edit.toPlainText():
            QTextCursor(self.edit.document()).insertText(f"{text}\n\n")
        elif text:
            self.set_draft(text)

    def clear(self) -> None:
        """Keep nothing of what is written, in the undo stack or in the making included."""
        QGuiApplication.inputMethod().reset()
        self.edit.inputMethodEvent(QInputMethodEvent())
        self.set_draft("")
        self.chips.put(())
        self.sources.put(())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower field needs more lines."""
        super().resizeEvent(event)
        self._fit()
        self._say_what_to_write()

    def _say_what_to_write(self) -> None:
        """In the empty field, on a single line also where it is narrow."""
        said = text.write_message() if self._has_model else text.composer_needs_model()
        room = self.edit.viewport().width() - 2 * PADDING
        short = self.edit.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, room)
        self.edit.setPlaceholderText(short if self.isVisible() else said)

    def _on_text_changed(self) -> None:
        self.edit.takes_back = False
        self._fit()
        self._refresh_button()
        self.draft_changed.emit()

    def _on_chips_changed(self) -> None:
        if self._last_paste not in self.chips.attachments():
            self._set_last_paste(None)
        self._put_in_order()
        self._refresh_button()
        self.draft_changed.emit()

    def _on_sources_changed(self) -> None:
        self._put_in_order()
        self._refresh_button()

    def _on_backed_out(self) -> None:
        """To what stands before the text: the last attachment, or the last of the documents."""
        if self.chips.chips:
            self.chips.focus_last()
        elif self.sources.chips:
            self.sources.chips[-1].setFocus(Qt.FocusReason.BacktabFocusReason)
        elif self.assistant.assistant is not None:
            self.assistant.setFocus(Qt.FocusReason.BacktabFocusReason)

    def _put_in_order(self) -> None:
        """Tab goes from the chips over the paper clip to the field."""
        chips = (self.assistant, *self.sources.chips, *self.chips.chips)
        stops = (
            *chips,
            self.as_text,
            self.attach,
            self.documents,
            self.edit,
            self.meter,
            self.button,
        )
        for first, second in pairwise(stops):
            self.setTabOrder(first, second)

    def _set_last_paste(self, new: NewAttachment | None) -> None:
        self._last_paste = new
        self.edit.takes_back = new is not None
        self.as_text.setVisible(new is not None and _fits(new))

    def _on_submitted(self) -> None:
        written = self.draft().strip()
        if self._is_ready(written):
            self.edit.clear()
            self.send_requested.emit(written)

    def _is_ready(self, has_words: object) -> bool:
        """Whether there is something to send, and somebody to send it to.

        Documents answer a question: without words there is none.
        """
        has_content = bool(has_words) or (bool(self.chips.chips) and not self.sources.chips)
        return has_content and self._has_model and not (self._is_answering or self._is_reading)

    def _on_clicked(self) -> None:
        if self._is_answering:
            self.stop_requested.emit()
        else:
            self.edit.finish_composing()
            self._on_submitted()
        self.edit.setFocus()

    def _on_focus_changed(self, focused: bool) -> None:
        self.setProperty("focused", focused)
        self.style().unpolish(self)
        self.style().polish(self)

    def _has_words(self) -> bool:
        return self.edit.is_composing or not self.edit.document().isEmpty()

    def _refresh_button(self) -> None:
        is_ready = self._is_answering or self._is_ready(self._has_words())
        self.button.setEnabled(is_ready)
        self.button.setToolTip(
            text.stop_tip()
            if self._is_answering
            else text.send_tip(needs_control=self.edit.needs_control)
        )
        self.button.setAccessibleName(text.stop() if self._is_answering else text.send())
        if self._look is not None:
            name = "stop" if self._is_answering else "send"
            colour = self._look.on_accent if is_ready else self._look.muted
            self._icons.put(self.button, name, colour)

    def changeEvent(self, event: QEvent) -> None:
        """Another font has lines of another height."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """As high as the text, up to a third of the window or a dozen lines."""
        line = self.edit.fontMetrics().lineSpacing()
        self.meter.setFixedHeight(max(grown(ROUND_BUTTON), self.meter.sizeHint().height()))
        # A plain text document measures its height in lines, wrapped ones included.
        lines = max(1, int(self.edit.document().size().height()))
        window = self.window().height() // 3
        most = max(3, min(_MAX_LINES, window // max(1, line)))
        shown = min(lines, most)
        self.edit.setFixedHeight(shown * line + 2 * PADDING + 2)
        policy = Qt.ScrollBarPolicy
        is_cut = lines > most
        self.edit.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if is_cut else policy.ScrollBarAlwaysOff
        )


def _fits(pasted: NewAttachment) -> bool:
    """Whether a text that was pasted may stand in the field."""
    return len(pasted.attachment.text) < MOST_CHARACTERS


def _numbered(name: str, taken: Container[str]) -> str:
    """The name, or with a number when it is taken."""
    names = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(each for each in names if each not in taken)
