"""Personal data in conversations on their way out is counted once each, and can be replaced."""

import json
from datetime import UTC, datetime

from app.domain.answer_values import ConversationSettings
from app.domain.attachments import AttachmentKind
from app.domain.generation import Role
from app.domain.personal_data import PersonalKind
from app.domain.tools import ToolCall
from app.domain.transfer import Format, ImportedAttachment, ImportedConversation, ImportedMessage
from app.transfer.own_json import json_text
from app.transfer.redaction import redacted, summary_of

NOW = datetime(2026, 11, 26, tzinfo=UTC)
PHONE, CARD, MAIL = "010-1234-5678", "4111 1111 1111 1111", "kim@example.com"


def conversation() -> ImportedConversation:
    call = ToolCall("find", json.dumps({"who": MAIL, "card": 4111111111111111, "n": 3, "ok": True}))
    file = ImportedAttachment(
        AttachmentKind.FILE, f"{PHONE}.pdf", "application/pdf", f"call {PHONE}", file="f1"
    )
    return ImportedConversation(
        Format.SNUG,
        "1",
        f"Call {PHONE}",
        NOW,
        NOW,
        (
            ImportedMessage("a", None, Role.USER, f"I am {PHONE}.", NOW, attachments=(file,)),
            ImportedMessage("b", "a", Role.ASSISTANT, "Yes.", NOW, thoughts=CARD, calls=(call,)),
            ImportedMessage("c", "a", Role.ASSISTANT, "220-81-62517", NOW, summary=MAIL),
        ),
        leaf="b",
        folder=MAIL,
        tags=(PHONE,),
        settings=ConversationSettings(instructions=f"Write to {MAIL}"),
    )


def test_everything_that_is_written_is_counted_once() -> None:
    whole = summary_of([conversation(), conversation()], is_whole=True)
    assert whole.counts == {
        PersonalKind.EMAIL: 1,
        PersonalKind.CARD: 1,
        PersonalKind.BUSINESS_NUMBER: 1,
        PersonalKind.PHONE: 1,
    }
    assert (whole.total, whole.conversations) == (4, 2)
    in_view = summary_of([conversation()], is_whole=False)
    assert PersonalKind.BUSINESS_NUMBER not in in_view.counts


def test_nothing_of_it_is_left() -> None:
    clean = redacted(conversation(), lambda kind: f"[{kind}]")
    assert summary_of([clean], is_whole=True).total == 0
    written = "".join(json_text([clean]))
    for each in ("1234-5678", "4111", "kim@", "62517"):
        assert each not in written
    assert json.loads(clean.messages[1].calls[0].arguments_json) == {
        "who": "[email]",
        "card": "[card]",
        "n": 3,
        "ok": True,
    }
    [file] = clean.messages[0].attachments
    assert (file.file, file.data, file.text) == ("", b"", "call [phone]")
    assert clean.messages[0].text == "I am [phone]."
