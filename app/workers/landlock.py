"""Taking files out of a process's reach for good, by Landlock. Source: landlock(7)."""

import ctypes
import os
import stat
import struct
from collections.abc import Sequence
from typing import Any, Final

from app.security.hardening import c_library, checked

_PR_SET_NO_NEW_PRIVS: Final = 38
_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446

_WRITE_FILE: Final = 1 << 1
_READ_FILE: Final = 1 << 2
_READ_FOLDER: Final = 1 << 3
_TRUNCATE: Final = 1 << 14
CHANGES: Final = _WRITE_FILE | sum(1 << bit for bit in range(4, 13)) | _TRUNCATE
"""What changes something."""
EVERYTHING: Final = (1 << 16) - 1
"""Reading, writing, running, changing."""
WRITE: Final = _WRITE_FILE | _TRUNCATE
READ: Final = _READ_FILE | _READ_FOLDER
_ONLY_FOLDERS: Final = ~(1 | _WRITE_FILE | _READ_FILE | _TRUNCATE | 1 << 15)
_RIGHTS_OF_ABI: Final = {1: 13, 2: 14, 3: 15, 4: 15}
_NEWEST_RIGHTS: Final = 16
_NETWORK_SINCE, _SCOPES_SINCE = 4, 6


def restrict_files(
    handled: int, allowed: Sequence[tuple[str, int]] = (), *, network: bool = False
) -> str:
    """Take the `handled` rights away everywhere but below the `allowed` paths; what holds.

    A path that is not there is left out. With `network` TCP, abstract Unix sockets and signals to
    others go as well, as far as the kernel knows them. Raises OSError where there is no Landlock.
    """
    libc = c_library()
    checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    abi = checked(libc.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1)), "Landlock")
    handled &= (1 << _RIGHTS_OF_ABI.get(abi, _NEWEST_RIGHTS)) - 1
    fields = [handled]
    if network and abi >= _NETWORK_SINCE:
        fields.append(3)  # bind and connect of TCP
    if network and abi >= _SCOPES_SINCE:
        fields.append(3)  # abstract Unix sockets, signals
    attributes = struct.pack(f"{len(fields)}Q", *fields)
    ruleset = checked(
        libc.syscall(_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0), "Landlock"
    )
    try:
        for path, rights in allowed:
            _allow(libc, ruleset, path, rights & handled)
        checked(libc.syscall(_RESTRICT, ruleset, 0), "Landlock")
    finally:
        os.close(ruleset)
    return f"Landlock ABI {abi}"


def _allow(libc: Any, ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= ~_ONLY_FOLDERS
        rule = struct.pack("=Qi", rights, descriptor)
        checked(libc.syscall(_ADD_RULE, ruleset, 1, rule, 0), "Landlock rule")
    finally:
        os.close(descriptor)
