"""Rescues a damaged history, or finds that it is sound."""

import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from app.domain.errors import AppError, NothingToRescue
from app.domain.vault import RescueReport
from app.security.keys import Keys
from app.services.open_vault import Open, OpenVault
from app.services.vault_backup import OnProgress


def rescue_history(
    path: Path,
    keys: Sequence[Keys],
    open_vault: Open,
    on_progress: OnProgress = lambda _done: None,
) -> RescueReport:
    """Put a new history with all that can be read in place of the damaged one, which is set aside.

    Nobody may have it open. One of `keys` fits. Raises NothingToRescue, HistoryMissing,
    VaultDiskFull and VaultReadOnly; then everything is as it was.
    """
    from app.store.rescued_file import is_sound, put_in_place, rescue

    for each in keys:
        if is_sound(path, each.database_key):
            with contextlib.suppress(AppError):
                if report := _as_it_is(partial(open_vault, path, each, False)):
                    return report
    for number, each in enumerate(keys, start=1):
        try:
            done, is_proven, new = rescue(path, each.database_key, each.vault_id, on_progress)
        except NothingToRescue:
            if number == len(keys):
                raise
            continue
        return RescueReport(
            conversations=done.conversations,
            cut_conversations=done.cut_conversations,
            messages=done.messages,
            lost_messages=done.lost_messages,
            set_aside=put_in_place(new, path),
            lost_conversations=done.lost_conversations,
            documents=done.documents,
            lost_documents=done.lost_documents,
            is_proven=is_proven,
        )
    raise NothingToRescue(file=path.name)


def _as_it_is(open_sound: Callable[[], OpenVault]) -> RescueReport | None:
    """What a history holds in which nothing is wrong; None when something is."""
    opened = open_sound()
    try:
        opened.heal_indexes()
        if opened.file.verify():
            return None
        history = opened.history
        listed = history.conversations()
        messages = sum(len(history.all_messages(each.id)) for each in listed)
        return RescueReport(len(listed), 0, messages, 0, set_aside="")
    finally:
        opened.history.close()
