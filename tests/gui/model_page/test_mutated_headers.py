"""Model files whose headers were tampered with harm neither the window nor its page of models."""

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from model_page_room import PageRoom
from mutated_headers import many, mutated_models
from PySide6.QtWidgets import QApplication, QLabel

from app.gui.feedback.crash_dialog import CrashDialog

AT_ONCE = 25
Files = dict[str, bytes]


def put(folder: Path, files: Files) -> list[Path]:
    """Files of these contents, and none that were there before."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in folder.glob("m-*.gguf"):
        each.unlink()
    for name, data in files.items():
        (folder / f"{name}.gguf").write_bytes(data)
    return [folder / f"{name}.gguf" for name in files]


def show(room: PageRoom, names: set[str]) -> int:
    """Have the page look at the folder again; how many files it says are of no use."""
    room.controller.load()
    room.wait(lambda: {each for each in room.page.held.rows if each.startswith("m-")} == names)
    rows = room.page.held.rows
    refused = [each for each in rows.values() if each.held.problem is not None]
    for row in refused:
        assert any(each.text() for each in row.findChildren(QLabel))
        assert not row.use.isEnabled()
    return len(refused)


def drop(room: PageRoom, paths: list[Path]) -> int:
    """Drop files onto the page and decline whatever is asked; how many questions there were."""
    room.controller.bring_in(paths)
    asked = 0
    while room.files._waiting:
        room.wait(lambda: bool(room.open_questions()) or not room.files._waiting)
        for box in room.open_questions():
            box.reject()
            asked += 1
    return asked


@pytest.mark.timeout(0)
def test_mutated_headers_harm_neither_window_nor_page(
    room: PageRoom, user: Path, home: Path, tmp_path: Path
) -> None:
    """In the folder, in that of another program, and dropped. SNUG_FUZZ=10000 tries so many."""
    found: Counter[str] = Counter()
    (tmp_path / "made").mkdir()
    numbered = enumerate(mutated_models(tmp_path / "made", many(50)))
    while some := list(islice(numbered, AT_ONCE)):
        files = {f"m-{number}": data for number, data in some}
        put(home / "models", files)
        put(user / ".lmstudio/models/maker/repository", files)
        refused = show(room, set(files))
        asked = drop(room, put(tmp_path / "dropped", files))
        room.page.grab()
        found += Counter(files=len(files), refused=refused, asked=asked)
        top = QApplication.topLevelWidgets()
        assert not [each for each in top if isinstance(each, CrashDialog)]
        assert room.session.window.isVisible()
    assert found["refused"] > 0
    assert found["asked"] > 0
    assert found["refused"] + found["asked"] <= found["files"]
    print(dict(found))
