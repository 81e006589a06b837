"""Refusing system calls for good, by seccomp: the tables of numbers, and the filter program.

Sources: seccomp(2), prctl(2), asm/unistd.h of each architecture.
"""

import ctypes
import errno
import platform
import struct
from collections.abc import Iterable
from typing import Final

from app.security.hardening import c_library, checked

_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2

_RET_ALLOW: Final = 0x7FFF0000
_RET_EPERM: Final = 0x00050000 | errno.EPERM
_RET_ENOSYS: Final = 0x00050000 | errno.ENOSYS
_RET_KILL: Final = 0x80000000
_CLONE_THREAD: Final = 0x00010000
_X32_BIT: Final = 0x40000000

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16

_AUDIT: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CLONE: Final = {"x86_64": 56, "aarch64": 220}
_CLONE3: Final = 435
_TGKILL: Final = {"x86_64": 234, "aarch64": 131}

_EVERYWHERE: Final = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426,
    "io_uring_register": 427, "pidfd_open": 434, "openat2": 437, "pidfd_getfd": 438,
    "fchmodat2": 452, "setxattrat": 463, "removexattrat": 466,
}  # fmt: skip
_NUMBERS: Final[dict[str, dict[str, int]]] = {
    "x86_64": {
        "open": 2, "socket": 41, "connect": 42, "accept": 43, "sendto": 44, "recvfrom": 45,
        "sendmsg": 46, "recvmsg": 47, "bind": 49, "listen": 50, "socketpair": 53, "fork": 57,
        "vfork": 58, "execve": 59, "kill": 62, "truncate": 76, "rename": 82, "mkdir": 83,
        "rmdir": 84, "creat": 85, "link": 86, "unlink": 87, "symlink": 88, "chmod": 90,
        "fchmod": 91, "chown": 92, "fchown": 93, "lchown": 94, "ptrace": 101,
        "rt_sigqueueinfo": 129, "utime": 132, "mknod": 133, "mount": 165, "umount2": 166,
        "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190, "removexattr": 197,
        "lremovexattr": 198, "fremovexattr": 199, "tkill": 200, "utimes": 235, "add_key": 248,
        "request_key": 249, "keyctl": 250, "openat": 257, "mkdirat": 258, "mknodat": 259,
        "fchownat": 260, "futimesat": 261, "unlinkat": 263, "renameat": 264, "linkat": 265,
        "symlinkat": 266, "fchmodat": 268, "unshare": 272, "utimensat": 280, "accept4": 288,
        "rt_tgsigqueueinfo": 297, "perf_event_open": 298, "recvmmsg": 299,
        "name_to_handle_at": 303, "open_by_handle_at": 304, "sendmmsg": 307, "setns": 308,
        "process_vm_readv": 310, "process_vm_writev": 311, "renameat2": 316, "bpf": 321,
        "execveat": 322, "userfaultfd": 323, **_EVERYWHERE,
    },
    "aarch64": {
        "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15,
        "fremovexattr": 16, "mknodat": 33, "mkdirat": 34, "unlinkat": 35, "symlinkat": 36,
        "linkat": 37, "renameat": 38, "umount2": 39, "mount": 40, "truncate": 45, "fchmod": 52,
        "fchmodat": 53, "fchownat": 54, "fchown": 55, "openat": 56, "utimensat": 88,
        "unshare": 97, "ptrace": 117, "kill": 129, "tkill": 130, "rt_sigqueueinfo": 138,
        "socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202,
        "connect": 203, "sendto": 206, "recvfrom": 207, "sendmsg": 211, "recvmsg": 212,
        "add_key": 217, "request_key": 218, "keyctl": 219, "execve": 221,
        "rt_tgsigqueueinfo": 240, "perf_event_open": 241, "accept4": 242, "recvmmsg": 243,
        "name_to_handle_at": 264, "open_by_handle_at": 265, "setns": 268, "sendmmsg": 269,
        "process_vm_readv": 270, "process_vm_writev": 271, "renameat2": 276, "bpf": 280,
        "execveat": 281, "userfaultfd": 282, **_EVERYWHERE,
    },
}  # fmt: skip

NETWORK_AND_PROGRAMS: Final = frozenset({
    "socket", "connect", "accept", "sendto", "sendmsg", "bind", "listen", "socketpair", "execve",
    "ptrace", "mount", "umount2", "add_key", "request_key", "keyctl", "unshare", "accept4",
    "perf_event_open", "name_to_handle_at", "open_by_handle_at", "sendmmsg", "setns",
    "process_vm_readv", "process_vm_writev", "bpf", "execveat", "userfaultfd", "io_uring_setup",
    "io_uring_enter", "io_uring_register", "pidfd_getfd",
})  # fmt: skip
"""Sockets, new programs, looking into other processes, and ways around a filter."""
PROCESSES: Final = frozenset({"fork", "vfork"})
"""Processes beside this one; `clone` is told apart from threads by its flags."""
SIGNALS: Final = frozenset({
    "kill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal", "pidfd_open",
})  # fmt: skip
MESSAGES: Final = frozenset({"recvfrom", "recvmsg", "recvmmsg"})
"""Whatever could still come through a socket that was inherited."""
FILE_CHANGES: Final = frozenset({
    "truncate", "rename", "mkdir", "rmdir", "link", "unlink", "symlink", "chmod", "fchmod",
    "chown", "fchown", "lchown", "utime", "mknod", "setxattr", "lsetxattr", "fsetxattr",
    "removexattr", "lremovexattr", "fremovexattr", "utimes", "mkdirat", "mknodat", "fchownat",
    "futimesat", "unlinkat", "renameat", "linkat", "symlinkat", "fchmodat", "utimensat",
    "renameat2", "fchmodat2", "setxattrat", "removexattrat",
})  # fmt: skip
"""Changes that need no descriptor open for writing."""
OPENING: Final = frozenset({"open", "creat", "openat", "openat2"})


def refuse_system_calls(
    names: Iterable[str], *, processes: bool = True, others_signals: int | None = None
) -> str:
    """Refuse system calls of the calling thread for good; what was done, in words.

    With `processes` it makes threads only. `others_signals` is the number of this process: then it
    signals none but itself. Filters add up. Raises OSError where there is no seccomp.
    """
    machine = platform.machine()
    if machine not in _NUMBERS:
        raise OSError(errno.ENOSYS, f"no system call table for {machine}")
    numbers = _NUMBERS[machine]
    refused = sorted({numbers[name] for name in names if name in numbers})
    program = _filter_program(machine, refused, processes=processes, own=others_signals)
    libc = c_library()
    checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    code = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    checked(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0), "seccomp")
    return f"seccomp, {len(refused)} system calls refused"


def _filter_program(machine: str, refused: list[int], *, processes: bool, own: int | None) -> bytes:
    """Classic BPF: refuse the listed calls, let threads but no processes be made."""
    program = [_op(_LOAD, _ARCHITECTURE), _op(_EQUAL, _AUDIT[machine], 1, 0)]
    program += [_op(_RETURN, _RET_KILL), _op(_LOAD, _NUMBER)]
    if machine == "x86_64":
        program += [_op(_AT_LEAST, _X32_BIT, 0, 1), _op(_RETURN, _RET_KILL)]
    if processes:
        # clone3 hides its flags in memory; with ENOSYS the C library falls back to clone.
        program += [_op(_EQUAL, _CLONE3, 0, 1), _op(_RETURN, _RET_ENOSYS)]
        program += [_op(_EQUAL, _CLONE[machine], 0, 4), _op(_LOAD, _FIRST_ARGUMENT)]
        program += [_op(_ANY_BIT, _CLONE_THREAD, 1, 0)]
        program += [_op(_RETURN, _RET_EPERM), _op(_RETURN, _RET_ALLOW)]
    if own is not None:
        program += [_op(_EQUAL, _TGKILL[machine], 0, 4), _op(_LOAD, _FIRST_ARGUMENT)]
        program += [_op(_EQUAL, own, 1, 0), _op(_RETURN, _RET_EPERM), _op(_RETURN, _RET_ALLOW)]
    for call in refused:
        program += [_op(_EQUAL, call, 0, 1), _op(_RETURN, _RET_EPERM)]
    program.append(_op(_RETURN, _RET_ALLOW))
    return b"".join(program)


def _op(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, operand)
