"""Reads text off pictures with Tesseract, where tesserocr and its data are installed."""

import os
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("kor", "eng")
_FOLDERS: Final = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)


def model_folders() -> tuple[str, ...]:
    """Folders that hold Tesseract's data, the first found; none when there is none."""
    for folder in (os.environ.get("TESSDATA_PREFIX", ""), *_FOLDERS):
        if folder and any(Path(folder, f"{each}.traineddata").is_file() for each in LANGUAGES):
            return (folder,)
    return ()
