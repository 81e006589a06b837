"""Reads text off pictures with Tesseract, where tesserocr and its data are installed.

Tesseract opens its data when it begins, and the null device while it reads, without a look at
whether that worked: where it may not, it is not begun.
"""

import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from app.domain.documents import Refusal
from app.index.parsers.refusing import Refused

LANGUAGES: Final = ("kor", "eng")
_FOLDERS: Final = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_LIBRARIES: Final = ("tesserocr", "PIL")
_LEAST_CONFIDENCE: Final = 30.0
"""Of 100; what Tesseract trusts less is noise, for the most part."""

_LEAST_BLANK: Final = 0.3
"""Of the height of the letters: a smaller gap between syllables is none."""


def model_folders() -> tuple[str, ...]:
    """The folder that holds Tesseract's data, the first found; none when there is none."""
    for folder in (os.environ.get("TESSDATA_PREFIX", ""), *_FOLDERS):
        if folder and _languages_in(folder):
            return (folder,)
    return ()


def languages() -> tuple[str, ...]:
    """What pictures can be read in here; none where they cannot be read."""
    return tuple(_languages_in(model_folders()[0])) if is_installed() else ()


def is_installed() -> bool:
    """Whether pictures can be read here: the libraries and data for Korean or English."""
    has_libraries = all(importlib.util.find_spec(name) is not None for name in _LIBRARIES)
    return has_libraries and bool(model_folders())


def prepare() -> None:
    """Load the libraries, where they are, before the process is confined."""
    if is_installed():
        import tesserocr
        from PIL import Image

        Image.init()
        tesserocr.tesseract_version()


@dataclass(frozen=True, slots=True)
class _Word:
    """A word and its box: left, top, right, bottom."""

    text: str
    box: tuple[int, int, int, int]
    begins_paragraph: bool
    begins_line: bool

    def runs_into(self, following: "_Word") -> bool:
        """Whether no blank stands between: Tesseract parts Korean words into their syllables."""
        if following.begins_line or not (
            _is_hangul(self.text[-1]) and _is_hangul(following.text[0])
        ):
            return False
        height = min(self.box[3] - self.box[1], following.box[3] - following.box[1])
        return following.box[0] - self.box[2] < height * _LEAST_BLANK


class Recogniser:
    """Tesseract, begun. Raises Refused with NO_TEXT where it is not installed or may not begin."""

    def __init__(self) -> None:
        folders = model_folders()
        if not is_installed() or not _is_writable(os.devnull):
            raise Refused(Refusal.NO_TEXT, "text recognition is not there")
        import tesserocr

        try:
            self._api: Any = tesserocr.PyTessBaseAPI(
                path=folders[0],
                lang="+".join(_languages_in(folders[0])),
                psm=tesserocr.PSM.AUTO,
                oem=tesserocr.OEM.LSTM_ONLY,
            )
        except RuntimeError as error:
            raise Refused(Refusal.NO_TEXT, "text recognition does not begin") from error
        levels = tesserocr.RIL
        self._paragraph, self._line, self._word = levels.PARA, levels.TEXTLINE, levels.WORD

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._api.End()

    def paragraphs(self, grey: bytes, width: int, height: int, dots_per_inch: int) -> list[str]:
        """The paragraphs on a picture of one byte a pixel, without padding, in reading order."""
        self._api.SetImageBytes(grey, width, height, 1, width)
        self._api.SetSourceResolution(dots_per_inch)
        self._api.Recognize()
        paragraphs: list[str] = []
        last: _Word | None = None
        for word in self._words():
            if word.begins_paragraph or last is None:
                paragraphs.append(word.text)
            elif last.runs_into(word):
                paragraphs[-1] += word.text
            else:
                paragraphs[-1] += " " + word.text
            last = word
        return paragraphs

    def _words(self) -> Iterator[_Word]:
        place = self._api.GetIterator()
        if place is None:
            return
        begins_paragraph = False
        while True:
            if not place.Empty(self._word):
                begins_paragraph |= place.IsAtBeginningOf(self._paragraph)
                text = str(place.GetUTF8Text(self._word) or "").strip()
                if text and place.Confidence(self._word) >= _LEAST_CONFIDENCE:
                    begins_line = place.IsAtBeginningOf(self._line)
                    box = place.BoundingBox(self._word)
                    yield _Word(text, box, begins_paragraph, begins_line)
                    begins_paragraph = False
            if not place.Next(self._word):
                return


def _is_hangul(letter: str) -> bool:
    return "\uac00" <= letter <= "\ud7a3"


def _languages_in(folder: str) -> list[str]:
    return [each for each in LANGUAGES if Path(folder, f"{each}.traineddata").is_file()]


def _is_writable(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_WRONLY))
    except OSError:
        return False
    return True
