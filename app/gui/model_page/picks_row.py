"""Three models for this computer, side by side, or below one another where it is narrow."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.model_cards import Use
from app.domain.sizes import format_bytes
from app.gui.model_page import wording
from app.gui.model_page.parts import button, card_frame, clear, plain_label
from app.gui.text import model_page as words
from app.services.model_choice import use_of
from app.services.model_library import ListedModel
from app.services.model_picks import Pick


class PicksRow(QWidget):
    """What is proposed; hidden until something is."""

    get_requested = Signal(str)
    use_requested = Signal(str)
    chosen = Signal(str)
    """The id of a model whose card is to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self._picks: tuple[Pick, ...] = ()
        self._room = 0
        self._title, self._note = plain_label(name="cardTitle"), plain_label(name="muted")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._note)
        column.addLayout(self._row)
        self.hide()

    @property
    def picks(self) -> tuple[Pick, ...]:
        """What is proposed."""
        return self._picks

    def show_picks(self, picks: Sequence[Pick], room_bytes: int) -> None:
        """Propose these."""
        self._picks, self._room = tuple(picks), room_bytes
        self.retranslate()
        self.setVisible(bool(picks))

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Stand below one another, or side by side."""
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self._title.setText(words.three_for_you())
        self._note.setText(words.room(format_bytes(self._room)))
        clear(self._row)
        for each in self._picks:
            self._row.addWidget(self._card(each), 1)

    def _card(self, pick: Pick) -> QFrame:
        model, card = pick.model, pick.model.card
        frame = card_frame()
        frame.setAccessibleName(f"{words.pick(pick.kind)}: {model.name}")
        column = QVBoxLayout(frame)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(2)
        column.addWidget(plain_label(words.pick(pick.kind), "muted"))
        column.addWidget(plain_label(model.name, "cardTitle"))
        if card is not None:
            column.addWidget(
                plain_label(words.of_catalog(card.good_at)), 1, Qt.AlignmentFlag.AlignTop
            )
        column.addWidget(plain_label(wording.size_and_pace(pick), "muted"))
        column.addWidget(plain_label(wording.what_it_asks(model), self._weight(model)))
        acts = QHBoxLayout()
        acts.setSpacing(6)
        if model.path is not None:
            use = partial(self.use_requested.emit, str(model.path))
            name = words.act_on(words.use_now(), model.name)
            acts.addWidget(button(words.use_now(), use, name=name))
        else:
            get = partial(self.get_requested.emit, model.id)
            acts.addWidget(button(words.get(), get, "primary", words.get_named(model.name)))
        about = partial(self.chosen.emit, model.id)
        name = words.act_on(words.show_card(), model.name)
        acts.addWidget(button(words.show_card(), about, "link", name))
        acts.addStretch(1)
        column.addLayout(acts)
        return frame

    @staticmethod
    def _weight(model: ListedModel) -> str:
        """Quiet where the licence lets anybody do anything; else it is to be read before."""
        return "muted" if use_of(model) is Use.ANY else ""
