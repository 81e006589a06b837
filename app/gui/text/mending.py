"""The words of what helps where a vault does not open."""

from app.domain.vault import RescueReport
from app.gui.text.saying import say


def more() -> str:
    return say("More")


def restore_entry() -> str:
    return say("Restore a backup…")


def restore_title() -> str:
    return say("Restore a backup")


def restore_from(file: str) -> str:
    return say(
        "The conversations in {file} are put here as they were when that backup was made.",
        file=file,
    )


def restore_sets_aside() -> str:
    return say(
        "What is here now is not deleted: it is moved into a folder of its own beside it and "
        "stays encrypted."
    )


def restore_drops_memory() -> str:
    return say("Conversations that are in memory only now are gone afterwards.")


def restore_passphrase() -> str:
    return say("It opens with the passphrase of that time.")


def restore() -> str:
    return say("Restore")


def restored_on(day: str) -> str:
    return say("Restored as it was on {day}. Enter the passphrase of that time.", day=day)


def rescue_entry() -> str:
    return say("Rescue a damaged history…")


def rescue_title() -> str:
    return say("Rescue a damaged history")


def rescue_explained() -> str:
    return say(
        "Snug reads what can still be read and makes a new, whole history of it. The damaged "
        "file is kept beside it."
    )


def rescue() -> str:
    return say("Rescue")


def _rescued_whole(count: int) -> str:
    return say("Whole conversations: {count}", count=count)


def _rescued_cut(count: int) -> str:
    return say("Conversations of which something is missing: {count}", count=count)


def _rescued_lost(count: int) -> str:
    return say("Messages known to be lost: {count}", count=count)


def _rescued_aside(file: str) -> str:
    return say("The damaged file is kept as {file}.", file=file)


def put_back_entry() -> str:
    return say("Put the key file back…")


def put_copy_back() -> str:
    return say("Put the copy in its place")


def key_files() -> str:
    return say("Key files (*.key *.bak);;All files (*)")


def _nothing_to_rescue() -> str:
    return say("The history is sound: nothing had to be rescued.")


def _rescued_none(count: int) -> str:
    return say("Conversations lost as a whole: {count}", count=count)


def _rescued_documents(count: int) -> str:
    return say("Documents that are read again from their files: {count}", count=count)


def _rescued_unproven() -> str:
    return say("The start of the file is lost: single characters may be wrong.")


def rescued(report: RescueReport) -> list[str]:
    """What a rescue saved and what it did not, a line each."""
    if not report.set_aside:
        return [_nothing_to_rescue()]
    lines = [_rescued_whole(report.conversations)]
    for count, line in (
        (report.cut_conversations, _rescued_cut),
        (report.lost_conversations, _rescued_none),
        (report.lost_messages, _rescued_lost),
        (report.lost_documents, _rescued_documents),
    ):
        if count:
            lines.append(line(count))
    if not report.is_proven:
        lines.append(_rescued_unproven())
    return [*lines, _rescued_aside(report.set_aside)]
