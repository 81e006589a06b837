"""The wire carries frames whole, and refuses everything else."""

import io
import json
import struct
from dataclasses import dataclass
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.generation import FinishReason, PromptMessage, Role, Sampling, Timing, Usage
from app.domain.models import Device, Guard
from app.engine import commands
from app.engine.commands import COMMANDS, REPLIES
from app.workers.wire import MAX_JSON_BYTES, MAX_RAW_BYTES, Channel, Codec, WireError


def channel_reading(data: bytes) -> Channel:
    return Channel(io.BytesIO(data), io.BytesIO())


def framed(body: bytes, raw: bytes = b"") -> bytes:
    return struct.pack(">II", len(body), len(raw)) + body + raw


def test_a_frame_arrives_as_it_was_sent() -> None:
    sent = io.BytesIO()
    Channel(io.BytesIO(), sent).send({"type": "x", "text": "한글 \0 \U0001f642"}, b"\x00\xff")
    assert channel_reading(sent.getvalue()).receive() == (
        {"type": "x", "text": "한글 \0 \U0001f642"},
        b"\x00\xff",
    )


def test_the_end_of_the_stream_is_not_an_error() -> None:
    assert channel_reading(b"").receive() is None


def test_bytes_may_come_one_at_a_time() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(1)

    frame = Channel(Slow(framed(b'{"type":"x"}', b"abc")), io.BytesIO()).receive()
    assert frame == ({"type": "x"}, b"abc")


@pytest.mark.parametrize(
    "data",
    [
        b"\x00",
        framed(b"{}")[:-1],
        framed(b"[]"),
        framed(b"1"),
        framed(b"{"),
        framed(b"\xff"),
        framed(b'{"a": NaN}'),
        framed(b"[" * 100_000),
        struct.pack(">II", MAX_JSON_BYTES + 1, 0),
        struct.pack(">II", 2, MAX_RAW_BYTES + 1) + b"{}",
    ],
)
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        channel_reading(data).receive()


def test_a_frame_that_is_too_large_is_not_sent() -> None:
    sent = io.BytesIO()
    with pytest.raises(WireError):
        Channel(io.BytesIO(), sent).send({"text": "x" * (MAX_JSON_BYTES + 1)})
    assert sent.getvalue() == b""


@given(st.binary(max_size=300))
def test_random_bytes_give_a_frame_an_end_or_a_wire_error(data: bytes) -> None:
    try:
        frame = channel_reading(data).receive()
    except WireError:
        return
    assert frame is None or isinstance(frame[0], dict)


# --- messages ------------------------------------------------------------------------------------

MESSAGES = [
    (COMMANDS, commands.Load("/m.gguf", 4096, 2, -1, 512, 512)),
    (
        COMMANDS,
        commands.Generate(
            7,
            (PromptMessage(Role.SYSTEM, "s"), PromptMessage(Role.USER, "안녕")),
            Sampling(seed=5),
            256,
            ("\n",),
        ),
    ),
    (COMMANDS, commands.Cancel(7)),
    (COMMANDS, commands.CancelLoad()),
    (
        REPLIES,
        commands.Hello("1", "b", (Device("CPU", "x", "cpu", 1, 2),), (Guard("g", True, ""),)),
    ),
    (REPLIES, commands.Loading(0.5, "weights")),
    (REPLIES, commands.Loaded("llama", 8, 16, 2, 0, "CPU", "own", "", 0.1)),
    (REPLIES, commands.LoadFailed("model_damaged", "why", {"name": "x"})),
    (REPLIES, commands.Progress(7, 1, 2)),
    (REPLIES, commands.Text(7, "한")),
    (REPLIES, commands.Done(7, FinishReason.STOP, Usage(1, 2, 3), Timing(first_token_s=0.5))),
    (REPLIES, commands.GenerateFailed(7, "engine_error", "", {})),
]


@pytest.mark.parametrize(("codec", "message"), MESSAGES, ids=lambda m: type(m).__name__)
def test_every_message_of_the_engine_survives_the_wire(codec: Codec, message: object) -> None:
    assert codec.decode(json.loads(json.dumps(codec.encode(message)))) == message


def test_a_reply_is_not_a_command() -> None:
    with pytest.raises(WireError):
        COMMANDS.decode(REPLIES.encode(commands.Text(1, "x")))
    with pytest.raises(WireError):
        COMMANDS.encode(commands.Text(1, "x"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "Cancel"},
        {"type": "Cancel", "request": "7"},
        {"type": "Cancel", "request": True},
        {"type": "Cancel", "request": 7.0},
        {"type": "Cancel", "request": None},
        {"type": "Cancel", "request": 7, "more": 1},
        {"type": "Nothing", "request": 7},
        {"type": ["Cancel"], "request": 7},
        {"request": 7},
        {"type": "__class__", "request": 7},
        {"type": "Cancel", "request": 10**400},
    ],
)
def test_a_message_of_the_wrong_shape_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(WireError):
        COMMANDS.decode(wrong)


class _Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class _Inner:
    number: float


@dataclass(frozen=True)
class _Everything:
    flag: bool
    colour: _Colour
    inner: _Inner
    names: tuple[str, ...]
    table: dict[str, int]
    maybe: str | None = None


_CODEC = Codec((_Everything,))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=5), children, max_size=4)
    ),
    max_leaves=12,
)
_FIELDS = st.sampled_from(["type", "flag", "colour", "inner", "names", "table", "maybe", "number"])


@given(st.dictionaries(_FIELDS, _JSON | st.just("_Everything") | st.just("red")))
def test_any_json_object_is_a_message_or_a_wire_error(untrusted: dict[str, object]) -> None:
    try:
        message = _CODEC.decode(untrusted)
    except WireError:
        return
    assert isinstance(message, _Everything)
    assert _CODEC.decode(json.loads(json.dumps(_CODEC.encode(message)))) == message


@given(
    st.builds(
        _Everything,
        st.booleans(),
        st.sampled_from(_Colour),
        st.builds(_Inner, st.floats(allow_nan=False, allow_infinity=False)),
        st.lists(st.text()).map(tuple),
        st.dictionaries(st.text(), st.integers(-(2**63) + 1, 2**63 - 1)),
        st.none() | st.text(),
    )
)
def test_a_good_message_survives(message: _Everything) -> None:
    sent = io.BytesIO()
    Channel(io.BytesIO(), sent).send(_CODEC.encode(message))
    frame = channel_reading(sent.getvalue()).receive()
    assert frame is not None
    received = _CODEC.decode(frame[0])
    clean = [t.encode("utf-8", "replace").decode() for t in message.names]
    assert list(received.names) == clean


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" + "0" * 400])
def test_numbers_that_are_no_numbers_are_refused(number: str) -> None:
    frame = channel_reading(
        framed(b'{"type":"Loading","phase":"x","progress":' + number.encode() + b"}")
    )
    received = frame.receive()
    assert received is not None
    with pytest.raises(WireError):
        REPLIES.decode(received[0])
