"""Files on their way to the message that is being written, and attachments that are looked at."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog

from app.domain.attachments import MAX_ATTACHMENTS, Attachment, NewAttachment
from app.domain.errors import AppError, TooManyAttachments
from app.gui import text
from app.gui.chat.attachment_viewer import AttachmentViewer
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.controller import ChatController
from app.gui.chat.message_edit import models_apart
from app.gui.vault.background import Background


class Attachments(Protocol):
    """What is needed of the service; calls block."""

    def from_file(self, path: Path) -> NewAttachment:
        """A file as an attachment."""

    def from_picture(self, data: bytes, name: str) -> NewAttachment:
        """A pasted picture as an attachment."""

    def save_copy(self, attachment: Attachment, target: Path) -> None:
        """Write the file that an attachment of a message stands for."""

    def save_new(self, new: NewAttachment, target: Path) -> None:
        """Write the file that one stands for which is not sent yet."""

    def suggested_name(self, attachment: Attachment) -> str:
        """A name for a copy that every system takes."""


class AttachController(QObject):
    """Has files read away from the window, and shows what they are."""

    def __init__(
        self,
        attachments: Attachments,
        chat: ChatController,
        background: Background,
        page: ChatPage,
    ) -> None:
        super().__init__(page)
        self._attachments = attachments
        self._chat = chat
        self._background = background
        self._page = page
        self._reading = 0
        self.on_models: Callable[[Sequence[Path]], None] | None = None
        """Takes model files, which are no attachments."""
        composer = page.composer
        composer.attach_requested.connect(self.choose)
        composer.edit.files_given.connect(self.add_files)
        composer.edit.picture_given.connect(self.add_picture)
        composer.chips.opened.connect(self.show_new)
        page.files_dropped.connect(self.add_files)
        page.transcript.attachment_requested.connect(self.show_sent)

    def choose(self) -> None:
        """Ask for files."""
        chosen, _ = QFileDialog.getOpenFileNames(
            self._page, text.attach(), str(Path.home()), text.all_files()
        )
        self.add_files([Path(each) for each in chosen])
        self._page.composer.setFocus()

    def add_files(self, paths: Sequence[Path]) -> None:
        """Read files and attach them; those that cannot be read say why."""
        models, others = models_apart(paths)
        if models and self.on_models is not None:
            self.on_models(models)
            paths = others
        self._read([partial(self._attachments.from_file, each) for each in paths[:MAX_ATTACHMENTS]])
        if len(paths) > MAX_ATTACHMENTS:
            self._page.banner.show_error(TooManyAttachments(most=MAX_ATTACHMENTS))

    def add_picture(self, image: QImage) -> None:
        """Attach a picture from the clipboard."""
        data = _png(image)
        name = f"{text.pasted_picture()}.png"
        self._read([lambda: self._attachments.from_picture(data, name)])

    def show_new(self, new: NewAttachment) -> None:
        """Show what is attached to the message that is being written."""
        self._show(new.attachment, lambda target: self._attachments.save_new(new, target))

    def show_sent(self, attachment: Attachment) -> None:
        """Show what was sent with a message."""
        self._show(attachment, lambda target: self._attachments.save_copy(attachment, target))

    # --- inside ---------------------------------------------------------------------------------

    def _read(self, works: Sequence[Callable[[], NewAttachment]]) -> None:
        """Read in the background and in their order, for the conversation that is in view now."""
        wanted = self._chat.current
        self._note_reading(1)

        def done(outcomes: Sequence[NewAttachment | AppError]) -> None:
            self._note_reading(-1)
            for each in outcomes:
                if isinstance(each, AppError):
                    self._page.banner.show_error(each)
                else:
                    self._chat.attach(wanted, each)

        def failed(error: AppError) -> None:
            self._note_reading(-1)
            self._page.banner.show_error(error)

        self._background.run(self, lambda: [_outcome(work) for work in works], done, failed)

    def _note_reading(self, step: int) -> None:
        self._reading += step
        self._page.composer.set_reading(self._reading > 0)

    def _show(self, attachment: Attachment, save: Callable[[Path], None]) -> None:
        viewer = AttachmentViewer(attachment, self._page)

        def ask() -> None:
            suggested = str(Path.home() / self._attachments.suggested_name(attachment))
            chosen, _ = QFileDialog.getSaveFileName(viewer, text.save_copy(), suggested)
            if chosen:
                self._background.run(viewer, lambda: save(Path(chosen)), failed=viewer.say_error)

        viewer.save_requested.connect(ask)
        viewer.open()


def _outcome(work: Callable[[], NewAttachment]) -> NewAttachment | AppError:
    try:
        return work()
    except AppError as error:
        return error


def _png(image: QImage) -> bytes:
    """The bytes of a PNG file, made in memory."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    buffer.close()
    return bytes(data.data())
