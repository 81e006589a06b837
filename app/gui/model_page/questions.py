"""Questions that come before something connects, is removed, or is brought in."""

from typing import Final

from PySide6.QtWidgets import QMessageBox, QWidget

from app.domain.downloads import ConsentNeeded, Download
from app.domain.sizes import format_bytes
from app.gui.feedback.question import Act, ask
from app.gui.model_page import wording
from app.gui.text import model_page as words
from app.gui.text.amounts import file_size
from app.services.model_files import Candidate, HeldModel

_NAME: Final = "modelQuestion"


def ask_to_connect(window: QWidget, needed: ConsentNeeded, agree: Act) -> None:
    """Say exactly what would be connected, and for what file."""
    size = format_bytes(needed.bytes) if needed.bytes else words.not_known_yet()
    file = wording.plain_name(needed.file) or words.best_that_fits()
    said = words.connect_file(needed.host, needed.source, file, size)
    ask_about_models(window, words.connect_title(), said, (words.download_once(), agree))


def ask_to_look(window: QWidget, needed: ConsentNeeded, agree: Act, decline: Act) -> None:
    """Say exactly what would be connected to see which files there are."""
    said = words.connect_list(needed.host, needed.source)
    box = ask_about_models(window, words.ask_hub_title(), said, (words.ask_once(), agree))
    box.rejected.connect(decline)


def ask_to_cancel(window: QWidget, download: Download, agree: Act) -> None:
    """What has arrived would be gone."""
    name = wording.plain_name(download.name)
    said = words.cancel_text(name, file_size(download.done))
    ask_about_models(
        window, words.cancel_title(), said, (words.cancel_it(), agree), no=words.keep_it()
    )


def ask_to_remove(window: QWidget, held: HeldModel, agree: Act) -> None:
    """Say what is deleted: a file, or only the link to one."""
    name, size = wording.plain_name(held.model.name), format_bytes(held.bytes)
    if held.source is not None:
        said = words.unlink_text(name, wording.plain_path(held.source))
    elif held.model.entry is not None:
        said = words.remove_text(name, size)
    else:
        said = words.remove_own_text(name, size)
    ask_about_models(window, words.remove_title(), said, (words.remove().rstrip("…"), agree))


def ask_to_bring(window: QWidget, candidate: Candidate, link: Act, copy: Act, decline: Act) -> None:
    """Linked or copied, with what each takes."""
    name = wording.plain_name(candidate.path.name)
    free = format_bytes(candidate.free_bytes)
    said = words.bring_text(name, format_bytes(candidate.bytes), free)
    acts = ((words.link_it(), link), (words.copy_it(), copy))
    box = ask_about_models(window, words.bring_title(), said, *acts)
    box.rejected.connect(decline)


def withdraw(window: QWidget) -> None:
    """Take back every question that is open: it names files, and the window locks."""
    for box in window.findChildren(QMessageBox, _NAME):
        box.reject()


def ask_about_models(
    window: QWidget, title: str, said: str, *acts: tuple[str, Act], no: str = ""
) -> QMessageBox:
    """Ask what is taken back when the window locks."""
    return ask(window, title, said, *acts, no=no or words.not_now(), name=_NAME)
