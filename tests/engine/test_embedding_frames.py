"""What the two sides of embedding make of frames that nobody should send."""

import struct
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from app.domain.embedding import EmbedderOptions, Embeddings, EmbedKind, LongInput, floats
from app.domain.errors import AppError, EngineCrashed, EngineError, EngineUnavailable
from app.engine.embedder_client import EmbedderClient
from app.engine.embedding_commands import (
    EMBEDDING_COMMANDS,
    EMBEDDING_REPLIES,
    FRAME_CHARACTERS,
    FRAME_TEXTS,
    Embed,
    Embedded,
)
from app.engine.embedding_requests import frames, short_parts
from app.engine.host.embedding_pieces import InputRefused, TextReader
from app.workers import supervisor
from app.workers.child import BAD_FRAME
from app.workers.supervisor import Child
from app.workers.wire import WireError

# A child that greets and loads as it should, then answers an Embed with what it was given.
_IMPOSTOR = """
import json, struct, sys
def send(message, raw=b""):
    body = json.dumps(message).encode()
    sys.stdout.buffer.write(struct.pack(">II", len(body), len(raw)) + body + raw)
    sys.stdout.buffer.flush()
def receive():
    header = sys.stdin.buffer.read(8)
    if len(header) < 8:
        sys.exit()
    size, raw = struct.unpack(">II", header)
    return json.loads(sys.stdin.buffer.read(size))
send({"type": "Hello", "binding": "", "build": "", "devices": [], "guards": []})
receive()
send({"type": "EmbedderLoaded", "purpose": "embed", "description": "", "dimensions": DIMENSIONS,
      "window": 64, "trained_context": 64, "pooling": "mean", "device": "CPU", "load_s": 0.1})
while True:
    number = receive()["request"]
    send(REPLY, RAW)
"""


def impostor(
    monkeypatch: pytest.MonkeyPatch, reply: str, raw: bytes, dimensions: int = 2
) -> EmbedderClient:
    code = _IMPOSTOR.replace("DIMENSIONS", str(dimensions)).replace("RAW", repr(raw))
    command = [sys.executable, "-c", code.replace("REPLY", reply)]
    monkeypatch.setattr(supervisor, "child_command", lambda _role: command)
    return EmbedderClient()


def told(count: int = 1, dimensions: int = 2, kind: str = "Embedded") -> str:
    return f'{{"type": "{kind}", "request": number, "count": {count}, "dimensions": {dimensions}}}'


def ask(client: EmbedderClient) -> Embeddings:
    try:
        client.load(EmbedderOptions(Path("m.gguf"), threads=1))
        return client.embed(["x"], EmbedKind.PASSAGE)
    finally:
        client.close()


def test_the_impostor_would_be_believed_if_it_behaved(monkeypatch: pytest.MonkeyPatch) -> None:
    found = ask(impostor(monkeypatch, told(), struct.pack("<2f", 0.6, 0.8)))
    assert found.row(0).tolist() == pytest.approx([0.6, 0.8])


@pytest.mark.parametrize(
    ("reply", "raw"),
    [
        (told(), b""),
        (told(), bytes(7)),
        (told(), bytes(16)),
        (told(count=2), bytes(16)),
        (told(dimensions=4), bytes(16)),
        (told(count=-1), b""),
        (told(kind="Text"), bytes(8)),
        ('{"type": "Embedded", "request": number}', bytes(8)),
        ('{"type": "Embedded", "request": "1", "count": 1, "dimensions": 2}', bytes(8)),
        ("[]", b""),
    ],
)
def test_rows_of_another_shape_end_the_child(
    monkeypatch: pytest.MonkeyPatch, reply: str, raw: bytes
) -> None:
    with pytest.raises(EngineCrashed):
        ask(impostor(monkeypatch, reply, raw))


def test_a_model_without_dimensions_ends_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineCrashed):
        ask(impostor(monkeypatch, told(), b"", dimensions=0))


def test_an_unknown_failure_is_an_engine_error(monkeypatch: pytest.MonkeyPatch) -> None:
    reply = (
        '{"type": "EmbedFailed", "request": number, "code": "made_up", "detail": "x",'
        ' "index": 0, "values": {}}'
    )
    with pytest.raises(EngineError):
        ask(impostor(monkeypatch, reply, b""))


def test_a_child_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "child_command", lambda _role: [sys.executable, "-c", ""])
    with pytest.raises(EngineUnavailable):
        EmbedderClient().load(EmbedderOptions(Path("m.gguf"), threads=1))


@pytest.mark.real_engine
@pytest.mark.parametrize(
    "frame",
    [
        {"type": "Generate"},
        {"type": "Embed", "request": 1, "kind": "shout", "long_input": "split", "texts": ["x"]},
        {"type": "Embed", "request": 1, "kind": "query", "long_input": "split", "texts": "x"},
        {"type": "Rerank", "request": 1, "query": None, "passages": []},
        {"type": "CancelEmbed", "request": "1"},
    ],
)
def test_a_command_that_is_none_ends_the_child(frame: dict[str, Any]) -> None:
    hello, ended = threading.Event(), threading.Event()
    codes: list[int | None] = []

    def end(code: int | None) -> None:
        codes.append(code)
        ended.set()

    child = Child("embedder", {}, lambda _frame, _raw: hello.set(), end)
    child.start()
    assert hello.wait(60)
    child.send(frame)
    assert ended.wait(60)
    assert codes == [BAD_FRAME]


# --- values and their borders --------------------------------------------------------------------


def test_texts_travel_in_bounded_runs() -> None:
    texts = ["a"] * (FRAME_TEXTS + 1) + ["b" * FRAME_CHARACTERS, "c", "d" * (2 * FRAME_CHARACTERS)]
    runs = list(frames(texts))
    assert [text for _, run in runs for text in run] == texts
    assert [start for start, _ in runs] == [0, 256, 257, 258, 259]
    assert list(frames([])) == []


def test_a_long_text_is_counted_in_parts_that_end_before_a_space() -> None:
    long = "word " * 300_000
    texts = ["a", long, "", "x" * 1_200_000]
    parts, owners = short_parts(texts)
    assert sorted(set(owners)) == [0, 1, 2, 3]
    for place, text in enumerate(texts):
        own = [part for part, owner in zip(parts, owners, strict=True) if owner == place]
        assert "".join(own) == text
        assert all(len(part) <= FRAME_CHARACTERS // 2 for part in own)
        assert place != 1 or all(part.startswith(" ") for part in own[1:])


@pytest.mark.parametrize(
    ("reply", "raw"),
    [
        ('{"type": "Counted", "request": number, "count": 2}', b"\0" * 8),
        ('{"type": "Counted", "request": number, "count": 1}', b"\0" * 8),
        ('{"type": "Counted", "request": number, "count": 1}', b""),
    ],
)
def test_counts_of_another_shape_end_the_child(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reply: str, raw: bytes
) -> None:
    client = impostor(monkeypatch, reply, raw)
    try:
        client.load(EmbedderOptions(tmp_path / "m.gguf"))
        with pytest.raises(EngineCrashed):
            client.count_tokens(["a"])
    finally:
        client.close()


def test_messages_come_back_as_they_were() -> None:
    command = Embed(1, EmbedKind.QUERY, LongInput.REFUSE, ("한글", ""))
    assert EMBEDDING_COMMANDS.decode(EMBEDDING_COMMANDS.encode(command)) == command
    reply = Embedded(1, 2, 3)
    assert EMBEDDING_REPLIES.decode(EMBEDDING_REPLIES.encode(reply)) == reply
    with pytest.raises(WireError):
        EMBEDDING_COMMANDS.decode(EMBEDDING_REPLIES.encode(reply))


def test_rows_are_seen_without_a_copy() -> None:
    found = Embeddings(2, struct.pack("<4f", 1, 2, 3, 4))
    assert [row.tolist() for row in found.rows()] == [[1, 2], [3, 4]]
    assert floats(found.data).tolist() == [1, 2, 3, 4]
    with pytest.raises(IndexError):
        found.row(2)
    for dimensions, data in ((3, bytes(8)), (0, b""), (1, b"x")):
        with pytest.raises(ValueError, match="rows"):
            Embeddings(dimensions, data)


class Letters:
    """A vocabulary of single letters; words are glued to the space before them."""

    def text_tokens(self, text: str) -> list[int]:
        return [ord(each) for each in text]

    def wrapping(self) -> tuple[list[int], list[int]]:
        return [-1], [-2]


def test_every_window_of_a_long_text_has_the_prefix_and_the_text_is_whole() -> None:
    pieces = TextReader(Letters(), 10).pieces(3, "p: ", "abcdefghijklm", LongInput.SPLIT)
    texts = ["".join(chr(token) for token in piece.tokens[1:-1]) for piece in pieces]
    assert [text[:2] for text in texts] == ["p:"] * len(texts)
    assert "".join(text[2:] for text in texts) == " abcdefghijklm"
    assert sum(piece.weight for piece in pieces) == 14
    for piece in pieces:
        assert len(piece.tokens) <= 10
        assert (piece.text, piece.tokens[0], piece.tokens[-1]) == (3, -1, -2)


def test_a_prefix_that_fills_the_window_is_refused() -> None:
    with pytest.raises(InputRefused, match="input_too_long"):
        TextReader(Letters(), 8).pieces(0, "a long prefix ", "x", LongInput.SPLIT)


def test_the_errors_of_texts_tell_their_place() -> None:
    for kind in AppError.__subclasses__():
        if kind.code in ("input_too_long", "empty_input"):
            error = kind("", index="4", place="5", tokens="9", limit="8")
            assert getattr(error, "index") == 4  # noqa: B009
            assert "number 5" in str(error)
