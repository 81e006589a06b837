"""The words for folders, tags, pins and the archive."""

from app.gui.text.saying import say


def pin() -> str:
    return say("Pin")


def unpin() -> str:
    return say("Unpin")


def move_to() -> str:
    return say("Move to folder")


def no_folder() -> str:
    return say("Outside of folders")


def new_folder() -> str:
    return say("New folder…")


def new_folder_inside() -> str:
    return say("New folder inside…")


def new_folder_title() -> str:
    return say("New folder")


def folder_name() -> str:
    return say("Name of the folder")


def make_folder() -> str:
    return say("Make folder")


def remove_folder() -> str:
    return say("Remove folder, keep conversations")


def archive() -> str:
    return say("Archive")


def unarchive() -> str:
    return say("Take out of the archive")


def archived(count: int) -> str:
    return say("Archived ({count})", count=count)


def leave_archive() -> str:
    return say("Back from the archive")


def archive_is_empty() -> str:
    return say("Nothing is archived.")


def export() -> str:
    return say("Export…")


def delete_conversations(count: int) -> str:
    return say("Delete {count} conversations", count=count)


def deleted_some(count: int) -> str:
    return say("{count} deleted.", count=count)


def pinned_some(count: int) -> str:
    return say("{count} pinned.", count=count)


def unpinned_some(count: int) -> str:
    return say("{count} unpinned.", count=count)


def archived_some(count: int) -> str:
    return say("{count} archived.", count=count)


def unarchived_some(count: int) -> str:
    return say("{count} taken out of the archive.", count=count)


def moved_some(count: int, name: str) -> str:
    return say("{count} moved to “{name}”.", count=count, name=name)


def moved_out(count: int) -> str:
    return say("{count} moved out of folders.", count=count)


def tagged_some(count: int) -> str:
    return say("Tags of {count} changed.", count=count)


def folder_made(name: str) -> str:
    return say("Folder “{name}” made.", name=name)


def folder_renamed(name: str) -> str:
    return say("Folder renamed to “{name}”.", name=name)


def folder_moved(name: str) -> str:
    return say("Folder “{name}” moved.", name=name)


def folder_removed(name: str) -> str:
    return say("Folder “{name}” removed; its conversations stay.", name=name)


def time_changed(name: str) -> str:
    return say("Time of “{name}” changed.", name=name)


def filing_some(done: int, total: int) -> str:
    """How far a change of many conversations is."""
    return say("{done} of {total}…", done=f"{done:,}", total=f"{total:,}")


def deleting_some(count: int) -> str:
    return say("{count} are being deleted…", count=f"{count:,}")


def undo_change() -> str:
    return say("Undo the change")


def expired(count: int) -> str:
    return say("{count} old conversations were deleted, as set.", count=count)


def tags_entry() -> str:
    return say("Tags…")


def tags_title() -> str:
    return say("Tags")


def tags_of(count: int) -> str:
    return say("Tags of {count} conversations", count=count)


def add_tag() -> str:
    return say("Add a tag")


def add_tag_tip() -> str:
    return say("Enter adds it; a comma, too.")


def remove_tag(name: str) -> str:
    return say("Remove the tag {name}", name=name)


def tag_on_some() -> str:
    return say("only some of them have it")


def chip_keys() -> str:
    return say("Delete removes it; the arrow keys go on to the next.")


def save() -> str:
    return say("Save")


def keep_days() -> str:
    return say("Delete old conversations…")


def keep_days_title(name: str) -> str:
    return say("Old conversations in “{name}”", name=name)


def delete_after() -> str:
    return say("Delete conversations here after")


def days() -> str:
    return say("days")


def days_tip() -> str:
    return say("Days without a change until a conversation is deleted")


def never_deleted() -> str:
    return say("Nothing is deleted here by its age.")


def will_be_deleted(days: int) -> str:
    return say(
        "A conversation here that nobody changes for {days} days is deleted for good, and nothing "
        "brings it back. What is pinned stays.",
        days=days,
    )


def some_due(due: int, count: int) -> str:
    return say(
        "{due} of {count} are that old already: they go within the hour.", due=due, count=count
    )


def first_due(day: str, count: int) -> str:
    return say("The first of {count} would go on {day}.", day=day, count=count)


def none_there() -> str:
    return say("There is no conversation here now that could go.")
