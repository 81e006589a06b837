"""Which files of Qt, Python and the system belong into the bundle, and which stay out."""

from __future__ import annotations

import re

EXCLUDED_MODULES = (
    # Parts of Qt that a window of widgets never loads.
    "PySide6.QtDesigner", "PySide6.QtHelp", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets",
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickControls2", "PySide6.QtQuickWidgets",
    "PySide6.QtSql", "PySide6.QtTest", "PySide6.QtUiTools", "PySide6.QtXml",
    # The engine's child imports the low-level binding alone.
    "llama_cpp.llama", "llama_cpp.server", "diskcache",
    # The vault is the only database, and it is encrypted; GPL-3 code stays out.
    "sqlite3", "_sqlite3", "readline",
    # For developers.
    "IPython", "curses", "ensurepip", "idlelib", "lib2to3", "numpy.f2py", "numpy.testing", "pip",
    "pydoc_data", "pytest", "setuptools", "tkinter", "turtledemo", "unittest", "venv",
)  # fmt: skip

METADATA = (
    # Whose versions are asked for at run time: `snug doctor` and the fingerprint of the parsers.
    "chardet", "cryptography", "huggingface-hub", "jinja2", "keyring", "llama-cpp-python", "lxml",
    "markdown-it-py", "olefile", "platformdirs", "psutil", "pygments", "pypdfium2",
    "PySide6-Essentials", "python-calamine", "selectolax", "sqlalchemy", "sqlcipher3", "striprtf",
)  # fmt: skip

OF_THE_SYSTEM = re.compile(
    r"lib(?:"
    # An old one of these beside the newer driver of a graphics card is a classic crash.
    r"stdc\+\+|gcc_s|atomic|"
    # A desktop has them, and theirs fit its configuration.
    r"glib-2|gobject-2|gio-2|gmodule-2|gthread-2|X11|X11-xcb|Xau|Xdmcp|Xext|Xrender|"
    r"xcb(?!-cursor|-icccm|-image|-keysyms|-render-util|-util|-xkb|-shape)|"
    r"dbus-1|systemd|selinux|mount|blkid|cap|fontconfig|freetype|expat|png16|"
    r"brotli|gssapi|krb5(?:support)?|k5crypto|keyutils|com_err|xkbcommon(?=\.)|pcre2|uuid|"
    r"wayland|EGL|GL|GLX|GLdispatch|OpenGL|drm|gbm|ffi_pic|bsd|md|lz4|zstd|gcrypt|gpg-error|"
    # Its security fixes come with the system, and it knows where the system's certificates are.
    r"ssl|crypto"
    r")(?:[-.]|common|enc|dec|_)"
)
"""Shared libraries that the package asks the system for, by the name of the file."""

NOT_OF_USE = re.compile(
    r"(?:"
    r"plugins/platformthemes/libqgtk3|"
    r"plugins/(?:designer|egldeviceintegrations|generic|qmltooling|sqldrivers|"
    r"vectorimageformats|wayland-graphics-integration-server|networkinformation|tls)/|"
    r"plugins/platforms/libq(?:eglfs|linuxfb|minimal|minimalegl|vkkhrdisplay|vnc)|"
    r"plugins/platforminputcontexts/libqtvirtualkeyboard|"
    r"plugins/imageformats/libq(?:icns|pdf|tga|tiff|wbmp)|"
    r"plugins/wayland-shell-integration/lib(?:fullscreen|ivi|qt-shell|wl-shell)|"
    r"plugins/wayland-graphics-integration-client/lib(?:dmabuf|drm|shm|vulkan)|"
    r"libQt6(?:Designer|EglF|Eglfs|Help|Labs|Lottie|Pdf|Qml|Quick|Sql|Test|UiTools|"
    r"VirtualKeyboard|WaylandCompositor|WlShell|Xml)|"
    r"PySide6/Qt/translations/(?!qt_ko|qtbase_ko)|"
    r"PySide6/(?:include|typesystems|glue|doc|scripts)/"
    r")"
)
"""Parts of Qt that Snug does not load, by their place in the bundle."""

NOT_AT_RUN_TIME = re.compile(
    r"(?:\.(?:pyi|pxd|pxi|h|hpp|c|cpp|pyx|ts)$|/tests?/|direct_url\.json$|/INSTALLER$|/RECORD$|"
    r"/REQUESTED$|^resources/screenshot\.png$)"
)
"""Data files for developers, and traces of how a library was installed."""

NOT_TO_STRIP = re.compile(r"numpy\.libs/|/libQt6|/libpyside6|/libshiboken6")
"""Libraries that break when they are stripped, or were stripped by those who made them."""


def is_wanted_library(place: str) -> bool:
    """Tell whether a shared library belongs into the bundle, by its place there."""
    name = place.rpartition("/")[2]
    own = "/" not in place  # PyInstaller puts what it finds in the system at the top
    return not (own and OF_THE_SYSTEM.match(name)) and not NOT_OF_USE.search(place)


def is_wanted_data(place: str) -> bool:
    """Tell whether another file belongs into the bundle, by its place there."""
    return not NOT_OF_USE.search(place) and not NOT_AT_RUN_TIME.search(place)
