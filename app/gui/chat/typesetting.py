"""A formula in LaTeX to a picture: by ziamath, within bounds of length, depth and time.

ziamath lays a group out anew for every group around it, so its time doubles with each level; what
is deeper is not begun, and what takes too long is broken off.
"""

import math
import re
import sys
import time
import warnings
from dataclasses import dataclass
from types import FrameType
from typing import Final

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from app.gui.chat.math_rules import LONGEST

_DEEPEST: Final = 8
_SECONDS: Final = 1.0
"""Of the processor."""
_WIDEST: Final = 4_000.0
"""Pixels, on either side."""
_DRAWERS: Final = ("latex2mathml", "ziafont", "ziamath")
_VIEW_BOX: Final = re.compile(r'viewBox="(\S+) (\S+) (\S+) (\S+)"')


@dataclass(frozen=True, slots=True)
class Style:
    """How a formula is drawn: `size` in pixels, `scale` device pixels to each of them."""

    size: float
    colour: str
    scale: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A formula drawn: its picture, and pixels above and below the line it stands on."""

    image: QImage
    width: float
    ascent: float
    descent: float


class _TooSlowError(BaseException):
    """Passes through whatever handles errors on its way."""


def typeset(latex: str, is_display: bool, style: Style) -> Drawn | None:
    """Draw a formula; None where that cannot be done. Takes 2 to 30 ms, and 1 s at most.

    May run on any thread.
    """
    if len(latex) > LONGEST or _depth(latex) > _DEEPEST:
        return None
    deadline = time.thread_time() + _SECONDS

    def watch(frame: FrameType, _event: str, _argument: object) -> None:
        """Called as each function begins: an answer would be called for each line as well.

        It breaks off what draws alone: a finalizer that the garbage collector calls meanwhile
        would be cut short, and the interpreter drops both the error and the watch there.
        """
        if time.thread_time() > deadline and _draws(frame):
            raise _TooSlowError

    before = sys.gettrace()
    try:
        with warnings.catch_warnings():
            # Its import reads a font in a way that Python 3.11 advises against.
            warnings.simplefilter("ignore")
            _prepare()
        deadline = time.thread_time() + _SECONDS
        sys.settrace(watch)
        svg = _svg(latex, is_display, style)
    except (Exception, _TooSlowError):  # it raises whatever comes its way at what it cannot read
        return None
    finally:
        sys.settrace(before)
    return _picture(svg, style)


def _draws(frame: FrameType) -> bool:
    """Whether a function belongs to what draws formulas."""
    return str(frame.f_globals.get("__name__")).partition(".")[0] in _DRAWERS


def _prepare() -> None:
    """Import what draws, at the first formula, and let it write what Qt can read."""
    from ziafont.config import config as font_config
    from ziamath.config import config

    font_config.svg2 = False  # SVG 1.1: Qt knows no more
    config.svg2 = False


def _svg(latex: str, is_display: bool, style: Style) -> str:
    from ziamath.zmath import Latex

    return str(Latex(latex, size=style.size, color=style.colour, inline=not is_display).svg())


def _depth(latex: str) -> int:
    """The most levels of groups within groups."""
    deepest = level = 0
    for each in re.findall(r"\\[A-Za-z]+|\\.|[{}^_]", latex, re.DOTALL):
        if each in ("{", r"\left", r"\begin"):
            level += 1
        elif each in ("}", r"\right", r"\end"):
            level -= 1
        deepest = max(deepest, level)
    return deepest


def _picture(svg: str, style: Style) -> Drawn | None:
    """The drawing as an image."""
    from PySide6.QtSvg import QSvgRenderer

    box = _VIEW_BOX.search(svg)
    if box is None:
        return None
    _, top, width, height = (float(number) for number in box.groups())
    if not 0 < width <= _WIDEST or not 0 < height <= _WIDEST:
        return None
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    if not renderer.isValid():
        return None
    size = QSizeF(width * style.scale, height * style.scale)
    image = QImage(
        math.ceil(size.width()), math.ceil(size.height()), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(QPointF(), size))
    painter.end()
    image.setDevicePixelRatio(style.scale)
    return Drawn(image, width, -top, height + top)
