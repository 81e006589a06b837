"""The scrolling conversation: messages come, grow and change in their rows."""

import dataclasses
from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from app.domain.generation import Role
from app.domain.ids import MessageId
from app.domain.retrieval import Grounding
from app.gui.announcing import announce
from app.gui.chat import document_style, highlighter
from app.gui.chat.announcer import Announcer
from app.gui.chat.code_wrap import CodeWrap
from app.gui.chat.drag_scroller import DragScroller
from app.gui.chat.finding_area import FindingArea
from app.gui.chat.formulas import Formulas
from app.gui.chat.look import Look
from app.gui.chat.message_view import MessageView
from app.gui.chat.pacer import Pacer
from app.gui.chat.rows import Divider, Labels, Row
from app.gui.chat.tab_walk import TabWalk
from app.gui.chat.turn import Turn
from app.gui.chat.turn_rows import TurnRows
from app.gui.icons import Icons
from app.gui.sources.card import SourceCard
from app.gui.sources.wording import copied
from app.gui.text.safety import left_out_of_copy


class Transcript(FindingArea):
    """A `TranscriptView` of Qt widgets."""

    copy_requested = Signal(str)
    link_requested = Signal(str)
    save_requested = Signal(object)
    """A `CodeBlock` that the reader wants in a file."""
    attachment_requested = Signal(object)
    divider_requested = Signal(object)
    source_requested = Signal(object, int)
    sources_requested = Signal(object)
    unfold_requested = Signal(object)
    """The id of a message whose folded text is to be shown."""

    def __init__(
        self,
        look: Look,
        labels: Labels,
        icons: Icons | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, icons, parent)
        self._labels = labels
        self._icons = icons
        self._places: dict[MessageId, int] = {}
        self._changed: set[int] = set()
        self._divided: MessageId | None = None
        self._pacer = Pacer(self._flush, self)
        self._card = SourceCard(self)
        self.moved.connect(self._card.dismiss)
        self._drag = DragScroller(self)
        self._formulas = Formulas(self)
        self._wrap = CodeWrap(self)
        self._wrap.changed.connect(self._reflow)
        self._announcer = Announcer(self)
        self._walk = TabWalk(
            self,
            self._rows,
            self._views,
            lambda: self._layout.first_in_view,
            self._show_place,
            self._reveal,
        )
        self.turns = TurnRows(self, self._rows, self._views, self._show_place, self._measure_again)
        self._wear(look)
        self._say(labels)

    # --- content --------------------------------------------------------------------------------

    def set_messages(self, rows: Sequence[Row]) -> None:
        """Show another conversation, at its end."""
        self.turns.forget()
        self._forget_all()
        self._rows[:] = rows
        self._places = {row.id: place for place, row in enumerate(self._rows)}
        self._layout.reset(self._estimates())
        self._find_again()
        self._place()

    def renew_messages(self, rows: Sequence[Row]) -> None:
        """Show the same conversation as it is now, at the place that is being read.

        Where the message that was being read is gone, the next one that is left takes its place.
        """
        opened = {row.id for row in self._rows if row.shows_thoughts}
        whole = {row.id for row in self._rows if row.shows_all}
        divided = self._places.get(self._divided) if self._divided is not None else None
        divider = self._rows[divided].divider if divided is not None else None
        rows = [
            dataclasses.replace(
                row,
                shows_thoughts=row.id in opened,
                shows_all=row.id in whole,
                divider=divider if row.id == self._divided else None,
            )
            for row in rows
        ]
        if rows == self._rows:
            return
        is_following = self._layout.is_following or not self._rows
        place, y = (0, 0) if is_following else self._layout.anchor
        read = [row.id for row in self._rows[place:]]
        held = self.turns.held()
        self.set_messages(rows)
        found = next((self._places[each] for each in read if each in self._places), None)
        if not is_following and found is not None:
            self._layout.hang_on(found, y)
            self._place()
        self.turns.resume(held)

    def has_message(self, message_id: MessageId) -> bool:
        """Whether a message is among the rows."""
        return message_id in self._places

    def last_row(self, role: Role) -> Row | None:
        """The last message of a speaker that is complete; None while there is none."""
        return next(
            (each for each in reversed(self._rows) if each.role is role and not each.is_live), None
        )

    def put_before(self, rows: Sequence[Row]) -> None:
        """Add messages before those that are there; nothing in view moves."""
        count = len(rows)
        self._rows[:0] = rows
        self._places = {row.id: place for place, row in enumerate(self._rows)}
        moved = {place + count: view for place, view in self._views.items()}
        self._views.clear()
        self._views.update(moved)  # others hold it too
        self._changed = {place + count for place in self._changed}
        self._layout.put_before(map(self._estimator.height, rows))
        self._find_again()
        self._place()

    def append(self, row: Row) -> None:
        """Add a message at the end."""
        self._places[row.id] = len(self._rows)
        self._rows.append(row)
        self._layout.append(self._estimator.height(row))
        self._finding.look_again(len(self._rows) - 1)
        self._note_news()
        self._place()

    def grow(self, message_id: MessageId, more: str) -> None:
        """Add text to a message."""
        place = self._places.get(message_id)
        if place is not None and more:
            self.update_message(message_id, text=self._rows[place].text + more)

    def grow_thoughts(self, message_id: MessageId, more: str) -> None:
        """Add to the thoughts of a message."""
        place = self._places.get(message_id)
        if place is not None and more:
            self.update_message(message_id, thoughts=self._rows[place].thoughts + more)

    def update_message(
        self,
        message_id: MessageId,
        *,
        text: str | None = None,
        status: str | None = None,
        is_live: bool | None = None,
        is_error: bool | None = None,
        thoughts: str | None = None,
        thinking_s: float | None = None,
        grounding: Grounding | None = None,
        turn: Turn | None = None,
        caution: str | None = None,
        is_folded: bool | None = None,
    ) -> None:
        """Change what is given of a message. The end of an answer is shown at once."""
        place = self._places.get(message_id)
        if place is None:
            return
        before = self._rows[place]
        after = dataclasses.replace(
            before,
            text=before.text if text is None else text,
            status=before.status if status is None else status,
            is_live=before.is_live if is_live is None else is_live,
            is_error=before.is_error if is_error is None else is_error,
            thoughts=before.thoughts if thoughts is None else thoughts,
            thinking_s=before.thinking_s if thinking_s is None else thinking_s,
            grounding=before.grounding if grounding is None else grounding,
            turn=before.turn if turn is None else turn,
            caution=before.caution if caution is None else caution,
            is_folded=before.is_folded if is_folded is None else is_folded,
        ).without_folded()  # the end of an answer may be told later than what was found in it
        if after == before:
            return
        self._rows[place] = after
        self._changed.add(place)
        self._announcer.hear(before, after)
        if after.text != before.text:
            self._note_news()
        if before.is_live and not after.is_live:
            self._pacer.flush_now()
        else:
            self._pacer.request()

    def announce(self, words: str, *, is_urgent: bool = False) -> None:
        """Say how an answer ended, to those who hear the window."""
        announce(self, words, is_urgent=is_urgent)

    def set_divider(self, message_id: MessageId | None, divider: Divider | None = None) -> None:
        """Draw a divider above a message, in place of the one before; without a message none."""
        before, self._divided = self._divided, message_id
        for each, shown in ((before, None), (message_id, divider)):
            place = self._places.get(each) if each is not None else None
            if place is not None and self._rows[place].divider != shown:
                self._rows[place] = dataclasses.replace(self._rows[place], divider=shown)
                self._changed.add(place)
                self._pacer.request()

    def questions(self) -> list[str]:
        """What the reader said in the conversation, the first first."""
        return [row.text for row in self._rows if row.role is Role.USER]

    def clear(self) -> None:
        """Show nothing, and keep nothing of what was shown."""
        self._forget_found()
        self.set_messages([])
        for view in self._free:
            view.deleteLater()
        self._free.clear()
        highlighter.forget()
        self._formulas.forget()

    def _forget_all(self) -> None:
        """Let go of all rows and of what was going on with them."""
        self._pacer.cancel()
        self._end_drag()
        self._card.dismiss()
        self._changed.clear()
        self._jump.has_news = False
        for place in list(self._views):
            self._release(place)

    def _note_news(self) -> None:
        """Tint the button if the reader does not see what came."""
        if not self._layout.is_following:
            self._jump.has_news = True

    def _flush(self) -> None:
        """Show what changed. A message under a pressed mouse button waits for its release."""
        waiting = set()
        for place in self._changed:
            self._finding.look_again(place)
            view = self._views.get(place)
            if view is None:
                self._layout.forget(place, self._estimator.height(self._rows[place]))
            elif view.is_pressed():
                waiting.add(place)
            else:
                view.show_row(self._rows[place])
                self._layout.forget(place)
        self._changed = waiting
        self._place()

    def copy_conversation(self) -> None:
        """Ask for the whole conversation on the clipboard, as Markdown, without the thoughts."""
        parts = (
            f"**{self._labels.speaker(row)}**\n\n{_copied(row)}"
            for row in self._rows
            if row.text or row.is_folded
        )
        self.copy_requested.emit("\n\n".join(parts))

    # --- look and words -------------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Show everything in another look."""
        self._look = look
        self._wear(look)
        for view in [*self._views.values(), *self._free]:
            view.set_look(look)
        self._reflow()

    def set_labels(self, labels: Labels) -> None:
        """Show everything in another language."""
        self._labels = labels
        self._say(labels)
        for view in [*self._views.values(), *self._free]:
            view.set_labels(labels)
        self._reflow()

    def _wear(self, look: Look) -> None:
        """Take over colours."""
        palette = document_style.palette(look)
        self.setPalette(palette)
        self.viewport().setPalette(palette)  # it keeps its own once the application has a style
        self._jump.set_look(look)
        self.find_bar.set_look(look)
        self._place_bar()

    def _say(self, labels: Labels) -> None:
        """Take over words."""
        self.setAccessibleName(labels.conversation)
        self._jump.set_label(labels.jump_to_end)
        self.find_bar.retranslate()

    # --- views ----------------------------------------------------------------------------------

    def _make_view(self) -> MessageView:
        """A view more."""
        view = MessageView(
            self._look,
            self._labels,
            self._icons,
            self.viewport(),
            formulas=self._formulas,
            wrap=self._wrap,
        )
        view.body.conversation_copy_requested.connect(self.copy_conversation)
        view.body.grown.connect(lambda: self._measure_again(view))
        self.turns.watch(view)
        view.attachments.opened.connect(self.attachment_requested)
        view.divider.requested.connect(self.divider_requested)
        view.source_requested.connect(self.source_requested)
        view.sources_requested.connect(self.sources_requested)
        view.unfold_requested.connect(self.unfold_requested)
        self._card.watch(view.hover, view.body, view.citation)
        view.copy_requested.connect(self.copy_requested)
        view.save_requested.connect(self.save_requested)
        view.link_requested.connect(self.link_requested)
        view.selection_started.connect(lambda: self._unmark_others(view))
        view.dragged.connect(lambda position: self._on_dragged(view, position))
        view.drag_ended.connect(self._end_drag)
        view.reveal_requested.connect(lambda rect: self._reveal(rect.translated(view.pos())))
        view.thoughts.toggled.connect(
            lambda is_open: self._change_shown(view, shows_thoughts=is_open)
        )
        view.unfolded.connect(lambda: self._change_shown(view, shows_all=True))
        return view

    def _measure_again(self, view: MessageView) -> None:
        """The same message takes another height now."""
        place = next(place for place, each in self._views.items() if each is view)
        self._layout.forget(place)
        self._place()

    def _change_shown(
        self,
        view: MessageView,
        *,
        shows_thoughts: bool | None = None,
        shows_all: bool | None = None,
    ) -> None:
        """Open or close parts of a message; what was clicked stays where it is."""
        place = next(place for place, each in self._views.items() if each is view)
        row = self._rows[place]
        self._rows[place] = dataclasses.replace(
            row,
            shows_thoughts=row.shows_thoughts if shows_thoughts is None else shows_thoughts,
            shows_all=row.shows_all if shows_all is None else shows_all,
        )
        view.show_row(self._rows[place])
        self._layout.forget(place)
        self._layout.scroll(0)
        self._place()

    def _unmark_others(self, view: MessageView) -> None:
        """One selection at a time."""
        for other in self._views.values():
            if other is not view and other.has_selection():
                other.clear_selection()

    def marked_text(self) -> str:
        """What the reader has marked in a message; "" for nothing."""
        return next(filter(None, (each.marked_text() for each in self._views.values())), "")

    # --- moving ---------------------------------------------------------------------------------

    def show_message(self, message_id: MessageId) -> None:
        """Scroll to a message; nothing happens when it is not there."""
        place = self._places.get(message_id)
        if place is not None:
            self._layout.is_following = False
            self._show_place(place)

    def _on_dragged(self, view: MessageView, position: QPoint) -> None:
        """A selection is drawn out: let go of the end, scroll when it leaves the view."""
        if view.has_selection():
            self._layout.is_following = False
            self._drag.follow(view, position)

    def _end_drag(self) -> None:
        """The mouse button is up: catch up with what had to wait."""
        self._drag.end()
        if self._changed:
            self._pacer.request()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes through the messages in their order, and in each through its parts."""
        return self._walk.go(next)


def _copied(row: Row) -> str:
    """What is copied of a message; of a folded one only that it is."""
    if row.is_folded:
        return left_out_of_copy(row.caution)
    return copied(row.text, row.role, row.grounding)
