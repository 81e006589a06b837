"""A vault that makes room for another: its files in a folder of their own, and back again."""

import contextlib
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from app.domain.conversations import now
from app.security import private_file

PREFIX: Final = "vault-before-"
_PRIVATE: Final = 0o700


@contextlib.contextmanager
def set_aside(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    """Move files of a folder into a new one inside it; back again when the block fails.

    What the block left in their places is then removed. Raises OSError.
    """
    aside = _new_folder(folder)
    moved: list[str] = []
    try:
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                (folder / name).rename(aside / name)
                moved.append(name)
        private_file.flush_folder(folder)
        yield aside
    except BaseException:
        for name in moved:
            (aside / name).replace(folder / name)
        aside.rmdir()
        private_file.flush_folder(folder)
        raise


def folders(folder: Path) -> list[Path]:
    """What was set aside earlier and is still there."""
    return sorted(each for each in folder.glob(f"{PREFIX}*") if each.is_dir())


def _new_folder(folder: Path) -> Path:
    day = now().astimezone().strftime("%Y-%m-%d")
    for number in itertools.count(1):
        path = folder / (f"{PREFIX}{day}" if number == 1 else f"{PREFIX}{day}-{number}")
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=_PRIVATE)
            return path
    raise AssertionError("itertools.count never ends")
