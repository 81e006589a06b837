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


def rescued_whole(count: int) -> str:
    return say("Whole conversations: {count}", count=count)


def rescued_cut(count: int) -> str:
    return say("Conversations of which something is missing: {count}", count=count)


def rescued_lost(count: int) -> str:
    return say("Messages known to be lost: {count}", count=count)


def rescued_documents(count: int) -> str:
    return say("Documents to be read again: {count}", count=count)


def rescued_unproven() -> str:
    return say("The start of the file is lost, so single characters may be wrong.")


def rescued_sound() -> str:
    return say("The history is sound. Nothing had to be rescued.")


def rescued_aside(file: str) -> str:
    return say("The damaged file is kept as {file}.", file=file)


def put_back_entry() -> str:
    return say("Put the key file back…")


def put_copy_back() -> str:
    return say("Put the copy in its place")


def key_files() -> str:
    return say("Key files (*.key *.bak);;All files (*)")


def rescued(report: RescueReport) -> list[str]:
    """What a rescue saved and what it did not, a line each."""
    if not report.set_aside:
        return [rescued_sound()]
    lines = [rescued_whole(report.conversations)]
    if report.cut_conversations:
        lines.append(rescued_cut(report.cut_conversations))
    if report.lost_messages:
        lines.append(rescued_lost(report.lost_messages))
    if report.lost_documents:
        lines.append(rescued_documents(report.lost_documents))
    if not report.is_proven:
        lines.append(rescued_unproven())
    return [*lines, rescued_aside(report.set_aside)]
