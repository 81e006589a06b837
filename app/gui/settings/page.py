"""The page of settings: sections with their rows, a search over all of them, facts of privacy."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.gui.icons import Icons
from app.gui.page_frame import NARROW, PageFrame
from app.gui.settings.sections import SECTIONS, Heading, Link, Section
from app.gui.settings.setting_row import SettingRow
from app.gui.text import settings as words
from app.gui.vault.dialog import plain_label

_LIST_WIDTH: Final = 180
_LIST_SPARE: Final = 16
Choices = Callable[[str], Mapping[Any, str]]


class _Column(QWidget):
    """As high as what stands in it needs at its width: a scroll area does not ask for that."""

    def event(self, event: QEvent) -> bool:
        """What stands in it needs another height."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        """It has another width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            wanted = layout.totalHeightForWidth(self.width())  # -1 where nothing is shown
            self.setMinimumHeight(max(0, wanted))


class SettingsPage(PageFrame):
    """Holds rows only while it is open: nothing of a setting stays when the window locks."""

    link_requested = Signal(object)
    """A Link."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(icons, "settingsPage", parent)
        self.rows: dict[str, SettingRow] = {}
        """By key of the setting; empty while the page is closed."""
        self.links: dict[Link, QPushButton] = {}
        self._parts: dict[Heading, QWidget] = {}
        self._choices: Choices = words.choices
        self._wanted: Heading | None = None
        """The section that was asked for, until the reader scrolls."""
        self._wants_facts = False
        """Whether its facts are what was asked for."""
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setObjectName("sections")
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = plain_label(name="muted")
        self.nothing.hide()
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.viewport().setAutoFillBackground(False)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self.search.textChanged.connect(lambda _words: self._let_go())
        self.search.textChanged.connect(lambda _words: self._filter())
        self.search.installEventFilter(self)
        self.list.currentRowChanged.connect(self._go_to)
        self.list.itemClicked.connect(lambda item: self._go_to(self.list.row(item)))
        bar = self.area.verticalScrollBar()
        bar.rangeChanged.connect(lambda _least, _most: self._scroll_to_wanted())
        bar.actionTriggered.connect(lambda _action: self._let_go())
        self.retranslate()

    def _lay_out(self) -> None:
        beside = QHBoxLayout()
        beside.setSpacing(24)
        beside.addWidget(self.list)
        beside.addWidget(self.area, 1)
        self.column.addWidget(self.search)
        self.column.addWidget(self.nothing)
        self.column.addLayout(beside, 1)

    def retranslate(self) -> None:
        """Say everything but the rows again: those are made anew."""
        self.say_title(words.settings())
        self.search.setPlaceholderText(words.search_settings())
        self.search.setAccessibleName(words.search_settings())
        self.list.setAccessibleName(words.section_list())
        self.nothing.setText(words.nothing_found())

    # --- what is shown --------------------------------------------------------------------------

    def build(self, choices: Choices) -> None:
        """Make the rows; `choices` are words by values for a key, empty for none."""
        self._choices = choices
        place = self.area.verticalScrollBar().value()
        focused = next(
            (key for key, each in self.rows.items() if each.field.control.hasFocus()), ""
        )
        self.clear()
        inside = _Column()
        inside.setAutoFillBackground(False)
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 0, 12, 0)
        column.setSpacing(4)
        headings = words.sections()
        for section in SECTIONS:
            part = self._parts[section.heading] = self._section(section, headings)
            column.addWidget(part)
        self.facts = QWidget()
        self._facts_column = QVBoxLayout(self.facts)
        self._facts_column.setContentsMargins(0, 8, 0, 8)
        self._facts_column.setSpacing(4)
        self._facts: list[tuple[str, QWidget]] = []
        privacy = self._parts[Heading.PRIVACY].layout()
        if privacy is not None:
            privacy.addWidget(self.facts)
        column.addStretch(1)
        self.area.setWidget(inside)
        self.list.blockSignals(True)
        self.list.addItems([headings[each.heading] for each in SECTIONS])
        self.list.blockSignals(False)
        self.list.setFixedWidth(max(_LIST_WIDTH, self.list.sizeHintForColumn(0) + _LIST_SPARE))
        self._filter()
        if focused:
            self.rows[focused].field.setFocus()
        QTimer.singleShot(0, self, lambda: self._go_back_to(place))

    def _section(self, section: Section, headings: Mapping[str, str]) -> QWidget:
        part = QWidget()
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 20)
        layout.setSpacing(2)
        layout.addWidget(plain_label(headings[section.heading], "cardTitle"))
        for setting in section.settings:
            row = self.rows[setting.key] = SettingRow(setting, self._choices(setting.key))
            layout.addWidget(row)
        for link in section.links:
            button = self.links[link] = QPushButton(words.link(link))
            button.setObjectName("keep")
            button.clicked.connect(lambda _checked=False, link=link: self.link_requested.emit(link))
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return part

    def show_facts(self, lines: Sequence[tuple[str, str]]) -> None:
        """Headings and facts below the settings of privacy."""
        while (item := self._facts_column.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.deleteLater()
        self._facts.clear()
        for heading, fact in lines:
            said = plain_label(heading, "muted")
            value = plain_label(fact)
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            value.setAccessibleName(f"{heading}: {fact}")
            value.setContentsMargins(0, 0, 0, 8)
            for part in (said, value):
                self._facts_column.addWidget(part)
                self._facts.append((f"{heading}\n{fact}", part))
        self._filter()

    def say(self, said: str) -> None:
        """Say what came of something, until the next search."""
        self.nothing.setText(said)
        self.nothing.show()

    def clear(self) -> None:
        """Keep nothing of any setting."""
        self.rows.clear()
        self.links.clear()
        self._parts.clear()
        self.list.blockSignals(True)
        self.list.clear()
        self.list.blockSignals(False)
        self._let_go()
        if (gone := self.area.takeWidget()) is not None:
            gone.deleteLater()

    def go_to(self, heading: Heading) -> None:
        """Show a section."""
        self.list.setCurrentRow([each.heading for each in SECTIONS].index(heading))

    def go_to_facts(self) -> None:
        """Show what stands below the settings of privacy."""
        self.go_to(Heading.PRIVACY)
        self._wants_facts = True
        self._scroll_to_wanted()

    def _go_to(self, row: int) -> None:
        if row < 0 or not self._parts:
            return
        self.search.clear()
        self._wanted, self._wants_facts = SECTIONS[row].heading, False
        self._scroll_to_wanted()

    def _go_back_to(self, place: int) -> None:
        """Where the page was, unless a section is asked for."""
        if self._wanted is None:
            self.area.verticalScrollBar().setValue(place)

    def _let_go(self) -> None:
        """The reader goes on from here."""
        self._wanted, self._wants_facts = None, False

    def _scroll_to_wanted(self) -> None:
        """Rows learn how high they are only when they are laid out, and facts come later."""
        part = self._parts.get(self._wanted) if self._wanted is not None else None
        if part is None:
            return
        inside = self.area.widget()
        if inside is not None and (layout := inside.layout()) is not None:
            layout.activate()
        below = self.facts.y() if self._wants_facts else 0
        self.area.verticalScrollBar().setValue(part.y() + below)

    def _filter(self) -> None:
        wanted = self.search.text().casefold().split()
        headings = words.sections()
        found = False
        for section in SECTIONS:
            part = self._parts.get(section.heading)
            if part is None:
                continue
            heading = headings[section.heading].casefold()

            def fits(said: str, heading: str = heading) -> bool:
                return all(each in f"{heading}\n{said.casefold()}" for each in wanted)

            shown = []
            for setting in section.settings:
                row = self.rows[setting.key]
                row.setVisible(fits(row.found_by))
                shown.append(fits(row.found_by))
            for link in section.links:
                self.links[link].setVisible(fits(words.link(link)))
                shown.append(fits(words.link(link)))
            if section.heading is Heading.PRIVACY:
                facts = [(fits(said), each) for said, each in self._facts]
                for is_found, each in facts:
                    each.setVisible(is_found)
                self.facts.setVisible(any(is_found for is_found, _each in facts))
                shown.append(any(is_found for is_found, _each in facts))
            part.setVisible(any(shown))
            found = found or any(shown)
        self.nothing.setText(words.nothing_found())
        self.nothing.setVisible(bool(self._parts) and not found)

    # --- events ---------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter lead from the search to the first setting that it found."""
        if watched is self.search and isinstance(event, QKeyEvent):
            leads = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.type() is QEvent.Type.KeyPress and event.key() in leads:
                found = (row for row in self.rows.values() if not row.isHidden())
                if (first := next((each for each in found if each.isVisible()), None)) is not None:
                    first.field.setFocus()
                    return True
        return super().eventFilter(watched, event)

    def fit(self, width: int) -> None:
        """In a narrow window the settings need the room."""
        self.list.setVisible(width >= NARROW)
