"""A page of a PDF as the confined child drew it, with the cited words marked."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.documents import PagePicture
from app.gui.chat.look import Look
from app.gui.icons import Icons
from app.gui.sources.steady_bar import keep_bar
from app.gui.text import citations as words

MOST_PIXELS: Final = 4_000
"""Of the width of a picture, however dense the screen and large the page."""
_STEPS: Final = (1.0, 1.25, 1.5, 2.0, 3.0)
_RESIZE_MS: Final = 150
_BORDER: Final = 8
_ICON: Final = 16
_MARK: Final = "#ffe066"
_EDGE: Final = "#c79a00"
_LIFT: Final = 2
"""Pixels by which a mark is taller than its letters, above and below."""


class PageCanvas(QWidget):
    """The picture alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._marks: tuple[QRectF, ...] = ()

    @property
    def marks(self) -> tuple[QRectF, ...]:
        """The marked places, in pixels of the widget."""
        return self._marks

    @property
    def image(self) -> QImage:
        """The picture as it came."""
        return self._image

    def show_picture(self, picture: PagePicture, ratio: float) -> None:
        """Show a picture that was drawn with `ratio` pixels for each of the widget's."""
        image = QImage(
            picture.pixels,
            picture.width,
            picture.height,
            picture.stride,
            QImage.Format.Format_RGB32,
        ).copy()  # the bytes go away
        image.setDevicePixelRatio(ratio)
        self._image = image
        self._marks = tuple(
            QRectF(
                each.left / ratio, each.top / ratio, each.width / ratio, each.height / ratio
            ).adjusted(-1, -_LIFT, 1, _LIFT)
            for each in picture.marks
        )
        self.setFixedSize(round(picture.width / ratio), round(picture.height / ratio))
        self.update()

    def clear(self) -> None:
        """Keep nothing of it."""
        self._image = QImage()
        self._marks = ()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the page, and lay the colour of a marker over the words."""
        painter = QPainter(self)
        painter.drawImage(0, 0, self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for mark in self._marks:
            painter.fillRect(mark, QColor(_MARK))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        for mark in self._marks:
            painter.fillRect(QRectF(mark.left(), mark.bottom() - 1, mark.width(), 1), _EDGE)


class PageView(QWidget):
    """Turns pages and scales them; whoever listens to `wanted` has them drawn."""

    wanted = Signal(int, int)
    """A page, and how many pixels wide its picture is to be."""

    def __init__(self, icons: Icons, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._look = look
        self._name = self._quote = ""
        self._page = self._count = 1
        self._step = 0
        self._asked_width = 0
        self._goes_to_mark = True
        self.canvas = PageCanvas()
        self.area = QScrollArea()
        self.area.setObjectName("pageArea")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        keep_bar(self.area)
        self.area.setWidget(self.canvas)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.viewport().installEventFilter(self)
        self.previous, self.next, self.smaller, self.larger = (QToolButton() for _ in range(4))
        self.place = QLabel()
        self.place.setObjectName("muted")
        self.previous.clicked.connect(lambda: self.turn(-1))
        self.next.clicked.connect(lambda: self.turn(1))
        self.smaller.clicked.connect(lambda: self.scale(-1))
        self.larger.clicked.connect(lambda: self.scale(1))
        self._timer = QTimer(self, singleShot=True, interval=_RESIZE_MS)
        self._timer.timeout.connect(self._ask_again)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 2, 8, 2)
        for part in (self.previous, self.place, self.next):
            bar.addWidget(part)
        bar.addStretch(1)
        bar.addWidget(self.smaller)
        bar.addWidget(self.larger)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.area, 1)
        self.set_look(look)
        self.retranslate()

    @property
    def page(self) -> int:
        """The page that is shown, or on its way."""
        return self._page

    def set_look(self, look: Look) -> None:
        """Take other colours; the paper stays white."""
        self._look = look
        self._paint_icons()

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        for button, label in (
            (self.previous, words.page_before()),
            (self.next, words.next_page()),
            (self.smaller, words.smaller()),
            (self.larger, words.larger()),
        ):
            button.setToolTip(label)
            button.setAccessibleName(label)
        self._say()

    def open(self, name: str, page: int, count: int, quote: str) -> None:
        """Begin with a page of a document; `quote` are the words that are marked."""
        self.clear()
        self._name, self._quote = name, quote
        self._page = page
        self._count = max(count, page)
        self._step = 0
        self._goes_to_mark = True
        self._say()
        self._ask()

    def clear(self) -> None:
        """Keep nothing of the document."""
        self._timer.stop()
        self._name = self._quote = ""
        self._asked_width = 0
        self.canvas.clear()
        self.area.setAccessibleName("")

    def show_picture(self, picture: PagePicture) -> None:
        """The picture that was wanted."""
        self.canvas.show_picture(picture, self.devicePixelRatioF())
        self._say()
        if not self._goes_to_mark:
            return
        self._goes_to_mark = False
        marks = self.canvas.marks
        top = int(marks[0].top() - self.area.viewport().height() / 3) if marks else 0
        self.area.verticalScrollBar().setValue(top)
        left = int(marks[0].left() - _BORDER * 2) if marks and self._step else 0
        self.area.horizontalScrollBar().setValue(left)

    def turn(self, step: int) -> None:
        """Another page."""
        page = max(1, min(self._page + step, self._count))
        if page != self._page:
            self._page = page
            self._goes_to_mark = True
            self._say()
            self._ask()

    def scale(self, step: int) -> None:
        """Larger, or smaller again until the page is as wide as the view."""
        wanted = max(0, min(self._step + step, len(_STEPS) - 1))
        if wanted != self._step:
            self._step = wanted
            self._goes_to_mark = True
            self._say()
            self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The page follows the width, once it rests."""
        super().resizeEvent(event)
        if self._name:
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl with the wheel scales."""
        if isinstance(event, QWheelEvent) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.scale(1 if event.angleDelta().y() > 0 else -1)
            return True
        return super().eventFilter(watched, event)

    def _width(self) -> int:
        room = max(120, self.area.viewport().width() - 2 * _BORDER)
        return min(MOST_PIXELS, round(room * _STEPS[self._step] * self.devicePixelRatioF()))

    def _ask(self) -> None:
        self._asked_width = self._width()
        self.wanted.emit(self._page, self._asked_width)

    def _ask_again(self) -> None:
        if self._name and self._width() != self._asked_width:
            self._ask()

    def _say(self) -> None:
        self.place.setText(words.page_of(self._page, self._count))
        self.previous.setEnabled(self._page > 1)
        self.next.setEnabled(self._page < self._count)
        self.smaller.setEnabled(self._step > 0)
        self.larger.setEnabled(self._step < len(_STEPS) - 1)
        self._paint_icons()
        if self._name:
            marked = self._quote if self.canvas.marks else ""
            named = words.drawn_page(self._page, self._name, marked)
            self.area.setAccessibleName(named)

    def _paint_icons(self) -> None:
        """What cannot be pressed is paler."""
        for button, icon in (
            (self.previous, "chevron-left"),
            (self.next, "chevron-right"),
            (self.smaller, "minus"),
            (self.larger, "plus"),
        ):
            colour = self._look.muted if button.isEnabled() else self._look.table_border
            self._icons.put(button, icon, colour, _ICON)
