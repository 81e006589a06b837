"""What the Python of the packages runs while it is built, to learn which of its branches are taken.

Everyday work of an application: texts, records, files of a few formats, classes and generators. It
reads no clock, no files but the standard library's and no random numbers, and starts no thread, so
that two builds learn the same.
"""

from __future__ import annotations

import ast
import base64
import collections
import contextlib
import csv
import dataclasses
import datetime
import difflib
import enum
import functools
import hashlib
import heapq
import html.parser
import inspect
import io
import itertools
import json
import operator
import pathlib
import pickle
import re
import string
import struct
import textwrap
import unicodedata
import urllib.parse
from collections.abc import Awaitable, Callable, Generator, Iterator

ROUNDS = 60

TEXT = (
    "Snug keeps what you write on your own machine. It reads 12 documents, of 2026-03-04, and "
    "answers with the page that it has found: “quite so”, says Zoë (z.b@example.org).\n"
    "나는 오늘 아침에 책을 읽었다. 어제는 비가 왔다!\n"
    "Der Schlüssel bleibt bei Ihnen; er verläßt das Gerät nie.\n"
) * 12
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)")
SENTENCE = re.compile(r"(?<=[.!?])\s+")


class Kind(enum.Enum):
    """What a record is about."""

    NOTE = "note"
    CHAT = "chat"
    PAGE = "page"


@dataclasses.dataclass(frozen=True, order=True)
class Record:
    """One thing that is kept."""

    number: int
    title: str
    kind: Kind = dataclasses.field(compare=False)
    tags: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Number and title in one line."""
        return f"{self.number:04d} {self.title!s:<12} {self.kind.value}"


class Shelf:
    """Records by number and by tag, with some rules of a real class."""

    __slots__ = ("_by_number", "_by_tag", "changes")

    def __init__(self) -> None:
        self._by_number: dict[int, Record] = {}
        self._by_tag: dict[str, set[int]] = collections.defaultdict(set)
        self.changes = 0

    def add(self, record: Record) -> None:
        """Keep a record. Raises KeyError where its number is taken."""
        if record.number in self._by_number:
            raise KeyError(record.number)
        self._by_number[record.number] = record
        for tag in record.tags:
            self._by_tag[tag].add(record.number)
        self.changes += 1

    def __len__(self) -> int:
        return len(self._by_number)

    def __iter__(self) -> Iterator[Record]:
        yield from sorted(self._by_number.values())

    def tagged(self, *tags: str) -> list[Record]:
        """Return the records that have all of these tags."""
        numbers = set.intersection(*(self._by_tag[tag] for tag in tags))
        return [self._by_number[number] for number in sorted(numbers)]


def records() -> None:
    """Make, find, change and sort instances of classes."""
    shelf = Shelf()
    kinds = list(Kind)
    for number in range(300):
        tags = tuple(f"t{number % step}" for step in (2, 3, 5))
        shelf.add(Record(number, f"Title {number * 37 % 101}", kinds[number % 3], tags))
        with contextlib.suppress(KeyError):
            shelf.add(Record(number // 2, "again", Kind.NOTE))
    found = shelf.tagged("t0", "t1")
    by_title = sorted(found, key=operator.attrgetter("title", "number"))
    labels = [record.label for record in by_title]
    changed = [dataclasses.replace(record, title=record.title.upper()) for record in shelf]
    counts = collections.Counter(record.kind for record in changed)
    restored = pickle.loads(pickle.dumps(changed))  # noqa: S301 - its own
    assert len(labels) + sum(counts.values()) == len(found) + len(restored)


def texts() -> None:
    """Split, search, compare and put together texts."""
    words = [match.group().casefold() for match in WORD.finditer(TEXT)]
    counts = collections.Counter(words)
    common = [word for word, _ in counts.most_common(40)]
    dates = [datetime.date(*map(int, match.groups())) for match in DATE.finditer(TEXT)]
    spans = [(later - datetime.timedelta(days=3)).isoformat() for later in dates]
    sentences = SENTENCE.split(TEXT)
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKD", TEXT))
    wrapped = textwrap.fill(plain[:1200], width=72, subsequent_indent="  ")
    changed = re.sub(r"\b(\w)(\w*)", lambda match: match[1].upper() + match[2], wrapped)
    table = str.maketrans("", "", string.punctuation)
    stripped = [sentence.strip().translate(table).split() for sentence in sentences]
    ratio = difflib.SequenceMatcher(None, common, sorted(common)).ratio()
    joined = "|".join(f"{word}:{counts[word]:>3d}" for word in common if word.startswith("s"))
    encoded = changed.encode("utf-8").decode("utf-8").replace("\n", " ").partition(" ")
    assert len(spans) == len(dates) <= len(stripped)
    assert ratio < 1 <= len(joined) < len(encoded[2])


class Links(html.parser.HTMLParser):
    """Collects the texts and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep where its attributes lead to, in full."""
        base = f"https://a.example/{tag}/"
        self.found += [urllib.parse.urljoin(base, value or "") for _, value in attrs]

    def handle_data(self, data: str) -> None:
        """Keep a text that is more than blanks."""
        if data.strip():
            self.found.append(data.strip())


def formats() -> None:
    """Write and read what is exchanged: JSON, CSV, HTML, bytes."""
    rows = [
        {"id": number, "name": f"naïve {number}", "score": number / 7, "tags": ["a", None, True]}
        for number in range(120)
    ]
    assert json.loads(json.dumps(rows, ensure_ascii=False, sort_keys=True)) == rows
    assert json.loads(json.dumps(rows, indent=2)) == rows
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, ["id", "name", "score"], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    table.seek(0)
    assert sum(int(row["id"]) for row in csv.DictReader(table)) == sum(range(120))
    page = "".join(
        f"<p class=x>Row {row['id']} <a href='./{row['id']}'>link</a></p>" for row in rows
    )
    links = Links()
    links.feed(page)
    packed = b"".join(struct.pack("<IfH", row["id"], row["score"], 7) for row in rows)
    unpacked = list(struct.iter_unpack("<IfH", packed))
    digest = hashlib.sha256(base64.b64decode(base64.b64encode(packed))).hexdigest()
    assert len(links.found) == 4 * len(unpacked) > len(digest)
    paths = [pathlib.PurePosixPath("/home", "a", f"{row['id']}.txt") for row in rows]
    assert {path.with_suffix(".md").name for path in paths if path.suffix == ".txt"}


def numbers() -> None:
    """Count with whole and broken numbers."""
    value, total = 0.5, 0
    for step in range(6000):
        value = (value * 3.7 * (1.0 - value)) % 1.0
        total += step * step % 7 if step & 1 else -(step // 3)
    sieve = bytearray([1]) * 4000
    for number in range(2, 64):
        if sieve[number]:
            sieve[number * number :: number] = bytes(len(range(number * number, 4000, number)))
    grid = [[row * column % 11 for column in range(30)] for row in range(30)]
    turned = [list(row) for row in zip(*grid, strict=True)]
    both = zip(grid, turned, strict=True)
    sums = [sum(map(operator.mul, row, column)) for row, column in both]
    assert max(sums) > min(sums)
    assert sum(sieve) + 3**200 % 10007 > value != total


def pairs(limit: int) -> Iterator[tuple[int, int]]:
    """Yield numbers with their neighbours."""
    for number in range(limit):
        if number % 4 == 3:
            continue
        yield number, number + 1


async def answer(number: int) -> int:
    """Return a number after awaiting smaller ones."""
    return number if number < 2 else await answer(number - 1) + 1


def finished(work: Awaitable[int]) -> int:
    """Drive a coroutine that waits for nothing; return its result."""
    try:
        work.send(None)  # type: ignore[attr-defined]
    except StopIteration as end:
        return int(end.value)
    raise RuntimeError


def echo() -> Generator[int, int, str]:
    """Take numbers until one is below nought."""
    got = 0
    while got >= 0:
        got = yield got + 1
    return "end"


def calls() -> None:
    """Call functions in the ways there are; yield, await, raise and catch."""

    @functools.lru_cache(maxsize=64)
    def ways(left: int, right: int) -> int:
        return 1 if not (left and right) else ways(left - 1, right) + ways(left, right - 1)

    def fibonacci(number: int) -> int:
        return number if number < 2 else fibonacci(number - 1) + fibonacci(number - 2)

    def variadic(*values: int, scale: int = 1, **more: int) -> int:
        return scale * sum(values) + len(more)

    steps: list[Callable[[int], int]] = [functools.partial(operator.add, by) for by in range(5)]
    total = sum(left * right for left, right in pairs(1500))
    total += fibonacci(14) + ways(9, 9) + finished(answer(60))
    for number in range(400):
        total += variadic(number, 2, *range(3), scale=2, **{"a": 1, "b": number})
        total = functools.reduce(lambda value, step: step(value), steps, total)
        try:
            total += [1, 2, 3][number % 5]
        except IndexError as error:
            total -= len(error.args)
        finally:
            total ^= 1
    talk = echo()
    next(talk)
    total += sum(talk.send(number) for number in range(300))
    heap: list[tuple[int, str]] = []
    for key, group in itertools.groupby(sorted(str(number) for number in range(500)), len):
        for word in itertools.islice(group, 60):
            heapq.heappush(heap, (key * len(word) % 7, word))
    while len(heap) > 1:
        heapq.heappop(heap)
    assert len(heap) == 1 < total


def sources() -> None:
    """Compile and look at source, as every start does with what is not compiled yet."""
    source = inspect.getsource(textwrap)
    tree = ast.parse(source)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    space: dict[str, object] = {"__name__": "again"}
    exec(compile(tree, "again", "exec"), space)  # noqa: S102 - of the standard library
    match sorted(names):
        case [first, *_, last] if first < last:
            pass
        case _:
            raise ValueError(names)


def main() -> None:
    """Do all of it some times."""
    for _ in range(ROUNDS):
        records()
        texts()
        formats()
        numbers()
        calls()
    for _ in range(3):
        sources()


if __name__ == "__main__":
    main()
