"""The page of models in a window, as a person meets it."""

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.gui.model_page.controller import ModelPageController
from app.gui.model_page.files_controller import FilesController
from app.gui.model_page.page import ModelsPage
from app.gui.session import Session

FILE = "tiny.Q4_K_M.gguf"
SECONDS = 60_000


class PageRoom:
    """The page as a person meets it."""

    def __init__(self, session: Session, qtbot: QtBot) -> None:
        self.session = session
        self.qtbot = qtbot
        self.controller: ModelPageController = session.model_page
        self.controller.open()
        self.wait(lambda: self.page.discover.model.rowCount() > 0)
        self.wait(lambda: bool(self.page.held.rows))

    @property
    def page(self) -> ModelsPage:
        assert self.controller.page is not None
        return self.controller.page

    @property
    def files(self) -> FilesController:
        assert self.controller.files is not None
        return self.controller.files

    def wait(self, what: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(what, timeout=SECONDS)

    def question(self) -> QMessageBox:
        """The question that is open, once there is one."""
        self.wait(lambda: bool(self.open_questions()))
        (box,) = self.open_questions()
        return box

    def answer(self, label: str) -> str:
        """Press a button of the question; what it said."""
        box = self.question()
        said = box.informativeText()
        next(each for each in box.buttons() if each.text() == label).click()
        self.wait(lambda: not self.open_questions())
        return said

    def press(self, label: str) -> None:
        """Press the one button of this label on the page."""
        self.wait(lambda: len(self.buttons(label)) == 1)
        (found,) = self.buttons(label)
        found.click()

    def buttons(self, label: str) -> list[QPushButton]:
        """The buttons in view that are read aloud like this."""
        shown = [each for each in self.page.findChildren(QPushButton) if each.isVisible()]
        return [each for each in shown if each.accessibleName() == label]

    def open_questions(self) -> list[QMessageBox]:
        """Every question that is open."""
        found = self.session.window.findChildren(QMessageBox)
        return [each for each in found if each.isVisible()]
