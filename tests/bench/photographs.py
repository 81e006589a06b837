"""A picture of each state of the window, in both languages and themes, to be looked at by a person.

    python tests/bench/photographs.py FOLDER [--only answer,palette] [--size 1280x800] [--zoom 200]
        [--density 2] [--language en,ko] [--theme light,dark]

Everything is real: the window, a vault made for this, the engine with the starter model, the
embedder, the reader of documents. A picture shows the window and what is open above it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import passing_time
import photographed_corners as corners
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from vaults import PASSPHRASE

from app.config.paths import Paths
from app.domain.errors import OutOfMemory
from app.domain.models import ModelPhase
from app.gui.chat.message_edit import MessageEdit
from app.gui.session import Session
from app.gui.surroundings import leave_no_history

PATIENCE_S = 600.0
"""A test of models on a busy machine takes minutes."""
SETTLE_MS = 350
QUESTION = {
    "en": "What does a kettle do? Answer in one sentence.",
    "ko": "주전자는 무엇을 하나요? 한 문장으로 답해 주세요.",
}
ASKED = {"en": "How much is the deposit?", "ko": "보증금은 얼마인가요?"}
UNKNOWN = {"en": "Who painted the ceiling?", "ko": "천장은 누가 칠했나요?"}
LEASE = {
    "lease.txt": "The flat is let from 1 March 2026.\n\nThe deposit is 1,800 euros.\n\n"
    "The notice period is three months.",
    "임대차.txt": "임대차 기간은 2026년 3월 1일부터 2년입니다.\n\n보증금은 1,800만 원입니다.\n\n"
    "해지는 3개월 전에 알려야 합니다.",
    "broken.pdf": "%PDF-1.7\nnothing of it",
}
RICH = """## A letter in five parts

A **bold** word, a `name`, a [link](https://example.org/a/rather/long/address), and a note.[^1]

| Month | Rent | Heating | What was said about it when it was paid |
|---|---:|---:|---|
| March | 900 | 80 | paid on the third, by transfer, without a word |
| 4월 | 900 | 60 | 3일에 이체로 냈습니다 |

```python
def rent(months: int) -> int:
    \"\"\"What is due.\"\"\"
    return 900 * months  # and nothing else is ever due, however long the line that says so becomes
```

> A quotation that runs on for a while, so that it has to be broken into more than a single line.

1. First, 하나
2. Second, with $e^{i\\pi} + 1 = 0$ in it

$$\\int_0^1 x^2\\,dx = \\frac{1}{3}$$

[^1]: And this is the note."""


def main() -> int:
    """Take every picture that was asked for, each language and theme in a process of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--zoom", type=int, default=100, help="size of text in percent")
    parser.add_argument("--density", type=float, default=1.0, help="pixels of the screen in one")
    parser.add_argument("--language", default="en,ko")
    parser.add_argument("--theme", default="light,dark")
    args = parser.parse_args()
    languages, themes = args.language.split(","), args.theme.split(",")
    if len(languages) * len(themes) > 1:
        command = [sys.executable, __file__, str(args.folder), "--only", args.only]
        command += ["--size", args.size, "--zoom", str(args.zoom), "--density", str(args.density)]
        return max(
            subprocess.call([*command, "--language", language, "--theme", theme])
            for language, theme in product(languages, themes)
        )
    args.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        stand_in_for_a_screen(Path(folder) / "screen.json", args.density)
        home = Path(folder) / "home"
        (home / "models").mkdir(parents=True)
        for model in Paths.of(None).models.glob("*.gguf"):
            (home / "models" / model.name).symlink_to(model)
        width, height = map(int, args.size.split("x"))
        tour = Tour(home, args.folder, args.language, args.theme, args.zoom)
        tour.window.resize(width, height)
        try:
            tour.run([each for each in args.only.split(",") if each])
        except Exception:  # told here: the window would show it in its own way, to nobody
            traceback.print_exc()
            return 1
    return 0


def stand_in_for_a_screen(file: Path, density: float) -> None:
    """Give the platform that shows nothing a screen on which windows and menus find room.

    Its own is 800 pixels square: dialogs would be cut, and menus would open far from their buttons.
    """
    if os.environ["QT_QPA_PLATFORM"] != "offscreen":
        return
    screen = {"name": "desk", "x": 0, "y": 0, "width": 2000, "height": 1300}
    dots = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    file.write_text(json.dumps({"screens": [screen | dots]}))
    os.environ["QT_SCALE_FACTOR"] = str(density)
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file}"


def wait(is_so: Callable[[], bool]) -> None:
    """Let the window work until something is so."""
    passing_time.wait(is_so, PATIENCE_S)


class Tour:
    """One window, led from state to state."""

    def __init__(self, home: Path, folder: Path, language: str, theme: str, zoom: int) -> None:
        leave_no_history()
        self.home, self.folder, self.language = home, folder, language
        self.suffix = f"{language}-{theme}-{zoom}"
        self.application = QApplication.instance() or QApplication(["snug"])
        self.session = Session(
            self.application,  # type: ignore[arg-type]  # the instance is one
            home,
            (f"appearance.language={language}", f"appearance.theme={theme}",
             f"appearance.text_size={zoom}", "sampling.max_tokens=60"),
            offline=True,
        )  # fmt: skip
        self.window = self.session.window
        self.commands = self.window.commands
        self.wanted: list[str] = []

    def run(self, wanted: list[str]) -> None:
        """Go through all states, in the order in which a person would come to them."""
        self.wanted = wanted
        self.session.show()
        self.session.introduce()
        self.window.activateWindow()  # what opens while one writes wants the keyboard's place
        wait(self.window.isActiveWindow)
        wait(lambda: self.session.services.models.state.phase is ModelPhase.READY)
        self.take("first-run-1")
        page = self.session.first_run.page
        assert page is not None
        for number in (2, 3):
            page.turn(1)
            self.take(f"first-run-{number}")
        page.left.emit()
        self.take("empty")
        for state in (
            self.answers, self.fields, self.pages, self.workrooms, self.documents, self.beside,
            self.trouble, self.locked,
        ):  # fmt: skip
            state()
        self.window.close()

    def take(self, name: str) -> None:
        """A picture of everything that is open now."""
        if self.wanted and name not in self.wanted:
            return
        passing_time.pause(SETTLE_MS)
        others = [
            each for each in QApplication.topLevelWidgets()
            if each.isVisible() and each is not self.window
        ]  # fmt: skip
        picture = self.window.grab()
        painter = QPainter(picture)
        painter.setPen(QColor(self.window.look.muted))
        for each in others:
            size = self.window.size() - each.size()
            at = each.pos() - self.window.pos()
            at = QPoint(max(0, min(at.x(), size.width())), max(0, min(at.y(), size.height())))
            painter.drawPixmap(at, each.grab())
            painter.drawRect(QRect(at, each.size()).adjusted(-1, -1, 0, 0))  # no frame is grabbed
            if each.isModal():
                painter.drawText(at - QPoint(0, 6), each.windowTitle())
        painter.end()
        picture.save(str(self.folder / f"{name}-{self.suffix}.png"))
        print(name, self.suffix, flush=True)

    def during(self, name: str, open_dialog: Callable[[], object]) -> None:
        """A picture of a menu or dialog that holds its caller until it is closed."""

        def look() -> None:
            above = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            self.take(name)
            if above is not None:
                above.close()
            QTest.keyClick(QApplication.focusWidget() or self.window, Qt.Key.Key_Escape)

        QTimer.singleShot(SETTLE_MS, look)
        open_dialog()
        passing_time.pause(SETTLE_MS)
        close_all(self.window)

    def write(self, words: str) -> MessageEdit:
        """Type into the message, once the keyboard is there."""
        edit = self.window.page.composer.edit
        self.window.activateWindow()
        edit.setFocus()
        wait(edit.hasFocus)
        QTest.keyClicks(edit, words)
        return edit

    def say(self, words: str) -> None:
        """Send a message and wait for its answer."""
        transcript = self.window.page.transcript
        before = len(transcript._rows)
        edit = self.write("")
        edit.insertPlainText(words)
        QTest.keyClick(edit, Qt.Key.Key_Return)
        wait(lambda: len(transcript._rows) >= before + 2 and not transcript._rows[-1].is_live)

    def answers(self) -> None:
        """What a model says, and what can be done with it."""
        corners.before_a_vault(self)
        self.session.services.vault.create(PASSPHRASE)
        passing_time.pause(1000)
        close_all(self.window)
        self.say(QUESTION[self.language])
        self.take("answer")
        row = self.window.page.transcript._rows[-1]
        self.session.tokens.show(row.id)
        passing_time.pause(3000)
        self.take("tokens")
        close_all(self.window)
        export = self.home / "llama.json"
        export.write_text(json.dumps(rich_export()), "utf-8")
        self.session.services.exchange.take_in(export)
        wait(lambda: self.window.sidebar.list.model().rowCount() > 2)
        self.open_titled("Letter")
        self.take("rich")
        self.window.page.transcript.open_find()
        QTest.keyClicks(QApplication.focusWidget(), "rent")
        self.take("find")
        corners.escape()
        corners.of_a_conversation(self)
        self.open_titled("Letter")

    def open_titled(self, title: str) -> None:
        """Open the conversation of this title."""
        found = [e for e in self.session.services.history.conversations() if e.title == title]
        self.session._open_conversation(found[0])
        wait(lambda: self.session.chat.current == found[0].id)
        wait(lambda: bool(self.window.page.transcript._rows))

    def fields(self) -> None:
        """The composer and what opens at the edges."""
        edit = self.write("/")
        self.take("slash")
        edit.clear()
        edit.insertPlainText("\n".join(QUESTION[self.language] for _ in range(5)))
        note = self.home / "notes 회의록.txt"
        note.write_text("Rent is due on the third.", "utf-8")
        self.session.attaching.add_files([note])
        wait(lambda: bool(self.window.page.composer.chips.attachments()))
        self.take("composer")
        edit.clear()
        corners.of_the_message(self)
        self.commands.run("answers")
        self.take("panel")
        self.commands.run("answers")
        self.during("palette", lambda: self.commands.run("palette"))
        self.during("model-menu", lambda: self.commands.run("model"))
        self.window.sidebar.search.field.setText("rent")
        wait(self.window.sidebar.search.is_searching)
        passing_time.pause(500)
        self.take("search")
        self.window.sidebar.search.clear()
        self.commands.run("temporary_chat")
        self.take("temporary")
        self.commands.run("new_chat")

    def pages(self) -> None:
        """The pages and dialogs around the conversation."""
        self.session.model_page.open()
        models = self.session.model_page.page
        wait(lambda: models.discover.picks.isVisible() and bool(models.held.rows))
        self.take("models")
        models.show_held(is_held=True)
        self.take("models-here")
        self.session.library.open()
        passing_time.pause(500)
        self.take("prompts")
        self.commands.run("settings")
        self.take("settings")
        self.window.show_chat()
        self.during("keys", lambda: self.commands.run("sheet"))
        self.during("change-keys", lambda: self.commands.run("keys"))
        self.during("about", lambda: self.commands.run("about"))
        self.commands.run("quick")
        self.take("quick")
        close_all(self.window)
        corners.of_the_pages(self)

    def workrooms(self) -> None:
        """A model made smaller, models tested, and a set of questions being written."""
        self.commands.run("workshop")
        shop = self.session.workshop.page
        wait(lambda: shop.make.source is not None)
        shop.make.type.setCurrentText("Q4_0")
        shop.make.agree.setChecked(True)
        shop.make.more.setChecked(True)
        wait(lambda: shop.make.preview is not None)
        self.take("workshop")
        shop.make.more.setChecked(False)
        shop.make.make.click()
        wait(lambda: shop.result.table.rowCount() > 2)
        self.take("workshop-made")
        shop.to_compare.click()
        self.take("workshop-compare")
        self.commands.run("evaluation")
        tests = self.session.evaluation.page
        wait(lambda: len(tests.ask.models.boxes) > 1 and bool(tests.ask.included.boxes))
        tests.ask.models.choose(list(tests.ask.models.boxes))
        tests.ask.included.choose([f"truthfulness-{self.language}"])
        self.take("evaluation")
        tests.ask.start.click()
        wait(lambda: tests.ask.results.run is not None)
        passing_time.pause(SETTLE_MS)
        self.take("evaluation-results")
        tests.ask.results.table.figure_chosen.emit(0, 0)
        self.take("evaluation-wrong")
        tests.to_sets.click()
        self.take("question-set")
        tests.sets.new.click()
        self.take("question-set-new")

    def documents(self) -> None:
        """A collection, an answer from it, its sources, and a question that nothing answers."""
        self.session.documents.open()
        self.take("documents-empty")
        folder = self.home / "Papers"
        folder.mkdir()
        for name, text in LEASE.items():
            (folder / name).write_text(text, "utf-8")
        ingest = self.session.services.documents.ingest
        collection = ingest.add_collection("Papers")
        ingest.add(collection.id, [folder])
        wait(lambda: ingest.wait_idle(0.01))
        self.session.documents.open()
        passing_time.pause(500)
        self.take("documents")
        corners.of_documents(self)
        self.window.show_chat()
        self.commands.run("new_chat")
        edit = self.write("#Pap")
        wait(self.session.choosing.list.isVisible)
        self.take("hash")
        QTest.keyClick(edit, Qt.Key.Key_Return)
        self.say(ASKED[self.language])
        self.take("cited")
        row = self.window.page.transcript._rows[-1]
        self.session.sources.show_list(row.id)
        passing_time.pause(800)
        self.take("sources")
        corners.of_sources(self)
        self.session.sources.show_citation(row.id, 0)
        passing_time.pause(1200)
        self.take("viewer")
        self.session.sources.close()
        self.say(UNKNOWN[self.language])
        self.take("refused")

    def beside(self) -> None:
        """Two answers side by side."""
        self.commands.run("new_chat")
        edit = self.window.page.composer.edit
        edit.insertPlainText(QUESTION[self.language])
        self.session.compare.open()
        view = self.session.compare.view
        assert view is not None
        self.take("compare-choose")
        view.ask.click()
        passing_time.pause(6000)
        self.take("compare")
        self.session.compare.close()

    def trouble(self) -> None:
        """An error of the world."""
        self.commands.run("new_chat")
        self.window.page.banner.show_error(OutOfMemory())
        self.take("trouble")
        corners.of_trouble(self)

    def locked(self) -> None:
        """The page that asks for the passphrase."""
        self.commands.run("lock")
        wait(lambda: self.window.is_covered)
        passing_time.pause(1000)
        self.take("locked")
        corners.of_the_lock(self)


def rich_export() -> dict[str, object]:
    """A conversation as llama.cpp's own page exports it, with everything an answer may hold."""

    def said(key: str, parent: str | None, role: str, content: str, **more: str) -> object:
        base = {"id": key, "convId": "l", "type": "text", "timestamp": 1750000000000}
        return {**base, "role": role, "content": content, "parent": parent, "children": [], **more}

    return {
        "conv": {"id": "l", "name": "Letter", "lastModified": 1750000010000, "currNode": "2"},
        "messages": [
            said("0", None, "system", "", type="root"),
            said(
                "1", "0", "user", "Write me a letter about the rent. 집세에 관한 편지를 써 주세요."
            ),
            said("2", "1", "assistant", RICH, model="qwen", reasoningContent="A letter, then."),
        ],
    }


def close_all(window: QWidget) -> None:
    """Close every dialog and menu above the window."""
    for each in QApplication.topLevelWidgets():
        if each is not window and each.isVisible():
            each.close()


if __name__ == "__main__":
    raise SystemExit(main())
