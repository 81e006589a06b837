"""Boxes in rows."""

from PySide6.QtCore import QRect, QSize

from app.gui.chat.flow import flow

BOXES = [QSize(50, 20), QSize(40, 20), QSize(30, 24)]


def test_boxes_wrap_where_the_row_ends() -> None:
    places, height = flow(BOXES, 100, 6)
    assert places == [QRect(0, 0, 50, 20), QRect(56, 0, 40, 20), QRect(0, 26, 30, 24)]
    assert height == 50


def test_rows_end_at_the_right_where_they_should() -> None:
    places, _ = flow(BOXES, 100, 6, to_right=True)
    assert [place.right() + 1 for place in places] == [54, 100, 100]


def test_a_box_wider_than_a_row_is_cut() -> None:
    assert flow([QSize(300, 20)], 100, 6) == ([QRect(0, 0, 100, 20)], 20)
    assert flow([], 100, 6) == ([], 0)
