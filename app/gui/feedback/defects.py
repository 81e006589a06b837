"""Defects of ours: wherever one shows, the window opens its report."""

import sys
import threading
from collections.abc import Callable
from types import TracebackType

from app.gui.feedback import qt_messages
from app.gui.frame import Frame
from app.gui.text import crashes as words


class DefectWatch:
    """Hears of what nobody caught, in any thread, and shows it."""

    def __init__(self, frame: Frame, restart: Callable[[], None]) -> None:
        self._frame = frame
        self._restart = restart

    def start(self) -> None:
        """Hear of defects from now on."""

        def hook(
            _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
        ) -> None:
            self._hear(error)

        sys.excepthook = hook
        threading.excepthook = lambda args: self._hear(args.exc_value or args.exc_type())
        self._frame.services.jobs.on_defect = self._hear

    def tell_of_last_time(self, dump: str) -> None:
        """The run before ended by itself; `dump` is what was written down then."""

        def show() -> None:
            from app.gui.feedback.crash_dialog import CrashDialog
            from app.gui.feedback.crash_report import report_of_native

            report = report_of_native(dump)
            CrashDialog(report, self._frame.window, is_of_last_time=True).open()

        self._frame.window.page.offer.show_offer(words.ended_offer, words.show_report, show)

    def _hear(self, error: BaseException) -> None:
        self._frame.bridge.call(lambda: self._show(error))

    def _show(self, error: BaseException) -> None:
        """Show the report; what fails while one is shown is likely the same once more."""
        from app.gui.feedback.crash_dialog import CrashDialog
        from app.gui.feedback.crash_report import report_of

        window = self._frame.window
        if not window.findChildren(CrashDialog):
            report = report_of(error, qt_messages.last())
            CrashDialog(report, window, restart=self._restart).open()
