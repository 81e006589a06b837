"""The tags of conversations: chips that can be taken away, and a field that adds some."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.conversations import Conversation
from app.domain.filing import LONGEST_NAME, name_key, tag_names
from app.gui.chat.flow import flow
from app.gui.chat.look import Look
from app.gui.chat.removable_chip import RemovableChip
from app.gui.icons import Icons
from app.gui.main_window import MainWindow
from app.gui.plain_tip import plain_tip
from app.gui.sidebar.hit_delegate import one_line
from app.gui.text import filing as text
from app.gui.vault.background import Background
from app.gui.vault.dialog import VaultDialog

_GAP = 6
_NAME_WIDTH = 240


class TagChip(RemovableChip):
    """One tag; muted when only some of the conversations have it."""

    def __init__(self, name: str, icons: Icons, look: Look, *, is_partial: bool) -> None:
        super().__init__()
        self.name = name
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setObjectName("muted" if is_partial else "")
        shown = label.fontMetrics().elidedText(
            f"#{one_line(name)}", Qt.TextElideMode.ElideRight, _NAME_WIDTH
        )
        label.setText(shown)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 3, 3)
        row.setSpacing(4)
        row.addWidget(label)
        row.addWidget(self.remove)
        icons.put(self.remove, "close", look.muted, 12)
        self.remove.setAccessibleName(text.remove_tag(name))
        self.remove.setToolTip(plain_tip(text.remove_tag(name)))
        self.setAccessibleName(name)
        self.setAccessibleDescription(text.chip_keys())
        self.setToolTip(plain_tip(f"{name}\n{text.tag_on_some()}" if is_partial else name))


class TagFlow(QWidget):
    """Chips in rows, as many as they need."""

    def __init__(self) -> None:
        super().__init__()
        self.chips: list[TagChip] = []

    def show_chips(self, chips: Sequence[TagChip]) -> None:
        """Show these in place of those before."""
        for each in self.chips:
            each.hide()
            each.deleteLater()
        self.chips = list(chips)
        for each in self.chips:
            each.setParent(self)
            each.show()
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has other rows."""
        super().resizeEvent(event)
        self._lay_out()

    def sizeHint(self) -> QSize:
        """As high as the rows are."""
        return QSize(0, self._places()[1])

    def _places(self) -> tuple[list[QRect], int]:
        sizes = [each.sizeHint() for each in self.chips]
        return flow(sizes, max(self.width(), 1), _GAP)

    def _lay_out(self) -> None:
        places, height = self._places()
        for chip, place in zip(self.chips, places, strict=True):
            chip.setGeometry(place)
        self.setFixedHeight(height)
        self.setVisible(bool(self.chips))


class TagField(QLineEdit):
    """Enter and a comma end a tag; with nothing written Enter is the dialog's."""

    def __init__(self, add: Callable[[str], None]) -> None:
        super().__init__()
        self._add = add
        self.setMaxLength(LONGEST_NAME)
        self.textEdited.connect(self._on_edited)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter adds what is written."""
        is_enter = Qt.Key(event.key()) in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self.text().strip():
            self.take()
            event.accept()
        else:
            super().keyPressEvent(event)

    def take(self) -> None:
        """Make a tag of what is written."""
        written = self.text()
        if written.strip():
            self._add(written)
            self.clear()

    def _on_edited(self, written: str) -> None:
        *done, rest = written.replace("，", ",").split(",")
        for each in done:
            self._add(each)
        if done:
            self.setText(rest.lstrip())


class TagDialog(VaultDialog):
    """Edits the tags of one or several conversations; all of it is one change."""

    def __init__(
        self,
        targets: Sequence[Conversation],
        known: Mapping[str, int],
        save: Callable[[list[str], list[str]], int],
        done: Callable[[int], object],
        background: Background,
        parent: MainWindow,
    ) -> None:
        """`known` are all tags with how many have them.

        `save` takes those to add and to remove and says how many conversations that changed.
        """
        many = len(targets) > 1
        super().__init__(
            text.tags_of(len(targets)) if many else text.tags_title(), background, parent
        )
        self._save, self._done = save, done
        self._look, self._icons = parent.look, parent.icons
        self._count = len(targets)
        self._before: dict[str, int] = {}
        for name in (name for each in targets for name in each.tags):
            self._before[name] = self._before.get(name, 0) + 1
        self._names = {name_key(name): name for name in self._before}
        self._added: set[str] = set()
        self._known = {name_key(name): name for name in known}
        self.flow = TagFlow()
        self.field = TagField(self.add)
        self.field.setPlaceholderText(text.add_tag())
        self.field.setAccessibleName(text.add_tag())
        self.field.setToolTip(text.add_tag_tip())
        self._choices = QStringListModel(sorted(known), self)
        completer = QCompleter(self._choices, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(lambda _name: self._take_completed())
        self.field.setCompleter(completer)
        form = QVBoxLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        form.addWidget(self.flow)
        form.addWidget(self.field)
        self.action.setText(text.save())
        self._refresh()
        self.field.setFocus()

    def names(self) -> list[str]:
        """The tags that are shown, in their order."""
        return sorted(self._names.values(), key=name_key)

    def add(self, written: str) -> None:
        """Show one more; one that is known keeps its spelling."""
        for name in tag_names([written]):
            key = name_key(name)
            self._names.setdefault(key, self._known.get(key, name))
            self._added.add(key)
        self._refresh()

    def remove(self, name: str) -> None:
        """Show it no more."""
        self._names.pop(name_key(name), None)
        self._added.discard(name_key(name))
        self._refresh()
        self.field.setFocus()

    def act(self) -> None:
        """Keep it, with what is still in the field."""
        self.field.take()
        removed = [name for name in self._before if name_key(name) not in self._names]
        added = [self._names[key] for key in self._added]

        def go_on(count: int) -> None:
            self.accept()
            self._done(count)

        self.begin(lambda: self._save(added, removed), go_on)

    def event(self, event: QEvent) -> bool:
        """Words that wrap have their height once the dialog is shown."""
        done = super().event(event)
        if event.type() is QEvent.Type.Show:
            self._refresh()
        return done

    def _take_completed(self) -> None:
        # The completer writes into the field after it has told.
        self.field.take()
        self.field.clear()

    def _refresh(self) -> None:
        chips: list[TagChip] = []
        for name in self.names():
            is_old = name_key(name) not in self._added
            is_partial = is_old and self._before.get(name, 0) < self._count
            chip = TagChip(name, self._icons, self._look, is_partial=is_partial)
            chip.removed.connect(lambda name=name: self.remove(name))
            chip.left.connect(self.field.setFocus)
            chip.stepped.connect(partial(self._step, len(chips)))
            chips.append(chip)
        self.flow.show_chips(chips)
        self.fit()

    def _step(self, start: int, step: int) -> None:
        at = start + step
        if 0 <= at < len(self.flow.chips):
            self.flow.chips[at].setFocus()
        elif at >= len(self.flow.chips):
            self.field.setFocus()
