"""Exports of every program as the tests write them: small, whole, English and Korean."""

import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

from app.domain.transfer import ImportedConversation

PIXEL = "data:image/png;base64,iVBORw0KGgo="


def chatgpt() -> list[Any]:
    def node(key: str, parent: str | None, children: list[str], said: Any = None) -> dict[str, Any]:
        return {"id": key, "message": said, "parent": parent, "children": children}

    def said(role: str, content: dict[str, Any], at: float, **more: Any) -> dict[str, Any]:
        author = {"role": role, "name": more.pop("author", None), "metadata": {}}
        base = {"author": author, "create_time": at, "content": content, "weight": 1.0}
        return {
            **base,
            "status": "finished_successfully",
            "recipient": "all",
            "metadata": {},
            **more,
        }

    def words(*parts: Any) -> dict[str, Any]:
        return {"content_type": "text", "parts": list(parts)}

    model = {"model_slug": "gpt-4o"}
    thoughts = {
        "content_type": "thoughts",
        "thoughts": [{"summary": "Weighing teas", "content": "Green is light."}],
    }
    image = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-1"}
    photo = {"content_type": "multimodal_text", "parts": [image, "이 사진은 뭐야?"]}
    mapping = {
        "root": node("root", None, ["sys"]),
        "sys": node("sys", "root", ["u1"], said("system", words(""), 0.0, weight=0.0)),
        "u1": node("u1", "sys", ["t1", "a2"], said("user", words("Which tea?"), 1718000000.5)),
        "t1": node("t1", "u1", ["r1"], said("assistant", thoughts, 1718000001.0)),
        "r1": node(
            "r1",
            "t1",
            ["a1"],
            said("assistant", {"content_type": "reasoning_recap", "content": "3 s"}, 1718000002.0),
        ),
        "a1": node(
            "a1", "r1", ["u2"], said("assistant", words("Green."), 1718000003.0, metadata=model)
        ),
        "a2": node(
            "a2", "u1", [], said("assistant", words("Black \ue200cite\ue202x\ue201."), 1718000004.0)
        ),
        "u2": node(
            "u2",
            "a1",
            ["c1"],
            said(
                "user",
                photo,
                1718000005.0,
                metadata={
                    "attachments": [{"id": "file-1", "name": "차.jpg", "mime_type": "image/jpeg"}]
                },
            ),
        ),
        "c1": node(
            "c1",
            "u2",
            ["x1"],
            said(
                "assistant",
                {"content_type": "code", "language": "unknown", "text": "search()"},
                1718000006.0,
                recipient="browser",
            ),
        ),
        "x1": node(
            "x1",
            "c1",
            ["a3"],
            said("tool", {"content_type": "execution_output", "text": "42"}, 1718000007.0),
        ),
        "a3": node(
            "a3", "x1", [], said("assistant", words("녹차입니다."), 1718000008.0, metadata=model)
        ),
    }
    first = {
        "title": "차 이야기",
        "create_time": 1718000000.0,
        "update_time": 1718000009.0,
        "mapping": mapping,
        "current_node": "a3",
        "conversation_id": "c-1",
        "id": "c-1",
        "is_archived": True,
        "is_starred": None,
        "default_model_slug": "gpt-4o",
    }
    plain = {
        "r": node("r", None, ["m"]),
        "m": node("m", "r", [], said("user", words("Hello"), 1719000000.0)),
    }
    second = {**first, "title": "Hello", "mapping": plain, "current_node": "m"}
    return [first, {**second, "id": "c-2", "conversation_id": "c-2", "is_archived": False}]


def claude() -> list[Any]:
    def said(
        uuid: str, parent: str, sender: str, content: list[Any], **more: Any
    ) -> dict[str, Any]:
        return {
            "uuid": uuid,
            "text": " ".join(block.get("text", "") for block in content),
            "content": content,
            "sender": sender,
            "created_at": "2025-03-01T10:00:00.123456Z",
            "updated_at": "2025-03-01T10:00:00.123456Z",
            "attachments": [],
            "files": [],
            "parent_message_uuid": parent,
            **more,
        }

    note = {
        "file_name": "메모.txt",
        "file_size": 12,
        "file_type": "txt",
        "extracted_content": "내용",
    }
    root = "00000000-0000-4000-8000-000000000000"
    messages = [
        said("m1", root, "human", [{"type": "text", "text": "Read this"}], attachments=[note]),
        said(
            "m2",
            "m1",
            "assistant",
            [
                {"type": "thinking", "thinking": "It is short."},
                {"type": "text", "text": "A note."},
                {"type": "tool_use", "name": "search", "input": {}},
            ],
        ),
        said(
            "m3",
            "m1",
            "assistant",
            [{"type": "text", "text": "메모입니다."}],
            files=[{"file_name": "a.pdf"}],
        ),
    ]
    return [
        {
            "uuid": "k-1",
            "name": "Notes",
            "created_at": "2025-03-01T09:59:59Z",
            "updated_at": "2025-03-02T10:00:00+00:00",
            "account": {"uuid": "x"},
            "chat_messages": messages,
        }
    ]


def open_webui() -> list[Any]:
    reasoning = (
        '<details type="reasoning" done="true" duration="3">\n'
        "<summary>Thought for 3 seconds</summary>\n"
        "&gt; Two and two\n</details>\nFour."
    )
    tree = {
        "1": {
            "id": "1",
            "parentId": None,
            "childrenIds": ["2", "3"],
            "role": "user",
            "content": "2 + 2?",
            "timestamp": 1735000000,
            "files": [{"type": "image", "url": PIXEL, "name": "sum.png"}],
        },
        "2": {
            "id": "2",
            "parentId": "1",
            "childrenIds": [],
            "role": "assistant",
            "content": reasoning,
            "timestamp": 1735000001,
            "model": "qwen3:8b",
        },
        "3": {"id": "3", "parentId": "1", "childrenIds": [], "role": "assistant", "content": "넷"},
    }
    chat = {"title": "Sums", "history": {"messages": tree, "currentId": "2"}, "tags": []}
    return [
        {
            "id": "w-1",
            "user_id": "u",
            "title": "Sums",
            "chat": chat,
            "created_at": 1735000000,
            "updated_at": 1735000100,
            "archived": False,
            "pinned": True,
            "meta": {"tags": ["math", "산수"]},
        }
    ]


def lm_studio() -> dict[str, Any]:
    def one(text: str) -> dict[str, Any]:
        content = [{"type": "text", "text": text}]
        return {
            "versions": [{"type": "singleStep", "role": "user", "content": content}],
            "currentlySelected": 0,
        }

    def answer(text: str, at: int) -> dict[str, Any]:
        thinking = {
            "type": "contentBlock",
            "stepIdentifier": f"{at}-0.1",
            "style": {"type": "thinking"},
            "content": [{"type": "text", "text": "Hm."}],
        }
        block = {
            "type": "contentBlock",
            "stepIdentifier": f"{at}-0.2",
            "content": [{"type": "text", "text": text}],
            "genInfo": {"identifier": "gpt-oss-20b"},
        }
        steps = [thinking, block, {"type": "debugInfoBlock", "debugInfo": "hidden"}]
        return {"type": "multiStep", "role": "assistant", "steps": steps}

    both = {
        "versions": [answer("First", 1736789920000), answer("둘째", 1736789930000)],
        "currentlySelected": 1,
    }
    return {
        "name": "LM chat",
        "pinned": False,
        "createdAt": 1736789912980,
        "systemPrompt": "Be brief.",
        "messages": [one("안녕"), both, one("Thanks")],
    }


def jan() -> dict[str, bytes]:
    thread = {
        "id": "thread-1",
        "object": "thread",
        "title": "Jan chat",
        "assistants": [{"id": "jan", "model": {"id": "llama3.2-3b"}}],
        "created": 1730000000,
        "updated": 1730000100,
        "metadata": {},
    }

    def said(key: str, role: str, text: str) -> bytes:
        content = [{"type": "text", "text": {"value": text, "annotations": []}}]
        record = {"id": key, "thread_id": "thread-1", "role": role, "content": content}
        return json.dumps({**record, "created_at": 1730000001000}, ensure_ascii=False).encode()

    lines = [
        said("1", "user", "안녕하세요"),
        said("2", "assistant", "<think>Polite.</think>\nHello!"),
    ]
    return {
        "threads/thread-1/thread.json": json.dumps(thread).encode(),
        "threads/thread-1/messages.jsonl": b"\n".join(lines) + b"\n",
    }


def llama_cpp() -> dict[str, Any]:
    def said(key: str, parent: str | None, role: str, content: str, **more: Any) -> dict[str, Any]:
        base = {
            "id": key,
            "convId": "l-1",
            "type": "text",
            "timestamp": 1750000000000,
            "role": role,
        }
        return {**base, "content": content, "parent": parent, "children": [], **more}

    file = {"type": "TEXT", "name": "a.txt", "content": "붙임"}
    image = {"type": "IMAGE", "name": "b.png", "base64Url": PIXEL}
    return {
        "conv": {"id": "l-1", "name": "Llama", "lastModified": 1750000010000, "currNode": "4"},
        "messages": [
            said("0", None, "system", "", type="root"),
            said("1", "0", "system", "Answer in Korean."),
            said("2", "1", "user", "Hi", extra=[file, image]),
            said("3", "2", "assistant", "안녕", model="qwen", reasoningContent="Greet."),
            said("4", "2", "assistant", "반가워요", thinking="Again."),
        ],
    }


def llama_cpp_lines() -> bytes:
    whole = llama_cpp()
    records = [{"type": "session", "harness": "llama.cpp", **whole["conv"]}]
    records += [{"type": "message", "message": said} for said in whole["messages"]]
    return b"\n".join(json.dumps(each, ensure_ascii=False).encode() for each in records)


def qt_text(text: str) -> bytes:
    data = text.encode("utf-16-be")
    return struct.pack(">I", len(data)) + data


def qt_bytes(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _gpt4all_state(version: int) -> bytes:
    if version >= 11:
        return b""
    state = b"\x01" if version >= 6 else b""
    if version >= 2:
        state += struct.pack(">ii", 1, 0)
    state += qt_text("last") + qt_text("name") + struct.pack(">I", 7)
    if version < 4:
        state += struct.pack(">I", 0)
    state += struct.pack(">I", 3)
    if version >= 7:
        state += struct.pack(">I", 2048)
    if version < 9:
        state += struct.pack(">q", 2) + bytes(8)
    return state + struct.pack(">q", 3) + bytes(12) + qt_bytes(b"kv")


def _gpt4all_item(version: int, kind: str, text: str, parts: list[bytes] | None = None) -> bytes:
    item = b"" if version >= 12 else struct.pack(">i", 5)
    item += qt_text(kind) + qt_text(text)
    if version < 10:
        item += qt_text("prompt")
    item += struct.pack(">I", 0xFFFFFFFF) + bytes(4)
    if version >= 11 and kind == "Response: ":
        item += b"\x00"
    if version >= 8:
        strings = b"".join(qt_text(each) for each in ("c", "p", "f", "t", "a", "d", "x"))
        item += struct.pack(">q", 1) + strings + struct.pack(">iii", 1, -1, -1)
    elif version >= 3:
        item += qt_text("1. In f. ") + struct.pack(">I", 1) + qt_text("x")
    if version >= 10:
        has_file = kind == "Prompt: "
        item += struct.pack(">q", has_file)
        if has_file:
            item += qt_bytes(b"file:///home/me/%EC%B0%A8.txt") + qt_bytes("녹차".encode())
    if version >= 12:
        item += struct.pack(">q", len(parts or [])) + b"".join(parts or [])
    return item


def gpt4all(version: int = 12) -> bytes:
    none = struct.pack(">q", 0)
    call = qt_text("ToolCall: ") + qt_text("run") + qt_text("js") + struct.pack(">q", 1)
    call += qt_text("code") + struct.pack(">i", 0) + struct.pack(">IB", 10, 0) + qt_text("1+1")
    call += qt_text("2") + struct.pack(">i", 0) + qt_text("")
    parts = [
        qt_text("Think: ") + qt_text("Leaves.") + struct.pack(">i", 1200) + none,
        call + none,
        qt_text("Text: ") + qt_text("녹차예요.") + none,
    ]
    data = struct.pack(">Iiq", 0xF5D553CC, version, 1720000000)
    data += qt_text("g-1") + qt_text("Tea") + qt_text("me") + qt_text("llama-3.gguf")
    if version >= 3:
        data += struct.pack(">I", 1) + qt_text("docs")
    data += _gpt4all_state(version) + struct.pack(">i", 2)
    data += _gpt4all_item(version, "Prompt: ", "Which tea?")
    answer = "" if version >= 12 else "<think>Leaves.</think>녹차예요."
    return data + _gpt4all_item(version, "Response: ", answer, parts)


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def every_export() -> dict[str, bytes]:
    """One file of each program."""
    return {
        "chatgpt": as_json(chatgpt()),
        "claude": as_json(claude()),
        "open-webui": as_json(open_webui()),
        "lm-studio": as_json(lm_studio()),
        "jan": jan()["threads/thread-1/messages.jsonl"],
        "llama-cpp": as_json(llama_cpp()),
        "gpt4all": gpt4all(),
    }


def written(folder: Path, data: bytes, name: str = "export.bin") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def check_tree(found: ImportedConversation) -> None:
    """Assert that ids differ, parents come first, and the branch in view ends in a message."""
    seen: set[str] = set()
    for each in found.messages:
        assert each.id not in seen
        assert each.parent is None or each.parent in seen
        seen.add(each.id)
    assert found.leaf in seen or (found.leaf is None and not seen)
