"""States at the edges of the window, for `photographs.py`: menus, questions, what goes wrong."""

from typing import TYPE_CHECKING

from passing_time import pause
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from vaults import PASSPHRASE

from app.domain.errors import OutOfMemory
from app.gui.feedback.crash_dialog import CrashDialog
from app.gui.feedback.crash_report import report_of
from app.gui.settings.sections import Heading

if TYPE_CHECKING:
    from photographs import Tour

_READ_MS = 600
"""Until what is read beside the window is shown in it."""
_WRONG = "not the passphrase"


def before_a_vault(tour: "Tour") -> None:
    """What is offered while nothing is kept."""
    tour.during("create", tour.session.vault.acts.create)


def of_a_conversation(tour: "Tour") -> None:
    """What can be done with a message, and with conversations."""
    window, transcript = tour.window, tour.window.page.transcript
    tour.during("menu", window.sidebar.menu_button.showMenu)
    transcript.jump_to_end()
    pause(_READ_MS)  # the buttons stand below an answer
    view = transcript._views[len(transcript._rows) - 1]
    view.copy_button.show()
    view.copy_button.setFocus(Qt.FocusReason.TabFocusReason)
    tour.take("buttons")
    tour.during("again", view.turns.again.click)
    tour.during("more-of-it", view.turns.more.click)
    view.thoughts.line.click()
    tour.take("thoughts")
    view.thoughts.line.click()
    tour.commands.run("edit_last")
    tour.take("edit")
    escape()
    chosen = window.sidebar.list
    chosen.setFocus()
    chosen.selectAll()
    tour.take("chosen")
    ids = [each.id for each in chosen.chosen()]
    chosen.forget_choice()
    row = next(n for n in range(chosen.rows.rowCount()) if chosen.rows.conversation_at(n))
    place = chosen.visualRect(chosen.rows.index(row)).center()
    tour.during("row-menu", lambda: chosen._open_menu(place))
    tour.during("tags", lambda: tour.session.filing.edit_tags(ids))
    tour.during("folder", lambda: tour.session.filing.add_folder(None))
    window.sidebar.delete_requested.emit(ids[0])
    pause(_READ_MS)
    tour.take("undo")
    window.sidebar.undo_bar.undo()
    pause(_READ_MS)


def of_the_message(tour: "Tour") -> None:
    """What opens from the field; something is attached to it."""
    composer = tour.window.page.composer
    attached = composer.chips.attachments()[0]
    tour.during("attachment", lambda: tour.session.attaching.show_new(attached))
    tour.write("@")
    tour.take("mention")
    composer.edit.clear()


def of_the_pages(tour: "Tour") -> None:
    """Further sides of the pages, and the dialogs that they open."""
    models = tour.session.model_page
    models.open()
    models.page.show_held(is_held=False)
    pause(_READ_MS)
    get = next(e for e in models.page.findChildren(QPushButton, "primary") if e.isVisible())
    tour.during("get-model", get.click)
    tour.session.library.open()
    pause(_READ_MS)
    page = tour.session.library.page
    tour.during("fill", tour.session.library.use)
    tour.session.library.make()
    pause(_READ_MS)
    tour.take("prompt-new")
    page.assistants.click()
    pause(_READ_MS)
    tour.take("assistants")
    tour.commands.run("settings")
    for heading in (Heading.PRIVACY, Heading.MODELS):
        tour.session.preferences.page.go_to(heading)
        tour.take(f"settings-{heading}")
    tour.window.show_chat()
    tour.during("quick-settings", lambda: tour.commands.run("quick_settings"))
    acts = tour.session.vault.acts
    for name, open_dialog in (
        ("passphrase", acts.change_passphrase),
        ("recovery", acts.new_recovery_code),
        ("facts", acts.show_facts),
        ("erase", acts.erase),
    ):
        tour.during(name, open_dialog)


def of_documents(tour: "Tour") -> None:
    """A file that could not be read."""
    view = tour.session.documents.page.view
    view.list.setCurrentIndex(view.model.index(0))
    tour.take("file")


def of_sources(tour: "Tour") -> None:
    """Why these passages."""
    tour.window.page.panel.list.why.click()
    tour.take("why")


def of_trouble(tour: "Tour") -> None:
    """Details of an error, and a defect of our own."""
    banner = tour.window.page.banner
    banner.show_error(OutOfMemory("ggml_backend_alloc: 6,442,450,944 bytes could not be had"))
    banner._toggle_log()
    tour.take("details")
    banner.dismiss()
    try:
        raise RuntimeError("a defect")
    except RuntimeError as error:
        report = report_of(error)
    dialog = CrashDialog(report, tour.window, restart=lambda: None)
    tour.during("crash", dialog.open)


def of_the_lock(tour: "Tour") -> None:
    """A wrong passphrase, the ways out, and the code."""
    page = tour.session.vault.page
    tour.during("locked-more", page.more.click)
    page.field.setText(_WRONG + PASSPHRASE)
    page.unlock.click()
    pause(3 * _READ_MS)
    tour.take("locked-wrong")
    page.other.click()
    tour.take("locked-code")


def escape() -> None:
    """Leave what is open."""
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
