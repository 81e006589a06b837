"""The languages that the window can speak: English, and one for each catalogue that came along."""

from pathlib import Path
from typing import Final

from app.config.paths import Paths

SOURCE: Final = "en"
"""The language of the words in the code, which needs no catalogue."""
_PREFIX: Final = "snug_"


def languages(folder: Path | None = None) -> tuple[str, ...]:
    """Their codes as in the names of catalogues, snug_CODE.qm in `folder`, English first."""
    catalogues = (folder or Paths.resource("translations")).glob(f"{_PREFIX}*.qm")
    codes = {each.stem.removeprefix(_PREFIX) for each in catalogues}
    return (SOURCE, *sorted(codes - {SOURCE}))
