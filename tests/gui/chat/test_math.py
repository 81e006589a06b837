"""Formulas: which are found, how they are drawn, what is copied, and what a hostile one can do."""

import dataclasses
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from own_html import Reader
from pytestqt.qtbot import QtBot

from app.domain.generation import Role
from app.domain.ids import MessageId
from app.gui.chat import typesetting
from app.gui.chat.look import DARK, LIGHT
from app.gui.chat.markdown import Formula, Placing, render
from app.gui.chat.message_view import MessageView
from app.gui.chat.rows import Row
from app.gui.chat.transcript import Transcript
from app.gui.chat.typesetting import Style, typeset

STYLE = Style(16.0, "#1f2527", 1.0)
ANSWER = Row(
    MessageId("a"), Role.ASSISTANT, "Energy is $E=mc^2$, he said.\n\n$$\n\\frac{a}{b}\n$$\n"
)


def found(text: str) -> list[Formula]:
    return list(render(text, LIGHT, drawing=lambda _: Placing.ON_LINE).formulas)


@pytest.mark.parametrize(
    ("text", "latex", "is_display"),
    [
        ("so $x$ is", "x", False),
        ("값은 $x^2$이다", "x^2", False),
        (r"so \(x_1*y_1*z\) is", "x_1*y_1*z", False),
        ("so $$a+b$$ is", "a+b", True),
        ("$$\na\n+ b\n$$", "a\n+ b", True),
        ("\\[\na\n- b\n\\]", "a\n- b", True),
        ("1. one\n   $$\n   a\n   $$", "a", True),
        ("text\n$$a$$\nmore", "a", True),
        (r"$\$5$", r"\$5", False),
        (r"$2 \text{apples}$", r"2 \text{apples}", False),
        ("$x$-axis", "x", False),
    ],
)
def test_a_formula_is_found(text: str, latex: str, is_display: bool) -> None:
    assert found(text) == [Formula(latex, is_display)]


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $10",
        "It costs $5, or 10$ in all",
        "가격은 $5이고 저것은 10$ 입니다",
        "$5-$10",
        "US$5 to CA$6",
        "$HOME and $PATH:$HOME",
        r"\$5\$",
        "`$x$`",
        "```\n$$\nx\n$$\n```",
        "$ x $",
        "$$",
        "$$ $$",
        r"\(no end",
        "$x\n\ny$",
    ],
)
def test_money_and_code_stay_text(text: str) -> None:
    assert found(text) == []


def test_a_formula_that_is_not_drawn_is_its_source() -> None:
    assert "<code>$x&lt;y$</code>" in render("$x<y$", LIGHT).html


@given(st.text(alphabet=st.sampled_from("$$$\\\\()[]x1 \n\n\"'<>&!^:-|`{}가"), max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_formula_reaches_beyond_its_picture(source: str) -> None:
    for placing in Placing:
        reader = Reader(has_math=True)
        reader.feed(render(source, LIGHT, drawing=lambda _, placing=placing: placing).html)
        reader.close()


@pytest.mark.parametrize(
    "latex",
    [r"\frac{a}{b}", r"\sum_{i=1}^n i", r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", r"\text{속도}"],
)
def test_a_formula_is_drawn_in_the_colour_of_the_text(latex: str) -> None:
    drawn = typeset(latex, True, dataclasses.replace(STYLE, scale=2.0))
    assert drawn is not None
    assert drawn.image.width() >= 2 * drawn.width
    colours = {
        drawn.image.pixelColor(x, y).name()
        for x in range(drawn.image.width())
        for y in range(drawn.image.height())
        if drawn.image.pixelColor(x, y).alpha() == 255
    }
    assert colours == {STYLE.colour}


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{",
        "a_{",
        "{" * 50 + "x" + "}" * 50,
        r"\sqrt{" * 30 + "x" + "}" * 30,
        "x^" * 400 + "x",
        r"\frac{x}{" * 8 + "a+b" + "}" * 8,
        r"\left(" * 100 + "x",
        "x" * 100_000,
        "_" * 900,
        r"\hspace{999999999em}x",
        r"\begin{matrix}" + "&" * 900,
    ],
    ids=lambda latex: latex[:14],
)
def test_a_hostile_formula_ends_soon(latex: str) -> None:
    typeset("x", False, STYLE)
    start = time.thread_time()  # other threads may work, too
    typeset(latex, False, STYLE)
    assert time.thread_time() - start < 20, "no figure of speed, only no accident"


def test_a_formula_that_is_broken_off_breaks_off_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert typeset("x", False, STYLE) is not None
    monkeypatch.setattr(typesetting, "_SECONDS", 0.01)
    draw, ended = typesetting._svg, []

    class Garbage:
        def __del__(self) -> None:
            ended.append(time.thread_time())

    def draw_late(latex: str, is_display: bool, style: Style) -> str:
        late = time.thread_time() + 0.02
        while time.thread_time() < late:
            pass
        Garbage()  # its finalizer is called here
        return draw(latex, is_display, style)

    monkeypatch.setattr(typesetting, "_svg", draw_late)
    assert typeset("x", False, STYLE) is None
    assert ended


def test_nothing_is_imported_before_the_first_formula() -> None:
    program = (
        "import sys, app.gui.chat.transcript, app.gui.main_window\n"
        "from app.gui.chat.look import LIGHT\n"
        "from app.gui.chat.markdown import render\n"
        "render('no formula, $5', LIGHT)\n"
        "sys.exit(any(name.startswith(('ziamath', 'latex2mathml')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


def settled(message: MessageView, row: Row, qtbot: QtBot) -> None:
    message.show_row(row)
    message.height_for(700)
    qtbot.waitUntil(lambda: not message.body.has_pending)
    message.height_for(700)


def test_formulas_come_into_the_text_and_are_copied_as_latex(
    message: MessageView, qtbot: QtBot
) -> None:
    message.show_row(ANSWER)
    assert "$E=mc^2$" in message.body.toPlainText()
    settled(message, ANSWER, qtbot)
    assert message.body.formulas() == ["E=mc^2", r"\frac{a}{b}"]
    assert "mc" not in message.body.toPlainText()
    message.body.selectAll()
    copied = message.body.createMimeDataFromSelection().text()
    assert copied == "Energy is $E=mc^2$, he said.\n$$\\frac{a}{b}$$"
    assert "E=mc^2" in message.body.accessibleDescription()


def test_a_look_draws_them_anew(message: MessageView, qtbot: QtBot) -> None:
    settled(message, ANSWER, qtbot)
    height = message.height_for(700)
    message.set_look(dataclasses.replace(DARK, point_size=22.0))
    qtbot.waitUntil(lambda: not message.body.has_pending)
    assert message.height_for(700) > 1.5 * height
    image = message.body.safe_document.pictures["snug:math/0"].image
    colours = {image.pixelColor(x, y).name() for x in range(30) for y in range(image.height())}
    assert DARK.text in colours


def test_a_formula_wider_than_the_column_is_made_smaller(
    message: MessageView, qtbot: QtBot
) -> None:
    wide = dataclasses.replace(ANSWER, text="$$" + "+".join("abcdefgh" * 12) + "$$")
    settled(message, wide, qtbot)
    assert message.body.safe_document.pictures["snug:math/0"].width > 700
    assert message.body.document().size().width() <= 701


def test_a_formula_stands_on_the_line_of_the_text(message: MessageView, qtbot: QtBot) -> None:
    settled(
        message,
        dataclasses.replace(ANSWER, text="$E$ $\\frac{\\frac{a}{b}}{\\frac{a}{b}}$ E"),
        qtbot,
    )
    image = message.body.grab().toImage()
    dark = [
        [y for y in range(image.height()) if image.pixelColor(x, y).lightness() < 120]
        for x in range(image.width())
    ]
    first = next(ys for ys in dark if ys)
    last = next(ys for ys in reversed(dark) if ys)
    assert abs(max(first) - max(last)) <= 1


def test_rows_take_their_new_height(transcript: Transcript, qtbot: QtBot) -> None:
    rows = [dataclasses.replace(ANSWER, id=MessageId(str(n))) for n in range(40)]
    transcript.set_messages(rows)
    view = transcript._views[39]
    qtbot.waitUntil(lambda: not view.body.has_pending)
    views = [transcript._views[place] for place in (38, 39)]
    assert views[0].y() + views[0].height() == views[1].y()
    assert view.body.height() >= view.body.document().size().height()
    transcript.clear()
    assert not transcript._formulas._known


def test_a_text_cannot_name_a_picture_of_ours(message: MessageView, qtbot: QtBot) -> None:
    settled(message, dataclasses.replace(ANSWER, text="$x$ ![a](snug:math/0)"), qtbot)
    assert message.body.toPlainText().count("\N{OBJECT REPLACEMENT CHARACTER}") == 1
