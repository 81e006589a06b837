"""Light and dark: the palette and the quiet style of the widgets, from one `Look`."""

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from app.config.paths import Paths
from app.gui.chat.look import (
    DARK,
    DARK_HIGH,
    LIGHT,
    LIGHT_HIGH,
    ROUND_BUTTON,
    SMALL_ROUND_BUTTON,
    Look,
)
from app.gui.chosen_appearance import Appearance
from app.gui.chrome import chrome, palette
from app.gui.fonts import grown, points
from app.gui.motion import Effects, wants_stillness
from app.gui.table_style import table_style

_SCHEMES = {
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
    "system": Qt.ColorScheme.Unknown,
}


_LOOKS = {
    (False, False): LIGHT,
    (True, False): DARK,
    (False, True): LIGHT_HIGH,
    (True, True): DARK_HIGH,
}


class Theme(QObject):
    """Applies a look to the whole application and follows the system where asked to."""

    def __init__(self, application: QApplication) -> None:
        """The font that the application has by now is what text sizes are percents of."""
        super().__init__(application)
        self._application = application
        self._font = QFont(application.font())
        self._wants_stillness = wants_stillness(application)
        self._effects = Effects(application)
        self._listeners: list[Callable[[Look], None]] = []
        self._chosen = Appearance()
        self._style = ""
        self._waits_for_views = False
        self.look = LIGHT
        self._hints = application.styleHints()
        self._wishes = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._on_hint)
        self._wishes.contrastPreferenceChanged.connect(self._on_hint)

    def on_change(self, listener: Callable[[Look], None]) -> None:
        """Call `listener` with the look, now and whenever it changes."""
        self._listeners.append(listener)
        listener(self.look)

    def apply(self, chosen: Appearance) -> None:
        """Look like this from now on."""
        self._chosen = chosen
        self._hints.setColorScheme(_SCHEMES[chosen.theme])
        self._refresh()

    def wait_for_views(self) -> None:
        """Style no widget before `dress`, for the views of a whole window are being built.

        Qt works a style sheet through again for each view that is laid out into another: to build
        the window took 0.43 seconds of a processor with it, and takes 0.23 when it comes last.
        """
        self._waits_for_views = True

    def dress(self) -> None:
        """Style the widgets, now that they stand."""
        self._waits_for_views = False
        self._application.setStyleSheet(self._style)

    def _undress(self) -> None:
        """Take the style off before another one comes.

        Put over one that is worn, Qt styles a widget again for everything around it: with all
        pages opened once, another size took 1.1 seconds of a processor, and takes 0.3 this way.
        """
        self._application.setStyleSheet("")

    def _on_hint(self, _hint: object) -> None:
        self._refresh()

    def _refresh(self) -> None:
        chosen = self._chosen
        is_dark = chosen.theme == "dark" or (
            chosen.theme == "system" and self._hints.colorScheme() == Qt.ColorScheme.Dark
        )
        is_high = chosen.contrast == "high" or (
            chosen.contrast == "system"
            and self._wishes.contrastPreference() == Qt.ContrastPreference.HighContrast
        )
        zoom, usual = chosen.text_size / 100, points(self._font)
        self.look = dataclasses.replace(
            _LOOKS[is_dark, is_high], point_size=max(LIGHT.point_size, usual) * zoom, zoom=zoom
        )
        font = QFont(self._font)
        font.setPointSizeF(usual * zoom)
        if not self._waits_for_views:
            self._undress()
        self._application.setFont(font)
        self._effects.hold(is_still=self._is_still())
        self._application.setPalette(palette(self.look))
        self._style = _style(self.look, font.pointSizeF(), is_still=self._is_still())
        if not self._waits_for_views:
            self._application.setStyleSheet(self._style)
        for listener in self._listeners:
            listener(self.look)

    def _is_still(self) -> bool:
        motion = self._chosen.motion
        return motion == "reduced" or (motion == "system" and self._wants_stillness)


def _style(look: Look, size: float, *, is_still: bool) -> str:
    """Everything that widgets take from a style sheet; `size` is that of their text, in points."""
    around = chrome(look)
    style = _quiet_style(look, size)
    style += table_style(look, around.field, around.border, around.selected)
    if is_still:
        style += _STILL
    if look.is_high:
        # A ring of one pixel is thin for those who see little.
        style = style.replace(f"1px solid {look.accent}", f"2px solid {look.accent}")
        style += _edges(look)
    return style


_STILL = "QProgressBar { widget-animation-duration: 0; }"


def _edges(look: Look) -> str:
    """Where the contrast is high, what can be pressed or is chosen has an edge to be seen."""
    edge = chrome(look).border
    return f"""
    QPushButton, QToolButton {{ border: 1px solid {edge}; }}
    QPushButton:focus, QToolButton:focus {{ border: 2px solid {look.accent}; }}
    QPushButton:disabled, QToolButton:disabled {{ border: 1px dashed {edge}; }}
    QListView::item:selected, QListView#files::item:selected,
    QListView#collections::item:selected, QListView#paletteList::item:selected,
    #sidebar QListView::item:selected, QTreeWidget#keysList::item:selected,
    QMenu::item:selected {{ border: 2px solid {look.accent}; }}
    QPushButton#primary:disabled, QPushButton#danger:disabled, QToolButton#send:disabled {{
        background: {chrome(look).field}; color: {chrome(look).disabled};
        border: 1px dashed {edge}; }}
    QPushButton#sidebarEntry:checked, QToolButton#filter:checked,
    QToolButton#answersToggle:checked {{ border: 2px solid {look.text}; }}
    """


def _quiet_style(look: Look, size: float) -> str:
    """Spacing in steps of 4 pixels, one accent; selectors name our own objects only."""
    around = chrome(look)
    edition = "dark" if look.is_dark else "light"
    check = (Paths.resource("icons") / f"check-{edition}.svg").as_posix()
    chevron = (Paths.resource("icons") / f"chevron-{edition}.svg").as_posix()
    mark = grown(14)
    return f"""
    #sidebar {{ background: {around.sidebar}; border: none;
        border-right: 1px solid {around.border}; }}
    #sidebar QListView {{ background: transparent; border: none; outline: none; }}
    #sidebar QListView::item {{ padding: 8px 10px; border-radius: 8px; color: {look.text}; }}
    #sidebar QListView::item:hover {{ background: {look.hover}; }}
    #sidebar QListView::item:selected {{ background: {around.selected}; color: {look.text}; }}
    QLabel#muted, #sidebar QLabel#muted {{ color: {look.muted}; }}
    QLabel#welcomeTitle {{ color: {look.text}; font-size: {size * 1.75:.1f}pt;
        font-weight: 600; }}
    QPushButton, QToolButton {{ icon-size: {grown(16)}px; }}
    QLineEdit QToolButton {{ icon-size: 16px; }}
    QPushButton, QToolButton {{ background: transparent; color: {look.text};
        border: 1px solid transparent; border-radius: 8px; padding: 6px 10px; }}
    QPushButton:hover, QToolButton:hover {{ background: {look.hover}; }}
    QPushButton:focus, QToolButton:focus {{ border: 1px solid {look.accent}; }}
    QMessageBox QPushButton {{ border: 1px solid {around.border}; background: {around.field}; }}
    QMessageBox QPushButton:focus {{ border: 1px solid {look.accent}; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {around.disabled}; }}
    QToolButton#thoughts {{ color: {look.muted}; padding: 3px 8px 3px 0; }}
    QToolButton#thoughts:hover, QToolButton#thoughts:focus {{ color: {look.text}; }}
    QToolButton::menu-indicator {{ image: none; width: 0; }}
    QPushButton#newChat {{ text-align: left; font-weight: 600; padding: 8px 10px;
        background: {around.field}; border: 1px solid {around.border}; }}
    QPushButton#newChat:hover {{ background: {look.hover}; }}
    QPushButton#newChat:focus {{ border: 1px solid {look.accent}; }}
    QPushButton#sidebarEntry {{ text-align: left; padding: 7px 10px; }}
    QPushButton#sidebarEntry:checked {{ background: {around.selected}; }}
    QListView#files, QListView#collections, QListView#sections {{
        background: transparent; border: none; outline: none; }}
    QListView#files::item, QListView#collections::item {{ border-radius: 8px;
        color: {look.text}; }}
    QListView#sections::item {{ border-radius: 8px; padding: 6px 8px; color: {look.text}; }}
    QListView#files::item:hover, QListView#collections::item:hover,
    QListView#sections::item:hover {{
        background: {look.hover}; }}
    QListView#files::item:selected, QListView#collections::item:selected,
    QListView#sections::item:selected {{
        background: {around.selected}; }}
    #documentsStack[expecting="true"] {{ border: 2px dashed {look.accent};
        border-radius: 10px; }}
    QLabel#pageTitle {{ color: {look.text}; font-size: {size * 1.5:.1f}pt; font-weight: 600; }}
    QLabel#cardTitle {{ color: {look.text}; font-weight: 600; }}
    QFrame#fileCard {{ background: {around.field}; border: 1px solid {around.border};
        border-radius: 10px; }}
    QFrame#compareColumn {{ background: {look.window}; border: 1px solid {around.border};
        border-radius: 12px; }}
    #compareColumn QLabel#muted {{ color: {look.muted}; }}
    QPushButton#plain:checked {{ background: {around.selected}; }}
    QToolButton#filter {{ padding: 4px 10px; color: {look.muted};
        border: 1px solid {around.border}; }}
    QToolButton#filter:checked {{ background: {around.selected}; color: {look.text}; }}
    QToolButton#filter:focus {{ border: 1px solid {look.accent}; }}
    QPushButton#example {{ text-align: left; padding: 10px 14px;
        background: {around.field}; border: 1px solid {around.border}; }}
    QPushButton#example:hover, QPushButton#example:focus {{ border: 1px solid {look.accent}; }}
    QPushButton#primary {{ background: {look.accent}; color: {look.on_accent}; font-weight: 600;
        padding: 7px 14px; }}
    QPushButton#primary:focus {{ border: 2px solid {look.text}; }}
    QPushButton#plain {{ border: 1px solid {around.border}; background: {around.field};
        padding: 6px 12px; }}
    QPushButton#plain:focus {{ border: 1px solid {look.accent}; }}
    QToolButton#modelChip {{ padding: 6px 12px; border-radius: 15px; color: {look.text};
        border: 1px solid {around.border}; background: {around.field}; }}
    QToolButton#modelChip:hover, QToolButton#modelChip:focus {{ border: 1px solid {look.accent}; }}
    QToolButton#modelChip[phase="failed"], QToolButton#modelChip[phase="none"] {{
        color: {look.error}; border: 1px solid {look.error}; }}
    #findBar {{ background: {look.window}; border: 1px solid {around.border};
        border-radius: 10px; }}
    #findBar QToolButton {{ padding: 5px; }}
    #findBar QLabel {{ color: {look.muted}; }}
    #composer {{ background: {around.field}; border: 1px solid {around.border};
        border-radius: 14px; }}
    #composer[temporary="true"] {{ background: {look.bubble};
        border: 1px dashed {look.muted}; }}
    #temporaryBar {{ background: {look.bubble}; border: none; }}
    #temporaryBar QLabel {{ color: {look.text}; }}
    #composer[focused="true"] {{ border: 1px solid {look.accent}; }}
    #composer[expecting="true"] {{ border: 2px dashed {look.accent}; }}
    QToolButton#attach {{ padding: 0; border-radius: {grown(ROUND_BUTTON) // 2}px; }}
    QToolButton#dividerButton {{ padding: 3px 8px; color: {look.link}; }}
    QToolButton#meter {{ padding: 2px 6px; border-radius: 8px; color: {look.muted};
        font-size: {size * 0.92:.1f}pt; }}
    QToolButton#meter[level="near"] {{ color: {look.text}; font-weight: 600; }}
    QToolButton#meter[level="over"] {{ color: {look.error}; font-weight: 600; }}
    QFrame#contextParts {{ background: {around.field}; border: 1px solid {around.border}; }}
    #contextParts QLabel {{ color: {look.text}; }}
    #contextParts QLabel#muted {{ color: {look.muted}; padding: 0; }}
    #contextParts QLabel#strong {{ font-weight: 600; }}
    QFrame#sourceList {{ background: {around.field}; border: 1px solid {around.border};
        border-radius: 10px; }}
    #sourceList QListView {{ background: transparent; border: none; outline: none; }}
    #sourceList QListView::item {{ border-radius: 6px; color: {look.text}; }}
    #sourceList QListView::item:hover {{ background: {look.hover}; }}
    #sourceList QListView::item:selected {{ background: {around.selected};
        border: 1px solid {look.accent}; }}
    #chipRow, #chips {{ background: transparent; border: none; }}
    QFrame#chip {{ background: {look.hover}; border: 1px solid {around.border};
        border-radius: 8px; }}
    QFrame#chip:focus {{ border: 1px solid {look.accent}; }}
    #composer QLabel#muted {{ color: {look.muted}; padding-left: 8px; }}
    QFrame#chip QLabel {{ color: {look.text}; }}
    QFrame#chip QLabel#muted {{ color: {look.muted}; padding: 0; }}
    QToolButton#chipRemove {{ padding: 0; border-radius: {grown(SMALL_ROUND_BUTTON) // 2}px; }}
    QToolButton#chipRemove:hover {{ background: {around.border}; }}
    QToolButton#sentChip {{ padding: 3px 4px 3px 10px; border-radius: 8px; color: {look.muted};
        border: 1px solid {around.border}; background: transparent; }}
    QToolButton#sentChip:hover {{ background: {look.hover}; color: {look.text}; }}
    QToolButton#sentChip:focus {{ border: 1px solid {look.accent}; color: {look.text}; }}
    QToolButton#turn {{ padding: 3px 5px; border-radius: 6px; }}
    QToolButton#turnGoOn {{ padding: 2px 9px; border-radius: 9px; color: {look.link};
        border: 1px solid {around.border}; }}
    QToolButton#turnGoOn:focus {{ border: 1px solid {look.accent}; }}
    QToolButton#turnGoOn:disabled {{ color: {around.disabled}; }}
    QFrame#messageEditor {{ background: {around.field}; border: 1px solid {look.accent};
        border-radius: 12px; }}
    #messageEditor QPlainTextEdit {{ background: transparent; border: none; color: {look.text};
        selection-background-color: {look.selection};
        selection-color: {look.selected_text}; }}
    QToolButton#messageSources {{ padding: 2px 9px; border-radius: 9px; color: {look.link};
        border: 1px solid {around.border}; background: transparent; }}
    QToolButton#messageSources:hover {{ background: {look.hover}; }}
    QToolButton#messageSources:focus {{ border: 1px solid {look.accent}; }}
    QFrame#sourceCard {{ background: {around.field}; border: 1px solid {around.border};
        border-radius: 10px; }}
    QFrame#sourceCard QLabel {{ color: {look.text}; }}
    QFrame#sourceCard QLabel#sourceName {{ font-weight: 600; }}
    QFrame#sourceCard QLabel#muted {{ color: {look.muted}; }}
    QFrame#sourcesPanel {{ background: {around.sidebar}; border: none;
        border-left: 1px solid {around.border}; }}
    #sourcesPanel QLabel, #sourceList QLabel {{ color: {look.text}; }}
    #sourcesPanel QLabel#muted, #sourceList QLabel#muted {{ color: {look.muted}; }}
    QLabel#sourceName {{ font-weight: 600; }}
    #sourcesPanel QLabel#sourceNotice {{ background: {look.bubble}; color: {look.text};
        padding: 8px 14px; }}
    QFrame#answersPanel {{ background: {around.sidebar}; border: none;
        border-left: 1px solid {around.border}; }}
    #answersPanel QLabel {{ color: {look.text}; }}
    #answersPanel QLabel#muted {{ color: {look.muted}; }}
    #answersPanel QLabel#problem {{ color: {look.error}; }}
    #answersPanel QScrollArea, #answersPanel QScrollArea > QWidget > QWidget {{
        background: transparent; }}
    QToolButton#resetValue {{ padding: 2px; border-radius: 6px; }}
    QToolButton#answersToggle:checked {{ background: {around.selected}; }}
    QPlainTextEdit#schema {{ background: {around.field}; color: {look.text};
        border: 1px solid {around.border}; border-radius: 8px; padding: 4px;
        selection-background-color: {look.selection};
        selection-color: {look.selected_text}; }}
    QPlainTextEdit#schema:focus {{ border: 1px solid {look.accent}; }}
    QDoubleSpinBox {{ background: {around.field}; color: {look.text};
        border: 1px solid {around.border}; border-radius: 8px; padding: 4px 6px;
        selection-background-color: {look.selection}; selection-color: {look.selected_text}; }}
    QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {{ width: 0; border: none; }}
    QDoubleSpinBox QLineEdit {{ background: transparent; border: none; padding: 0; }}
    QDoubleSpinBox:focus {{ border: 1px solid {look.accent}; }}
    QSlider::groove:horizontal {{ background: {around.border}; height: 4px; border-radius: 2px; }}
    QSlider::sub-page:horizontal {{ background: {look.accent}; height: 4px; border-radius: 2px; }}
    QSlider::handle:horizontal {{ background: {look.accent}; width: 14px; margin: -5px 0;
        border-radius: 7px; border: 1px solid {around.sidebar}; }}
    QSlider::handle:horizontal:focus {{ border: 2px solid {look.text}; }}
    #sourcesPanel QScrollArea, #sourceList {{ background: transparent; }}
    QTextEdit#documentText {{ background: {look.window}; color: {look.text}; border: none;
        selection-background-color: {look.selection};
        selection-color: {look.selected_text}; }}
    QTextEdit#documentText:focus, QScrollArea#pageArea:focus {{
        border: 1px solid {look.accent}; }}
    QAbstractButton#placeButton {{ background: {around.field}; border: 1px solid {around.border};
        border-radius: 8px; }}
    QAbstractButton#placeButton:hover {{ background: {look.hover}; }}
    QAbstractButton#placeButton:focus {{ border: 1px solid {look.accent}; }}
    QPlainTextEdit#attachmentText:read-only {{ background: {look.code_background}; }}
    QPlainTextEdit#attachmentText:focus {{ border: 1px solid {look.accent}; }}
    QPlainTextEdit#attachmentText {{ background: {around.field}; color: {look.text};
        border: 1px solid {around.border}; border-radius: 8px; padding: 4px;
        selection-background-color: {look.selection};
        selection-color: {look.selected_text}; }}
    #composer QPlainTextEdit {{ background: transparent; border: none; color: {look.text}; }}
    QToolButton#send {{ background: {look.accent}; border: none;
        border-radius: {grown(ROUND_BUTTON) // 2}px; padding: 0; }}
    QToolButton#send:disabled {{ background: {around.border}; }}
    QToolButton#send:focus {{ border: 2px solid {look.text}; }}
    QPushButton#link {{ border: none; padding: 4px 8px; color: {look.link}; }}
    QPushButton#link:hover, QPushButton#link:focus {{ text-decoration: underline; }}
    QPushButton#link:disabled {{ color: {around.disabled}; }}
    QPushButton#keep {{ border: none; padding: 4px 0; text-align: left; color: {look.link}; }}
    QPushButton#keep:hover, QPushButton#keep:focus {{ text-decoration: underline; }}
    QPushButton#fact {{ border: none; padding: 0; text-align: left; color: {look.muted}; }}
    QPushButton#fact:hover, QPushButton#fact:focus {{ text-decoration: underline; }}
    QPushButton#danger {{ background: {look.error}; color: {look.on_accent}; font-weight: 600;
        padding: 7px 14px; }}
    QPushButton#danger:focus {{ border: 2px solid {look.text}; }}
    QPushButton#primary:disabled, QPushButton#danger:disabled {{
        background: {around.border}; color: {look.muted}; }}
    QLineEdit {{ background: {around.field}; color: {look.text}; border: 1px solid {around.border};
        border-radius: 8px; padding: 6px 8px; selection-background-color: {look.selection};
        selection-color: {look.selected_text}; }}
    QLineEdit, QPlainTextEdit {{ placeholder-text-color: {look.muted}; }}
    QLineEdit:focus {{ border: 1px solid {look.accent}; }}
    QLineEdit:disabled, QLineEdit:read-only {{ color: {look.muted};
        background: {look.code_background}; }}
    QComboBox {{ background: {around.field}; color: {look.text};
        border: 1px solid {around.border}; border-radius: 8px; padding: 5px 8px; }}
    QComboBox:focus {{ border: 1px solid {look.accent}; }}
    QComboBox::drop-down {{ border: none; width: {mark + 10}px; }}
    QComboBox::down-arrow {{ image: url("{chevron}"); width: {mark}px; height: {mark}px; }}
    QComboBox:disabled {{ color: {look.muted}; }}
    QPushButton#chooser {{ background: {around.field}; text-align: left; border-radius: 8px;
        border: 1px solid {around.border}; padding: 5px 8px;
        image: url("{chevron}"); image-position: center right; }}
    QPushButton#chooser:focus {{ border: 1px solid {look.accent}; }}
    QPushButton#chooser:disabled {{ color: {look.muted}; }}
    QComboBox QAbstractItemView {{ background: {around.field}; color: {look.text};
        border: 1px solid {around.border}; selection-background-color: {around.selected};
        selection-color: {look.text}; }}
    #sidebar QListView QLineEdit {{ padding: 0 8px; border: 1px solid {look.accent}; }}
    QCheckBox::indicator {{ width: {mark}px; height: {mark}px; border: 1px solid {look.muted};
        border-radius: 4px; background: {around.field}; }}
    QCheckBox::indicator:checked {{ background: {look.accent}; border: 1px solid {look.accent};
        image: url("{check}"); }}
    QCheckBox::indicator:focus {{ border: 1px solid {look.accent}; }}
    QCheckBox::indicator:disabled {{ border: 1px solid {around.border}; }}
    QCheckBox:focus {{ color: {look.accent}; }}
    QCheckBox {{ spacing: 8px; }}
    QListView#results::item {{ padding: 0; }}
    #palette {{ background: {look.window}; border: 1px solid {around.border};
        border-radius: 12px; }}
    QListView#paletteList, QTreeWidget#keysList {{ background: transparent; border: none;
        outline: none; }}
    QListView#paletteList::item {{ border-radius: 8px; color: {look.text}; }}
    QListView#paletteList::item:hover {{ background: {look.hover}; }}
    QListView#paletteList::item:selected {{ background: {around.selected}; }}
    QTreeWidget#keysList {{ border: 1px solid {around.border}; border-radius: 8px; }}
    QTreeWidget#keysList:focus {{ border: 1px solid {look.accent}; }}
    QTreeWidget#keysList::item {{ padding: 5px 6px; color: {look.text}; }}
    QTreeWidget#keysList::item:selected {{ background: {around.selected}; }}
    QTreeWidget#keysList QHeaderView {{ background: transparent; border: none; }}
    QTreeWidget#keysList QHeaderView::section {{ background: transparent; border: none;
        color: {look.muted}; padding: 5px 6px; }}
    QLabel#keys {{ color: {look.muted}; }}
    #undoBar, #offer {{ background: {around.field}; border: 1px solid {around.border};
        border-radius: 10px; }}
    #unlockPage {{ background: {look.window}; }}
    QProgressBar#busy {{ background: {around.border}; border: none; border-radius: 2px; }}
    QProgressBar#busy::chunk {{ background: {look.accent}; border-radius: 2px; }}
    QLabel#dialogTitle {{ font-size: {size * 1.4:.1f}pt; font-weight: 600; }}
    QLabel#problem {{ color: {look.error}; }}
    QPlainTextEdit#log, QPlainTextEdit#schema {{
        font-size: {size:.1f}pt; }}
    #codeFrame {{ background: {look.code_background}; border: 1px solid {look.code_border};
        border-radius: 10px; }}
    #banner {{ background: {around.danger_ground}; border: 1px solid {look.error};
        border-radius: 10px; }}
    #banner QLabel#bannerTitle {{ font-weight: 600; color: {look.error}; }}
    #banner QLabel {{ color: {look.text}; }}
    QPlainTextEdit#log {{ background: {look.code_background}; border: 1px solid {around.border};
        border-radius: 6px; color: {look.text}; }}
    QMenu {{ background: {around.field}; color: {look.text}; border: 1px solid {around.border};
        padding: 4px; }}
    QMenu::item {{ padding: 6px {grown(28)}px 6px {grown(20)}px; border-radius: 6px; }}
    QMenu::item:selected {{ background: {around.selected}; }}
    QMenu::item:disabled {{ color: {look.muted}; }}
    QMenu::separator {{ height: 1px; background: {around.border}; margin: 4px 8px; }}
    QToolTip {{ background: {around.field}; color: {look.text};
        border: 1px solid {around.border}; padding: 4px 6px; }}
    QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
    QScrollBar::handle:vertical {{ background: {around.border}; border-radius: 4px;
        min-height: 32px; }}
    QScrollBar::handle:disabled {{ background: transparent; }}
    QScrollBar::handle:vertical:hover {{ background: {look.muted}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
    QScrollBar::handle:horizontal {{ background: {around.border}; border-radius: 4px;
        min-width: 32px; }}
    QScrollBar::handle:horizontal:hover {{ background: {look.muted}; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QSplitter::handle {{ background: transparent; }}
    """
