"""A screen that is not there, and views that are closed again."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from pytestqt.qtbot import QtBot

from app.gui.chat.look import LIGHT
from app.gui.chat.message_view import MessageView
from app.gui.chat.rows import Labels


@pytest.fixture
def message(qtbot: QtBot) -> MessageView:
    """A shown view without a message."""
    view = MessageView(LIGHT, Labels())
    qtbot.addWidget(view)
    view.resize(800, 400)
    view.show()
    return view
