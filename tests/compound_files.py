"""Compound files (OLE 2), written for tests: storages and streams from their paths ([MS-CFB])."""

import struct
from collections.abc import Mapping

SECTOR = 512
MINI = 64
CUTOFF = 4096
END = 0xFFFFFFFE
FREE = 0xFFFFFFFF


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A file with these streams; storages in their paths are parted by slashes."""
    entries = [Entry("Root Entry", 5)]
    known = {"": 0}
    for path, data in streams.items():
        parts = path.split("/")
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth])
            if folder not in known:
                known[folder] = len(entries)
                add(entries, known["/".join(parts[: depth - 1])], Entry(parts[depth - 1], 1))
        entry = Entry(parts[-1], 2)
        entry.data = data
        add(entries, known["/".join(parts[:-1])], entry)
    return written(entries)


class Entry:
    def __init__(self, name: str, kind: int) -> None:
        self.name, self.kind, self.data = name, kind, b""
        self.right = self.child = FREE
        self.start = END

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        head = struct.pack("<64sHBB", name, len(name), self.kind, 1)
        links = struct.pack("<III16sI16s", FREE, self.right, self.child, b"", 0, b"")
        return head + links + struct.pack("<IQ", self.start, len(self.data))


def add(entries: list[Entry], folder: int, entry: Entry) -> None:
    entry.right, entries[folder].child = entries[folder].child, len(entries)
    entries.append(entry)


def written(entries: list[Entry]) -> bytes:
    sectors: list[bytes] = []
    table: list[int] = []
    mini_table: list[int] = []
    mini = b""

    def put(data: bytes) -> int:
        count = -(-len(data) // SECTOR)
        first = len(sectors)
        for number in range(count):
            sectors.append(data[number * SECTOR : (number + 1) * SECTOR].ljust(SECTOR, b"\0"))
            table.append(first + number + 1 if number < count - 1 else END)
        return first if count else END

    for entry in entries:
        if entry.kind != 2 or not entry.data:
            continue
        if len(entry.data) >= CUTOFF:
            entry.start = put(entry.data)
        else:
            entry.start = len(mini_table)
            count = -(-len(entry.data) // MINI)
            mini_table += [entry.start + n + 1 for n in range(count - 1)] + [END]
            mini += entry.data.ljust(count * MINI, b"\0")
    entries[0].data, entries[0].start = mini, put(mini)
    mini_start = put(struct.pack(f"<{len(mini_table)}I", *mini_table))
    directory = put(b"".join(entry.packed() for entry in entries))
    sizes = -(-len(mini_table) * 4 // SECTOR)
    count = 1
    while (len(sectors) + count) * 4 > count * SECTOR:
        count += 1
    first = len(sectors)
    table += [0xFFFFFFFD] * count
    table += [FREE] * (count * SECTOR // 4 - len(table))
    packed = struct.pack(f"<{len(table)}I", *table)
    sectors += [packed[at : at + SECTOR] for at in range(0, len(packed), SECTOR)]
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"), b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, count, directory,
        0, CUTOFF, mini_start, sizes, END, 0, 0,
    )[:76]  # fmt: skip
    places = [first + number if number < count else FREE for number in range(109)]
    return header + struct.pack("<109I", *places) + b"".join(sectors)
