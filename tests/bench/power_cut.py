"""Cuts the power of a writer of the vault at many moments, and looks for what was acknowledged.

    python tests/bench/power_cut.py --cuts 500

A writer runs under a small library that records every write, sync, truncation and removal of its
files, and every acknowledgement. Then, for each cut, the record is replayed up to a random moment:
what was synced is there, what was not is kept, lost, or torn at 512 bytes. The database that this
leaves is opened and checked. With --change-key the cuts come while the key is changed, and one of
the two keys has to open all of it. Not modelled are directory entries that get lost and disks that
do not sync when they are told to. Needs Linux and a compiler.
"""

import argparse
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from acknowledged import faults, index_faults, write_for_ever
from vault_files import KEY, OTHER_KEY, open_database

from app.domain.errors import AppError, HistoryDamaged
from app.store.database import Database

SECTOR = 512
HEADER = struct.Struct("<cBQQ")
ACKNOWLEDGED, WRITE, SYNC, TRUNCATE, UNLINK = b"A", b"W", b"S", b"T", b"U"
RUN = 1
REKEYING = b"rekeying 0\n"
FATES = ("lost", "some lost", "torn", "kept", "only the first kept")

RECORDER = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 1024
#define NAME 64
static char names[FILES][NAME];
static const char *folder;
static int record = -1, acknowledged = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_truncate)(int, off64_t);
static int (*real_unlink)(const char *);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);

__attribute__((constructor)) static void begin(void) {
    real_open = dlsym(RTLD_NEXT, "open64");
    real_close = dlsym(RTLD_NEXT, "close");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_truncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    folder = getenv("RECORD_FOLDER");
    if (getenv("RECORD_FILE"))
        record = real_open(getenv("RECORD_FILE"), O_CREAT | O_WRONLY | O_APPEND, 0600);
    if (getenv("RECORD_TOLD")) acknowledged = atoi(getenv("RECORD_TOLD"));
}

static void tell(char kind, const char *name, uint64_t at, const void *data, uint64_t size) {
    unsigned char head[18];
    struct iovec parts[3] = {{head, 18}, {(void *)name, strlen(name)}, {(void *)data, size}};
    if (record < 0) return;
    head[0] = kind;
    head[1] = strlen(name);
    memcpy(head + 2, &at, 8);
    memcpy(head + 10, &size, 8);
    pthread_mutex_lock(&lock);
    if (writev(record, parts, size ? 3 : 2) < 0) abort();
    pthread_mutex_unlock(&lock);
}

static const char *ours(const char *path) {
    size_t length = folder ? strlen(folder) : 0;
    return length && !strncmp(path, folder, length) ? path + length : NULL;
}

static const char *name_of(int fd) {
    return fd >= 0 && fd < FILES && names[fd][0] ? names[fd] : NULL;
}

static int noted(int fd, const char *path) {
    const char *name = ours(path);
    if (fd >= 0 && fd < FILES) {
        names[fd][0] = 0;
        if (name) strncpy(names[fd], name, NAME - 1);
    }
    return fd;
}

#define OPEN(symbol)                                     \
    int symbol(const char *path, int flags, ...) {       \
        va_list rest;                                    \
        va_start(rest, flags);                           \
        int mode = va_arg(rest, int);                    \
        va_end(rest);                                    \
        return noted(real_open(path, flags, mode), path); \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    if (fd >= 0 && fd < FILES) names[fd][0] = 0;
    return real_close(fd);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    ssize_t done = real_pwrite(fd, data, size, at);
    if (done > 0 && name_of(fd)) tell('W', name_of(fd), at, data, done);
    return done;
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    return pwrite64(fd, data, size, at);
}
ssize_t write(int fd, const void *data, size_t size) {
    off64_t at = name_of(fd) ? lseek64(fd, 0, SEEK_CUR) : 0;
    if (fd == acknowledged) tell('A', "told", 0, data, size);
    ssize_t done = real_write(fd, data, size);
    if (done > 0 && name_of(fd)) tell('W', name_of(fd), at, data, done);
    return done;
}
int fsync(int fd) {
    int failed = real_fsync(fd);
    if (!failed && name_of(fd)) tell('S', name_of(fd), 0, NULL, 0);
    return failed;
}
int fdatasync(int fd) {
    int failed = real_fdatasync(fd);
    if (!failed && name_of(fd)) tell('S', name_of(fd), 0, NULL, 0);
    return failed;
}
int ftruncate64(int fd, off64_t size) {
    int failed = real_truncate(fd, size);
    if (!failed && name_of(fd)) tell('T', name_of(fd), size, NULL, 0);
    return failed;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }
int unlink(const char *path) {
    int failed = real_unlink(path);
    if (!failed && ours(path)) tell('U', ours(path), 0, NULL, 0);
    return failed;
}
"""

Step = tuple[bytes, str, int, bytes]


@dataclass
class Disk:
    """The files as they are after a cut, and what was written to each since its last sync."""

    files: dict[str, bytearray] = field(default_factory=dict)
    waiting: dict[str, list[Step]] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        kind, name, _, _ = step
        if kind == UNLINK:
            self.files.pop(name, None)
            self.waiting.pop(name, None)
        elif kind == SYNC:
            for each in self.waiting.pop(name, []):
                self.settle(each)
        else:
            self.files.setdefault(name, bytearray())
            self.waiting.setdefault(name, []).append(step)

    def settle(self, step: Step, sectors: list[int] | None = None) -> None:
        """Let a write or a truncation reach the disk, or only some sectors of it."""
        kind, name, at, data = step
        file = self.files[name]
        if kind == TRUNCATE:
            del file[at:]
            file.extend(bytes(max(at - len(file), 0)))
            return
        for start in range(0, len(data), SECTOR) if sectors is None else sectors:
            part = data[start : start + SECTOR]
            file.extend(bytes(max(at + start - len(file), 0)))
            file[at + start : at + start + len(part)] = part

    def lose_power(self, fate: str, chance: random.Random) -> None:
        """Let what was not synced be lost, kept or torn."""
        for steps in self.waiting.values():
            first = chance.randint(0, len(steps))
            for index, step in enumerate(steps):
                half = chance.random() < 0.5
                if fate == "lost" or (fate == "some lost" and half):
                    continue
                if fate == "only the first kept" and index >= first:
                    continue
                torn = fate == "torn" and step[0] == WRITE and chance.random() < 0.7
                all_sectors = range(0, len(step[3]), SECTOR)
                some = [each for each in all_sectors if chance.random() < 0.5]
                self.settle(step, some if torn else None)


def recorded(folder: Path, turns: int, *more: str) -> tuple[Disk, list[Step]]:
    """The disk before a writer began, and all that it did."""
    library = folder / "recorder.so"
    (folder / "recorder.c").write_text(RECORDER)
    build = ["cc", "-O1", "-shared", "-fPIC", "-o", library, folder / "recorder.c", "-ldl"]
    subprocess.run(build, check=True)
    path = folder / "vault" / "history.db"
    open_database(path, KEY, create=True).close()
    before = Disk({path.name: bytearray(path.read_bytes())})
    reading, told = os.pipe()
    environment = os.environ | {
        "LD_PRELOAD": str(library),
        "RECORD_FOLDER": f"{path.parent}/",
        "RECORD_FILE": str(folder / "record"),
        "RECORD_TOLD": str(told),
    }
    command = [sys.executable, __file__, "--write", str(path), "--turns", str(turns)]
    command += ["--told", str(told), *more]
    with subprocess.Popen(command, env=environment, pass_fds=[told]) as writer:
        os.close(told)
        with os.fdopen(reading, "rb") as pipe:
            pipe.read()
    if writer.returncode:
        raise SystemExit("the writer failed")
    return before, list(_steps((folder / "record").read_bytes()))


def _steps(raw: bytes) -> Iterator[Step]:
    at = 0
    while at < len(raw):
        kind, length, place, size = HEADER.unpack_from(raw, at)
        name = raw[at + HEADER.size : at + HEADER.size + length].decode()
        at += HEADER.size + length
        data = raw[at : at + size] if kind in (ACKNOWLEDGED, WRITE) else b""
        at += len(data)
        yield kind, name, place, data


def cut(disk: Disk, steps: list[Step], folder: Path, chance: random.Random) -> list[str]:
    """What is wrong after one cut at a random moment, of the change of the key if there is one."""
    first = next((at for at, step in enumerate(steps) if step[3] == REKEYING), 0)
    files = {name: bytearray(data) for name, data in disk.files.items()}
    after = Disk(files)
    told: list[str] = []
    for step in steps[: chance.randint(first + 1, len(steps))]:
        if step[0] == ACKNOWLEDGED:
            told += step[3].decode().splitlines()
        elif not step[1].endswith("-shm"):
            after.take(step)
    after.lose_power(chance.choice(FATES), chance)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in after.files.items():
        (folder / name).write_bytes(data)
    try:
        database = opened(folder / "history.db", has_new_key="rekeyed 0" in told)
    except AppError as error:
        return [f"it cannot be opened: {error!r}"]
    try:
        wrong = faults(database, RUN, told) + index_faults(database) + database.verify()
    except AppError as error:
        wrong = [f"it cannot be read: {error!r}"]
    database.close()
    return wrong


def opened(path: Path, *, has_new_key: bool) -> Database:
    """The database, with the one of the two keys that opens it."""
    try:
        return open_database(path, OTHER_KEY, busy_s=5)
    except HistoryDamaged:
        if has_new_key:
            raise
    return open_database(path, KEY, busy_s=5)


def write(path: Path, turns: int, synchronous: str, told: int, *, change_key: bool) -> None:
    """The part of the recorded process."""
    database = open_database(path, KEY, busy_s=5)
    if synchronous != "FULL":
        database.write(lambda _: None)
        database._writer.alone(lambda: _weaken(database, synchronous))
    write_for_ever(database, RUN, lambda line: os.write(told, f"{line}\n".encode()), turns)
    if change_key:
        os.write(told, REKEYING)
        database.rekey(OTHER_KEY)
        os.write(told, b"rekeyed 0\n")
    database.close()


def _weaken(database: object, synchronous: str) -> None:
    connection = database._changes.raw_connection()  # type: ignore[attr-defined]
    connection.cursor().execute(f"PRAGMA synchronous={synchronous}")
    connection.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=500)
    parser.add_argument("--turns", type=int, default=150)
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--synchronous", default="FULL", help="NORMAL and OFF show what it finds")
    parser.add_argument("--change-key", action="store_true")
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--told", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        write(
            options.write,
            options.turns,
            options.synchronous,
            options.told,
            change_key=options.change_key,
        )
        return 0
    start, chance = time.monotonic(), random.Random(options.seed)
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        more = ["--synchronous", options.synchronous, *["--change-key"] * options.change_key]
        disk, steps = recorded(Path(name), options.turns, *more)
        kinds = Counter(step[0].decode() for step in steps)
        for number in range(options.cuts):
            wrong = cut(disk, steps, Path(name) / "after", chance)
            counts["cuts with faults"] += bool(wrong)
            counts["faults"] += len(wrong)
            for each in wrong[:3]:
                print(f"cut {number}: {each}", file=sys.stderr)
    told = {"synchronous": options.synchronous, "steps": kinds, "cuts": options.cuts}
    seconds = round(time.monotonic() - start, 1)
    print(json.dumps({**told, **counts, "seconds": seconds}))
    return 1 if counts["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
