"""The menus of a message."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QMenu

from app.domain.models import InstalledModel
from app.gui import text
from app.gui.chat.turn import Turn, TurnAct, TurnMenu
from app.gui.model_chip import short_name
from app.gui.text import turns as words
from app.services.turn_words import Manner


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the entries of a menu call."""

    act: Callable[[TurnAct], None]
    again: Callable[[Manner, InstalledModel | None], None]


def fill(
    menu: QMenu,
    kind: TurnMenu,
    turn: Turn,
    wishes: Wishes,
    others: Callable[[], Sequence[InstalledModel]],
    *,
    is_busy: bool,
    is_from_documents: bool = False,
) -> None:
    """Put what can be done with a message into a menu; `others` are the models to choose from."""
    if turn.is_answer and kind is not TurnMenu.MORE:
        _add_manners(menu, wishes, others(), is_busy=is_busy, is_from_documents=is_from_documents)
    if kind is TurnMenu.AGAIN:
        return
    if kind is not TurnMenu.MORE:
        if turn.is_answer:
            menu.addSeparator()
        if turn.can_go_on:
            _add(menu, words.go_on(), wishes, TurnAct.GO_ON, is_enabled=not is_busy)
        if not turn.is_answer:
            _add(menu, words.edit_message(), wishes, TurnAct.EDIT)
        if kind is TurnMenu.ALL:
            _add(menu, text.copy(), wishes, TurnAct.COPY)
        if turn.of > 1:
            earlier, later = turn.place > 1, turn.place < turn.of
            _add(menu, words.earlier_version(), wishes, TurnAct.EARLIER, is_enabled=earlier)
            _add(menu, words.later_version(), wishes, TurnAct.LATER, is_enabled=later)
    if turn.is_pinned:
        _add(menu, words.unpin(), wishes, TurnAct.UNPIN)
    else:
        _add(menu, words.pin(), wishes, TurnAct.PIN)
    _add(menu, words.fork(), wishes, TurnAct.FORK)
    menu.addSeparator()
    _add(menu, words.delete_message(), wishes, TurnAct.DELETE, is_enabled=not is_busy)
    if not turn.is_answer:
        _add(menu, words.delete_turn(), wishes, TurnAct.DELETE_TURN, is_enabled=not is_busy)


def _add_manners(
    menu: QMenu,
    wishes: Wishes,
    others: Sequence[InstalledModel],
    *,
    is_busy: bool,
    is_from_documents: bool,
) -> None:
    manners = [
        (words.try_again(), Manner.SAME),
        (words.shorter(), Manner.SHORTER),
        (words.longer(), Manner.LONGER),
        (words.more_careful(), Manner.CAREFUL),
    ]
    if is_from_documents:
        manners.append((words.without_documents(), Manner.WITHOUT_DOCUMENTS))
    for label, manner in manners:
        action = menu.addAction(label)
        action.setEnabled(not is_busy)
        action.triggered.connect(lambda _checked=False, each=manner: wishes.again(each, None))
    models = menu.addMenu(words.with_another_model())
    models.setEnabled(not is_busy)
    if not others:
        models.addAction(words.no_other_model()).setEnabled(False)
    for model in others:
        action = models.addAction(short_name(model.name).replace("&", "&&"))
        action.triggered.connect(lambda _checked=False, each=model: wishes.again(Manner.SAME, each))


def _add(menu: QMenu, label: str, wishes: Wishes, act: TurnAct, *, is_enabled: bool = True) -> None:
    action = menu.addAction(label)
    action.setEnabled(is_enabled)
    action.triggered.connect(lambda: wishes.act(act))
