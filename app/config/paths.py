"""Where Snug keeps its files, and where it finds those that came with it."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import FolderUnusable

HOME_VARIABLE = "SNUG_HOME"

_PRIVATE = 0o700
_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one Snug home. Naming them creates nothing: `ensure` does."""

    home: Path

    @classmethod
    def of(cls, home: Path | None = None) -> "Paths":
        """The given home, else that of SNUG_HOME, else the user's data folder of this system."""
        chosen = home or _home_of_environment() or _home_of_system()
        return cls(_absolute(chosen))

    @classmethod
    def usual(cls) -> "Paths":
        """Those that hold where nobody names others."""
        return cls(_absolute(_home_of_system()))

    @property
    def models(self) -> Path:
        """Model files: those of the catalog, and any GGUF the user puts there."""
        return self.home / "models"

    @property
    def cache(self) -> Path:
        """What can be deleted at any time; nothing that was said or read is in it."""
        return self.home / "cache"

    @property
    def logs(self) -> Path:
        """Logs, which hold no text of a conversation or document."""
        return self.home / "logs"

    @property
    def config_file(self) -> Path:
        """The settings that differ from their defaults."""
        return self.home / "settings.toml"

    def ensure(self, folder: Path | None = None) -> Path:
        """Create `folder` (the home when not given), readable by its owner only, and return it.

        A folder that is already there keeps its permissions. Raises FolderUnusable.
        """
        wanted = folder or self.home
        try:
            for path in (*reversed(wanted.parents), wanted):
                if not path.is_dir():
                    path.mkdir(mode=_PRIVATE, exist_ok=True)
        except OSError as error:
            raise FolderUnusable(str(error), folder=wanted) from error
        return wanted

    @staticmethod
    def resource(name: str) -> Path:
        """The path of a file that came with Snug, by its name below `resources/`."""
        return _shipped() / "resources" / name

    @staticmethod
    def catalog_file() -> Path:
        """The path of the model catalog that came with Snug."""
        return _shipped() / "models.toml"

    @staticmethod
    def shipped_models() -> Path:
        """The models that came with Snug; the folder is there in a package with a starter kit."""
        return _shipped() / "models"


def _shipped() -> Path:
    """The folder of shipped files: in a frozen bundle, an installed wheel, or a source checkout."""
    bundle: str | None = getattr(sys, "_MEIPASS", None)
    if bundle:
        return Path(bundle)
    installed = _PACKAGE / "_data"
    return installed if installed.is_dir() else _PACKAGE.parent


def _home_of_environment() -> Path | None:
    value = os.environ.get(HOME_VARIABLE, "")
    return Path(value) if value else None


def _home_of_system() -> Path:
    # Imported here: a home that was named needs none of it, and every start pays for imports.
    from platformdirs import user_data_path

    return user_data_path("snug", appauthor=False)


def _absolute(path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError:  # "~nobody" stands for no home: then it is a name like any other
        return path.absolute()
