"""Where Tab stops in a conversation, and leaving a widget by it, whatever the widget holds."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.gui.chat.rows import Row
from app.gui.sources.wording import button_words

TAB_REASONS = {True: Qt.FocusReason.TabFocusReason, False: Qt.FocusReason.BacktabFocusReason}
"""By whether the way goes forwards."""
STOPS = 9
"""In a message: the divider above it, the line of the thoughts, their text, the text, its
attachments, its buttons, and what can be done with it."""
_DIVIDER, _THOUGHTS_LINE, _THOUGHTS, _TEXT, ATTACHMENTS = range(5)
UNFOLD, SOURCES, _BUTTON, TURN = range(5, STOPS)


def has_stop(row: Row, stop: int) -> bool:
    """Whether a message has the part at which Tab would stop."""
    if stop == _DIVIDER:
        return row.divider is not None
    if stop in (_THOUGHTS_LINE, _THOUGHTS):
        return bool(row.thoughts) and (stop == _THOUGHTS_LINE or row.shows_thoughts)
    if stop == TURN:
        return row.turn is not None
    if stop == UNFOLD:
        return row.is_folded
    if stop == SOURCES:
        return bool(button_words(row.grounding))
    return bool(row.attachments) if stop == ATTACHMENTS else bool(row.text)


def focus_neighbour(widget: QWidget, is_forward: bool) -> bool:
    """Give the focus to the next widget outside `widget`; whether there is one."""
    found = _step(widget, is_forward)
    while found is not None and found is not widget:
        if _takes_tab(found) and not widget.isAncestorOf(found):
            found.setFocus(TAB_REASONS[is_forward])
            return True
        found = _step(found, is_forward)
    return False


def _step(widget: QWidget, is_forward: bool) -> QWidget | None:
    """The neighbour in the window's focus chain, which is a ring."""
    return widget.nextInFocusChain() if is_forward else widget.previousInFocusChain()


def _takes_tab(widget: QWidget) -> bool:
    """Whether Tab may stop there."""
    takes_tab = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
    return bool(takes_tab) and widget.isVisible() and widget.isEnabled()
