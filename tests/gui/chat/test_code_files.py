"""Code that goes to a file."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import AppError, FileNotSaved
from app.domain.generation import Role
from app.domain.ids import MessageId
from app.gui.chat.code_files import CodeSaver
from app.gui.chat.highlighter import file_ending
from app.gui.chat.markdown import CodeBlock
from app.gui.chat.rows import Row
from app.gui.chat.transcript import Transcript


@pytest.mark.parametrize(
    ("language", "ending"),
    [
        ("python", ".py"),
        ("rust", ".rs"),
        ("JSON", ".json"),
        ("mermaid", ".mmd"),
        ("", ".txt"),
        ("../x", ".txt"),
        ("no such", ".txt"),
    ],
)
def test_a_file_ends_like_those_of_its_language(language: str, ending: str) -> None:
    assert file_ending(language) == ending


def test_code_is_written_where_the_reader_says(
    transcript: Transcript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def choose(_parent: QWidget, _title: str, suggested: str) -> tuple[str, str]:
        asked.append(suggested)
        return str(tmp_path / "mine.py"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    errors: list[AppError] = []
    saver = CodeSaver(transcript, errors.append)
    transcript.save_requested.connect(saver.save)
    text = "```js\nlet x\n```\n\n```python\nprint('고래')\n```"
    transcript.set_messages([Row(MessageId("a"), Role.ASSISTANT, text)])
    transcript._views[0].body.link_activated.emit("snug:save/1")
    assert (tmp_path / "mine.py").read_bytes() == "print('고래')\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["mine.py"]
    assert asked[0].endswith("snug.py")
    assert not errors
    for link in ("snug:save/9", "snug:save/x"):
        transcript._views[0].body.link_activated.emit(link)
    assert len(asked) == 1


def test_what_cannot_be_written_is_said(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "no folder" / "x.py"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window = QWidget()
    qtbot.addWidget(window)
    errors: list[AppError] = []
    CodeSaver(window, errors.append).save(CodeBlock("python", "x"))
    assert isinstance(errors[0], FileNotSaved)
