"""Starts the window: checks the screen and the input method first, then shows it, then the rest.

Before the window is shown nothing heavy is imported; a test holds this.
"""

import gc
import os
import sys
from pathlib import Path

from app.config import settings as options
from app.config.handing_over import Handed, hand_over
from app.config.instance import Instance
from app.config.machine import share_memory_pools
from app.config.paths import Paths
from app.config.wish_socket import WishListener
from app.config.wishes import Act, Wish
from app.domain.errors import WindowNotAnswering
from app.gui.session import Session
from app.gui.surroundings import (
    choose_input_method,
    leave_no_history,
    plugin_folder,
    require_display,
    require_sound_qt,
    start_anew,
)


def run(
    home: Path | None,
    assignments: tuple[str, ...],
    *,
    offline: bool,
    wish: Wish = Wish(),  # noqa: B008  # it never changes
    is_hidden: bool = False,
) -> int:
    """Open the window and stay until it is closed; the exit code. Raises AppError.

    `wish` goes to the Snug that runs, if there is one. `is_hidden` starts in the tray.
    """
    require_display(os.environ)
    share_memory_pools()
    instance = Instance(Paths.of(home).ensure())
    if not instance.acquire():  # before Qt is loaded: whoever starts twice is not to wait for it
        is_unseen = is_hidden and not wish.files
        takes_over = _follows(instance) if is_unseen else _takes_over(instance, wish)
        if not takes_over:
            return 0
    listener = WishListener(instance.file.parent)
    listener.open()  # who calls from now on waits for the window
    gc.disable()  # what is imported stays for good; later there is a collector
    require_sound_qt()
    choose_input_method(os.environ, plugin_folder())
    from app.gui.feedback import qt_messages
    from app.gui.feedback.native_crash import NativeCrash
    from app.gui.garbage import GarbageCollector
    from app.gui.outside.file_opening import named_application
    from app.gui.outside.other_starts import once_seen

    crash = NativeCrash(instance.file.parent)
    crash.watch()
    leave_no_history()
    qt_messages.watch()
    application = named_application()
    session = Session(application, home, assignments, offline=offline)
    if is_hidden:
        session.start_hidden()
    else:
        session.show()
        session.introduce()
    if crash.last:
        session.defects.tell_of_last_time(crash.last)
    if wish.act is not Act.SHOW:
        once_seen(session.window, lambda: session.grant(wish))
    others = session.listen_to_others(instance, listener)
    application.give_files_to(session.given.take)
    collector = GarbageCollector(session.is_watched, session.window)
    code = application.exec()
    collector.stop()
    others.close()
    crash.end()
    instance.release()
    if session.wants_restart:
        start_anew()
    if not session.has_ended:
        # Work that does not end, on a disk that has gone perhaps, must not keep the window's
        # process alive for ever: nothing of it is to be kept.
        os._exit(code)
    return code


def _follows(instance: Instance) -> bool:
    """Whether the window that was open has ended; one that stays, or says nothing, is let be."""
    return hand_over(instance, Wish(Act.STAY)) is Handed.OURS


def _takes_over(instance: Instance, wish: Wish) -> bool:
    """Let the window that is open have a wish; True when it has ended, and this is the one.

    Raises WindowNotAnswering.
    """
    handed = hand_over(instance, wish)
    if handed is Handed.NOT_ANSWERED:
        error = WindowNotAnswering()
        if not sys.stderr.isatty():  # started from a desktop: nobody reads a sentence there
            from app.config.settings_file import load
            from app.gui.feedback.last_words import show_error_alone

            language = load(Paths(instance.file.parent).config_file)
            show_error_alone(error, str(language.get(options.LANGUAGE.key, "system")))
        raise error
    return handed is Handed.OURS
