"""What every program's export becomes: branches, thoughts, attachments, dates, sources."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import transfer_files as files
from transfer_files import as_json, written, zipped

from app.domain.attachments import AttachmentKind
from app.domain.errors import ImportRefused
from app.domain.generation import Role
from app.domain.transfer import Damaged, Format, ImportedAttachment, ImportedConversation
from app.transfer.reading import read, recognise


def all_of(path: Path) -> list[ImportedConversation]:
    found = list(read(path))
    assert not [each for each in found if isinstance(each, Damaged)], found
    return found  # type: ignore[return-value]


def one(folder: Path, data: bytes) -> ImportedConversation:
    (found,) = all_of(written(folder, data))
    return found


def spoken(conversation: ImportedConversation) -> list[tuple[Role, str]]:
    return [(each.role, each.text) for each in conversation.branch()]


@pytest.mark.parametrize("kind", list(files.every_export()))
def test_a_file_is_told_by_its_content_and_not_its_name(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, files.every_export()[kind], "photo.jpg")

    assert recognise(path) == Format(kind)
    assert all(each.source.startswith(f"{kind}:") for each in all_of(path))


def test_chatgpt_branches_thoughts_and_hidden_nodes(tmp_path: Path) -> None:
    first, second = all_of(written(tmp_path, as_json(files.chatgpt())))

    assert spoken(first) == [
        (Role.USER, "Which tea?"),
        (Role.ASSISTANT, "Green."),
        (Role.USER, "이 사진은 뭐야?"),
        (Role.ASSISTANT, "녹차입니다."),
    ]
    by_id = {each.id: each for each in first.messages}
    assert set(by_id) == {"u1", "a1", "a2", "u2", "a3"}
    assert by_id["a1"].parent == by_id["a2"].parent == "u1"
    assert by_id["a3"].parent == "u2"
    assert by_id["a1"].thoughts == "**Weighing teas**\n\nGreen is light."
    assert by_id["a2"].text == "Black ."
    assert by_id["a1"].model == "gpt-4o"
    assert by_id["u2"].attachments[0].name == "차.jpg"
    assert by_id["u1"].created_at == datetime(2024, 6, 10, 6, 13, 20, 500_000, tzinfo=UTC)
    assert first.title == "차 이야기"
    assert first.is_archived
    assert first.source == "chatgpt:c-1"
    assert spoken(second) == [(Role.USER, "Hello")]


def test_chatgpt_archives_old_and_new(tmp_path: Path) -> None:
    first, second = files.chatgpt()
    beside = {"user.json": b'{"id": "u"}', "chat.html": b"<html>", "message_feedback.json": b"[]"}
    old = written(tmp_path, zipped({**beside, "conversations.json": as_json([first, second])}), "a")
    parts = {
        "conversations-000.json": as_json([first]),
        "conversations-001.json": as_json([second]),
        "file-1-photo.jpg": b"\xff\xd8\xff",
    }
    new = written(tmp_path, zipped({**parts, **beside}), "b")

    assert recognise(old) is Format.CHATGPT
    assert [each.source_id for each in all_of(old)] == ["c-1", "c-2"]
    photo = _attached(all_of(new)[0])
    assert (photo.name, photo.data, photo.kind) == ("차.jpg", b"\xff\xd8\xff", AttachmentKind.IMAGE)
    (note,) = all_of(old)[0].notes
    assert "not in the export" in note
    assert [spoken(each) for each in all_of(new)] == [spoken(each) for each in all_of(old)]


def _attached(found: ImportedConversation) -> ImportedAttachment:
    (beside,) = [each for said in found.messages for each in said.attachments]
    return beside


@pytest.mark.parametrize("member", ["file-1.dat", "file-1-차.jpg", "files/file-1.txt"])
def test_files_of_chatgpt_are_told_by_their_bytes(tmp_path: Path, member: str) -> None:
    """Newer archives call every file NAME.dat; a picture's name may stand for a text."""
    data = "보증금은 삼백만 원".encode("cp949")
    parts = {"conversations.json": as_json(files.chatgpt()), member: data, "file-12.dat": b"no"}
    beside = _attached(all_of(written(tmp_path, zipped(parts)))[0])
    assert (beside.kind, beside.media_type) == (AttachmentKind.FILE, "text/plain")
    assert (beside.text, beside.data) == ("보증금은 삼백만 원", data)


def test_a_file_is_given_out_once_and_never_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _second = files.chatgpt()
    twice = {**first, "id": "c-3", "conversation_id": "c-3"}
    parts = {"conversations.json": as_json([first, twice]), "file-1.dat": b"\xff\xd8" * 40}
    one, other = all_of(written(tmp_path, zipped(parts), "a"))
    assert (len(_attached(one).data), len(_attached(other).data)) == (80, 0)
    monkeypatch.setattr("app.transfer.files.MAX_BYTES", 79)
    found = all_of(written(tmp_path, zipped(parts), "b"))[0]
    assert _attached(found).data == b""
    assert "too large" in found.notes[0]


def test_pictures_never_cost_a_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is attached is counted apart from what is said."""
    first, second = files.chatgpt()
    parts = {
        "conversations-000.json": as_json([first]),
        "conversations-001.json": as_json([second]),
        "file-1.dat": b"\xff\xd8" + bytes(20_000),
    }
    size = sum(len(data) for name, data in parts.items() if name.endswith(".json"))
    monkeypatch.setattr("app.transfer.sources.MAX_UNPACKED_BYTES", size)
    one, other = all_of(written(tmp_path, zipped(parts), "a"))
    assert (len(_attached(one).data), other.source_id) == (20_002, "c-2")
    monkeypatch.setattr("app.transfer.sources.MAX_ATTACHED_BYTES", 20_001)
    one, other = all_of(written(tmp_path, zipped(parts), "b"))
    assert one.notes == ("One attached file cannot be read; its name was kept.",)
    assert (_attached(one).data, other.source_id) == (b"", "c-2")


def test_claude(tmp_path: Path) -> None:
    found = one(
        tmp_path, zipped({"users.json": b"[]", "conversations.json": as_json(files.claude())})
    )

    by_id = {each.id: each for each in found.messages}
    assert [each.parent for each in found.messages] == [None, "m1", "m1"]
    assert by_id["m1"].attachments[0].text == "내용"
    assert by_id["m2"].text == "A note."
    assert by_id["m2"].thoughts == "It is short."
    assert by_id["m3"].attachments[0].name == "a.pdf"
    assert found.leaf == "m3"
    assert found.created_at == datetime(2025, 3, 1, 9, 59, 59, tzinfo=UTC)


def test_claude_tells_nothing_of_tools_and_reads_plain_text_of_old(tmp_path: Path) -> None:
    export = files.claude()
    first, second, third = export[0]["chat_messages"]
    first["content"] = []
    second["content"] = second["content"][2:]
    second["text"] = "This block is not supported on your current device yet."
    found = one(tmp_path, as_json(export))

    assert [each.text for each in found.messages] == ["Read this", "메모입니다."]
    assert third["uuid"] == found.leaf


def test_claude_without_parents_is_one_line(tmp_path: Path) -> None:
    export = files.claude()
    for said in export[0]["chat_messages"]:
        del said["parent_message_uuid"]

    assert [each.parent for each in one(tmp_path, as_json(export)).messages] == [None, "m1", "m2"]


def test_open_webui_list_and_single(tmp_path: Path) -> None:
    export = files.open_webui()
    found = one(tmp_path, as_json(export))

    answer = found.branch()[-1]
    assert (answer.text, answer.thoughts) == ("Four.", "> Two and two")
    assert answer.model == "qwen3:8b"
    assert [each.text for each in found.messages] == ["2 + 2?", "Four.", "넷"]
    assert found.messages[0].attachments[0].data == b"\x89PNG\r\n\x1a\n"
    assert found.tags == ("math", "산수")
    assert found.is_pinned
    assert one(tmp_path, as_json(export[0])) == found


def test_open_webui_of_early_releases(tmp_path: Path) -> None:
    line = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    found = one(tmp_path, as_json([{"id": "w", "chat": {"title": "Old", "messages": line}}]))

    assert spoken(found) == [(Role.USER, "Hi"), (Role.ASSISTANT, "Hello")]


def test_lm_studio_versions_become_branches(tmp_path: Path) -> None:
    found = one(tmp_path, as_json(files.lm_studio()))

    assert spoken(found) == [
        (Role.SYSTEM, "Be brief."),
        (Role.USER, "안녕"),
        (Role.ASSISTANT, "둘째"),
        (Role.USER, "Thanks"),
    ]
    first, second = (each for each in found.messages if each.role is Role.ASSISTANT)
    assert first.parent == second.parent
    assert (first.thoughts, first.model) == ("Hm.", "gpt-oss-20b")
    assert second.created_at == datetime(2025, 1, 13, 17, 38, 50, tzinfo=UTC)
    assert found.source == "lm-studio:1736789912980"


def test_a_folder_of_lm_studio_without_its_links(tmp_path: Path) -> None:
    folder = tmp_path / "conversations" / "work"
    folder.mkdir(parents=True)
    secret = written(tmp_path, as_json(files.lm_studio()), "secret")
    written(folder, as_json(files.lm_studio()), "1.conversation.json")
    (folder / "2.conversation.json").symlink_to(secret)

    assert len(all_of(tmp_path / "conversations")) == 1


@pytest.mark.parametrize("packed", [True, False])
def test_jan_folder_and_archive(tmp_path: Path, packed: bool) -> None:
    if packed:
        path = written(tmp_path, zipped(files.jan()))
    else:
        path = tmp_path / "jan"
        for name, data in files.jan().items():
            target = path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    (found,) = all_of(path)

    assert found.title == "Jan chat"
    assert found.source == "jan:thread-1"
    assert spoken(found) == [(Role.USER, "안녕하세요"), (Role.ASSISTANT, "Hello!")]
    assert found.messages[1].thoughts == "Polite."
    assert found.messages[1].model == "llama3.2-3b"
    assert found.messages[0].created_at == datetime(2024, 10, 27, 3, 33, 21, tzinfo=UTC)


def test_jan_keeps_what_stands_around_a_damaged_line(tmp_path: Path) -> None:
    data = files.jan()["threads/thread-1/messages.jsonl"]
    first, second = data.splitlines()

    found = one(tmp_path, first + b'\n{"id": "x", "thr\n' + second)

    assert len(found.messages) == 2
    assert found.notes == ("One line was damaged.",)


@pytest.mark.parametrize("shape", ["single", "list", "lines", "archive"])
def test_llama_cpp(tmp_path: Path, shape: str) -> None:
    whole = files.llama_cpp()
    data = {
        "single": as_json(whole),
        "list": as_json([whole]),
        "lines": files.llama_cpp_lines(),
        "archive": zipped({"a.jsonl": files.llama_cpp_lines()}),
    }[shape]
    found = one(tmp_path, data)

    assert spoken(found) == [
        (Role.SYSTEM, "Answer in Korean."),
        (Role.USER, "Hi"),
        (Role.ASSISTANT, "반가워요"),
    ]
    assert [each.thoughts for each in found.messages] == ["", "", "Greet.", "Again."]
    text, image = found.messages[1].attachments
    assert (text.name, text.text) == ("a.txt", "붙임")
    assert image.media_type == "image/png"
    assert found.source == "llama-cpp:l-1"


def test_two_sessions_of_llama_cpp_in_one_file(tmp_path: Path) -> None:
    lines = files.llama_cpp_lines()
    found = all_of(written(tmp_path, lines + b"\n" + lines.replace(b'"l-1"', b'"l-2"')))

    assert [each.source_id for each in found] == ["l-1", "l-2"]


@pytest.mark.parametrize("version", range(1, 13))
def test_gpt4all_of_every_version(tmp_path: Path, version: int) -> None:
    found = one(tmp_path, files.gpt4all(version))

    assert spoken(found) == [(Role.USER, "Which tea?"), (Role.ASSISTANT, "녹차예요.")]
    assert found.messages[1].thoughts == "Leaves."
    assert found.messages[1].model == "llama-3.gguf"
    assert found.created_at == datetime(2024, 7, 3, 9, 46, 40, tzinfo=UTC)
    assert found.source == "gpt4all:g-1"
    if version >= 10:
        assert found.messages[0].attachments[0].name == "차.txt"
        assert found.messages[0].attachments[0].text == "녹차"


@pytest.mark.parametrize("version", [0, 13, 100])
def test_gpt4all_of_another_version_says_so(tmp_path: Path, version: int) -> None:
    data = files.gpt4all().replace(b"\x00\x00\x00\x0c", version.to_bytes(4, "big"), 1)

    (found,) = read(written(tmp_path, data))
    assert isinstance(found, Damaged)
    assert found.reason == f"its version is {version}, and Snug reads 1 to 12"


def test_windows_encodings(tmp_path: Path) -> None:
    text = json.dumps(files.chatgpt(), ensure_ascii=False).replace("\ue200cite\ue202x\ue201", "")
    plain = all_of(written(tmp_path, text.encode()))

    for encoding in ("cp949", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        assert all_of(written(tmp_path, text.encode(encoding))) == plain


def test_progress_grows_to_the_end(tmp_path: Path) -> None:
    told: list[float] = []
    list(read(written(tmp_path, as_json(files.chatgpt() * 3)), told.append))

    assert told == sorted(told)
    assert told[-1] == 1.0
    assert 0 < told[0] < 0.5


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"{}",
        b"[]",
        b'{"a": [1, 2]}',
        b'[{"title": "x"}]',
        b"\x89PNG\r\n",
        b"{" * 50,
        zipped({"a.txt": b"x"}),
        b"PK\x03\x04 and no more",
        as_json({"messages": [{"role": "user", "content": "of no program"}]}),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, data: bytes) -> None:
    path = written(tmp_path, data)

    assert recognise(path) is None
    with pytest.raises(ImportRefused) as caught:
        next(read(path))
    assert "export.bin" in str(caught.value)


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path / "nul\x00", Path("/dev/zero"), tmp_path):
        assert recognise(path) is None
        with pytest.raises(ImportRefused):
            next(read(path))


def test_the_source_stays_when_a_conversation_went_on(tmp_path: Path) -> None:
    export = files.lm_studio()
    before = one(tmp_path, as_json(export))
    export["messages"] += export["messages"][:1]
    export["name"] = "Renamed"
    after = one(tmp_path, as_json(export))

    assert len(after.messages) > len(before.messages)
    assert after.source == before.source


def test_a_conversation_without_an_id_gets_one_from_what_it_holds(tmp_path: Path) -> None:
    export = files.open_webui()
    del export[0]["id"]
    first = one(tmp_path, as_json(export))
    assert first.source_id.startswith("sha256-")
    assert one(tmp_path, as_json(export)).source == first.source
    export[0]["chat"]["history"]["messages"]["1"]["content"] = "3 + 3?"
    assert one(tmp_path, as_json(export)).source != first.source
