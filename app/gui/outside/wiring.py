"""Files that are opened with Snug, tied to what can become of them."""

from collections.abc import Sequence
from pathlib import Path

from app.gui.chat.attaching import AttachController
from app.gui.documents.documents_controller import DocumentsController
from app.gui.exchange_controller import ExchangeController
from app.gui.frame import Frame
from app.gui.model_page.controller import ModelPageController
from app.gui.outside.given_files import GivenFiles, Ways
from app.gui.vault.controller import VaultController


def wire_given(
    frame: Frame,
    vault: VaultController,
    model_page: ModelPageController,
    documents: DocumentsController,
    exchange: ExchangeController,
    attaching: AttachController,
) -> GivenFiles:
    """What takes files."""
    window = frame.window

    def ask_about(paths: Sequence[Path]) -> None:
        window.show_chat()
        attaching.add_files(paths)
        window.page.composer.setFocus()

    def add_to_documents(paths: Sequence[Path]) -> None:
        documents.open()
        documents.add(paths)

    ways = Ways(
        offer_models=model_page.bring_in,
        ask_about=ask_about,
        add_to_documents=add_to_documents,
        bring_in=exchange.bring_in_file,
        restore=lambda path: vault.mending.restore_from(path),
        wait=lambda said: vault.page.set_note(said),
    )
    return GivenFiles(ways, lambda: frame.services.vault.state, frame.background, window)
