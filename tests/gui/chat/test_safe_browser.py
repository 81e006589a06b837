"""A text that names a picture shows no pixel of it, and the file is never opened."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QHelpEvent, QImage, QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication, QTextBrowser, QToolTip
from pytestqt.qtbot import QtBot

from app.gui.chat.look import LIGHT
from app.gui.chat.markdown import render
from app.gui.chat.safe_browser import SafeBrowser
from app.gui.chat.safe_document import SafeDocument
from app.gui.clipboard import marks


def draw_red(path: Path) -> None:
    image = QImage(QSize(40, 40), QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    assert image.save(str(path))


def red_pixels(image: QImage) -> int:
    red = 0
    for y in range(image.height()):
        for x in range(image.width()):
            colour = image.pixelColor(x, y)
            red += colour.red() > 180 and colour.green() < 90 and colour.blue() < 90
    return red


def markdown_ways(path: Path) -> list[str]:
    name = path.name
    return [
        f"![x](file://{path})",
        f"![x]({path})",
        f"![x]({name})",
        f"![x](./{name})",
        f'<img src="{path}">',
        f"![x][r]\n\n[r]: {path}",
        f"![x](//{path})",
        rf"![x](\\\\localhost{path})",
        f'<div style="background-image:url({path})">x</div>',
        f"<style>body{{background:url(file://{path})}}</style>",
        f"| ![x]({path}) |\n|---|\n| ![x](file://{path}) |",
    ]


def html_ways(path: Path) -> list[str]:
    name = path.name
    return [
        f'<img src="file://{path}">',
        f'<img src="{path}">',
        f'<img src="{name}" width="40" height="40">',
        f'<img src="//localhost{path}">',
        f'<img src="\\\\localhost{path}">',
        f'<body background="{path}"><p>x</p></body>',
        f'<p style="background-image:url({path})">x</p>',
        f'<table background="{path}"><tr><td style="background:url({name})">x</td></tr></table>',
        f"<style>@import url({path}); p {{ background: url(file://{path}); }}</style><p>x</p>",
        f'<link rel="stylesheet" href="{path}"><p>x</p>',
        f'<ul style="list-style-image:url({path})"><li>x</li></ul>',
    ]


@pytest.fixture
def browser(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SafeBrowser:
    """A browser shown in a folder with a red picture."""
    monkeypatch.chdir(tmp_path)
    draw_red(tmp_path / "red.png")
    browser = SafeBrowser()
    qtbot.addWidget(browser)
    browser.resize(300, 200)
    browser.show()
    return browser


@pytest.mark.parametrize("way", range(len(markdown_ways(Path("/x")))))
def test_markdown_shows_no_picture(browser: SafeBrowser, tmp_path: Path, way: int) -> None:
    rendered = render(markdown_ways(tmp_path / "red.png")[way], LIGHT)
    browser.setHtml(rendered.html)
    assert red_pixels(browser.grab().toImage()) == 0


@pytest.mark.parametrize("way", range(len(html_ways(Path("/x")))))
def test_html_shows_no_picture(browser: SafeBrowser, tmp_path: Path, way: int) -> None:
    browser.setHtml(html_ways(tmp_path / "red.png")[way])
    assert red_pixels(browser.grab().toImage()) == 0


def test_the_count_sees_red(qtbot: QtBot, tmp_path: Path) -> None:
    """The control: without our guards the same picture is there."""
    draw_red(tmp_path / "red.png")
    plain = QTextBrowser()
    qtbot.addWidget(plain)
    plain.resize(300, 200)
    plain.setHtml(f'<img src="{tmp_path / "red.png"}">')
    plain.show()
    assert red_pixels(plain.grab().toImage()) > 1000


PROBE = """
import sys
from PySide6.QtWidgets import QApplication, QTextBrowser
app = QApplication([])
from app.gui.chat.look import LIGHT
from app.gui.chat.markdown import render
from app.gui.chat.safe_browser import SafeBrowser
from tests.gui.chat.test_safe_browser import html_ways, markdown_ways
from pathlib import Path
path = Path(sys.argv[2])
browser = QTextBrowser() if sys.argv[1] == "control" else SafeBrowser()
browser.resize(300, 200)
browser.show()
for html in [*html_ways(path), *(render(way, LIGHT).html for way in markdown_ways(path))]:
    browser.setHtml(html)
    browser.grab()
    browser.selectAll()
    browser.copy()
    app.processEvents()
"""


def touched(kind: str, picture: Path, scale: str) -> list[str]:
    """The system calls that name the picture."""
    log = picture.parent / "trace"
    subprocess.run(
        [
            *("strace", "-f", "-qq", "-s", "300", "-e", "trace=%file", "-o", log),
            *(sys.executable, "-c", PROBE, kind, picture),
        ],
        env={
            "QT_QPA_PLATFORM": "offscreen",
            "QT_SCALE_FACTOR": scale,
            "PYTHONPATH": str(Path(__file__).parents[3]),
            "PATH": "/usr/bin:/bin",
        },
        cwd=picture.parent,
        check=True,
        timeout=100,
    )
    lines = log.read_text(errors="replace").splitlines()
    return [line for line in lines if "secret-picture" in line and "execve" not in line]


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
@pytest.mark.parametrize("scale", ["1", "2"])
def test_the_file_is_not_even_looked_for(tmp_path: Path, scale: str) -> None:
    picture = tmp_path / "secret-picture.png"
    draw_red(picture)
    shutil.copy(picture, tmp_path / "secret-picture@2x.png")
    assert touched("control", picture, scale)
    assert touched("safe", picture, scale) == []


def test_every_resource_is_a_valid_pixel(qtbot: QtBot) -> None:
    browser = SafeBrowser()
    qtbot.addWidget(browser)
    for document in (browser, SafeDocument()):
        for kind in QTextDocument.ResourceType:
            answer = document.loadResource(kind.value, QUrl("file:///etc/passwd"))
            assert answer.size() == QSize(1, 1)
            assert answer.pixelColor(0, 0).alpha() == 0


def test_it_goes_nowhere(browser: SafeBrowser, tmp_path: Path, qtbot: QtBot) -> None:
    page = tmp_path / "page.html"
    page.write_text("other page")
    browser.setHtml("<p>here</p>")
    browser.setSource(QUrl.fromLocalFile(str(page)))
    assert browser.toPlainText() == "here"


def test_a_link_is_handed_on(browser: SafeBrowser, qtbot: QtBot) -> None:
    browser.setHtml('<p><a href="https://a.b/c">a link of some length</a></p>')
    with qtbot.waitSignal(browser.link_activated) as caught:
        qtbot.mouseClick(browser.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 12))
    assert caught.args == ["https://a.b/c"]
    assert browser.toPlainText() == "a link of some length"


def test_a_link_is_reached_by_the_keyboard(browser: SafeBrowser, qtbot: QtBot) -> None:
    browser.setHtml('<p>text <a href="https://a.b/c">link</a></p>')
    browser.setFocus()
    browser.focusNextPrevChild(True)
    assert not browser.has_selection()
    with qtbot.waitSignal(browser.link_activated):
        qtbot.keyClick(browser, Qt.Key.Key_Return)


def test_what_is_copied_is_plain_text(browser: SafeBrowser) -> None:
    table = "| a | b |\n|--|--|\n| 1 | 한글 |"
    source = f"# T\n\na *b*\n\n1. x\n   - y\n\n{table}\n\n```py\nif x:\n    y\n```\n\nend"
    browser.setHtml(render(source, LIGHT).html)
    browser.selectAll()
    data = browser.createMimeDataFromSelection()
    assert data.formats() == ["text/plain", *marks()]
    lines = [line for line in data.text().splitlines() if line]
    assert lines == ["T", "a b", "1. x", "  - y", "a\tb", "1\t한글", "if x:", "    y", "end"]


def test_a_part_is_copied_in_full_characters(browser: SafeBrowser) -> None:
    browser.setPlainText("a😀b한글c")
    cursor = browser.textCursor()
    cursor.setPosition(1)
    cursor.setPosition(5, QTextCursor.MoveMode.KeepAnchor)
    browser.setTextCursor(cursor)
    assert browser.createMimeDataFromSelection().text() == "😀b한"


def test_the_clipboard_gets_it(browser: SafeBrowser, qtbot: QtBot) -> None:
    browser.setHtml("<p>a <b>b</b></p>")
    browser.selectAll()
    qtbot.keyClick(browser, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "a b"
    assert QApplication.clipboard().mimeData().formats() == ["text/plain", *marks()]


def test_nothing_comes_in(browser: SafeBrowser) -> None:
    browser.setHtml("<p>text</p>")
    QApplication.clipboard().setText("pasted")
    browser.paste()
    assert browser.toPlainText() == "text"
    assert not browser.acceptDrops()
    assert not browser.viewport().acceptDrops()
    assert not browser.canInsertFromMimeData(QApplication.clipboard().mimeData())


def test_the_menu_is_ours(browser: SafeBrowser) -> None:
    browser.setHtml('<p><a href="https://a.b">text</a></p>')
    browser.set_menu_labels("복사", "모두 선택")
    menu = browser.make_menu()
    copy, select_all = menu.actions()
    assert (copy.text(), select_all.text()) == ("복사", "모두 선택")
    assert not copy.isEnabled()
    select_all.trigger()
    assert browser.make_menu().actions()[0].isEnabled()


def test_there_is_no_tooltip(browser: SafeBrowser) -> None:
    browser.setHtml('<p title="rich"><a href="https://a.b" title="<img src=x>">text</a></p>')
    point = QPoint(5, 5)
    help_event = QHelpEvent(QHelpEvent.Type.ToolTip, point, browser.mapToGlobal(point))
    QApplication.sendEvent(browser.viewport(), help_event)
    assert not QToolTip.isVisible()
