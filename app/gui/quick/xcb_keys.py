"""Keys that hold everywhere under X11: XCB through ctypes, on a connection of its own.

Only the keys that are asked for arrive, unlike with libraries that read every key. Sources: XCB's
public headers (xproto.h, xcb_keysyms.h), X11's keysymdef.h.
"""

import contextlib
import ctypes
from collections.abc import Callable
from itertools import product
from typing import Any, Final

from PySide6.QtCore import QObject, QSocketNotifier, Qt
from PySide6.QtGui import QKeySequence

_KEY_PRESS: Final = 2
_ASYNC: Final = 1
_LOCK, _NUM_LOCK = 1 << 1, 1 << 4
_MODIFIERS: Final = (
    (Qt.KeyboardModifier.ShiftModifier, 1 << 0),
    (Qt.KeyboardModifier.ControlModifier, 1 << 2),
    (Qt.KeyboardModifier.AltModifier, 1 << 3),
    (Qt.KeyboardModifier.MetaModifier, 1 << 6),
)
_FIRST_F, _SPACE = 0xFFBE, 0x20
_F_KEYS: Final = 35
_KEYCODE_AT: Final = 1
"""Where the keycode stands in xcb_key_press_event_t."""


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Screens(ctypes.Structure):
    _fields_ = (
        ("data", ctypes.POINTER(ctypes.c_uint32)),
        ("rem", ctypes.c_int),
        ("index", ctypes.c_int),
    )


def keysym(keys: str) -> tuple[int, int] | None:
    """X11's name of a key and the mask of its modifiers; None for keys that cannot be asked for."""
    sequence = QKeySequence(keys)
    if sequence.count() != 1:
        return None
    pressed = sequence[0]  # type: ignore[index]  # not in the stubs
    mask = sum(bit for modifier, bit in _MODIFIERS if pressed.keyboardModifiers() & modifier)
    key = pressed.key()
    if Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
        name = ord(chr(key).lower())
    elif Qt.Key.Key_0 <= key <= Qt.Key.Key_9 or key == Qt.Key.Key_Space:
        name = int(key)
    elif Qt.Key.Key_F1 <= key < Qt.Key.Key_F1 + _F_KEYS:
        return _FIRST_F + int(key) - int(Qt.Key.Key_F1), mask
    else:
        return None
    return (name, mask) if mask & ~1 else None  # with Shift alone it would write


class XcbKeys(QObject):
    """One grab at a time. Everything stays on the window's thread."""

    def __init__(self, pressed: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._pressed = pressed
        self._xcb: Any = None
        self._connection: Any = None
        self._root = 0
        self._grabbed: list[tuple[int, int]] = []
        self._notifier: QSocketNotifier | None = None

    def take(self, keys: str) -> bool:
        """Hold these keys in place of those before; "" for none. False when another has them."""
        self.let_go()
        wanted = keysym(keys)
        if wanted is None:
            return not keys
        if not self._connect():
            return False
        name, mask = wanted
        codes = self._keycodes(name)
        for code, lock, num in product(codes, (0, _LOCK), (0, _NUM_LOCK)):
            held = mask | lock | num
            cookie = self._xcb.xcb_grab_key_checked(
                self._connection, 1, self._root, held, code, _ASYNC, _ASYNC
            )
            error = self._xcb.xcb_request_check(self._connection, cookie)
            if error:
                _free(error)
                self.let_go()
                return False
            self._grabbed.append((code, held))
        return bool(codes)

    def let_go(self) -> None:
        """Hold nothing; the connection ends, and every grab with it."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._connection:
            self._xcb.xcb_disconnect(self._connection)
        self._connection, self._grabbed = None, []

    def _connect(self) -> bool:
        try:
            xcb = ctypes.CDLL("libxcb.so.1")
        except OSError:
            return False
        pointer = ctypes.c_void_p
        xcb.xcb_connect.restype = pointer
        xcb.xcb_get_setup.restype = pointer
        xcb.xcb_get_setup.argtypes = (pointer,)
        xcb.xcb_setup_roots_iterator.restype = _Screens
        xcb.xcb_setup_roots_iterator.argtypes = (pointer,)
        xcb.xcb_grab_key_checked.restype = _Cookie
        xcb.xcb_grab_key_checked.argtypes = (
            pointer, ctypes.c_uint8, ctypes.c_uint32, ctypes.c_uint16, ctypes.c_uint8,
            ctypes.c_uint8, ctypes.c_uint8,
        )  # fmt: skip
        xcb.xcb_request_check.restype = pointer
        xcb.xcb_request_check.argtypes = (pointer, _Cookie)
        xcb.xcb_poll_for_event.restype = pointer
        for name in (
            "xcb_poll_for_event", "xcb_disconnect", "xcb_connection_has_error",
            "xcb_get_file_descriptor",
        ):  # fmt: skip
            getattr(xcb, name).argtypes = (pointer,)
        connection = xcb.xcb_connect(None, None)
        if xcb.xcb_connection_has_error(connection):
            xcb.xcb_disconnect(connection)
            return False
        self._xcb, self._connection = xcb, connection
        self._root = xcb.xcb_setup_roots_iterator(xcb.xcb_get_setup(connection)).data[0]
        self._notifier = QSocketNotifier(
            xcb.xcb_get_file_descriptor(connection), QSocketNotifier.Type.Read, self
        )
        self._notifier.activated.connect(lambda *_: self._read())
        return True

    def _keycodes(self, name: int) -> list[int]:
        try:
            keysyms = ctypes.CDLL("libxcb-keysyms.so.1")
        except OSError:
            return []
        pointer = ctypes.c_void_p
        keysyms.xcb_key_symbols_alloc.restype = pointer
        keysyms.xcb_key_symbols_alloc.argtypes = (pointer,)
        keysyms.xcb_key_symbols_free.argtypes = (pointer,)
        keysyms.xcb_key_symbols_get_keycode.restype = ctypes.POINTER(ctypes.c_uint8)
        keysyms.xcb_key_symbols_get_keycode.argtypes = (pointer, ctypes.c_uint32)
        table = keysyms.xcb_key_symbols_alloc(self._connection)
        found = keysyms.xcb_key_symbols_get_keycode(table, name)
        codes: list[int] = []
        while found and found[len(codes)]:
            codes.append(found[len(codes)])
        if found:
            _free(ctypes.cast(found, pointer).value)
        keysyms.xcb_key_symbols_free(table)
        return codes

    def _read(self) -> None:
        if self._xcb.xcb_connection_has_error(self._connection):
            self.let_go()
            return
        codes = {code for code, _ in self._grabbed}
        is_pressed = False
        while event := self._xcb.xcb_poll_for_event(self._connection):
            kind, code = ctypes.string_at(event, 2)
            is_pressed |= kind & 0x7F == _KEY_PRESS and code in codes
            _free(event)
        if is_pressed:
            self._pressed()


def _free(address: int | None) -> None:
    library = ctypes.CDLL(None)
    library.free.argtypes = (ctypes.c_void_p,)
    with contextlib.suppress(AttributeError):
        library.free(address)
