"""A document that opens nothing a text names, and shows no picture but those that we have drawn.

Qt opens what rich text names (pictures, style sheets, UNC paths) when the resource loader answers
with nothing, so ours answers every name with one transparent pixel. A picture's *name* is touched
even then on screens of a high density (`name@2x` is looked for), so Qt's picture handler is
replaced as well.
"""

from PySide6.QtCore import QRect, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QImage,
    QPainter,
    QPyTextObject,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QWidget

from app.gui.chat.typesetting import Drawn


def blank_image() -> QImage:
    """One transparent pixel: valid, so that Qt looks no further."""
    image = QImage(1, 1, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    return image


class _OwnPictures(QPyTextObject):
    """Draws the pictures given to the document, by name. Any other takes no room.

    Stands where Qt's own handler would resolve file names. A text layout puts a picture upon the
    line or about its middle, so the room that is asked for is such that the picture's own line
    comes to lie on that of the text. What reaches no deeper below it than letters do needs no room
    there.
    """

    def __init__(self, document: "SafeDocument") -> None:
        super().__init__(document)
        self._of = document

    def intrinsicSize(
        self,
        _document: QTextDocument,
        _position: int,
        format: QTextFormat,
    ) -> QSizeF:
        """The room of a picture of ours; for any other, none."""
        picture = self._picture(format)
        if picture is None:
            return QSizeF(0, 0)
        share = self._share(picture)
        above, below = _room(picture, share, format.toCharFormat())
        return QSizeF(picture.width * share, above + below)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        _document: QTextDocument,
        _position: int,
        format: QTextFormat,
    ) -> None:
        """Draw a picture of ours; for any other, nothing."""
        picture = self._picture(format)
        if picture is None:
            return
        share = self._share(picture)
        above, _ = _room(picture, share, format.toCharFormat())
        top = rect.top() + above - picture.ascent * share
        height = (picture.ascent + picture.descent) * share
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(rect.left(), top, picture.width * share, height), picture.image)

    def _picture(self, format: QTextFormat) -> Drawn | None:
        return self._of.pictures.get(format.toImageFormat().name())

    def _share(self, picture: Drawn) -> float:
        """A picture wider than the text is made smaller."""
        width = self._of.textWidth()
        return min(1.0, width / picture.width) if width > 0 else 1.0


def sits_on_line(picture: Drawn, font: QFont) -> bool:
    """Whether a picture reaches no deeper below the line than letters do."""
    return picture.descent <= QFontMetricsF(font).descent()


def _room(picture: Drawn, share: float, format: QTextCharFormat) -> tuple[float, float]:
    """Pixels above and below the line, such as Qt would divide their sum."""
    ascent, descent = picture.ascent * share, picture.descent * share
    if format.verticalAlignment() != QTextCharFormat.VerticalAlignment.AlignMiddle:
        return ascent, 0.0
    metrics = QFontMetrics(format.font())
    half = metrics.xHeight() / 2
    whole = max(2 * ascent - half, 2 * descent + half)
    return (whole + half) / 2, (whole - half) / 2


class SafeDocument(QTextDocument):
    """A document that answers every resource itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pictures: dict[str, Drawn] = {}
        """What we have drawn, by the name it has in the text."""
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self._own_pictures = _OwnPictures(self)
        self.documentLayout().registerHandler(
            QTextFormat.ObjectTypes.ImageObject.value, self._own_pictures
        )

    def loadResource(self, _kind: int, _name: QUrl | str) -> QImage:
        """The blank image, whatever was asked for."""
        return blank_image()
