"""The order of the rows: pinned, folders, then by time; and what a change moves."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.domain.conversations import Conversation, Folder, now
from app.domain.ids import ConversationId, FolderId
from app.gui.sidebar.conversation_model import ConversationModel
from app.gui.sidebar.shelf import Shelf
from app.gui.sidebar.time_groups import Span, TimeGroups

WORK, PLANS, HOME = (FolderId(each) for each in ("work", "plans", "home"))
FOLDERS = [Folder(WORK, "Work"), Folder(PLANS, "Plans", WORK), Folder(HOME, "home")]


def at(*day: int) -> datetime:
    return datetime(*day, 12).astimezone()  # type: ignore[arg-type,misc]  # the hour is noon


def conversation(name: str, changed_at: datetime | None = None, **more: object) -> Conversation:
    return Conversation(ConversationId(name), name, changed_at=changed_at or now(), **more)  # type: ignore[arg-type]


def shown(model: ConversationModel) -> list[str]:
    return [str(model.data(model.index(row))) for row in range(model.rowCount())]


@pytest.fixture
def model(qtbot: QtBot) -> ConversationModel:
    found = ConversationModel()
    found.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        found, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    found.set_folders(FOLDERS)
    return found


def spans(today: date, *days: datetime) -> list[tuple[Span, date]]:
    groups = TimeGroups(today)
    found = [groups[groups.rank_of(each.timestamp())] for each in days]
    return [(each.span, each.first) for each in found]


def test_days_have_their_groups() -> None:
    thursday = date(2026, 11, 26)
    assert spans(
        thursday, at(2027, 1, 1), at(2026, 11, 26), at(2026, 11, 25), at(2026, 11, 23),
        at(2026, 11, 22), at(2026, 10, 31), at(2025, 12, 1), at(1969, 1, 1),
    ) == [
        (Span.TODAY, thursday), (Span.TODAY, thursday), (Span.YESTERDAY, date(2026, 11, 25)),
        (Span.WEEK, date(2026, 11, 23)), (Span.MONTH, date(2026, 11, 1)),
        (Span.MONTH, date(2026, 10, 1)), (Span.MONTH, date(2025, 12, 1)),
        (Span.MONTH, date(1970, 1, 1)),
    ]  # fmt: skip


def test_a_week_that_has_just_begun_and_a_month_within_it() -> None:
    assert spans(date(2026, 11, 23), at(2026, 11, 22), at(2026, 11, 21)) == [
        (Span.YESTERDAY, date(2026, 11, 22)),
        (Span.MONTH, date(2026, 11, 1)),
    ]
    thursday = date(2026, 10, 1)
    assert spans(thursday, at(2026, 9, 28), at(2026, 9, 27)) == [
        (Span.WEEK, date(2026, 9, 28)),
        (Span.MONTH, date(2026, 9, 1)),
    ]


def test_rows_stand_in_their_sections(model: ConversationModel) -> None:
    model.reset(
        [
            conversation("new"),
            conversation("plan", folder=PLANS),
            conversation("task", folder=WORK),
            conversation("away", is_archived=True),
            conversation("dear", folder=WORK, is_pinned=True),
            conversation("of a folder that is gone", folder=FolderId("gone")),
        ]
    )
    assert shown(model) == [
        "Pinned", "dear", "Folders", "home", "Work", "Plans", "plan", "task",
        "Today", "of a folder that is gone", "new",
    ]  # fmt: skip
    model.show_archive(is_shown=True)
    assert shown(model) == ["Today", "away"]
    model.show_archive(is_shown=False)
    assert model.shelf.counts == {PLANS: 1, WORK: 1, FolderId("gone"): 1}


def test_a_closed_folder_hides_what_is_in_it_and_nothing_else_moves(
    model: ConversationModel,
) -> None:
    model.reset([conversation("plan", folder=PLANS), conversation("task", folder=WORK)])
    model.toggle(WORK, is_open=False)
    assert shown(model) == ["Folders", "home", "Work"]
    model.put(conversation("later", folder=PLANS))
    assert shown(model) == ["Folders", "home", "Work"]
    model.toggle(WORK, is_open=True)
    assert shown(model) == ["Folders", "home", "Work", "Plans", "later", "plan", "task"]
    told: list[tuple[str, bool]] = []
    model.folder_toggled.connect(lambda folder, is_open: told.append((folder, is_open)))
    model.toggle(PLANS, is_open=False)
    assert shown(model) == ["Folders", "home", "Work", "Plans", "task"]
    assert told == [(PLANS, False)]
    model.remove(ConversationId("plan"))
    model.toggle(PLANS, is_open=True)
    assert shown(model) == ["Folders", "home", "Work", "Plans", "later", "task"]


def test_headings_come_and_go(model: ConversationModel) -> None:
    model.set_folders(())
    model.put(conversation("a"))
    model.put(conversation("a", is_pinned=True))
    assert shown(model) == ["Pinned", "a"]
    model.put(conversation("a", now() - timedelta(days=1)))
    assert shown(model) == ["Yesterday", "a"]
    model.put(conversation("a", is_archived=True))
    assert shown(model) == []
    assert model.shelf.archived == 1
    model.put(conversation("a"))
    model.remove(ConversationId("a"))
    assert shown(model) == []


def test_many_changes_lead_to_what_a_new_list_shows(model: ConversationModel) -> None:
    """Whatever happens in whatever order: the rows are those of a list that is made anew."""
    chance = random.Random(7)
    start = now()
    for _ in range(1500):
        match chance.randrange(8):
            case 0:
                model.remove(ConversationId(str(chance.randrange(40))))
            case 1:
                folder = chance.choice((WORK, PLANS, HOME))
                model.toggle(folder, is_open=chance.random() < 0.6)
            case _:
                model.put(
                    conversation(
                        str(chance.randrange(40)),
                        start - timedelta(hours=chance.randrange(4000)),
                        folder=chance.choice((None, WORK, PLANS, HOME)),
                        is_pinned=chance.random() < 0.2,
                        is_archived=chance.random() < 0.2,
                    )
                )
    fresh = Shelf(model.shelf.today)
    fresh.use_folders(FOLDERS)
    fresh.closed = set(model.shelf.closed)
    by_tie = sorted(model.shelf.known.values(), key=lambda each: model.shelf._ties[each.id])
    fresh.fill(by_tie)
    fresh.build()
    names = [each.key[:-1] if each.conversation else each.key for each in fresh.rows]
    assert [each.key[:-1] if each.conversation else each.key for each in model.shelf.rows] == names
    assert [each.conversation for each in fresh.rows] == [
        each.conversation for each in model.shelf.rows
    ]
    assert +fresh.counts == +model.shelf.counts
    assert fresh.archived == model.shelf.archived


def test_a_shelf_that_was_built_elsewhere_is_shown_as_things_are_by_then(
    model: ConversationModel,
) -> None:
    model.set_folders([FOLDERS[0]])
    arrangement = model.arrangement()
    shelf = Shelf.arranged(arrangement, [conversation("task", folder=WORK), conversation("a")])
    model.show(shelf)
    assert shown(model) == ["Folders", "Work", "task", "Today", "a"]
    assert model.shelf is shelf
    late = Shelf.arranged(arrangement, [conversation("other", folder=WORK)])
    model.set_closed({WORK})
    model.show(late)
    assert shown(model) == ["Folders", "Work"]
    assert model.count() == 1


def test_another_day_has_other_headings(
    model: ConversationModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.set_folders(())
    model.reset([conversation("a")])
    tomorrow = model.shelf.today + timedelta(days=1)
    monkeypatch.setattr("app.gui.sidebar.conversation_model._today", lambda: tomorrow)
    model.follow_day()
    assert shown(model) == ["Yesterday", "a"]


def test_rows_say_what_they_are(model: ConversationModel) -> None:
    model.reset([conversation("<b>dear</b>", is_pinned=True, tags=("tax",), folder=WORK)])
    role = Qt.ItemDataRole.AccessibleTextRole
    spoken = [str(model.data(model.index(row), role)) for row in range(model.rowCount())]
    assert spoken[:3] == ["Group: Pinned", "<b>dear</b>, pinned", "Group: Folders"]
    assert "Folder Work, open, 0 conversations" in spoken
    model.toggle(WORK, is_open=False)
    assert model.data(model.index(4), role) == "Folder Work, closed, 0 conversations"
    tip = str(model.data(model.index(1), Qt.ItemDataRole.ToolTipRole))
    assert tip == "‹b›dear‹/b›\nWork\n#tax"


def test_a_folder_that_only_changes_its_time_keeps_its_row(model: ConversationModel) -> None:
    model.set_folders([replace(each, keep_days=30) for each in FOLDERS])
    tip = str(model.data(model.index(1), Qt.ItemDataRole.ToolTipRole))
    assert tip == "home\nWhat nobody changes for 30 days is deleted here."
