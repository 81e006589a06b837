"""What stands in the way of somebody who sees little, hears the window, or has no mouse."""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from app.gui.chat.row_area import RowArea

_TAB = Qt.FocusPolicy.TabFocus.value
_NO_ROLE = (QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane)
_LISTS = (QAccessible.Role.List, QAccessible.Role.Table, QAccessible.Role.Tree)
_MOST_STOPS = 200
_SPARE = 1
"""Pixels by which rounding may be off."""


def parts(root: QWidget) -> Iterator[QWidget]:
    """Every widget that is seen in a window, in the order in which they were made."""
    for each in [root, *root.findChildren(QWidget)]:
        if each.isVisible() and each.window() is root.window():
            yield each


def named(widget: QWidget) -> str:
    """How a fault names it."""
    words = getattr(widget, "text", lambda: "")() or widget.accessibleName()
    parent = type(widget.parentWidget()).__name__
    return f"{type(widget).__name__} {widget.objectName()!r} {words!r} in {parent}"


def faults(root: QWidget, *, has_whole_hints: bool = True) -> list[str]:
    """What keyboard and screen reader miss, and words that are cut off.

    Where letters are large the hint in a field may end in an ellipsis: its name says the same.
    """
    found: list[str] = []
    found += [f"{name}: {fault}" for name, fault in _in_tree(root)]
    for each in parts(root):
        cut = [] if isinstance(each, QLineEdit) and not has_whole_hints else _cut(each)
        found += [f"{named(each)}: {fault}" for fault in (*_reach(each), *cut)]
    return found


def _in_tree(root: QWidget) -> Iterator[tuple[str, str]]:
    """What a screen reader, which walks the tree of accessible things, is not told."""
    top = QAccessible.queryAccessibleInterface(root)
    waiting = [] if top is None else [top]
    while waiting:
        each = waiting.pop()
        state, role = each.state(), each.role()
        if state.invisible and each is not top:  # type: ignore[attr-defined]  # not in the stubs
            continue
        name = each.text(QAccessible.Text.Name).strip()
        takes_focus = state.focusable and not state.disabled  # type: ignore[attr-defined]
        if takes_focus and not name and role not in _NO_ROLE:
            yield str(each.object()), f"is a {role.name} in the tree and has no name"
        if role not in _LISTS:  # their rows are what they say
            children = (each.child(index) for index in range(each.childCount()))
            waiting += [child for child in children if child is not None]


def reached_by_tab(press: Callable[[QWidget], object]) -> list[QWidget]:
    """What has the focus one after another, until it is back where it began.

    `press` presses Tab. Raises AssertionError where the focus does not come back.
    """
    found: list[QWidget] = []
    while (now := QApplication.focusWidget()) is not None:
        if now in found:
            assert now is found[0], f"{named(now)} holds it: {list(map(named, found))}"
            return found
        found.append(now)
        assert len(found) < _MOST_STOPS, "no end"
        press(now)
    raise AssertionError(f"the focus is lost after {named(found[-1]) if found else 'the start'}")


def out_of_order(stops: list[QWidget]) -> list[str]:
    """Which parts of the same parent come before one that is read before them."""
    found = []
    for one, next_one in pairwise(stops):
        before, after = (_place(each) for each in (one, next_one))
        is_same = one.parentWidget() is next_one.parentWidget()
        if is_same and next_one is not stops[0] and after.bottom() <= before.top():
            found.append(f"{named(next_one)} comes after {named(one)}, which is below it")
        shares_line = before.top() < after.center().y() < before.bottom()
        if is_same and shares_line and after.right() <= before.left():
            found.append(f"{named(next_one)} comes after {named(one)}, which is to the right of it")
    return found


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint()), widget.size())


def _takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy().value & _TAB) and widget.isEnabled()


def _by_arrows(widget: QWidget) -> bool:
    """Of buttons of which one is chosen Tab goes to that one, and arrows to the others."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive() and any(map(_takes_tab, group.buttons()))


def _in_transcript(widget: QWidget) -> bool:
    """Tab goes through messages in a way of its own, which has its own tests."""
    at = widget.parentWidget()
    while at is not None and not isinstance(at, RowArea):
        at = at.parentWidget()
    return at is not None


def _reach(widget: QWidget) -> Iterator[str]:
    interface = QAccessible.queryAccessibleInterface(widget)
    if _takes_tab(widget) and not isinstance(widget, QScrollArea):
        if interface is None or not interface.text(QAccessible.Text.Name).strip():
            yield "takes the focus and has no name"
        has_role = interface is not None and interface.role() not in _NO_ROLE
        # Qt gives an area of one's own no role; what it holds has one.
        if interface is not None and not has_role and not isinstance(widget, RowArea):
            yield f"takes the focus and is a {interface.role().name}"
    # Qt's own button in a field clears it, which keys do as well.
    is_pressed = isinstance(widget, QAbstractButton) and widget.isEnabled()
    is_pressed = is_pressed and not isinstance(widget.parentWidget(), QLineEdit)
    is_reached = _takes_tab(widget) or _in_transcript(widget) or _by_arrows(widget)
    if is_pressed and not is_reached:
        yield "is reached by mouse alone"


def _cut(widget: QWidget) -> Iterator[str]:
    metrics = QFontMetrics(widget.font())
    if isinstance(widget, QLabel) and widget.text():
        area = widget.contentsRect()
        if not widget.wordWrap():
            wide = max(metrics.horizontalAdvance(line) for line in widget.text().split("\n"))
            if wide > area.width() + _SPARE and "…" not in widget.text():
                yield f"needs {wide} pixels and has {area.width()}"
        else:
            if widget.heightForWidth(widget.width()) > widget.height() + _SPARE:
                needed = widget.heightForWidth(widget.width())
                yield f"needs a height of {needed} pixels and has {widget.height()}"
            longest = max((metrics.horizontalAdvance(word) for word in widget.text().split()),
                          default=0)  # fmt: skip
            if longest > area.width() + _SPARE:
                yield f"has a word of {longest} pixels in {area.width()}"
    elif isinstance(widget, QPushButton | QToolButton | QCheckBox | QRadioButton):
        shows_words = widget.text() and not (
            isinstance(widget, QToolButton)
            and widget.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
            and not widget.icon().isNull()
        )
        # An address gives way in its middle, and is told whole where it is pointed at.
        is_short = "…" in widget.text()[:-1] and widget.toolTip()
        words = metrics.horizontalAdvance(widget.text())
        wide = words if is_short else widget.sizeHint().width()
        if shows_words and wide > widget.width() + _SPARE:
            yield f"needs {wide} pixels and has {widget.width()}"
        if shows_words and metrics.height() > widget.height() + _SPARE:
            yield f"needs a height of {metrics.height()} pixels and has {widget.height()}"
    elif isinstance(widget, QLineEdit) and not widget.text():
        wide = metrics.horizontalAdvance(widget.placeholderText())
        if wide > widget.contentsRect().width() + _SPARE:
            yield f"hints with {wide} pixels and has {widget.contentsRect().width()}"


def untranslated(root: QWidget, catalogue: Mapping[str, str]) -> list[str]:
    """Words in a window of another language that are still the source's."""
    others = {source for source, said in catalogue.items() if said != source}
    found = []
    for each in parts(root):
        said = [each.toolTip(), each.accessibleName(), each.accessibleDescription()]
        said.append(each.windowTitle() if each.isWindow() else "")
        for name in ("text", "placeholderText", "title"):
            if callable(words := getattr(each, name, None)) and not isinstance(
                each, QPlainTextEdit | QAbstractScrollArea
            ):
                said.append(words())
        found += [f"{named(each)}: {words}" for words in said if words in others]
    return found
