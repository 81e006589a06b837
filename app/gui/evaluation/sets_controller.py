"""Carries wishes of the editor to the sets that are kept, and shows what became of them.

What is written and not saved stays beside the set until it is saved, over a lock and a new start.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app.domain.errors import AppError
from app.domain.evaluation import EvaluationSet
from app.domain.ids import new_evaluation_id
from app.gui.evaluation import wording
from app.gui.evaluation.draft import EMPTY, DraftQuestion, SetDraft, draft_of, read, written
from app.gui.evaluation.page import EvaluationPage
from app.gui.keeper import Keeper
from app.gui.model_page.wording import plain_name
from app.gui.text import evaluation
from app.gui.text import question_editor as words
from app.gui.vault.background import Background
from app.services.evaluation_drafts import EvaluationDrafts
from app.services.evaluation_sets import EvaluationSets

T = TypeVar("T")
_NEW: Final = "new"
_KEPT_AFTER_MS: Final = 700
"""So long after the last key a draft is kept."""


@dataclass(frozen=True, slots=True)
class Sets:
    """Every set there is: those that came with Snug, and the user's own."""

    included: tuple[EvaluationSet, ...] = ()
    own: tuple[EvaluationSet, ...] = ()
    is_lasting: bool = True
    """Whether own ones are there when Snug is started again."""
    drafts: tuple[tuple[str, SetDraft], ...] = ()
    """What was not saved when the window was locked or closed."""


class SetsController(QObject):
    """Calls of the service wait for a disk: none is made on the window's thread."""

    def __init__(
        self,
        service: EvaluationSets,
        drafts: EvaluationDrafts,
        language: Callable[[], str],
        is_locked: Callable[[], bool],
        background: Background,
        page: EvaluationPage,
    ) -> None:
        """`language` is that of the window: a new set begins in it."""
        super().__init__(page)
        self._service = service
        self._kept_drafts = drafts
        self._language = language
        self._is_locked = is_locked
        self._background = background
        self._page = page
        self._view = page.sets
        self._found = Sets()
        self._written: dict[str, SetDraft] = {}
        """What is not saved, by the id of the set or a name of its own."""
        self._knows_drafts = False
        self._keeper = Keeper(background, self._tell_unless_locked, self, _KEPT_AFTER_MS)
        self._wanted = ""
        view, editor = self._view, self._view.editor
        view.set_chosen.connect(self._on_chosen)
        view.new_requested.connect(self.make)
        view.take_in_requested.connect(self._choose_file)
        editor.edited.connect(self._on_edited)
        editor.question_deleted.connect(self._offer_question_back)
        editor.undo_requested.connect(page.undo.undo)
        editor.save_requested.connect(self.save)
        editor.copy_requested.connect(self.copy)
        editor.menu.aboutToShow.connect(self.fill_menu)

    def load(self) -> None:
        """Look again at what is kept."""
        service, kept = self._service, self._kept_drafts

        def look() -> Sets:
            drafts = ((key, read(text)) for key, text in kept.all().items())
            known = tuple((key, draft) for key, draft in drafts if draft is not None)
            return Sets(service.included(), service.own(), service.is_kept, known)

        self._background.run(self._page, look, self._show_found, self._page.banner.show_error)

    def make(self) -> None:
        """Begin a new set, with a question to write."""
        draft = SetDraft("", words.new_set(), self._language(), questions=(EMPTY,))
        self._begin(draft)

    def copy(self) -> None:
        """Begin a set of the user's own like the one in view."""
        draft = self._view.editor.draft
        if draft is not None:
            name = words.copy_of(draft.name)
            self._begin(replace(draft, id="", name=name, is_fixed=False))

    def save(self) -> None:
        """Keep what is written."""
        editor, key = self._view.editor, self._view.key
        draft = editor.draft
        if draft is None or not editor.is_whole:
            return

        def done(kept: EvaluationSet) -> None:
            if self._written.get(key) == draft:  # else more was written meanwhile
                self._put_away(key)
                self._wanted = kept.id
            elif key in self._written and not draft.id:
                more = self._put_away(key)
                self._write(kept.id, replace(more or draft, id=kept.id))
                self._wanted = kept.id
            self._page.undo.dismiss()  # it knows the set by the name it had
            self._view.say(words.was_saved())
            self.load()

        self._run(lambda: self._service.keep(draft.as_set), done)

    def take_in(self, path: Path) -> None:
        """Keep what a file holds as a new set."""

        def done(kept: EvaluationSet) -> None:
            self._wanted = kept.id
            self.load()

        self._run(lambda: self._service.take_in(path), done)

    def export(self, target: Path) -> None:
        """Write the set in view to a file."""
        draft = self._view.editor.draft
        if draft is not None:
            found = draft.as_set
            said = evaluation.was_saved()
            self._run(
                lambda: self._service.export(found, target), lambda _done: self._view.say(said)
            )

    def remove(self) -> None:
        """Keep the set in view no more; what is written of it goes as well."""
        key, draft = self._view.key, self._view.editor.draft
        if draft is None or draft.is_fixed:
            return
        unsaved = self._put_away(key)

        def back(gone: EvaluationSet | None) -> None:
            if unsaved is not None:
                self._write(key, unsaved)
            self._wanted = key
            if gone is None:
                self._show()
            else:
                self._run(lambda: self._service.keep(gone), lambda _kept: self.load())

        def done(gone: EvaluationSet) -> None:
            self._page.undo.offer(words.set_removed, partial(back, gone))
            self.load()

        if not draft.id:
            self._page.undo.offer(words.set_removed, partial(back, None))
            self._show()
            return
        self._run(lambda: self._service.remove(draft.id), done)

    def fill_menu(self) -> None:
        """What can be done with the set in view."""
        menu, draft = self._view.editor.menu, self._view.editor.draft
        menu.clear()
        if draft is None:
            return
        if not draft.is_fixed:
            menu.addAction(words.copy_and_edit(), self.copy)
        if self._view.editor.is_whole or draft.is_fixed:
            menu.addAction(evaluation.save_as_file(), self._choose_target)
        if not draft.is_fixed:
            menu.addSeparator()
            menu.addAction(words.remove_set(), self.remove)

    def retranslate(self) -> None:
        """Say the lines of the list again."""
        self._show()

    def finish(self) -> None:
        """Keep what was written a moment ago, before the window locks or goes; blocks as long."""
        with contextlib.suppress(AppError):  # there is no window left to say so in
            self._keeper.write()

    def forget(self) -> None:
        """The window locks: nothing of any set of the user's stays."""
        self._found, self._wanted = Sets(), ""
        self._written.clear()
        self._keeper.forget()
        self._knows_drafts = False
        self._page.undo.dismiss()
        self._view.say("")
        self._show()
        self._page.ask.offer_sets((), ())

    # --- inside ---------------------------------------------------------------------------------

    def _run(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        self._page.banner.dismiss()
        self._view.say("")
        self._background.run(self._page, work, done, self._tell)

    def _tell(self, error: AppError) -> None:
        self._page.banner.show_error(error)

    def _begin(self, draft: SetDraft) -> None:
        self._wanted = f"{_NEW}-{new_evaluation_id()}"
        self._write(self._wanted, draft)
        self._show()
        self._view.editor.focus()

    def _write(self, key: str, draft: SetDraft) -> None:
        self._written[key] = draft
        self._keeper.put((key,), lambda: self._kept_drafts.keep(key, written(draft)))

    def _put_away(self, key: str) -> SetDraft | None:
        self._keeper.put((key,), lambda: self._kept_drafts.forget(key))
        return self._written.pop(key, None)

    def _tell_unless_locked(self, error: AppError) -> None:
        if not self._is_locked():
            self._tell(error)

    def _show_found(self, found: Sets) -> None:
        if self._is_locked():
            return
        if not self._knows_drafts:
            self._knows_drafts = True
            self._written = {**dict(found.drafts), **self._written}
        self._found = found
        self._page.ask.offer_sets(found.included, found.own)
        self._page.ask.set_lasting(is_lasting=found.is_lasting)
        self._show()

    def _drafts(self) -> dict[str, SetDraft]:
        """All that can be chosen: what is being written, own sets, those of Snug."""
        own = {each.id: draft_of(each) for each in self._found.own}
        new = {key: each for key, each in self._written.items() if key not in own}
        kept = {key: self._written.get(key, each) for key, each in own.items()}
        fixed = {each.id: draft_of(each, is_fixed=True) for each in self._found.included}
        return {**new, **kept, **fixed}

    def _show(self) -> None:
        drafts = self._drafts()
        lines = [(key, self._line(key, each)) for key, each in drafts.items()]
        self._view.show_sets(lines, self._wanted or self._view.key)
        self._show_current(drafts)

    def _show_current(self, drafts: dict[str, SetDraft]) -> None:
        """Show what is chosen, but leave alone what is shown already: somebody may be writing."""
        key, editor = self._view.key, self._view.editor
        draft = drafts.get(key)
        is_changed = key in self._written
        if editor.draft != draft:
            editor.show_draft(draft, is_changed=is_changed)
        else:
            editor.set_changed(is_changed=is_changed)

    def _line(self, key: str, draft: SetDraft) -> str:
        name = plain_name(draft.name) or words.new_set()
        if key in self._written:
            return words.is_unsaved(name)
        return wording.listed(draft.name, draft.language, is_fixed=draft.is_fixed)

    def _on_chosen(self) -> None:
        self._wanted = self._view.key
        self._view.say("")
        self._show_current(self._drafts())

    def _on_edited(self) -> None:
        key, draft = self._view.key, self._view.editor.draft
        if key and draft is not None:
            self._write(key, draft)
            self._view.rename(key, self._line(key, draft))

    def _offer_question_back(self, row: int, question: DraftQuestion) -> None:
        key = self._view.key

        def back() -> None:
            now = self._drafts().get(key)
            if now is None:
                return
            questions = (*now.questions[:row], question, *now.questions[row:])
            self._write(key, replace(now, questions=questions))
            self._wanted = key
            self._show()
            self._view.editor.questions.setCurrentRow(row)

        self._page.undo.offer(words.question_deleted, back)

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._page, words.take_in(), str(Path.home()), words.set_files()
        )
        if chosen:
            self.take_in(Path(chosen))

    def _choose_target(self) -> None:
        draft = self._view.editor.draft
        if draft is None:
            return
        suggested = str(Path.home() / self._service.suggested_name(draft.as_set))
        chosen, _ = QFileDialog.getSaveFileName(
            self._page, evaluation.save_as_file(), suggested, words.set_files()
        )
        if chosen:
            self.export(Path(chosen))
