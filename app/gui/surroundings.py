"""What is put right before Qt begins: the screen, its libraries, the input method; and its end."""

import os
import subprocess
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

from app.domain.errors import NoDisplay, WindowUnavailable

_PROBLEM_RELEASE: Final = (6, 12)
_FCITX_PLUGIN: Final = "libfcitx5platforminputcontextplugin.so"


def require_display(environment: MutableMapping[str, str]) -> None:
    """Without a screen Qt would abort the process; say a sentence instead."""
    if sys.platform != "linux" or environment.get("QT_QPA_PLATFORM"):
        return
    if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        raise NoDisplay


def require_sound_qt() -> None:
    """Say a sentence where Qt is missing, or would abort this Python. Raises WindowUnavailable."""
    try:
        import PySide6
        import PySide6.QtWidgets
    except ImportError as error:
        raise WindowUnavailable(str(error), library=str(error).split(":")[0]) from error
    # https://bugreports.qt.io: 6.12.0 drops a reference of True at every signal, which aborts
    # interpreters without immortal objects.
    if sys.version_info < (3, 12) and PySide6.__version_info__[:2] >= _PROBLEM_RELEASE:
        raise WindowUnavailable(library=f"PySide6 {PySide6.__version__} needs Python 3.12")


def plugin_folder() -> Path:
    """Where Qt looks for input methods."""
    import PySide6

    return Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforminputcontexts"


def choose_input_method(environment: MutableMapping[str, str], plugins: Path) -> None:
    """Let fcitx users write Hangul: Qt's wheels have no fcitx plugin, but fcitx answers as ibus."""
    if environment.get("QT_IM_MODULE") == "fcitx" and not (plugins / _FCITX_PLUGIN).exists():
        del environment["QT_IM_MODULE"]
        wayland = "wayland;" if environment.get("WAYLAND_DISPLAY") else ""
        environment["QT_IM_MODULES"] = f"{wayland}fcitx;ibus"


def leave_no_history() -> None:
    """Keep Qt's own file dialog from writing down which folders were visited.

    It saves them in a settings file of Qt's that no switch turns off; the file's folder is put
    where nothing can be written. Native dialogs (Windows, macOS, portals) have their own ways.
    """
    from PySide6.QtCore import QSettings

    if os.name == "posix":
        for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(form, QSettings.Scope.UserScope, os.devnull)


def start_anew() -> None:
    """Start the program once more with the same arguments; this process is to end now."""
    command = [sys.executable, *sys.orig_argv[1:]]
    if os.name == "posix":
        os.execv(sys.executable, command)  # noqa: S606  # the same program, without a shell
    subprocess.Popen(command)
