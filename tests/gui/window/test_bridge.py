"""Events from other threads arrive on the window's, in order, text gathered."""

import threading

from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.domain.events import AnswerGrew, AnswerThought, AppEvent, ConversationRemoved
from app.domain.ids import ConversationId, MessageId
from app.gui.bridge import EventBridge

CONVERSATION, MESSAGE, OTHER = ConversationId("c"), MessageId("m"), MessageId("o")


def test_text_is_gathered_and_nothing_is_lost_or_reordered(qtbot: QtBot) -> None:
    bridge = EventBridge()
    received: list[AppEvent] = []
    threads: set[object] = set()

    def hear(event: AppEvent) -> None:
        received.append(event)
        threads.add(QThread.currentThread())

    bridge.event_received.connect(hear)

    def post() -> None:
        for number in range(1000):
            bridge.post(AnswerGrew(CONVERSATION, MESSAGE, "x", number + 1))
        bridge.post(AnswerGrew(CONVERSATION, OTHER, "y", 1))
        bridge.post(ConversationRemoved(CONVERSATION))

    worker = threading.Thread(target=post)
    worker.start()
    qtbot.waitUntil(lambda: bool(received) and isinstance(received[-1], ConversationRemoved))
    worker.join()
    texts = [e for e in received if isinstance(e, AnswerGrew) and e.message_id == MESSAGE]
    assert "".join(e.text for e in texts) == "x" * 1000
    assert texts[-1].length == 1000
    assert len(texts) < 200
    assert isinstance(received[-2], AnswerGrew)
    assert received[-2].message_id == OTHER
    assert threads == {QThread.currentThread()}


def test_text_alone_arrives_too(qtbot: QtBot) -> None:
    bridge = EventBridge()
    with qtbot.waitSignal(bridge.event_received):
        bridge.post(AnswerGrew(CONVERSATION, MESSAGE, "x", 1))


def test_thoughts_are_gathered_apart_from_text(qtbot: QtBot) -> None:
    bridge = EventBridge()
    received: list[AppEvent] = []
    bridge.event_received.connect(received.append)
    for number in range(3):
        bridge.post(AnswerThought(CONVERSATION, MESSAGE, "t", number + 1))
    for number in range(3):
        bridge.post(AnswerGrew(CONVERSATION, MESSAGE, "x", number + 1))
    qtbot.waitUntil(lambda: len(received) == 2)
    assert received == [
        AnswerThought(CONVERSATION, MESSAGE, "ttt", 3),
        AnswerGrew(CONVERSATION, MESSAGE, "xxx", 3),
    ]


def test_work_is_called_on_the_windows_thread(qtbot: QtBot) -> None:
    bridge = EventBridge()
    where: list[object] = []
    worker = threading.Thread(
        target=lambda: bridge.call(lambda: where.append(QThread.currentThread()))
    )
    worker.start()
    qtbot.waitUntil(lambda: bool(where))
    worker.join()
    assert where == [QThread.currentThread()]
