"""Whatever a file holds: it is read or refused, in bounded time, and nothing else happens."""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import transfer_files as files
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from transfer_files import as_json, check_tree, zipped

from app.domain.errors import ImportRefused
from app.domain.transfer import Damaged, ImportedConversation
from app.transfer.reading import read, recognise
from app.transfer.thoughts import split_thoughts

SEEDS = [
    *files.every_export().values(),
    files.llama_cpp_lines(),
    zipped({"conversations.json": as_json(files.chatgpt()), "x.png": b"\x89PNG"}),
    zipped(files.jan()),
    *(files.gpt4all(version) for version in (1, 3, 6, 8, 10)),
]
quick = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])


def check(data: bytes) -> None:
    """Read what may be an export; anything but a refusal or sound conversations is a failure."""
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        path.write_bytes(data)
        kind = recognise(path)
        try:
            for each in read(path):
                if isinstance(each, ImportedConversation):
                    check_tree(each)
                    assert kind is not None
                    for message in each.messages:
                        (message.text + message.thoughts + each.title).encode()
                else:
                    assert isinstance(each, Damaged)
                    assert each.reason
        except ImportRefused:
            assert kind is None
        else:
            assert kind is not None
    assert time.process_time() - start < 10


@quick
@given(st.binary(max_size=400))
@example(b"\xf5\xd5\x53\xcc")
@example(b"PK\x05\x06" + bytes(18))
@example(b'{"format": "snug-conversations"}')
@example(b'{"format": "snug-conversations", "version": 1, "conversations": [{"messages": [{}]}]}')
def test_any_bytes(data: bytes) -> None:
    check(data)


@quick
@given(st.sampled_from(SEEDS), st.data())
def test_mutated_exports(seed: bytes, data: st.DataObject) -> None:
    changed = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(changed) - 1)) if changed else 0
        what = data.draw(st.sampled_from(["set", "cut", "repeat", "insert", "end"]))
        length = data.draw(st.integers(1, 24))
        if what == "set" and changed:
            changed[at] = data.draw(st.integers(0, 255))
        elif what == "cut":
            del changed[at : at + length]
        elif what == "repeat":
            changed[at:at] = changed[at : at + length]
        elif what == "insert":
            changed[at:at] = data.draw(st.binary(max_size=8))
        else:
            del changed[max(at, len(changed) // 2) :]
    check(bytes(changed))


NAMES = """id parent children message author role content content_type parts text thoughts
create_time metadata attachments weight recipient uuid sender parent_message_uuid files type
thinking parentId timestamp model file url versions currentlySelected steps style stepIdentifier
genInfo extra reasoningContent base64Url name value created_at leaf title tags usage calls finish
data kind"""
KEYS = st.sampled_from(NAMES.split())
ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(["text", "user", "assistant", "a", "1718000000", "thoughts", "\ud800"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=14,
)


def shaped(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any JSON within the outer shape of each export."""
    nodes = st.dictionaries(st.sampled_from("abcd"), inner, max_size=4)
    some = st.lists(inner, max_size=4)
    facts = st.dictionaries(KEYS, inner, max_size=4)

    def around(key: str, value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.builds(lambda rest, own: {**rest, key: own}, facts, value)

    version = st.fixed_dictionaries({"versions": some, "currentlySelected": inner})
    chat = around("history", st.fixed_dictionaries({"messages": nodes, "currentId": inner}))
    thread = st.fixed_dictionaries(
        {"thread_id": st.just("t"), "role": inner, "content": some, "id": inner}
    )
    return (
        st.lists(around("mapping", nodes), min_size=1, max_size=2)
        | st.lists(around("chat_messages", some), min_size=1, max_size=2)
        | st.lists(around("chat", chat), min_size=1, max_size=2)
        | around("messages", st.lists(version, min_size=1, max_size=3))
        | st.fixed_dictionaries({"conv": facts, "messages": some})
        | thread
        | st.fixed_dictionaries(
            {
                "format": st.just("snug-conversations"),
                "version": st.just(1),
                "conversations": st.lists(around("messages", some), max_size=2),
            }
        )
    )


@settings(quick, max_examples=110)
@given(shaped(ANY_JSON))
def test_any_json_of_the_right_outer_shape(value: Any) -> None:
    check(json.dumps(value).encode())


@quick
@given(
    st.lists(
        st.sampled_from(
            [
                "<think>",
                "</think>",
                '<details type="reasoning" >',
                "</details>",
                "<summary>",
                "</summary>",
                "\n",
                "> ",
                "☕",
                "İ",
            ]
        ),
        max_size=30,
    )
)
def test_splitting_thoughts_loses_no_words(pieces: list[str]) -> None:
    thoughts, words = split_thoughts("".join(pieces))
    assert (thoughts + words).count("☕") == pieces.count("☕") or "<summary>" in pieces
