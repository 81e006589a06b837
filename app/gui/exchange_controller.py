"""Conversations in and out of the window: brought in, written to files, printed, backed up."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtCore import QMarginsF, QObject, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.domain.conversations import Conversation
from app.domain.errors import AppError, BackupTaken, ExportFailed
from app.domain.ids import ConversationId
from app.domain.personal_data import Mark, PersonalSummary
from app.domain.transfer import ImportReport
from app.domain.vault import BackupReport, VaultState
from app.gui import clipboard, text
from app.gui.chat.safe_document import SafeDocument
from app.gui.main_window import MainWindow, MenuEntry
from app.gui.personal_data_dialog import PersonalDataDialog
from app.gui.text import exchange, safety
from app.gui.vault.background import Background
from app.services.exchange import ExportFormat

T = TypeVar("T")
_MARGIN_MM = 18
_ASK, _REPLACE = "ask", "replace"
_ENDINGS = {f".{each}": each for each in ExportFormat}


class Exchange(Protocol):
    """What is needed of the service; calls block."""

    def take_in(self, source: Path) -> ImportReport:
        """Keep every conversation of a file that was not kept before."""

    def personal_data(
        self, conversations: list[Conversation], kind: ExportFormat
    ) -> PersonalSummary:
        """What personal data an export would hold."""

    def export(
        self,
        target: Path,
        kind: ExportFormat,
        conversations: list[Conversation],
        *,
        over: bool,
        mark: Mark | None,
    ) -> list[Path]:
        """Write conversations to files; with a `mark` in the place of personal data."""

    def export_one(
        self, target: Path, kind: ExportFormat, conversation: Conversation, *, mark: Mark | None
    ) -> None:
        """Write one conversation to a file, in place of what is there."""

    def html(self, conversation: Conversation, *, mark: Mark | None) -> str:
        """A conversation as one page."""

    def markdown(self, conversation: Conversation) -> str:
        """A conversation as Markdown."""


class Keeper(Protocol):
    """What is needed of the vault; calls block."""

    @property
    def state(self) -> VaultState:
        """Whether it is open."""

    def backup(self, target: Path, *, over: bool = False) -> BackupReport:
        """Bring the backup in a file up to date, or write it; what is none only `over` it."""


class ExchangeController(QObject):
    """Asks for a file, has the work done away from the window, and says what came of it."""

    def __init__(
        self,
        exchange: Exchange,
        vault: Keeper,
        conversations: Callable[[], list[Conversation]],
        current: Callable[[], ConversationId | None],
        background: Background,
        window: MainWindow,
        what_of_personal_data: Callable[[], str],
    ) -> None:
        """`what_of_personal_data` is what the setting says: ask, keep or replace."""
        super().__init__(window)
        self._what_of_personal_data = what_of_personal_data
        self._exchange = exchange
        self._vault = vault
        self._conversations = conversations
        self._current = current
        self._background = background
        self._window = window

    def menu_entries(self) -> list[MenuEntry]:
        """What the menu offers."""
        entries = [MenuEntry(text.bring_in(), self.bring_in)]
        if self._window.sidebar.model.count():
            entries.append(MenuEntry(text.export_all(), self.export_all))
        if self._current() is not None:
            entries.append(MenuEntry(text.export_one(), self.export_one))
            entries.append(MenuEntry(exchange.copy_conversation(), self.copy_conversation))
        if self._vault.state is VaultState.OPEN:
            entries.append(MenuEntry(text.back_up(), self.back_up))
        return entries

    def bring_in(self) -> None:
        """Keep the conversations of another program."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, text.bring_in(), str(Path.home()), text.export_files()
        )
        if chosen:
            self.bring_in_file(Path(chosen))

    def bring_in_file(self, path: Path) -> None:
        """Keep the conversations of a file."""
        self._do(lambda: self._exchange.take_in(path), _outcome)

    def export_all(self) -> None:
        """Write every conversation to one file that can be brought in again."""
        self._export_many(text.export_all(), self._conversations)

    def export_one(self) -> None:
        """Write the conversation in view as Markdown, HTML, JSON or PDF."""
        wanted = self._current()
        if wanted is not None:
            self.export_some([wanted])

    def copy_conversation(self) -> None:
        """Put the branch in view on the clipboard, as Markdown."""
        wanted = self._current()
        if wanted is not None:
            self._background.run(
                self,
                lambda: self._exchange.markdown(self._found(wanted)),
                self._on_copied,
                self._window.page.banner.show_error,
            )

    def _on_copied(self, markdown: str) -> None:
        if not self._window.is_covered:  # it has locked meanwhile
            clipboard.copy(markdown)
            self._window.page.undo_bar.tell(exchange.conversation_copied)

    def export_some(self, wanted: Sequence[ConversationId]) -> None:
        """Write one conversation as any of the formats, or several to one file of JSON."""
        if len(wanted) == 1:
            self._export_one(wanted[0])
            return
        names = set(wanted)
        self._export_many(
            text.export_some(len(wanted)),
            lambda: [each for each in self._conversations() if each.id in names],
        )

    def _export_many(self, title: str, wanted: Callable[[], list[Conversation]]) -> None:
        chosen = self._ask_where(title, "snug.json", "JSON (*.json)")
        if chosen is None:
            return
        kind = ExportFormat.JSON

        def go_on(mark: Mark | None) -> None:
            self._do(
                lambda: self._exchange.export(chosen, kind, wanted(), over=True, mark=mark),
                lambda _paths: text.export_written(),
            )

        self._with_mark(wanted, kind, go_on)

    def _export_one(self, wanted: ConversationId) -> None:
        kinds = "PDF (*.pdf);;Markdown (*.md);;HTML (*.html);;JSON (*.json)"
        chosen = self._ask_where(text.export_one(), "conversation.pdf", kinds)
        if chosen is None:
            return
        kind = _ENDINGS.get(chosen.suffix.lower())

        def go_on(mark: Mark | None) -> None:
            if kind is None:
                self._print(wanted, chosen, mark)
                return
            self._do(
                lambda: self._exchange.export_one(chosen, kind, self._found(wanted), mark=mark),
                lambda _nothing: text.export_written(),
            )

        self._with_mark(lambda: [self._found(wanted)], kind or ExportFormat.HTML, go_on)

    def _with_mark(
        self,
        wanted: Callable[[], list[Conversation]],
        kind: ExportFormat,
        go_on: Callable[[Mark | None], object],
    ) -> None:
        """Ask what is to become of personal data, where there is some; `go_on` then writes."""
        what = self._what_of_personal_data()
        if what != _ASK:
            go_on(safety.mark if what == _REPLACE else None)
            return

        def found(summary: PersonalSummary) -> None:
            if not summary.total:
                go_on(None)
            elif not self._window.is_covered:  # it has locked meanwhile
                PersonalDataDialog(summary, go_on, self._background, self._window).open()

        self._background.run(
            self,
            lambda: self._exchange.personal_data(wanted(), kind),
            found,
            self._window.page.banner.show_error,
        )

    def back_up(self) -> None:
        """Write all of the vault, encrypted, to one file."""
        chosen = self._ask_where(text.back_up(), "snug.snugbackup", text.backup_files())
        if chosen is not None:
            self._back_up_to(chosen, over=False)

    def _back_up_to(self, chosen: Path, *, over: bool) -> None:
        def tell(report: BackupReport) -> None:
            words = text.backup_written() if report.is_new else text.backup_updated()
            self._tell(words)

        def fail(error: AppError) -> None:
            replace = (text.replace_file, lambda: self._replace_backup(chosen))
            actions = (replace,) if isinstance(error, BackupTaken) else ()
            self._window.page.banner.show_error(error, *actions)

        self._background.run(self, lambda: self._vault.backup(chosen, over=over), tell, fail)

    def _replace_backup(self, chosen: Path) -> None:
        self._window.page.banner.dismiss()
        self._back_up_to(chosen, over=True)

    # --- inside ----------------------------------------------------------------------------------

    def _ask_where(self, title: str, name: str, kinds: str) -> Path | None:
        suggested = str(Path.home() / name)
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, suggested, kinds)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix else path.with_suffix(Path(name).suffix)

    def _found(self, wanted: ConversationId) -> Conversation:
        found = next((each for each in self._conversations() if each.id == wanted), None)
        if found is None:
            raise ExportFailed(file="", problem="the conversation is gone")
        return found

    def _print(self, wanted: ConversationId, target: Path, mark: Mark | None) -> None:
        """Read in the background, but print here: a document of Qt's stays with its thread."""

        def go_on(html: str) -> None:
            try:
                write_pdf(html, target)
            except AppError as error:
                self._window.page.banner.show_error(error)
            else:
                self._tell(text.export_written())

        show_error = self._window.page.banner.show_error
        self._background.run(
            self, lambda: self._exchange.html(self._found(wanted), mark=mark), go_on, show_error
        )

    def _do(self, work: Callable[[], T], words: Callable[[T], str]) -> None:
        self._background.run(
            self,
            work,
            lambda result: self._tell(words(result)),
            self._window.page.banner.show_error,
        )

    def _tell(self, words: str) -> None:
        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(words)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


def write_pdf(html: str, target: Path) -> None:
    """Print a page of HTML to a PDF on A4; raises ExportFailed."""
    writer = QPdfWriter(str(target))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    page = SafeDocument()  # opens no file, whatever the text names
    page.setHtml(html)
    page.print_(writer)
    del page, writer  # written with the last reference
    try:
        is_written = target.stat().st_size > 0
        target.chmod(0o600)
    except OSError as error:
        raise ExportFailed(file=target.name, problem=str(error.strerror)) from None
    if not is_written:
        raise ExportFailed(file=target.name, problem="nothing was written")


def _outcome(report: ImportReport) -> str:
    return "\n".join(_lines(report))


def _lines(report: ImportReport) -> Iterator[str]:
    yield text.brought_in(report.found)
    if report.skipped:
        yield text.known_before(report.skipped)
    if report.damaged:
        yield text.could_not_be_read(len(report.damaged))
