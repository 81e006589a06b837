"""What a confined child does with the one file it gets: reads it or draws a page of it."""

import os
from typing import Any, BinaryIO, Final

from app.domain.documents import Refusal
from app.index.parsers.dispatch import read_document
from app.index.parsers.page_picture import draw_page
from app.index.parsers.recognising import model_folders
from app.index.parsers.refusing import Refused
from app.index.reader.commands import RESULTS, Draw, Job, NotRead, PageDrawn, Probed, Read
from app.index.reader.frames import document_frame
from app.workers.reader_sandbox import Bounds, confine_document, prove_confinement
from app.workers.wire import WireError, pack

FONT_FOLDERS: Final = (
    "/usr/share/fonts",
    "/usr/share/X11/fonts/Type1",
    "/usr/share/X11/fonts/TTF",
    "/usr/local/share/fonts",
)
"""Where PDFium looks for fonts that a page names and does not bring along."""
_DETAIL_CHARACTERS: Final = 200

Frame = tuple[dict[str, Any], bytes]


def confine_for(job: Job, parent: int) -> tuple[Any, ...]:
    """Confine the calling process for good, as the job needs it; `parent` made it."""
    bounds = Bounds(job.limits.memory_bytes, job.limits.seconds)
    if isinstance(job, Draw):
        return confine_document(bounds, parent, FONT_FOLDERS)
    if isinstance(job, Read) and job.recognise:
        return confine_document(bounds, parent, model_folders(), (os.devnull,))
    return confine_document(bounds, parent)


def result_of(job: Job, file: BinaryIO, guards: tuple[Any, ...]) -> bytes:
    """The frame that answers a job, as bytes; `guards` are those that hold. Raises nothing."""
    try:
        return pack(*_frame(job, file, guards))
    except Refused as error:
        return refusal(error.reason, error.detail)
    except MemoryError:
        return refusal(Refusal.OUT_OF_MEMORY)
    except (WireError, Exception) as error:
        return refusal(Refusal.DAMAGED, type(error).__name__)


def refusal(reason: Refusal, detail: str = "") -> bytes:
    """The frame that says that a file was not read."""
    return pack(RESULTS.encode(NotRead(reason, detail[:_DETAIL_CHARACTERS])))


def _frame(job: Job, file: BinaryIO, guards: tuple[Any, ...]) -> Frame:
    if isinstance(job, Read):
        document = read_document(file, job.name, job.limits, recognise=job.recognise)
        return document_frame(document)
    if isinstance(job, Draw):
        marks = [(mark.start, mark.end) for mark in job.marks]
        picture = draw_page(file, job.page, job.width, marks)
        head = PageDrawn(picture.width, picture.height, picture.stride, picture.marks)
        return RESULTS.encode(head), picture.pixels
    return RESULTS.encode(Probed((*guards, *prove_confinement()))), b""
