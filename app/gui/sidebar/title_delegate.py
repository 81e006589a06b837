"""Edits a title in place, in a field as large as its row."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gui import text
from app.gui.sidebar.conversation_model import LONGEST_TITLE

_Index = QModelIndex | QPersistentModelIndex
_BEGUN: Final = "begun"


class TitleDelegate(QStyledItemDelegate):
    """Paints as usual; F2 and a double click edit."""

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: _Index
    ) -> QWidget:
        """A plain field; the model takes what is written."""
        editor = QLineEdit(parent)
        editor.setMaxLength(LONGEST_TITLE)
        editor.setAccessibleName(text.title())
        return editor

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Once: whenever a row changes Qt asks again, and what is being written would be lost."""
        if not editor.property(_BEGUN):
            editor.setProperty(_BEGUN, True)
            super().setEditorData(editor, index)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index
    ) -> None:
        """The row, as far as it is seen: the place of the text alone would cut the letters."""
        list_view = editor.parentWidget()
        seen = option.rect.intersected(list_view.rect()) if list_view else option.rect
        editor.setGeometry(seen)
