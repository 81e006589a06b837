"""The colours around the conversation, and the palette of all widgets, for a `Look`."""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette

from app.gui.chat.look import Look


@dataclass(frozen=True, slots=True)
class Chrome:
    """Colours around the conversation."""

    sidebar: str
    field: str
    border: str
    selected: str
    danger_ground: str
    disabled: str


_CHROME = {
    (False, False): Chrome("#f1f4f3", "#ffffff", "#d6dddd", "#dfe9e9", "#fbeceb", "#8b9698"),
    (True, False): Chrome("#15191a", "#22282a", "#384143", "#263436", "#3a2524", "#6f7b7d"),
    (False, True): Chrome("#ffffff", "#ffffff", "#565e60", "#d5e6e7", "#ffffff", "#5c6567"),
    (True, True): Chrome("#000000", "#000000", "#9aa6a8", "#1d3a3d", "#000000", "#a3adaf"),
}
"""By whether it is dark, and whether the contrast is high."""


def chrome(look: Look) -> Chrome:
    """The colours around the conversation for a look."""
    return _CHROME[look.is_dark, look.is_high]


def palette(look: Look) -> QPalette:
    """What widgets are painted with where the style sheet says nothing."""
    around = chrome(look)
    colours = QPalette()
    roles = {
        QPalette.ColorRole.Window: look.window,
        QPalette.ColorRole.WindowText: look.text,
        QPalette.ColorRole.Base: around.field,
        QPalette.ColorRole.AlternateBase: around.sidebar,
        QPalette.ColorRole.Text: look.text,
        QPalette.ColorRole.Button: around.field,
        QPalette.ColorRole.ButtonText: look.text,
        QPalette.ColorRole.PlaceholderText: look.muted,
        QPalette.ColorRole.Highlight: look.selection,
        QPalette.ColorRole.HighlightedText: look.selected_text,
        QPalette.ColorRole.Link: look.link,
        QPalette.ColorRole.ToolTipBase: around.field,
        QPalette.ColorRole.ToolTipText: look.text,
        QPalette.ColorRole.Accent: look.accent,
    }
    for role, colour in roles.items():
        colours.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.WindowText,
    ):
        colours.setColor(QPalette.ColorGroup.Disabled, role, QColor(around.disabled))
    return colours
