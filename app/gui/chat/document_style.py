"""The style sheet and fonts of message documents, made from a Look and from nothing else."""

from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from app.gui.chat.look import Look

LINE_HEIGHT = 135
"""Percent."""
_SMALL = 0.87


def text_font(look: Look) -> QFont:
    """The application's font at the look's size, with the look's families behind it.

    A family that is only an alias, such as "Sans Serif", means that nobody chose a font: the
    look's own then comes first.
    """
    font = QFont(QApplication.font())
    chosen = [name for name in font.families() if _is_real(name)]
    font.setFamilies(list(dict.fromkeys([*chosen, *look.text_families, *font.families()])))
    font.setPointSizeF(look.point_size)
    return font


def small_font(look: Look) -> QFont:
    """The font of notes and buttons."""
    font = text_font(look)
    font.setPointSizeF(look.point_size * _SMALL)
    return font


def lift(look: Look) -> int:
    """Pixels by which text stands too high: Qt adds the line height's extra room below the line."""
    extra = (LINE_HEIGHT - 100) / 200
    return round(QFontMetricsF(text_font(look)).height() * extra)


def text_width(look: Look, text: str) -> float:
    """Pixels that a short text takes."""
    return QFontMetricsF(text_font(look)).horizontalAdvance(text)


def mono_families(look: Look) -> list[str]:
    """The system's fixed font by its real name (in a list, Qt passes over aliases), then ours."""
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    return list(dict.fromkeys([QFontInfo(fixed).family(), *look.mono_families]))


@lru_cache(maxsize=64)
def _is_real(family: str) -> bool:
    """Whether a font of that name is there; macOS hides its own behind names with a dot.

    Asking Qt takes a millisecond, and each row of a transcript wants to know.
    """
    return family.startswith(".") or QFontDatabase.hasFamily(family)


def palette(look: Look) -> QPalette:
    """The colours of widgets in the transcript."""
    colours = QPalette()
    roles = {
        QPalette.ColorRole.Window: look.window,
        QPalette.ColorRole.Base: look.window,
        QPalette.ColorRole.WindowText: look.text,
        QPalette.ColorRole.Text: look.text,
        QPalette.ColorRole.ButtonText: look.text,
        QPalette.ColorRole.Button: look.hover,
        QPalette.ColorRole.Highlight: look.selection,
        QPalette.ColorRole.HighlightedText: look.selected_text,
        QPalette.ColorRole.Link: look.link,
    }
    for role, colour in roles.items():
        colours.setColor(role, QColor(colour))
    return colours


@lru_cache(maxsize=4)
def style_sheet(look: Look) -> str:
    """Qt's subset of CSS for the tags and classes that `markdown` writes."""
    families = ", ".join(f"'{family}'" for family in mono_families(look))
    unit = look.spacing
    size = look.point_size
    return f"""
p {{ margin-top: 0; margin-bottom: {unit}px; line-height: {LINE_HEIGHT}%; }}
p.math {{ line-height: 100%; text-align: center; }}
li {{ line-height: {LINE_HEIGHT}%; margin-bottom: {unit // 2}px; }}
ul, ol {{ margin-top: 0; margin-bottom: {unit}px; }}
ul.tasks {{ list-style-type: none; }}
h1, h2, h3, h4, h5, h6 {{ font-weight: bold; margin-bottom: {unit}px; }}
h1 {{ font-size: {size * 1.45:.1f}pt; margin-top: {unit * 2}px; }}
h2 {{ font-size: {size * 1.27:.1f}pt; margin-top: {unit * 2}px; }}
h3 {{ font-size: {size * 1.12:.1f}pt; margin-top: {unit * 3 // 2}px; }}
h4, h5, h6 {{ font-size: {size:.1f}pt; margin-top: {unit}px; }}
a {{ color: {look.link}; text-decoration: underline; }}
a.verified {{ color: {look.link}; background-color: {look.bubble}; text-decoration: none;
              font-size: {size * _SMALL:.1f}pt; }}
a.located {{ color: {look.muted};
             font-size: {size * _SMALL:.1f}pt; }}
span.bare {{ text-underline-style: dotted; text-decoration-color: {look.muted}; }}
code {{ font-family: {families}; font-size: {size * 0.92:.1f}pt;
        background-color: {look.code_header}; }}
pre {{ font-family: {families}; font-size: {size * 0.92:.1f}pt; white-space: pre-wrap;
       margin: 0; line-height: 125%; }}
pre.unwrapped {{ white-space: pre; }}
pre.plain {{ line-height: {LINE_HEIGHT}%; }}
p.head {{ margin: 0; line-height: 100%; color: {look.muted};
          font-size: {size * _SMALL:.1f}pt; }}
hr {{ background-color: {look.table_border}; }}
table {{ margin-top: {unit // 2}px; margin-bottom: {unit * 3 // 2}px; }}
table.head {{ margin-bottom: 0; }}
table.body {{ margin-top: 0; }}
table.quote {{ margin-top: {unit}px; }}
table.grid {{ border-collapse: collapse; border-color: {look.table_border};
              border-style: solid; }}
th {{ background-color: {look.table_header}; font-weight: bold; }}
td, th {{ line-height: 125%; padding: 7px 10px 3px 10px; }}
td.head {{ background-color: {look.code_header};
           padding: {unit // 2}px {unit * 3 // 2}px {unit // 2}px {unit * 3 // 2}px; }}
td.code {{ background-color: {look.code_background};
           padding: {unit}px {unit * 3 // 2}px {unit // 2}px {unit * 3 // 2}px; }}
p.head a {{ text-decoration: none; }}
td.quote p {{ margin-bottom: {unit // 2}px; }}
td.quote {{ border-left: 3px solid {look.quote_bar}; color: {look.muted};
            padding: 0 0 0 {unit * 3 // 2}px; }}
"""
