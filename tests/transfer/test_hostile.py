"""Files that mean harm: bombs, circles, depths, names that climb, values of the wrong type."""

import io
import json
import os
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import transfer_files as files
from transfer_files import as_json, check_tree, written, zipped

from app.domain.errors import ImportRefused
from app.domain.generation import Role
from app.domain.transfer import Damaged, Format, ImportedConversation
from app.transfer import json_scan, limits, sources
from app.transfer.reading import read, recognise
from app.transfer.trees import Facts, Node, conversation, message


def results(path: Path) -> tuple[list[ImportedConversation], list[Damaged]]:
    found = list(read(path))
    return (
        [each for each in found if isinstance(each, ImportedConversation)],
        [each for each in found if isinstance(each, Damaged)],
    )


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = b'[{"mapping": {"a": "' + b" " * (64 << 20) + b'"}}]'
    path = written(tmp_path, zipped({"conversations.json": bomb}))
    del bomb

    tracemalloc.start()
    with pytest.raises(ImportRefused, match="packed"):
        next(read(path))
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


def test_a_part_that_lies_about_its_size_gives_no_more_than_it_told(tmp_path: Path) -> None:
    data = zipped({"a.json": as_json(files.chatgpt()) + b" " * 4_000_000})
    (real,) = [len(as_json(files.chatgpt())) + 4_000_000]
    lying = data.replace(struct.pack("<I", real), struct.pack("<I", 4000))

    with pytest.raises(ImportRefused):
        next(read(written(tmp_path, lying)))


def test_the_parts_of_an_archive_are_bounded_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_UNPACKED_BYTES", 20_000)
    one = as_json(files.chatgpt())
    assert 2 * len(one) < 20_000 < 6 * len(one)

    found, damaged = results(written(tmp_path, zipped({f"{n}.json": one for n in range(6)})))
    assert 4 <= len(found) < 12
    assert {each.reason for each in damaged} == {"the archive holds too much"}


def test_an_archive_of_too_many_parts_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, zipped({f"{n}.txt": b"" for n in range(200)}))
    monkeypatch.setattr(sources, "MAX_PARTS", 100)
    with pytest.raises(ImportRefused, match="too many parts"):
        next(read(path))
    monkeypatch.setattr(sources, "MAX_PARTS", 1000)
    monkeypatch.setattr(sources, "MAX_DIRECTORY_BYTES", 4096)
    with pytest.raises(ImportRefused, match="too many parts"):
        next(read(path))


def test_names_that_climb_write_nothing_and_links_are_passed_over(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    link = zipfile.ZipInfo("link.json")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../../evil/conversations.json", as_json(files.claude()))
        archive.writestr("C:\\Windows\\x.json", as_json(files.claude()))
        archive.writestr(link, as_json(files.claude()))
    inner = tmp_path / "a" / "b" / "c"
    inner.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))

    found, damaged = results(written(inner, buffer.getvalue()))
    assert len(found) == 2
    assert not damaged
    assert sorted(set(tmp_path.rglob("*")) - set(before)) == [inner / "export.bin"]


def test_an_encrypted_part_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.json": as_json(files.claude())}))
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ImportRefused, match="encrypted"):
        next(read(written(tmp_path, bytes(data))))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe needs POSIX")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert recognise(tmp_path / "pipe") is None
    assert recognise(tmp_path) is None


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_FILE_BYTES", 1000)
    with pytest.raises(ImportRefused, match="too large"):
        next(read(written(tmp_path, as_json(files.chatgpt()))))


def test_one_deep_conversation_costs_only_itself(tmp_path: Path) -> None:
    first, second = files.chatgpt()
    deep = b'{"mapping": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}"
    data = b"[" + as_json(first) + b"," + deep + b"," + as_json(second) + b"]"

    found, (damaged,) = results(written(tmp_path, data))
    assert [each.source_id for each in found] == ["c-1", "c-2"]
    assert damaged == Damaged("export.bin, number 2", "it nests too deeply")


@pytest.mark.parametrize("data", [b"[" * 1_000_000, b'{"a":' * 400_000, b'["' + b'\\"' * 2_000_000])
def test_depth_and_open_ends_take_little_time(tmp_path: Path, data: bytes) -> None:
    start = time.process_time()
    assert recognise(written(tmp_path, data)) is None
    assert time.process_time() - start < 10


def test_a_file_cut_short_keeps_what_is_whole(tmp_path: Path) -> None:
    data = as_json(files.chatgpt())
    found, (damaged,) = results(written(tmp_path, data[:-40]))
    assert [each.source_id for each in found] == ["c-1"]
    assert damaged.reason == "the file ends inside it"


def test_one_conversation_of_nonsense_costs_only_itself(tmp_path: Path) -> None:
    first, second = files.chatgpt()
    data = b"[" + as_json(first) + b', {"mapping": {nonsense}}, ' + as_json(second) + b", {}]"
    found, damaged = results(written(tmp_path, data))

    assert [each.source_id for each in found] == ["c-1", "c-2"]
    assert [each.reason for each in damaged] == ["it is not valid JSON", "it is not a conversation"]


def test_too_many_messages_and_too_much_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.transfer import chatgpt, trees

    first, second = files.chatgpt()
    monkeypatch.setattr(chatgpt, "MAX_MESSAGES", 4)
    found, (damaged,) = results(written(tmp_path, as_json([first, second])))
    assert (len(found), damaged.reason) == (1, "it has too many messages")
    monkeypatch.undo()
    monkeypatch.setattr(trees, "MAX_CHARACTERS", 20)
    found, (damaged,) = results(written(tmp_path, as_json([first, second])))
    assert (len(found), damaged.reason) == (1, "it has too much text")


def test_values_too_large_to_decode_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_scan, "MAX_VALUE_BYTES", 100)
    with pytest.raises(Exception, match="too large"):
        json_scan.loads(b'"' + b"a" * 200 + b'"')
    monkeypatch.setattr(json_scan, "MAX_VALUE_BYTES", limits.MAX_VALUE_BYTES)
    monkeypatch.setattr(json_scan, "MAX_TOKENS", 50)
    with pytest.raises(Exception, match="too large"):
        json_scan.loads(b"[" + b"[]," * 100 + b"[]]")


def said(key: str, parent: str | None, text: str = "x") -> Node:
    return Node(key, parent, message(Role.USER, text), 1718000000)


def built(*nodes: Node, leaf: str | None = None) -> ImportedConversation:
    return conversation(Facts(Format.CHATGPT, "id", "t", leaf=leaf), nodes)


def test_circles_orphans_and_repeated_ids_survive() -> None:
    circle = built(said("a", "c"), said("b", "a"), said("c", "b"), said("d", "d"))
    check_tree(circle)
    assert len(circle.messages) == 4
    assert circle.notes == ("2 messages followed themselves in circles.",)

    orphans = built(said("a", None), said("b", "lost"), said("c", "lost"), said("d", "gone"))
    check_tree(orphans)
    assert [each.parent for each in orphans.messages] == [None, "a", "a", "c"]

    twice = built(said("a", None), said("a", "a"), said("b", "a"))
    check_tree(twice)
    assert len({each.id for each in twice.messages}) == 3
    assert twice.notes == ("One message had the id of another.",)


def test_an_orphan_before_its_own_child_makes_no_circle() -> None:
    found = built(said("child", "late"), said("late", "lost"), leaf="child")
    check_tree(found)
    assert [each.id for each in found.branch()] == ["late", "child"]


def test_a_hidden_leaf_ends_where_the_visible_branch_ends() -> None:
    hidden = Node("h", "a")
    assert built(said("a", None), hidden, said("b", "a"), leaf="h").leaf == "a"
    assert built(said("a", None), hidden, said("b", "a"), leaf="missing").leaf == "b"
    assert built(hidden).leaf is None


@pytest.mark.parametrize(
    "parents",
    [
        pytest.param(lambda n: str(n - 1) if n else None, id="one long line"),
        pytest.param(lambda n: str(n + 1), id="backwards"),
        pytest.param(lambda n: f"lost{n}", id="all orphans"),
        pytest.param(lambda n: str(n ^ 1), id="pairs in circles"),
        pytest.param(lambda n: "0" if n else None, id="a star"),
    ],
)
def test_large_trees_take_linear_time(parents: Callable[[int], str | None]) -> None:
    start = time.process_time()
    nodes = [said(str(number), parents(number)) for number in range(8_000)]
    nodes += [Node(f"h{number}", f"h{number - 1}", thoughts="t") for number in range(8_000)]
    found = built(*nodes)
    check_tree(found)
    assert len(found.messages) == 8_000
    assert time.process_time() - start < 10


def test_impossible_dates_are_replaced_and_told(tmp_path: Path) -> None:
    (first, _) = files.chatgpt()
    first["mapping"]["a1"]["message"]["create_time"] = 9e15
    first["mapping"]["a3"]["message"]["create_time"] = "the day after"
    ((found,), _) = results(written(tmp_path, as_json([first])))

    by_id = {each.id: each for each in found.messages}
    assert by_id["a1"].created_at == by_id["u1"].created_at
    assert by_id["a3"].created_at == by_id["u2"].created_at
    assert found.notes[0] == "2 dates were replaced."


def test_nul_and_lone_surrogates_are_cleaned(tmp_path: Path) -> None:
    export = json.dumps(files.claude()).replace("Read this", "a\\u0000b\\ud83d\\ude00\\udc00c")
    ((found,), _) = results(written(tmp_path, export.encode()))

    assert found.messages[0].text == "ab\U0001f600\ufffdc"
    found.messages[0].text.encode()


WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    1e308,
    "",
    "x",
    [],
    [[]],
    {},
    {"a": {}},
    "9" * 400,
    10**400,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, each in inner:
        found.append((*path, key))
        if isinstance(each, dict | list):
            found += places(each, (*path, key))
    return found


def put(value: Any, path: tuple[Any, ...], new: Any) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = new


@pytest.mark.parametrize("kind", ["chatgpt", "claude", "open-webui", "lm-studio", "llama-cpp"])
def test_the_wrong_type_in_every_field_refuses_or_survives(kind: str) -> None:
    from app.transfer.reading import _SHAPES
    from app.transfer.refusal import Unreadable

    is_one, to_conversation = _SHAPES[Format(kind)]
    export = json.loads(files.every_export()[kind])
    original = export[0] if isinstance(export, list) else export
    read_at_all = 0
    for path in places(original):
        for wrong in WRONG:
            changed = json.loads(json.dumps(original))
            put(changed, path, wrong)
            if not is_one(changed):
                continue
            try:
                check_tree(to_conversation(changed))
                read_at_all += 1
            except Unreadable:
                continue
    assert read_at_all > 500


@pytest.mark.parametrize("version", [1, 5, 9, 12])
def test_a_gpt4all_file_cut_anywhere_is_damaged(tmp_path: Path, version: int) -> None:
    whole = files.gpt4all(version)
    for end in range(4, len(whole), 3):
        (found,) = read(written(tmp_path, whole[:end]))
        assert isinstance(found, Damaged)


def test_counts_and_lengths_that_lie_take_no_memory(tmp_path: Path) -> None:
    whole = files.gpt4all(12)
    paths = [written(tmp_path, whole[:at] + b"\x7f\xff\xff\xfd" + whole[at + 4 :], str(at))
             for at in range(8, len(whole) - 4, 7)]  # fmt: skip
    tracemalloc.start()
    for path in paths:
        assert len(list(read(path))) == 1
    assert tracemalloc.get_traced_memory()[1] < 4 << 20
    tracemalloc.stop()
