"""What was sent with a message: quiet chips below it, which show what they stand for."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton, QWidget

from app.domain.attachments import Attachment
from app.gui import text
from app.gui.chat import document_style
from app.gui.chat.chip import ICONS, shown_name, shown_size
from app.gui.chat.flow import flow
from app.gui.chat.look import Look
from app.gui.icons import Icons
from app.gui.plain_tip import plain_tip

_GAP = 6
_ICON = 14
_NAME_WIDTH = 220
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class AttachmentStrip(QWidget):
    """Chips in rows. Tab stops at one of them, the arrows go from one to the next."""

    opened = Signal(object)
    focus_changed = Signal()

    def __init__(self, look: Look, icons: Icons | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._attachments: tuple[Attachment, ...] = ()
        self._buttons: list[QToolButton] = []
        self._current = 0
        self.hide()

    @property
    def buttons(self) -> Sequence[QToolButton]:
        """One for each attachment."""
        return tuple(self._buttons)

    @property
    def stop(self) -> QWidget:
        """What takes the focus."""
        return self._buttons[self._current] if self._buttons else self

    def show_attachments(self, attachments: tuple[Attachment, ...]) -> None:
        """Show these."""
        if attachments == self._attachments:
            return
        self._attachments = attachments
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._current = 0
        self._buttons = [self._made(place) for place in range(len(attachments))]
        self._say()

    def set_look(self, look: Look) -> None:
        """Take over colours and fonts."""
        self._look = look
        for place in range(len(self._buttons)):
            self._dress(place)
        self._say()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self._say()

    def height_for(self, width: int, *, to_right: bool) -> int:
        """Lay the chips out in a width; the height that they take."""
        sizes = [button.sizeHint() for button in self._buttons]
        places, height = flow(sizes, width, _GAP, to_right=to_right)
        for button, place in zip(self._buttons, places, strict=False):
            button.setGeometry(place)
            button.show()
        return height

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the focus, and take the arrows."""
        if event.type() is QEvent.Type.FocusIn:
            self._current = next(
                (at for at, each in enumerate(self._buttons) if each is watched), self._current
            )
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focus_changed.emit()
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()), 0)
            if step and 0 <= self._current + step < len(self._buttons):
                self._buttons[self._current + step].setFocus(Qt.FocusReason.TabFocusReason)
            if step:
                return True
        return super().eventFilter(watched, event)

    def _made(self, place: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("sentChip")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        attachment = self._attachments[place]
        button.clicked.connect(lambda: self.opened.emit(attachment))
        button.installEventFilter(self)
        return button

    def _dress(self, place: int) -> None:
        button, attachment = self._buttons[place], self._attachments[place]
        button.setFont(document_style.small_font(self._look))
        if self._icons is not None:
            name = ICONS[attachment.kind]
            self._icons.put(button, name, self._look.muted, _ICON)

    def _say(self) -> None:
        for place, (button, attachment) in enumerate(
            zip(self._buttons, self._attachments, strict=True)
        ):
            self._dress(place)
            name, size = shown_name(attachment), shown_size(attachment)
            elide = Qt.TextElideMode.ElideMiddle
            short = button.fontMetrics().elidedText(name, elide, _NAME_WIDTH)
            # Qt leaves less room between icon and text than around them.
            button.setText(f" {short} · {size}".replace("&", "&&"))
            button.setAccessibleName(text.chip(name, size))
            tip = name if attachment.text else f"{name}\n{text.unread_explained()}"
            button.setToolTip(plain_tip(tip))
