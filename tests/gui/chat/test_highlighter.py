import html
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gui.chat.highlighter import LONGEST, forget, highlight
from app.gui.chat.look import DARK, LIGHT

SPAN = re.compile(r'<span style="color:#[0-9a-f]{6}">|</span>')


def bare(coloured: str) -> str:
    return html.unescape(SPAN.sub("", coloured))


def test_a_keyword_has_the_colour_of_the_look() -> None:
    for look in (LIGHT, DARK):
        assert f'<span style="color:{look.syntax.keyword}">def</span>' in highlight(
            "def f(): pass", "python", look.syntax
        )


@pytest.mark.parametrize("language", ["", "klingon", "../python", "python\n", "a" * 99, "text"])
def test_an_unknown_language_is_plain(language: str) -> None:
    assert highlight("def f(): <b>", language, LIGHT.syntax) == "def f(): &lt;b&gt;"


def test_long_code_is_plain() -> None:
    code = "if x: pass\n" * LONGEST
    assert highlight(code, "python", LIGHT.syntax) == html.escape(code)


LANGUAGES = ["python", "html", "javascript", "bash", "json", "diff", "php", "c++", "console"]


@given(code=st.text(max_size=200), language=st.sampled_from(LANGUAGES))
def test_no_character_is_lost_or_added(code: str, language: str) -> None:
    assert bare(highlight(code, language, LIGHT.syntax)) == code


def test_it_can_forget() -> None:
    highlight("secret", "python", LIGHT.syntax)
    forget()
    assert highlight.cache_info().currsize == 0


def test_pygments_and_the_parser_wait_for_the_first_message() -> None:
    script = (
        "import sys, app.gui.chat.transcript;"
        "assert not {'pygments', 'markdown_it'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
