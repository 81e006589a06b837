"""Conversations go out to files and come in again, with their branches, once."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from vaults import CHEAP, PASSPHRASE

from app.bootstrap import Application, build
from app.domain.answer_values import AnswerValues, ConversationSettings
from app.domain.attachments import AttachmentKind, files_of, made
from app.domain.conversations import Conversation, Message
from app.domain.errors import ExportExists, ExportTooLarge, ImportRefused
from app.domain.events import AppEvent, HistoryReloaded
from app.domain.generation import FinishReason, Role
from app.domain.ids import CollectionId, new_conversation_id, new_message_id
from app.domain.retrieval import SearchFilter
from app.services.exchange import ExportFormat

CHATGPT = [
    {
        "id": "c1",
        "title": "임대차계약서 질문",
        "create_time": 1700000000.0,
        "update_time": 1700000100.0,
        "current_node": "b2",
        "mapping": {
            "root": {"id": "root", "parent": None, "children": ["a"], "message": None},
            "a": {
                "id": "a", "parent": "root", "children": ["b1", "b2"],
                "message": {
                    "id": "a", "author": {"role": "user"}, "create_time": 1700000001.0,
                    "content": {"content_type": "text", "parts": ["보증금은 언제 돌려받나요?"]},
                },
            },
            "b1": {
                "id": "b1", "parent": "a", "children": [],
                "message": {
                    "id": "b1", "author": {"role": "assistant"}, "create_time": 1700000002.0,
                    "content": {"content_type": "text", "parts": ["First try."]},
                },
            },
            "b2": {
                "id": "b2", "parent": "a", "children": [],
                "message": {
                    "id": "b2", "author": {"role": "assistant"}, "create_time": 1700000003.0,
                    "content": {"content_type": "text", "parts": ["계약이 끝나는 날입니다."]},
                },
            },
        },
    }
]  # fmt: skip


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Application]:
    made = build(tmp_path / "home", offline=True)
    (tmp_path / "home").mkdir(exist_ok=True)
    made.vault.create(PASSPHRASE, kdf=CHEAP)
    yield made
    made.close()


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps(CHATGPT, ensure_ascii=False), "utf-8")
    return path


def test_another_programs_conversation_is_kept_once(app: Application, export: Path) -> None:
    heard: list[AppEvent] = []
    app.bus.subscribe(heard.append)
    report = app.exchange.take_in(export)
    assert (report.found, report.skipped, report.damaged) == (1, 0, [])
    assert HistoryReloaded() in heard
    (conversation,) = app.history.conversations()
    assert conversation.title == "임대차계약서 질문"
    assert conversation.created_at.year == 2023
    view = app.chat.messages(conversation.id)
    assert [each.text for each in view] == ["보증금은 언제 돌려받나요?", "계약이 끝나는 날입니다."]
    assert [hit.message for hit in app.history.search("보증금")] == [view[0].id]
    again = app.exchange.take_in(export)
    assert (again.found, again.skipped) == (0, 1)


def test_looking_keeps_nothing(app: Application, export: Path) -> None:
    (found,) = app.exchange.look(export)
    assert getattr(found, "title", "") == "임대차계약서 질문"
    assert app.history.conversations() == []


def test_our_json_brings_everything_back_elsewhere(
    app: Application, export: Path, tmp_path: Path
) -> None:
    app.exchange.take_in(export)
    target = tmp_path / "all.json"
    assert app.exchange.export(target, ExportFormat.JSON, app.history.conversations()) == [target]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    other = build(tmp_path / "other", offline=True)
    try:
        assert other.exchange.take_in(target).found == 1
        (there,), (here,) = other.history.conversations(), app.history.conversations()
        assert (there.title, there.created_at) == (here.title, here.created_at)
        texts = [
            [each.text for each in each_app.chat.messages(one.id)]
            for each_app, one in ((other, there), (app, here))
        ]
        assert texts[0] == texts[1]
        branches = other.vault._store.all_messages(there.id)
        assert [each.text for each in branches].count("First try.") == 1
    finally:
        other.close()


def test_what_holds_in_a_conversation_goes_along(app: Application, tmp_path: Path) -> None:
    settings = ConversationSettings(AnswerValues("precise"), "Be brief.", '{"type": "object"}', "m")
    about = SearchFilter(collections=frozenset({CollectionId("letters")}))
    asked = Message(new_message_id(), Role.USER, "Where?", about=about, is_pinned=True)
    told = Message(
        new_message_id(), Role.ASSISTANT, "There.", finish=FinishReason.STOP, parent=asked.id
    )
    conversation = Conversation(new_conversation_id(), "Herons", settings=settings)
    app.vault._store.import_conversation(conversation, [asked, told], "")
    app.vault._store.summaries.put(conversation.id, told.id, "They spoke of herons.")
    target = tmp_path / "out.json"
    app.exchange.export(target, ExportFormat.JSON, app.history.conversations())
    other = build(tmp_path / "other", offline=True)
    try:
        assert other.exchange.take_in(target).found == 1
        (found,) = other.history.conversations()
        assert found.settings == settings
        first, last = other.vault._store.messages(found.id)
        assert (first.about, first.is_pinned, last.is_pinned) == (about, True, False)
        assert other.vault._store.summaries.of(found.id) == {last.id: "They spoke of herons."}
    finally:
        other.close()


def test_where_it_was_filed_goes_along(app: Application, tmp_path: Path) -> None:
    plans = app.filing.add_folder("Pläne", app.filing.add_folder("Work").id)
    conversation = Conversation(new_conversation_id(), "Herons", tags=("a", "b"), is_pinned=True)
    message = Message(new_message_id(), Role.USER, "Where?", finish=FinishReason.STOP)
    app.vault._store.import_conversation(conversation, [message], "")
    app.filing.move([conversation.id], plans.id)
    app.filing.archive([conversation.id])
    target = tmp_path / "out.json"
    app.exchange.export(target, ExportFormat.JSON, app.history.conversations())
    other = build(tmp_path / "other", offline=True)
    try:
        there = other.filing.add_folder("WORK")
        assert other.exchange.take_in(target).found == 1
        (found,) = other.history.conversations()
        assert (found.tags, found.is_pinned, found.is_archived) == (("a", "b"), True, True)
        inner = next(each for each in other.filing.folders() if each.id == found.folder)
        assert (inner.name, inner.parent) == ("Pläne", there.id)
        other.filing.remove_folder(inner.id)
        assert other.exchange.take_in(target).found == 0
        assert other.filing.folders() == [there]
    finally:
        other.close()


@pytest.mark.parametrize("kind", [ExportFormat.MARKDOWN, ExportFormat.HTML])
def test_a_file_for_each_conversation(
    app: Application, export: Path, tmp_path: Path, kind: ExportFormat
) -> None:
    app.exchange.take_in(export)
    twin = Conversation(new_conversation_id(), "임대차계약서 질문")
    app.vault._store.add(twin)
    text = "<script>alert(1)</script>"
    message = Message(new_message_id(), Role.USER, text, finish=FinishReason.STOP)
    app.vault._store.append(twin.id, message)
    written = app.exchange.export(tmp_path / "out", kind, app.history.conversations())
    assert len(written) == len({path.name for path in written}) == 2
    whole = "".join(path.read_text("utf-8") for path in written)
    assert "계약이 끝나는 날입니다." in whole
    assert kind is ExportFormat.MARKDOWN or "<script" not in whole
    with pytest.raises(ExportExists):
        app.exchange.export(tmp_path / "out", kind, app.history.conversations())


def test_what_is_no_export_is_refused(app: Application, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Mina", "utf-8")
    with pytest.raises(ImportRefused):
        app.exchange.take_in(path)


LETTER = "보증금은 삼백만 원입니다. The deposit.\n```\n# not a heading"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3000


def _with_attachments(app: Application) -> Conversation:
    one = Conversation(new_conversation_id(), "With files")
    app.vault._store.add(one)
    new = [
        made(AttachmentKind.FILE, "계약서.txt", LETTER, LETTER.encode("cp949"), "text/plain"),
        made(AttachmentKind.IMAGE, "cat.png", "", PICTURE, "image/png"),
        made(AttachmentKind.TEXT, "Pasted text", "pasted"),
    ]
    beside = tuple(each.attachment for each in new)
    said = Message(new_message_id(), Role.USER, "Look", attachments=beside)
    app.vault._store.append(one.id, said, files_of(new))
    return one


def _kept(app: Application) -> list[tuple[object, ...]]:
    (one,) = app.history.conversations()
    return [
        (
            each.kind,
            each.name,
            each.media_type,
            each.text,
            app.vault._store.attachment_data(each.id),
        )
        for said in app.chat.messages(one.id)
        for each in said.attachments
    ]


def test_what_is_attached_goes_out_and_comes_back_the_same(
    app: Application, tmp_path: Path
) -> None:
    one = _with_attachments(app)
    target = tmp_path / "all.json"
    app.exchange.export(target, ExportFormat.JSON, [one])
    other = build(tmp_path / "other", offline=True)
    try:
        report = other.exchange.take_in(target)
        assert (report.found, report.notes) == (1, [])
        assert _kept(other) == _kept(app)
        assert len(_kept(app)) == 3
        again = tmp_path / "again.json"
        other.exchange.export(again, ExportFormat.JSON, other.history.conversations())
        before, after = (json.loads(each.read_text("utf-8"))["files"] for each in (target, again))
        assert [each["data"] for each in before] == [each["data"] for each in after]
        assert len(before) == 2
    finally:
        other.close()


def test_what_is_too_large_to_come_back_is_not_written(
    app: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = _with_attachments(app)
    monkeypatch.setattr("app.services.exchange.MAX_FILE_BYTES", 100_000)
    with pytest.raises(ExportTooLarge, match="backup"):
        app.exchange.export(tmp_path / "all.json", ExportFormat.JSON, [one])
    assert [each.name for each in tmp_path.iterdir()] == ["home"]


def test_pages_name_what_is_attached_and_carry_its_text(app: Application, tmp_path: Path) -> None:
    one = _with_attachments(app)
    (markdown,) = app.exchange.export(tmp_path / "md", ExportFormat.MARKDOWN, [one])
    text = markdown.read_text("utf-8")
    assert "Attached: 계약서.txt\n\n````\n" + LETTER + "\n````\n" in text
    assert "Attached: cat.png\n" in text
    html = app.exchange.html(one)
    assert "보증금은 삼백만 원입니다." in html
    assert "Attached: cat.png" in html
    assert "PNG" not in html


def test_another_programs_attached_text_is_kept_beside_its_message(
    app: Application, tmp_path: Path
) -> None:
    said = {
        "uuid": "m1", "sender": "human", "text": "Read this", "created_at": "2025-03-01T10:00:00Z",
        "attachments": [{"file_name": "메모.txt", "extracted_content": "녹차를 마신다"}],
        "files": [{"file_name": "a.pdf"}],
    }  # fmt: skip
    export = tmp_path / "claude.json"
    export.write_text(json.dumps([{"uuid": "c1", "name": "Tea", "chat_messages": [said]}]), "utf-8")
    report = app.exchange.take_in(export)
    assert report.notes == ["One attached file is not in the export; its name was kept."]
    (one,) = app.history.conversations()
    (message,) = app.chat.messages(one.id)
    assert message.text == "Read this"
    assert [(each.name, each.text) for each in message.attachments] == [
        ("메모.txt", "녹차를 마신다"),
        ("a.pdf", ""),
    ]
    assert [hit.attachment for hit in app.history.search("녹차")] == ["메모.txt"]
