"""Reads the text on pictures, where that was asked for and text recognition is installed."""

from typing import BinaryIO, Final

from app.domain.documents import BlockKind, NoteKind, Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.recognising import Recogniser
from app.index.parsers.refusing import Refused

MOST_PIXELS: Final = 100_000_000
_READ_PIXELS: Final = 24_000_000
"""Larger pictures are made smaller first: letters stay legible."""
_LEAST_SIDE: Final = 1_000
"""Smaller ones are doubled: letters of a screen are few points high."""
_USUAL_RESOLUTION: Final = 150


def parse(file: BinaryIO, builder: DocumentBuilder) -> None:
    """Read a picture. Raises Refused: NO_TEXT unless recognition was asked for and is there."""
    if not builder.recognise:
        raise Refused(Refusal.NO_TEXT, "a picture")
    with Recogniser() as recogniser:
        grey, width, height, resolution = _grey(file)
        for text in recogniser.paragraphs(grey, width, height, resolution):
            builder.add(BlockKind.PARAGRAPH, text)
    builder.note(NoteKind.RECOGNISED, 1)


def _grey(file: BinaryIO) -> tuple[bytes, int, int, int]:
    """The picture in grey as it is to be held, its size and its dots per inch."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(file) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused(Refusal.BOMB, f"{opened.width} x {opened.height} pixels")
            picture = ImageOps.exif_transpose(opened)
            if picture.mode in ("RGBA", "LA", "PA", "P"):  # what shows through is paper
                paper = Image.new("RGBA", picture.size, "white")
                picture = Image.alpha_composite(paper, picture.convert("RGBA"))
            picture = picture.convert("L")
    except UnidentifiedImageError as error:
        raise Refused(Refusal.NO_TEXT, "a picture of an unknown kind") from error
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused(Refusal.DAMAGED, type(error).__name__) from error
    scale = min(1.0, (_READ_PIXELS / (picture.width * picture.height)) ** 0.5)
    if max(picture.size) < _LEAST_SIDE:
        scale = 2.0
    if scale != 1.0:
        width, height = round(picture.width * scale), round(picture.height * scale)
        picture = picture.resize((max(width, 1), max(height, 1)), Image.Resampling.LANCZOS)
    return picture.tobytes(), picture.width, picture.height, _USUAL_RESOLUTION
