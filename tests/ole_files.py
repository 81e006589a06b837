"""Compound files (OLE 2) written by the tests themselves, as [MS-CFB] has them."""

import struct
from collections.abc import Mapping

_SECTOR = 512
_SMALL = 64
_CUTOFF = 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file; storages are parted from their streams by a slash."""
    paths = ["", *_storages(streams), *streams]
    small = b""
    small_fat: list[int] = []
    big: list[bytes] = []
    places: dict[str, tuple[int, int]] = {}  # path → where it begins and how long it is
    for path, data in streams.items():
        if len(data) >= _CUTOFF:
            big.append(data)
            places[path] = (len(big) - 1, len(data))
        elif data:
            count = -(-len(data) // _SMALL)
            places[path] = (len(small_fat), len(data))
            small_fat += [*range(len(small_fat) + 1, len(small_fat) + count), _END]
            small += data.ljust(count * _SMALL, b"\0")
    table = struct.pack(f"<{len(small_fat)}I", *small_fat)
    directory_size = -(-len(paths) * 128 // _SECTOR)
    pieces = [bytes(directory_size * _SECTOR), table, small, *big]
    fat: list[int] = []
    starts = []
    fats = 1
    while fats * _SECTOR // 4 < fats + sum(-(-len(piece) // _SECTOR) for piece in pieces):
        fats += 1
    fat += [_FAT] * fats
    for piece in pieces:
        count = -(-len(piece) // _SECTOR)
        starts.append(len(fat) if count else _END)
        fat += [*range(len(fat) + 1, len(fat) + count), _END] if count else []
    directory = _directory(paths, streams, places, starts, len(small))
    fat += [_FREE] * (fats * _SECTOR // 4 - len(fat))
    sectors = struct.pack(f"<{len(fat)}I", *fat)
    for piece in (directory, *pieces[1:]):
        fill = b"\xff" if piece is table else b"\0"
        sectors += piece + fill * (-len(piece) % _SECTOR)
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        fats,
        starts[0],
        0,
        _CUTOFF,
        starts[1],
        -(-len(table) // _SECTOR),
        _END,
        0,
    )
    difat = [*range(fats)] + [_FREE] * (109 - fats)
    return header + struct.pack("<109I", *difat) + sectors


def _storages(streams: Mapping[str, bytes]) -> list[str]:
    found: dict[str, None] = {}
    for path in streams:
        names = path.split("/")
        for count in range(1, len(names)):
            found.setdefault("/".join(names[:count]))
    return list(found)


def _directory(
    paths: list[str],
    streams: Mapping[str, bytes],
    places: Mapping[str, tuple[int, int]],
    starts: list[int],
    small_length: int,
) -> bytes:
    entries = b""
    for at, path in enumerate(paths):
        inside = [
            each
            for each in range(1, len(paths))
            if paths[each].rpartition("/")[0] == path and each != at
        ]
        beside = [
            each
            for each in range(at + 1, len(paths))
            if at and paths[each].rpartition("/")[0] == path.rpartition("/")[0]
        ]
        name = (path.rpartition("/")[2] if at else "Root Entry").encode("utf-16-le") + b"\0\0"
        kind = 5 if at == 0 else 2 if path in streams else 1
        start, length = places.get(path, (_END, 0))
        if length >= _CUTOFF:
            start = starts[3 + start]
        if at == 0:
            start, length = starts[2], small_length
        is_storage = kind != 2
        entries += struct.pack(
            "<64sHBBIII16xI16xIQ",
            name,
            len(name),
            kind,
            1,
            _FREE,
            beside[0] if beside else _FREE,
            inside[0] if is_storage and inside else _FREE,
            0,
            start,
            length,
        )
    return entries + bytes(-len(entries) % _SECTOR)


def summary(title: str, author: str, page: int = 949) -> bytes:
    """A property set with a title and an author in a code page; 0 writes them as UTF-16."""
    values = {}
    if page:
        values[1] = struct.pack("<IHH", 2, page, 0)
    for key, text in ((2, title), (4, author)):
        if page:
            data = text.encode("utf-8" if page == 65001 else f"cp{page}") + b"\0"
            values[key] = struct.pack("<II", 30, len(data)) + data
        else:
            data = text.encode("utf-16-le") + b"\0\0"
            values[key] = struct.pack("<II", 31, len(data) // 2) + data
    at = 8 + 8 * len(values)
    places, body = b"", b""
    for key, value in values.items():
        value += bytes(-len(value) % 4)
        places += struct.pack("<II", key, at + len(body))
        body += value
    start = struct.pack("<HHI16xI16xI", 0xFFFE, 0, 0x20006, 1, 48)
    return start + struct.pack("<II", at + len(body), len(values)) + places + body
