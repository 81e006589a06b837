"""A list to choose from whose choice may be longer than the room there is."""

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from app.gui.plain_tip import plain_tip

_EDGE: Final = 2
"""Between the text and the edges of its place (QCommonStyle, CE_ComboBoxLabel)."""


class ElidedCombo(QComboBox):
    """Shows by an ellipsis that the choice goes on, and then all of it in the tooltip."""

    def shown(self) -> str:
        """What there is room for of the choice."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        place = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        elide = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(self.currentText(), elide, place.width() - _EDGE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As the style paints it: it would cut the text off."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        """The tooltip is what is chosen now, where not all of it is seen."""
        if event.type() == QEvent.Type.ToolTip:
            whole = self.currentText()
            self.setToolTip("" if self.shown() == whole else plain_tip(whole))
        return super().event(event)
