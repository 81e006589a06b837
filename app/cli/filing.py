"""`snug history move, tag, pin, archive, folders…`: where conversations are filed."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any, Final

from app.bootstrap import Application
from app.cli.naming import conversation_value, find_all, find_folder
from app.cli.output import Output
from app.cli.retention import folder_days
from app.config import settings as options
from app.domain.conversations import Conversation, Folder
from app.domain.errors import UsageError
from app.domain.filing import keep_days, path_names, tag_names
from app.domain.ids import ConversationId

Action = Callable[[argparse.Namespace, Application, Output], None]
_FOLDER_HELP: Final = "its name, its path (Work/Plans) or its id"


def add_parsers(actions: Any, common: argparse.ArgumentParser) -> None:
    """Declare the actions, beside the others of `snug history`."""

    def add(name: str, text: str, of: Any = actions) -> argparse.ArgumentParser:
        action: argparse.ArgumentParser = of.add_parser(name, parents=[common], help=text)
        return action

    move = add("move", "put conversations into a folder")
    where = move.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", metavar="FOLDER", help=_FOLDER_HELP)
    where.add_argument("--out", action="store_true", help="outside of all folders")
    _add_ids(move)
    for name, text in (("tag", "give conversations a tag"), ("untag", "take a tag from them")):
        tag = add(name, text)
        tag.add_argument("tag", metavar="TAG", help="case does not count")
        _add_ids(tag)
    for name, text in (
        ("pin", "keep conversations on top, and from being deleted by age"),
        ("unpin", "take the pin away"),
        ("archive", "put conversations away, out of the usual list"),
        ("unarchive", "take them back into it"),
    ):
        _add_ids(add(name, text))
    add("tags", "every tag, with how many conversations have it")
    _add_folders(add("folders", "list, make, change and remove folders"), add)


def _add_ids(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "conversations", nargs="+", metavar="ID", help="an id, or the beginning of one"
    )


def _add_folders(
    parser: argparse.ArgumentParser, add: Callable[..., argparse.ArgumentParser]
) -> None:
    actions = parser.add_subparsers(dest="folders_action", metavar="ACTION", required=True)
    add("list", "all folders", actions)
    made = add("add", "make a folder", actions)
    made.add_argument("name", metavar="NAME")
    made.add_argument("--in", dest="parent", metavar="FOLDER", help=f"in another: {_FOLDER_HELP}")
    rename = add("rename", "give a folder another name", actions)
    rename.add_argument("folder", metavar="FOLDER", help=_FOLDER_HELP)
    rename.add_argument("name", metavar="NAME")
    move = add("move", "put a folder into another one", actions)
    move.add_argument("folder", metavar="FOLDER", help=_FOLDER_HELP)
    where = move.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", metavar="FOLDER", help=_FOLDER_HELP)
    where.add_argument("--out", action="store_true", help="outside of all folders")
    remove = add("remove", "remove a folder; what is in it goes up into the one around it", actions)
    remove.add_argument("folder", metavar="FOLDER", help=_FOLDER_HELP)
    retention = add("retention", "for how long a folder keeps what nobody changes", actions)
    retention.add_argument("folder", metavar="FOLDER", help=_FOLDER_HELP)
    retention.add_argument(
        "days",
        metavar="DAYS",
        type=folder_days,
        help="a number of days, “ever”, or “inherit” for what holds around it",
    )


# --- conversations ------------------------------------------------------------------------------


def _ids(args: argparse.Namespace, app: Application) -> list[ConversationId]:
    return [each.id for each in find_all(app, args.conversations)]


def _move(args: argparse.Namespace, app: Application, out: Output) -> None:
    folder = None if args.out else find_folder(app, args.to).id
    _tell(app.filing.move(_ids(args, app), folder), app, out)


def _tag(args: argparse.Namespace, app: Application, out: Output) -> None:
    _tell(app.filing.tag(_ids(args, app), _named(args.tag)), app, out)


def _untag(args: argparse.Namespace, app: Application, out: Output) -> None:
    _tell(app.filing.untag(_ids(args, app), _named(args.tag)), app, out)


def _named(tag: str) -> tuple[str, ...]:
    names = tag_names([tag])
    if not names:
        raise UsageError(problem=f"“{tag}” is no name for a tag")
    return names


def _pin(args: argparse.Namespace, app: Application, out: Output) -> None:
    is_pinned = args.history_action == "pin"
    _tell(app.filing.pin(_ids(args, app), is_pinned=is_pinned), app, out)


def _archive(args: argparse.Namespace, app: Application, out: Output) -> None:
    is_archived = args.history_action == "archive"
    _tell(app.filing.archive(_ids(args, app), is_archived=is_archived), app, out)


def _tell(changed: Sequence[Conversation], app: Application, out: Output) -> None:
    if not out.is_json:
        out.note(f"Changed: {len(changed)}.")
        return
    folders = path_names(app.filing.folders())
    for each in changed:
        out.json(conversation_value(each, folders))


def _tags(_args: argparse.Namespace, app: Application, out: Output) -> None:
    tags = app.filing.tags()
    if out.is_json:
        for name, count in tags.items():
            out.json({"tag": name, "conversations": count})
    elif tags:
        out.table([[str(count), name] for name, count in tags.items()], right=frozenset({0}))
    else:
        out.note("There are no tags yet.")


# --- folders ------------------------------------------------------------------------------------


def _folders(args: argparse.Namespace, app: Application, out: Output) -> None:
    _FOLDER_ACTIONS[args.folders_action](args, app, out)


def _list(_args: argparse.Namespace, app: Application, out: Output) -> None:
    folders = app.filing.folders()
    if not folders and not out.is_json:
        out.note("There are no folders yet.")
        return
    held = [each.folder for each in app.history.conversations()]
    names, days = path_names(folders), keep_days(folders, app.settings.get(options.KEEP_DAYS))
    rows = [["ID", "CONVERSATIONS", "KEPT FOR", "FOLDER"]]
    for each in sorted(folders, key=lambda folder: names[folder.id].casefold()):
        count = held.count(each.id)
        if out.is_json:
            out.json(_folder_value(each, app) | {"conversations": count})
        else:
            kept = f"{days[each.id]} days" if days[each.id] else "ever"
            rows.append([each.id, str(count), kept, names[each.id]])
    if not out.is_json:
        out.table(rows, right=frozenset({1}))


def _add(args: argparse.Namespace, app: Application, out: Output) -> None:
    parent = find_folder(app, args.parent).id if args.parent else None
    _tell_folder(app.filing.add_folder(args.name, parent), app, out)


def _rename(args: argparse.Namespace, app: Application, out: Output) -> None:
    folder = find_folder(app, args.folder)
    _tell_folder(app.filing.rename_folder(folder.id, args.name), app, out)


def _move_folder(args: argparse.Namespace, app: Application, out: Output) -> None:
    folder = find_folder(app, args.folder)
    parent = None if args.out else find_folder(app, args.to).id
    _tell_folder(app.filing.move_folder(folder.id, parent), app, out)


def _remove(args: argparse.Namespace, app: Application, out: Output) -> None:
    folder = find_folder(app, args.folder)
    moved = app.filing.remove_folder(folder.id)
    if out.is_json:
        out.json({"removed": folder.id, "moved_up": [each.id for each in moved]})
    else:
        out.note(f"Removed. Conversations that went up: {len(moved)}.")


def _retention(args: argparse.Namespace, app: Application, out: Output) -> None:
    folder = find_folder(app, args.folder)
    _tell_folder(app.filing.set_keep_days(folder.id, args.days), app, out)


def _tell_folder(folder: Folder, app: Application, out: Output) -> None:
    if out.is_json:
        out.json(_folder_value(folder, app))
    else:
        out.line(f"{folder.id}  {path_names(app.filing.folders())[folder.id]}")


def _folder_value(folder: Folder, app: Application) -> dict[str, object]:
    folders = app.filing.folders()
    return {
        "id": folder.id,
        "name": folder.name,
        "path": path_names(folders)[folder.id],
        "parent": folder.parent,
        "own_keep_days": folder.keep_days,
        "keep_days": keep_days(folders, app.settings.get(options.KEEP_DAYS))[folder.id],
    }


ACTIONS: Final[dict[str, Action]] = {
    "move": _move,
    "tag": _tag,
    "untag": _untag,
    "pin": _pin,
    "unpin": _pin,
    "archive": _archive,
    "unarchive": _archive,
    "tags": _tags,
    "folders": _folders,
}
_FOLDER_ACTIONS: Final[dict[str, Action]] = {
    "list": _list,
    "add": _add,
    "rename": _rename,
    "move": _move_folder,
    "remove": _remove,
    "retention": _retention,
}
