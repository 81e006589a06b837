"""Confinement of a child process: each guard is tried, then tested, and reported as it is.

A guard narrows what a hostile model file or document could do after it took over the process.
On Linux: seccomp (no sockets, no new programs, no peeking into other processes), Landlock (no file
written anywhere but devices), resource limits, no core dumps. Other systems get what they have.
Sources: seccomp(2), landlock(7), prctl(2).
"""

import ctypes
import errno
import os
import platform
import socket
import struct
from typing import Any, Final

from app.domain.models import Guard
from app.security.hardening import attempt, c_library, checked, no_core_dumps

# Numbers of prctl(2) and seccomp(2).
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2
_SIGKILL: Final = 9

_RET_ALLOW: Final = 0x7FFF0000
_RET_EPERM: Final = 0x00050000 | errno.EPERM
_RET_ENOSYS: Final = 0x00050000 | errno.ENOSYS
_RET_KILL: Final = 0x80000000
_CLONE_THREAD: Final = 0x00010000
_X32_BIT: Final = 0x40000000

# Audit architecture, the numbers of what is refused, clone and clone3 (asm/unistd.h of each).
_REFUSED: Final[dict[str, tuple[int, dict[str, int], int, int]]] = {
    "x86_64": (
        0xC000003E,
        {
            "socket": 41, "connect": 42, "accept": 43, "sendto": 44, "sendmsg": 46, "bind": 49,
            "listen": 50, "socketpair": 53, "fork": 57, "vfork": 58, "execve": 59, "ptrace": 101,
            "mount": 165, "umount2": 166, "add_key": 248, "request_key": 249, "keyctl": 250,
            "unshare": 272, "accept4": 288, "perf_event_open": 298, "name_to_handle_at": 303,
            "open_by_handle_at": 304, "sendmmsg": 307, "setns": 308, "process_vm_readv": 310,
            "process_vm_writev": 311, "bpf": 321, "execveat": 322, "userfaultfd": 323,
            "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
            "pidfd_getfd": 438,
        },
        56,
        435,
    ),
    "aarch64": (
        0xC00000B7,
        {
            "socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202,
            "connect": 203, "sendto": 206, "sendmsg": 211, "execve": 221, "ptrace": 117,
            "umount2": 39, "mount": 40, "unshare": 97, "add_key": 217, "request_key": 218,
            "keyctl": 219, "perf_event_open": 241, "accept4": 242, "name_to_handle_at": 264,
            "open_by_handle_at": 265, "setns": 268, "sendmmsg": 269, "process_vm_readv": 270,
            "process_vm_writev": 271, "bpf": 280, "execveat": 281, "userfaultfd": 282,
            "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
            "pidfd_getfd": 438,
        },
        220,
        435,
    ),
}  # fmt: skip

# landlock(7): the rights that change something, by the ABI that brought them.
_LANDLOCK_WRITE_FILE: Final = 1 << 1
_LANDLOCK_TRUNCATE: Final = 1 << 14
_LANDLOCK_CHANGES: Final = _LANDLOCK_WRITE_FILE | sum(1 << bit for bit in range(4, 13))
_LANDLOCK_CREATE, _LANDLOCK_ADD_RULE, _LANDLOCK_RESTRICT = 444, 445, 446
_WRITABLE: Final = ("/dev", "/proc/self")
"""GPU drivers write to their devices, threads name themselves under /proc."""


def confine_engine() -> tuple[Guard, ...]:
    """Confine the calling process for good, as an engine child needs it; what holds, in order."""
    if platform.system() == "Linux":
        return tuple(
            attempt(name, guard)
            for name, guard in (
                ("no core dumps", no_core_dumps),
                ("ends with its parent", _die_with_parent),
                ("writes no files", _no_writes),
                ("no sockets, no new programs", _refuse_system_calls),
                ("network test", _prove_no_socket),
            )
        )
    guards = [attempt("no core dumps", no_core_dumps)] if os.name == "posix" else []
    missing = Guard("no sockets", holds=False, detail=f"not available on {platform.system()}")
    return (*guards, missing)


def _die_with_parent() -> str:
    parent = os.getppid()
    checked(c_library().prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0), "PR_SET_PDEATHSIG")
    if os.getppid() != parent:  # it died in between: the signal will never come
        os._exit(0)
    return "PR_SET_PDEATHSIG"


def _no_writes() -> str:
    """Landlock: the child reads what it may, and changes nothing but devices."""
    libc = c_library()
    checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    abi = checked(
        libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1)), "Landlock"
    )
    handled = _LANDLOCK_CHANGES | (_LANDLOCK_TRUNCATE if abi >= 3 else 0)
    attributes = struct.pack("Q", handled)
    ruleset = checked(
        libc.syscall(_LANDLOCK_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0), "Landlock"
    )
    try:
        for folder in _WRITABLE:
            _allow_writes(libc, ruleset, folder, handled)
        checked(libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0), "Landlock")
    finally:
        os.close(ruleset)
    return f"Landlock ABI {abi}"


def _allow_writes(libc: Any, ruleset: int, folder: str, handled: int) -> None:
    descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", (_LANDLOCK_WRITE_FILE | _LANDLOCK_TRUNCATE) & handled, descriptor)
        checked(libc.syscall(_LANDLOCK_ADD_RULE, ruleset, 1, rule, 0), "Landlock rule")
    finally:
        os.close(descriptor)


def _refuse_system_calls() -> str:
    machine = platform.machine()
    if machine not in _REFUSED:
        raise OSError(errno.ENOSYS, f"no system call table for {machine}")
    program = _filter_program(*_REFUSED[machine], x32=machine == "x86_64")
    libc = c_library()
    checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    code = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    checked(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0), "seccomp")
    return f"seccomp, {len(_REFUSED[machine][1])} system calls refused"


def _filter_program(
    architecture: int, refused: dict[str, int], clone: int, clone3: int, *, x32: bool
) -> bytes:
    """Classic BPF: refuse the listed calls, let threads but no processes be made."""
    load, equal, at_least, any_bit, leave = 0x20, 0x15, 0x35, 0x45, 0x06
    number, arch, first_argument = 0, 4, 16

    def op(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("=HBBI", code, if_true, if_false, operand)

    program = [op(load, arch), op(equal, architecture, 1, 0), op(leave, _RET_KILL)]
    program.append(op(load, number))
    if x32:
        program += [op(at_least, _X32_BIT, 0, 1), op(leave, _RET_KILL)]
    # clone3 hides its flags in memory; with ENOSYS the C library falls back to clone.
    program += [op(equal, clone3, 0, 1), op(leave, _RET_ENOSYS)]
    program += [op(equal, clone, 0, 4), op(load, first_argument)]
    program += [op(any_bit, _CLONE_THREAD, 1, 0), op(leave, _RET_EPERM), op(leave, _RET_ALLOW)]
    for call in sorted(refused.values()):
        program += [op(equal, call, 0, 1), op(leave, _RET_EPERM)]
    program.append(op(leave, _RET_ALLOW))
    return b"".join(program)


def _prove_no_socket() -> str:
    """Try what the promise forbids, through Python and through the C library."""
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
        try:
            socket.socket(family, socket.SOCK_STREAM).close()
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EAFNOSUPPORT):
                raise
        else:
            raise OSError(errno.EPROTO, f"a socket of family {family.name} opened")
    if c_library().socket(int(socket.AF_INET), int(socket.SOCK_DGRAM), 0) >= 0:
        raise OSError(errno.EPROTO, "a socket opened through the C library")
    return "socket() is refused"
